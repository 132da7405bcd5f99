"""A meeting's paper to take away, from its snapshot alone: workbook and PDF."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from pydantic import ValidationError

from hirao_dx.shared.files import XLSX, file_response
from hirao_dx.shared.http import StaffRequest
from initiatives.current import with_plan
from initiatives.models import Plan, Snapshot
from initiatives.paper import pdf
from initiatives.paper.content import Paper, digest_of, read_paper
from initiatives.tables import workbook

UNSOUND = (
    "この資料は、内容が照合番号と合わないため、ファイルにしません。事務局にお知らせください。"
)


@require_safe
@with_plan
def xlsx(request: StaffRequest, plan: Plan, pk: int) -> HttpResponse:
    """The paper's tables as a workbook, the same bytes each time."""
    snapshot = _snapshot(request, plan, pk)
    paper = _sound(snapshot)
    if paper is None:
        return _to_page(request, snapshot)
    made = workbook.to_bytes(workbook.paper_book(paper, snapshot.digest))
    return file_response(made, name=f"{_name(snapshot)}.xlsx", content_type=XLSX)


@require_safe
@with_plan
def pdf_file(request: StaffRequest, plan: Plan, pk: int) -> HttpResponse:
    """The paper as PDF; where this machine makes none, a page that says what to do instead."""
    snapshot = _snapshot(request, plan, pk)
    if not pdf.available():
        context = {"snapshot": snapshot, "missing": pdf.missing()}
        return render(request, "initiatives/paper/no_pdf.html", context, status=503)
    if _sound(snapshot) is None:
        return _to_page(request, snapshot)
    made = pdf.of_snapshot(snapshot.content, snapshot.digest)
    return file_response(made, name=f"{_name(snapshot)}.pdf", content_type="application/pdf")


def _snapshot(request: StaffRequest, plan: Plan, pk: int) -> Snapshot:
    """The edition asked for, else the newest. Raises Http404. One query."""
    found = Snapshot.objects.filter(plan=plan, meeting=pk).select_related("meeting")
    edition = request.GET.get("edition")
    if edition is not None:
        if not (edition.isascii() and edition.isdigit() and len(edition) <= 4):
            raise Http404("no such edition")
        found = found.filter(edition=int(edition))
    snapshot = found.order_by("edition").last()
    if snapshot is None:
        raise Http404("no paper")
    return snapshot


def _sound(snapshot: Snapshot) -> Paper | None:
    """The paper, None if its content is not what was taken."""
    if digest_of(snapshot.content) != snapshot.digest:
        return None
    try:
        return read_paper(snapshot.content)
    except ValidationError:
        return None


def _to_page(request: StaffRequest, snapshot: Snapshot) -> HttpResponse:
    """Back to the paper's page, which tells what is wrong with it."""
    messages.error(request, UNSOUND)
    return redirect(snapshot)


def _name(snapshot: Snapshot) -> str:
    """第3回推進委員会_資料, and from the second edition on which one."""
    edition = "" if snapshot.edition == 1 else f"_第{snapshot.edition}版"
    return f"{snapshot.meeting}_資料{edition}"
