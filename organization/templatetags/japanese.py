"""Dates and fiscal years as the town writes them: `{% load japanese %}`.

A missing value gives an empty string: `{{ day|wareki_date|default:"－" }}` does what it says.
"""

from datetime import date, datetime

from django import template

from hirao_dx.shared import calendar

register = template.Library()


@register.filter
def wareki_date(moment: date | None) -> str:
    """令和8年11月23日, of a date or of a moment."""
    return calendar.wareki_date(calendar.local_day(moment)) if moment else ""


@register.filter
def wareki_month(moment: date | None) -> str:
    """令和5年7月."""
    return calendar.wareki_month(calendar.local_day(moment)) if moment else ""


@register.filter
def wareki_time(moment: datetime | None) -> str:
    """令和8年11月23日 14:05, in the town's own time zone."""
    return calendar.wareki_time(moment) if moment else ""


@register.filter
def fiscal_year(year: int | None) -> str:
    """令和8年度, of the year it starts in (2026)."""
    return calendar.fiscal_year_label(year) if year else ""


@register.filter
def fiscal_year_short(year: int | None) -> str:
    """R8, for tight places."""
    return calendar.fiscal_year_short(year) if year else ""
