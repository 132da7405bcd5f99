"""How often a section is asked for a report on an initiative (担当の報告の回数; design: roll-up).

毎期 asks in every period, 半期 in those that hold 30 September and the fiscal year's last day,
年度末 in the one that holds the fiscal year's last day. What is not asked for is neither owed nor
silent.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

from django.db.models import Case, DateField, F, IntegerField, Q, Value, When
from django.db.models.functions import ExtractDay, ExtractMonth, ExtractYear
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from hirao_dx.shared.calendar import FIRST_MONTH, last_day
from initiatives.choices import Cadence

MonthDay = tuple[int, int]

YEAR_END: MonthDay = (last_day(1).month, last_day(1).day)
HALF_YEAR_END: MonthDay = (FIRST_MONTH + 5, 30)
# A period that holds one of these days asks; 毎期 needs none.
DAYS: dict[str, tuple[MonthDay, ...]] = {
    Cadence.HALF: (HALF_YEAR_END, YEAR_END),
    Cadence.YEAR: (YEAR_END,),
}


class Span(Protocol):
    """A reporting period, as the database or the roll-up holds it; both days are inclusive."""

    @property
    def starts_on(self) -> date: ...

    @property
    def ends_on(self) -> date: ...


def day_of(period: Span, today: date) -> date:
    """The day that a period's figures and duties are of: today, within the period's days.

    The same rule as `ReportingPeriodQuerySet.with_day`; docs/rules.md, "The day of a period".
    """
    return min(max(today, period.starts_on), period.ends_on)


def asks(cadence: str, period: Span) -> bool:
    """Whether a cadence asks for a report in a period. The same rule as `asked_in`."""
    if cadence == Cadence.EVERY:
        return True
    return any(_holds(period, *day) for day in DAYS[cadence])


def asked_in(starts_on: Any, ends_on: Any, *, prefix: str = "") -> Q:
    """The condition for participations whose cadence asks in a period of these days.

    Days or expressions, `OuterRef` among them; `prefix` leads to the participation
    (`participation__`). The same rule as `asks`.
    """
    asked = Q(**{f"{prefix}cadence": Cadence.EVERY})
    for cadence, days in DAYS.items():
        for day in days:
            held = _held(_expression(starts_on), _expression(ends_on), *day)
            asked |= Q(**{f"{prefix}cadence": cadence}) & held
    return asked


def _holds(period: Span, month: int, day: int) -> bool:
    year = period.starts_on.year
    first = date(year, month, day)
    if first < period.starts_on:
        first = date(year + 1, month, day)
    return first <= period.ends_on


def _held(starts_on: Any, ends_on: Any, month: int, day: int) -> Q:
    """`_holds` with days as numbers: 20260930."""
    in_its_year = ExtractYear(starts_on) * 10000 + (month * 100 + day)
    first = Case(
        When(GreaterThanOrEqual(in_its_year, _number(starts_on)), then=in_its_year),
        default=in_its_year + 10000,
        output_field=IntegerField(),
    )
    return Q(LessThanOrEqual(first, _number(ends_on)))


def _number(day: Any) -> Any:
    return ExtractYear(day) * 10000 + ExtractMonth(day) * 100 + ExtractDay(day)


def _expression(day: Any) -> Any:
    if isinstance(day, str):
        return F(day)
    return Value(day, DateField()) if isinstance(day, date) else day
