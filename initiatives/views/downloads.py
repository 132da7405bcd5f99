"""The dashboard's tables, numbers and charts to take away, as they stand today."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from initiatives import chart_pages
from initiatives.charts.standalone import standalone
from initiatives.current_plan import with_plan
from initiatives.models import Plan, ReportingPeriod
from initiatives.paper import csv_text, numbers, tables, workbook
from initiatives.paper.content import Figures
from initiatives.paper.gather import live_figures
from initiatives.paper.table import Table
from organization.calendar import wareki_date
from organization.http import StaffRequest
from organization.models import User

from .dashboard import chosen_period
from .files import XLSX, file_response


@require_safe
@with_plan
def table_csv(request: StaffRequest, plan: Plan, key: str) -> HttpResponse:
    """One table, for Excel and other tools."""
    table, figures = _table(request, plan, key)
    name = f"{table.title}_{figures.period.label}.csv"
    made = csv_text.to_bytes(table)
    return file_response(made, name=name, content_type="text/csv; charset=utf-8")


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
    book = workbook.figures_book(figures, tables.of_figures(figures), timezone.now())
    name = f"数字_{figures.period.label}.xlsx"
    return file_response(workbook.to_bytes(book), name=name, content_type=XLSX)


@require_safe
@with_plan
def numbers_json(request: StaffRequest, plan: Plan) -> HttpResponse:
    """Every number of the period, each field told in docs/numbers-json.md."""
    figures = _figures(request, plan)
    name = f"数字_{figures.period.label}.json"
    made = numbers.to_json(figures)
    return file_response(made, name=name, content_type="application/json; charset=utf-8")


@require_safe
@with_plan
def chart_svg(request: StaffRequest, plan: Plan, name: str) -> HttpResponse:
    """One chart as a drawing for documents and slides."""
    period, today = _period(request, plan), timezone.localdate()
    page = chart_pages.page(name, plan, period, today=today)
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
    source = tables.source(key)
    if source is None:
        raise Http404("no such table")
    figures = _figures(request, plan)
    return source.make(figures), figures
