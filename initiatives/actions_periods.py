"""Reporting periods: made for a year, opened, closed, opened again. The office alone does this."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from organization.calendar import FIRST_MONTH
from organization.models import User

from .choices import PeriodState
from .models import Plan, ReportingPeriod


def open_period(*, period: ReportingPeriod, by: User, reason: str = "") -> ReportingPeriod:
    """Let sections report for a planned period.

    Raises ValidationError if it is not planned, PermissionDenied if `by` is not the office.
    """
    return _move(period, PeriodState.PLANNED, PeriodState.OPEN, by=by, reason=reason)


def close_period(*, period: ReportingPeriod, by: User, reason: str = "") -> ReportingPeriod:
    """Freeze an open period's reports. Raises as `open_period` does."""
    return _move(period, PeriodState.OPEN, PeriodState.CLOSED, by=by, reason=reason)


def reopen_period(*, period: ReportingPeriod, by: User, reason: str) -> ReportingPeriod:
    """Take reports again for a closed period; the reason stays in the history.

    Raises ValidationError without a reason, and else as `open_period` does.
    """
    if not reason.strip():
        raise ValidationError("再開する理由を入力してください。")
    return _move(period, PeriodState.CLOSED, PeriodState.OPEN, by=by, reason=reason)


@transaction.atomic
def create_periods(*, plan: Plan, fiscal_year: int, by: User) -> list[ReportingPeriod]:
    """Make a fiscal year's periods, as many as the plan asks for. Returns the new ones.

    Periods that exist stay as they are. Raises ValidationError for a year outside the plan,
    PermissionDenied if `by` is not the office.
    """
    _require_office(by)
    if fiscal_year not in plan.fiscal_years:
        raise ValidationError(f"{plan.years_label}の中の年度を選んでください。")
    existing = set(plan.periods.filter(fiscal_year=fiscal_year).values_list("number", flat=True))
    numbers = range(1, plan.periods_per_year + 1)
    return [_create(plan, fiscal_year, n, by) for n in numbers if n not in existing]


def period_dates(plan: Plan, fiscal_year: int, number: int) -> tuple[date, date]:
    """First and last day of a year's n-th period."""
    months = 12 // plan.periods_per_year
    starts_on = _month(fiscal_year, (number - 1) * months)
    return starts_on, _month(fiscal_year, number * months) - timedelta(days=1)


def _month(fiscal_year: int, index: int) -> date:
    """First day of a fiscal year's month; 0 is April, 12 the April after."""
    years, month = divmod(FIRST_MONTH - 1 + index, 12)
    return date(fiscal_year + years, month + 1, 1)


def _create(plan: Plan, fiscal_year: int, number: int, by: User) -> ReportingPeriod:
    starts_on, ends_on = period_dates(plan, fiscal_year, number)
    period = ReportingPeriod(
        plan=plan,
        fiscal_year=fiscal_year,
        number=number,
        starts_on=starts_on,
        ends_on=ends_on,
        due_on=ends_on + timedelta(days=plan.due_days),
    )
    period._history_user = by  # type: ignore[attr-defined]
    period.save()
    return period


@transaction.atomic
def _move(
    period: ReportingPeriod, start: PeriodState, to: PeriodState, *, by: User, reason: str
) -> ReportingPeriod:
    _require_office(by)
    current = ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    if current.state != start:
        raise ValidationError(
            f"{current}は「{current.get_state_display()}」なので、「{to.label}」にできません。"
        )
    closing = to == PeriodState.CLOSED
    current.state = to
    current.closed_at = timezone.now() if closing else None
    current.closed_by = by if closing else None
    current._history_user = by  # type: ignore[attr-defined]
    current._change_reason = reason  # type: ignore[attr-defined]
    current.save()
    return current


def _require_office(by: User) -> None:
    if not by.access.is_office:
        raise PermissionDenied
