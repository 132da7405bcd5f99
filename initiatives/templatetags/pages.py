"""Blocks of links to files: `{% load downloads %}`."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from initiatives.downloads.charts import CHARTS, INDICATOR
from initiatives.indicators.readings import IndicatorReading
from initiatives.models import ReportingPeriod, Snapshot
from initiatives.paper import pdf
from initiatives.tables.catalogue import SOURCES

register = template.Library()


@register.inclusion_tag("initiatives/paper/_files.html")
def paper_files(snapshot: Snapshot) -> dict[str, object]:
    """A paper as workbook and, where this machine can, as PDF."""
    return {"snapshot": snapshot, "pdf": pdf.available()}


@register.inclusion_tag("initiatives/dashboard/_downloads.html")
def downloads(period: ReportingPeriod, readings: Iterable[IndicatorReading]) -> dict[str, object]:
    """Every table, chart and number of a period, as files."""
    return {
        "period": period,
        "tables": SOURCES,
        "charts": CHARTS,
        "indicators": [reading.indicator for reading in readings if reading.trend],
    }


@register.filter
def chart_name(pk: int) -> str:
    """What the chart of an indicator is called in addresses."""
    return f"{INDICATOR}{pk}"
