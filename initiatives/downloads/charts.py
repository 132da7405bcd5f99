"""The dashboard's charts one by one, each from the template that the dashboard uses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string

from hirao_dx.shared.text import whole_number
from initiatives.charts import history, stages
from initiatives.dashboard import queries
from initiatives.indicators import readings
from initiatives.models import Plan, ReportingPeriod
from initiatives.revisions import gantt
from initiatives.rollup import record as rollup_record

INDICATOR = "indicator-"


@dataclass(frozen=True)
class Page:
    """A chart's HTML and what the drawing is called."""

    title: str
    html: str


@dataclass(frozen=True)
class Chart:
    """A chart that an address can name."""

    name: str
    title: str
    make: Callable[[Plan, ReportingPeriod, date], str | None]
    of_period: bool = True


def _gantt(plan: Plan, period: ReportingPeriod, today: date) -> str:
    chart = gantt.chart(plan, period, today=today)
    return render_to_string("initiatives/charts/_gantt.html", {"gantt": chart, "id": "gantt"})


def _history(plan: Plan, period: ReportingPeriod, today: date) -> str:
    record = rollup_record.record(plan, today=today)
    chart = history.draw(record.history(period))
    return render_to_string("initiatives/dashboard/_history_chart.html", {"chart": chart})


def _stages(plan: Plan, period: ReportingPeriod, today: date) -> str | None:
    inventory = queries.inventory(queries.sections())
    if not inventory.rows:
        return None
    chart = stages.draw(inventory.rows, inventory.total)
    return render_to_string("initiatives/dashboard/_stage_chart.html", {"chart": chart})


CHARTS = (
    Chart("gantt", "日程：予定と実際", _gantt),
    Chart("history", "これまでの経過", _history),
    Chart("stages", "デジタル化の段階", _stages, of_period=False),
)


def page(name: str, plan: Plan, period: ReportingPeriod, *, today: date) -> Page | None:
    """The chart an address names; None if there is none, or nothing to draw."""
    if name.startswith(INDICATOR):
        return _indicator(plan, name.removeprefix(INDICATOR), today)
    for chart in CHARTS:
        if chart.name == name:
            html = chart.make(plan, period, today)
            title = f"{chart.title}　{period.label}" if chart.of_period else chart.title
            return Page(title, html) if html else None
    return None


def _indicator(plan: Plan, key: str, today: date) -> Page | None:
    """The chart of one indicator, by its number. Three queries."""
    number = whole_number(key)
    reading = None if number is None else readings.reading(plan, number, on=today)
    if reading is None or reading.trend is None:
        return None
    one = reading.indicator
    context = {"chart": reading.trend, "name": one.name, "unit": one.unit, "id": "trend"}
    unit = f"（{one.unit}）" if one.unit else ""
    return Page(f"{one.name}{unit}", render_to_string("initiatives/charts/_trend.html", context))
