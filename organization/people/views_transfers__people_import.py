"""Uploading a staff list (名簿の取込) and the template to fill in."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from hirao_dx.shared.http import StaffRequest
from organization.models import TransferList
from organization.people.stafflist import sheets, template
from organization.people.stafflist.changes import Change, Register, compare
from organization.people.stafflist.entries import Fault, Reader, in_order

from .forms import UploadForm, next_april
from .office import office_only
from .posts import PostBook
from .transfer_lists import keep_list

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEMPLATES = {
    "csv": (template.as_csv, "text/csv; charset=utf-8"),
    "xlsx": (template.as_excel, XLSX),
}
RECENT = 20


@office_only
def staff_import(request: StaffRequest) -> HttpResponse:
    """Check a file. Only what has no fault at all is kept, and nobody has moved yet."""
    initial = {"on": next_april(timezone.localdate())}
    form = UploadForm(request.POST or None, request.FILES or None, initial=initial)
    faults: list[Fault] = []
    if request.method == "POST" and form.is_valid():
        file, on = form.cleaned_data["file"], form.cleaned_data["on"]
        try:
            changes, faults = check(file, on)
        except sheets.UnreadableFile as error:
            form.add_error("file", str(error))
        else:
            if not faults:
                kept = keep_list(name=file.name, effective_on=on, changes=changes, by=request.user)
                return redirect("transfer_list", kept.pk)
    context = {
        "form": form,
        "faults": faults,
        "lists": TransferList.objects.select_related("by").defer("rows")[:RECENT],
    }
    status = 422 if form.errors or faults else 200
    return render(request, "organization/people/import.html", context, status=status)


def check(file: object, on: date) -> tuple[list[Change], list[Fault]]:
    """What a file changes, and every fault in the order of its rows. Four queries."""
    rows = sheets.read_rows(file)  # type: ignore[arg-type]
    reading = Reader(PostBook(), on).read(rows)
    changes, faults = compare(reading.entries.values(), Register())
    return changes, in_order([*reading.faults, *faults])


@office_only
def staff_template(request: StaffRequest, kind: str) -> HttpResponse:
    """The list of today's staff, to be changed and uploaded again."""
    if kind not in TEMPLATES:
        raise Http404("no such kind of file")
    write, content_type = TEMPLATES[kind]
    response = HttpResponse(write(timezone.localdate()), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="staff-list.{kind}"'
    return response
