"""The plan's reporting periods up to a day: closed, one open, one planned."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from initiatives.choices import PeriodState
from initiatives.models import Plan, ReportingPeriod
from organization.calendar import first_day
from organization.models import User

from . import rows

CLOSED_AFTER = timedelta(days=5)  # past the due date, when the last confirmations are in
CLOSING_TIME = time(17, 0)


def create_periods(plan: Plan, *, now: datetime, by: User) -> list[ReportingPeriod]:
    """Insert the periods that have begun and the one that follows.

    Returns the begun ones, oldest first. The latest of them is open (after the plan's end its
    last period stays open, long overdue), the earlier ones are closed.
    """
    today = timezone.localdate(now)
    every = list(_blank_periods(plan))
    begun = [p for p in every if p.starts_on <= today]
    for period in begun[:-1]:
        period.state = PeriodState.CLOSED
        period.closed_by = by
        period.closed_at = min(at(period.due_on + CLOSED_AFTER, CLOSING_TIME), now)
    for period in begun[-1:]:
        period.state = PeriodState.OPEN
    rows.create(every[: len(begun) + 1], by=by)
    return begun


def at(day: date, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, moment))


def _blank_periods(plan: Plan) -> list[ReportingPeriod]:
    months = 12 // plan.periods_per_year
    return [
        _blank_period(plan, year, number, months)
        for year in plan.fiscal_years
        for number in range(1, plan.periods_per_year + 1)
    ]


def _blank_period(plan: Plan, year: int, number: int, months: int) -> ReportingPeriod:
    ends_on = _month_start(year, number * months) - timedelta(days=1)
    return ReportingPeriod(
        plan=plan,
        fiscal_year=year,
        number=number,
        starts_on=_month_start(year, (number - 1) * months),
        ends_on=ends_on,
        due_on=ends_on + timedelta(days=plan.due_days),
        state=PeriodState.PLANNED,
    )


def _month_start(fiscal_year: int, months: int) -> date:
    """The first day of the month so many months into a fiscal year."""
    years, index = divmod(first_day(fiscal_year).month - 1 + months, 12)
    return date(fiscal_year + years, index + 1, 1)
