"""Japanese fiscal years and eras: a fiscal year begins in April, and 令和8年度 is 2026."""

from datetime import date, datetime

from django.utils import timezone

FIRST_MONTH = 4
ERAS = (
    (date(2019, 5, 1), "令和", "R"),
    (date(1989, 1, 8), "平成", "H"),
    (date(1926, 12, 25), "昭和", "S"),
)


def fiscal_year(day: date) -> int:
    """The fiscal year (年度) a day falls in, as the calendar year in which it starts."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def first_day(year: int) -> date:
    """1 April of a fiscal year."""
    return date(year, FIRST_MONTH, 1)


def last_day(year: int) -> date:
    """31 March that ends a fiscal year."""
    return date(year + 1, 3, 31)


def months_between(start: date, end: date) -> int:
    """Whole months from one day to another; negative when `end` comes first.

    Both are starts of days: a quarter is `months_between(1 April, 1 July) == 3`.
    """
    if end < start:
        return -months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - 1 if end.day < start.day else months


def era_year(day: date) -> tuple[str, str, int]:
    """Era name, its letter and the year in it: (令和, R, 8).

    Before 昭和 it is (西暦, "", year).
    """
    for start, name, letter in ERAS:
        if day >= start:
            return name, letter, day.year - start.year + 1
    return "西暦", "", day.year


def _ordinal(year: int) -> str:
    return "元" if year == 1 else str(year)


def wareki_date(day: date) -> str:
    """A day by its era: 令和8年11月23日."""
    name, _, year = era_year(day)
    return f"{name}{_ordinal(year)}年{day.month}月{day.day}日"


def wareki_month(day: date) -> str:
    """The month of a day, by its era: 令和5年7月."""
    name, _, year = era_year(day)
    return f"{name}{_ordinal(year)}年{day.month}月"


def local_day(moment: date) -> date:
    """The day of a date or of a moment, in the town's time zone."""
    if isinstance(moment, datetime):
        return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()
    return moment


def wareki_time(moment: datetime) -> str:
    """A moment in the town's time zone: 令和8年11月23日 14:05.

    Raises ValueError if it has no zone.
    """
    return f"{wareki_date(local_day(moment))} {timezone.localtime(moment):%H:%M}"


def fiscal_year_label(year: int) -> str:
    """A fiscal year by the era of its December: 令和8年度, and 令和元年度 for 2019."""
    name, _, number = era_year(date(year, 12, 31))
    return f"{name}{_ordinal(number)}年度"


def fiscal_year_short(year: int) -> str:
    """A fiscal year in short: R8."""
    _, letter, number = era_year(date(year, 12, 31))
    return f"{letter}{number}"
