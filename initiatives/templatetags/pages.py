"""Tags for links to files, and the texts of a report: `{% load pages %}`."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from hirao_dx.shared.words import number, tenths
from initiatives.downloads.charts import CHARTS, INDICATOR
from initiatives.indicators.readings import IndicatorReading
from initiatives.models import ProgressReport, ReportingPeriod, Snapshot
from initiatives.paper import pdf
from initiatives.tables.catalogue import SOURCES

register = template.Library()
register.filter(number)
register.filter("hours", tenths)


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


@register.filter
def texts(report: ProgressReport) -> list[tuple[str, str]]:
    """The texts a section wrote with what each is about, empty ones left out."""
    written = (
        ("実施内容", report.done_words),
        ("課題", report.issues_text),
        ("今後の予定", report.next_text),
    )
    return [(label, text) for label, text in written if text]
