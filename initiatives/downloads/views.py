"""The dashboard's tables, numbers and charts as files, with the numbers as they are today."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe
from pydantic import ValidationError

from hirao_dx.shared.calendar import wareki_date
from hirao_dx.shared.files import CSV, XLSX, file_response
from hirao_dx.shared.tables import Table, csv_of
from hirao_dx.shared.text import whole_number
from initiatives.charts.standalone import standalone
from initiatives.current import with_plan
from initiatives.dashboard.views import chosen_period
from initiatives.models import Plan, ReportingPeriod, Snapshot
from initiatives.paper import pdf
from initiatives.paper.content import Figures, Paper, digest_of, read_paper
from initiatives.paper.figures import live_figures
from initiatives.tables import catalogue, numbers, workbook
from organization.http import StaffRequest
from organization.models import User

from . import charts


@require_safe
@with_plan
def table_csv(request: StaffRequest, plan: Plan, key: str) -> HttpResponse:
    """One table, for Excel and other tools."""
    table, figures = _table(request, plan, key)
    name = f"{table.title}_{figures.period.label}.csv"
    return file_response(b"".join(csv_of(table)), name=name, content_type=CSV)


@require_safe
@with_plan
def table_xlsx(request: StaffRequest, plan: Plan, key: str) -> HttpResponse:
    """One table as a workbook."""
    table, figures = _table(request, plan, key)
    book = workbook.figures_book(figures, (table,), timezone.now())
    name = f"{table.title}_{figures.period.label}.xlsx"
    return file_response(workbook.to_bytes(book), name=name, content_type=XLSX)


@require_safe
@with_plan
def all_tables(request: StaffRequest, plan: Plan) -> HttpResponse:
    """Every table of the period in one workbook."""
    figures = _figures(request, plan)
    book = workbook.figures_book(figures, catalogue.of_figures(figures), timezone.now())
    name = f"数字_{figures.period.label}.xlsx"
    return file_response(workbook.to_bytes(book), name=name, content_type=XLSX)


@require_safe
@with_plan
def numbers_json(request: StaffRequest, plan: Plan) -> HttpResponse:
    """Every number of the period; docs/numbers-json.md describes the fields."""
    figures = _figures(request, plan)
    name = f"数字_{figures.period.label}.json"
    made = numbers.to_json(figures)
    return file_response(made, name=name, content_type="application/json; charset=utf-8")


@require_safe
@with_plan
def chart_svg(request: StaffRequest, plan: Plan, name: str) -> HttpResponse:
    """One chart as a drawing for documents and slides."""
    period, today = _period(request, plan), timezone.localdate()
    page = charts.page(name, plan, period, today=today)
    if page is None:
        raise Http404("no such chart")
    mark = "【見本】" if User.objects.filter(is_demo=True).exists() else ""
    note = f"{mark}{plan.name}　{wareki_date(today)}の数字"
    made = standalone(page.html, title=page.title, note=note)
    return file_response(made, name=f"{page.title}.svg", content_type="image/svg+xml")


def _period(request: StaffRequest, plan: Plan) -> ReportingPeriod:
    """The period of the address, else the newest begun. Raises Http404 if there is none."""
    period = chosen_period(request, plan)
    if period is None:
        raise Http404("no period has begun")
    return period


def _figures(request: StaffRequest, plan: Plan) -> Figures:
    return live_figures(plan, _period(request, plan), today=timezone.localdate())


def _table(request: StaffRequest, plan: Plan, key: str) -> tuple[Table, Figures]:
    """The table an address names, with its figures. Raises Http404 if there is none."""
    source = catalogue.source(key)
    if source is None:
        raise Http404("no such table")
    figures = _figures(request, plan)
    return source.make(figures), figures


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
        number = whole_number(edition)
        if number is None:
            raise Http404("no such edition")
        found = found.filter(edition=number)
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
