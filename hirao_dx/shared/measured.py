"""When something was measured, as exactly as its source says and no more. Pure.

A source says a day, a month, the end of a fiscal year or a year. The day kept beside it is the
last one of that time: it orders values and places them in a chart, and is never shown as a day.
"""

from __future__ import annotations

import calendar
import re
from datetime import MAXYEAR, date

from django.db import models

from .calendar import fiscal_year, fiscal_year_label, last_day, wareki_date, wareki_month
from .text import day as plain_day
from .text import half_width

_MONTH = re.compile(r"(\d{4})[-/.年](0?[1-9]|1[0-2])月?", re.ASCII)
_FISCAL_YEAR = re.compile(r"(\d{4})年度末?", re.ASCII)
_YEAR = re.compile(r"(\d{4})年?", re.ASCII)


class Precision(models.TextChoices):
    """How exactly a source says when it measured."""

    DAY = "day", "日"
    MONTH = "month", "月"
    FISCAL_YEAR = "fiscal_year", "年度末"
    YEAR = "year", "年"


def last_day_of(day: date, precision: str) -> date:
    """The last day of the month, fiscal year or year that a day lies in; of a day itself."""
    if precision == Precision.MONTH:
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])
    if precision == Precision.FISCAL_YEAR:
        return last_day(fiscal_year(day))
    return date(day.year, 12, 31) if precision == Precision.YEAR else day


def in_words(day: date, precision: str) -> str:
    """令和8年9月30日, 令和5年7月, 令和4年度末 or 2020年."""
    if precision == Precision.MONTH:
        return wareki_month(day)
    if precision == Precision.FISCAL_YEAR:
        return f"{fiscal_year_label(fiscal_year(day))}末"
    return f"{day.year}年" if precision == Precision.YEAR else wareki_date(day)


def written(day: date, precision: str) -> str:
    """The same for files and other programs: 2026-09-30, 2023-07, 2022年度 or 2020."""
    if precision == Precision.MONTH:
        return f"{day:%Y-%m}"
    if precision == Precision.FISCAL_YEAR:
        return f"{fiscal_year(day)}年度"
    return f"{day.year:04}" if precision == Precision.YEAR else day.isoformat()


def read(text: str) -> tuple[date, Precision] | None:
    """What `written` writes, with the last day of it; None if it is nothing of the kind."""
    day = plain_day(text)
    if day is not None:
        return day, Precision.DAY
    plain = half_width(text)
    if found := _MONTH.fullmatch(plain):
        year, month, precision = int(found[1]), int(found[2]), Precision.MONTH
    elif found := _FISCAL_YEAR.fullmatch(plain):
        year, month, precision = int(found[1]), 4, Precision.FISCAL_YEAR
    elif found := _YEAR.fullmatch(plain):
        year, month, precision = int(found[1]), 1, Precision.YEAR
    else:
        return None
    if not 0 < year < MAXYEAR:
        return None
    return last_day_of(date(year, month, 1), precision), precision


def said_by(day: date, label: str) -> Precision:
    """How exact a day is that was kept beside the words of its source, before this was noted.

    令和4年度 beside its last day says a fiscal year, 令和2年 beside 31 December a year, any other
    words that name no day, beside the first or last day of a month, no more than the month.
    """
    if not label or "日" in label:
        return Precision.DAY
    year_end = in_words(day, Precision.FISCAL_YEAR)
    if last_day_of(day, Precision.FISCAL_YEAR) == day and label in (year_end, year_end[:-1]):
        return Precision.FISCAL_YEAR
    if (day.month, day.day) == (12, 31) and label.endswith("年"):
        return Precision.YEAR
    edge = day.day == 1 or last_day_of(day, Precision.MONTH) == day
    return Precision.MONTH if edge else Precision.DAY
