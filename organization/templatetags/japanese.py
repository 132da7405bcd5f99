"""Template filters for dates and fiscal years as the town writes them: `{% load japanese %}`.

A missing value gives an empty string, so that `{{ day|wareki_date|default:"－" }}` shows a dash.
"""

from datetime import date, datetime

from django import template

from hirao_dx.shared import calendar

register = template.Library()


@register.filter
def wareki_date(moment: date | None) -> str:
    """A date, or the day of a moment: 令和8年11月23日."""
    return calendar.wareki_date(calendar.local_day(moment)) if moment else ""


@register.filter
def wareki_month(moment: date | None) -> str:
    """The month of a date: 令和5年7月."""
    return calendar.wareki_month(calendar.local_day(moment)) if moment else ""


@register.filter
def wareki_time(moment: datetime | None) -> str:
    """A moment in the town's time zone: 令和8年11月23日 14:05."""
    return calendar.wareki_time(moment) if moment else ""


@register.filter
def fiscal_year(year: int | None) -> str:
    """令和8年度, of the year in which it starts (2026)."""
    return calendar.fiscal_year_label(year) if year else ""


@register.filter
def fiscal_year_short(year: int | None) -> str:
    """A fiscal year in short: R8."""
    return calendar.fiscal_year_short(year) if year else ""
