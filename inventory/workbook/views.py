"""Imports: upload, columns, check, decisions and applying; and the workbook to download."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect

from hirao_dx.shared.files import XLSX, file_response
from hirao_dx.shared.text import whole_number
from hirao_dx.shared.uploads import UnreadableFile
from hirao_dx.shared.versions import Stale, with_version
from hirao_dx.shared.words import number
from inventory.choices import ImportState
from inventory.models import ImportJob, System, Task
from inventory.permissions import can_import, can_lead_import, can_see_import
from inventory.tasks.forms import TaskFilterForm
from organization.http import StaffRequest
from organization.models import Department, Section

from . import actions, write
from . import header as layout
from .book import Book
from .forms import MappingForm, WorkbookForm, sections_of
from .preview import may_apply, preview
from .read import MOST_ROWS

PER_PAGE = 20
NOT_YOURS = "表を取り込めるのは、班の職員と課長、事務局です。"
NOT_THEIRS = "この取込を進められるのは、取り込んだ人です。"
OVERTAKEN = (
    "確かめたあとに、ほかの人が事務を変えました。まだ何も反映していません。"
    "もう一度比べた結果を確かめてください。"
)


def imports(request: StaffRequest) -> HttpResponse:
    """Upload a file, or go on with an earlier one. The office sees those of everybody."""
    if not can_import(request.user):
        raise PermissionDenied(NOT_YOURS)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            job = actions.receive_workbook(name=file.name, content=file.read(), by=request.user)
        except UnreadableFile as error:
            form.add_error("file", str(error))
        else:
            return redirect("import_job", job.pk)
    jobs = ImportJob.objects.select_related("by").defer("content", "findings")
    if not request.user.access.is_office:
        jobs = jobs.filter(by=request.user)
    page = Paginator(jobs, PER_PAGE).get_page(request.GET.get("page"))
    status = 422 if form.errors else 200
    context = {"form": form, "page_obj": page, "jobs": list(page)}
    return render(request, "inventory/workbook/list.html", context, status=status)


def _visible(request: StaffRequest, pk: int) -> ImportJob:
    """An import that this person may see. Raises Http404 for any other."""
    job = get_object_or_404(ImportJob.objects.select_related("by"), pk=pk)
    if not can_see_import(request.user, job):
        raise Http404
    return job


def _own(request: StaffRequest, pk: int) -> ImportJob:
    """An import that this person uploaded. Raises Http404 or PermissionDenied for any other."""
    job = _visible(request, pk)
    if not can_lead_import(request.user, job):
        raise PermissionDenied(NOT_THEIRS)
    return job


@vary_on_headers("HX-Request")  # or Back might show the part as if it were the page
def import_job(request: StaffRequest, pk: int) -> HttpResponse:
    """Where an import stands. While it is being checked, each request checks some more rows.

    The progress page asks again through htmx, and is then sent only the part that changes.
    """
    job = _visible(request, pk)
    leads = can_lead_import(request.user, job)
    if leads and job.state == ImportState.MAPPING:
        return redirect("import_columns", job.pk)
    if leads and job.state == ImportState.CHECKING:
        job = actions.check_on(job=job, by=request.user)
    if job.state in (ImportState.MAPPING, ImportState.CHECKING):
        return _progress(request, job, leads=leads)
    if request.htmx:
        return HttpResponseClientRedirect(reverse("import_job", args=[job.pk]))
    shown = preview(job, request.GET.get("show", ""), request.GET.get("page"))
    context = {
        "job": job,
        "preview": shown,
        "is_open": job.state == ImportState.READY,
        "leads": leads,
        "is_applied": job.state == ImportState.APPLIED,
        "may_apply": may_apply(job, shown),
        "writes": job.summary.get("added", 0) + job.summary.get("changed", 0),
    }
    return render(request, "inventory/workbook/job.html", context)


def _progress(request: StaffRequest, job: ImportJob, *, leads: bool) -> HttpResponse:
    """How far the check is; for htmx only the part of the page that changes."""
    percent = 100 * job.rows_done // job.rows_total if job.rows_total else 0
    context = {"job": job, "percent": percent, "leads": leads}
    if request.htmx:
        return render(request, "inventory/workbook/_progress.html", context)
    return render(request, "inventory/workbook/progress.html", context)


def import_columns(request: StaffRequest, pk: int) -> HttpResponse:
    """Say which column of a sheet means what."""
    job = _own(request, pk)
    if job.state in (ImportState.APPLIED, ImportState.DISCARDED):
        return redirect("import_job", job.pk)
    book = Book.unpack(bytes(job.content or b""))
    sheets = layout.candidates(book)
    place = whole_number(request.GET.get("sheet"), most=len(sheets) - 1) or 0
    line = whole_number(request.GET.get("line"), most=100)
    header = layout.find_header(sheets[place], line or 0)
    header = header or layout.Header(1, ())
    form = MappingForm(request.POST or None, header=header, sections=sections_of(request.user))
    if request.method == "POST" and form.is_valid():
        section = form.cleaned_data["section"]
        actions.map_columns(
            job=job,
            book=book,
            sheet=sheets[place],
            header=header,
            places=form.cleaned_data["places"],
            section=section.pk if section else None,
            by=request.user,
        )
        return redirect("import_job", job.pk)
    context = {
        "job": job,
        "form": form,
        "header": header,
        "sheets": [(number, sheet.name) for number, sheet in enumerate(sheets)],
        "place": place,
    }
    status = 422 if form.errors else 200
    return render(request, "inventory/workbook/columns.html", context, status=status)


def _act(request: StaffRequest, job: ImportJob, action: Any, **said: Any) -> Any:
    """Do something to an import.

    Where that raises ValidationError, its page says so; then None.
    """
    try:
        return action(job=job, by=request.user, **said)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return None


@require_POST
def import_decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Note which value to take where both sides changed one."""
    job = _own(request, pk)
    for_all = request.POST.get("all", "")
    _act(
        request,
        job,
        actions.decide,
        choice_of=lambda line: for_all or request.POST.get(f"choice-{line}", ""),
    )
    page = whole_number(request.GET.get("page"), most=job.rows_total) or 1
    return redirect(f"{reverse('import_job', args=[job.pk])}?show=conflict&page={page}")


@require_POST
def import_check(request: StaffRequest, pk: int) -> HttpResponse:
    """Compare the workbook once more with the tasks of today."""
    job = _own(request, pk)
    _act(request, job, actions.check_again)
    return redirect("import_job", job.pk)


@require_POST
def import_apply(request: StaffRequest, pk: int) -> HttpResponse:
    """Write the whole workbook; if somebody changed a task since the check, check again."""
    job = _own(request, pk)
    try:
        written = _act(request, job, actions.apply_import)
    except Stale:
        messages.warning(request, OVERTAKEN)
        _act(request, job, actions.check_again)
        return redirect("import_job", job.pk)
    if written:
        messages.success(
            request,
            f"反映しました。追加 {number(written.added)}件、変更 {number(written.changed)}件です。"
            if written.added or written.changed
            else "変わるところがなかったので、何も書き込まずに終えました。",
        )
    return redirect("import_job", job.pk)


@require_POST
def import_discard(request: StaffRequest, pk: int) -> HttpResponse:
    """Drop the import."""
    job = _visible(request, pk)
    if _act(request, job, actions.discard_import):
        messages.info(request, "取りやめました。事務は何も変わっていません。")
    return redirect("imports")


def workbook(request: StaffRequest) -> HttpResponse:
    """The workbook of the tasks that meet the conditions of the address.

    Redirects to the list of tasks if a condition cannot be read or there are too many.
    """
    form = TaskFilterForm(request.GET)
    tasks = form.narrow(Task.objects.with_place())
    again = redirect(f"{reverse('inventory_tasks')}?{request.GET.urlencode()}")
    if form.errors:
        return again  # the list says which condition could not be read
    if tasks.count() > MOST_ROWS:
        messages.error(
            request, f"事務が{number(MOST_ROWS)}件をこえています。課や班で絞り込んでください。"
        )
        return again
    content = write.workbook(
        with_version(tasks),
        sections=sections_of(request.user) or Section.objects.with_department(),
        systems=System.objects.order_by("name").values_list("name", flat=True),
        at=timezone.localtime(),
    )
    return file_response(content, name=_name(form), content_type=XLSX)


def _name(form: TaskFilterForm) -> str:
    """The name of the file: 事務一覧_町民課戸籍班_2026-11-23.xlsx."""
    place: Section | Department | None = form.cleaned_data.get("section")
    place = place or form.cleaned_data.get("department")
    where = str(place).replace(" ", "") if place else "全体"
    return f"{write.TASKS}_{where}_{timezone.localdate().isoformat()}.xlsx"
