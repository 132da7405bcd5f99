"""Reporting periods: made for a year, opened, extended, closed, opened again.

The office alone does this. Every step is one transaction and leaves one PeriodEvent.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from hirao_dx.shared.calendar import FIRST_MONTH, wareki_date, wareki_time
from hirao_dx.shared.trace import Trace
from initiatives.choices import PeriodAction, PeriodState
from initiatives.models import PeriodEvent, Plan, ReportingPeriod
from organization.access import require_office
from organization.models import User


def open_period(*, period: ReportingPeriod, by: User, reason: str = "") -> ReportingPeriod:
    """Let sections report for a planned period. Returns the period.

    Pressed twice by one person it is one opening. Raises ValidationError if it is not planned;
    PermissionDenied if `by` is not the office.
    """
    return _move(PeriodAction.OPEN, period, PeriodState.PLANNED, by=by, reason=reason)


@transaction.atomic
def take_back_period(*, period: ReportingPeriod, by: User, reason: str = "") -> ReportingPeriod:
    """Make an open period planned again while nothing is reported. Returns the period.

    Raises ValidationError if it is not open, or once a report is begun or a paper shows it;
    PermissionDenied if `by` is not the office.
    """
    require_office(by)
    current = _lock(period)
    if current.is_open and (hindrance := what_hinders_taking_back(current)):
        raise ValidationError(hindrance)
    return _move(PeriodAction.TAKE_BACK, period, PeriodState.OPEN, by=by, reason=reason)


def what_hinders_taking_back(period: ReportingPeriod) -> str:
    """Why an open period cannot become planned again; blank where nothing is reported of it."""
    if count := period.reports.count():
        return (
            f"{period}には、報告が{count}件（下書きを含む）あるので、予定に戻せません。"
            "受付を終えるときは「締め切る」を押してください。"
        )
    if period.snapshots.exists():
        return f"{period}は、会議資料の控えに使われているので、予定に戻せません。"
    return ""


def close_period(*, period: ReportingPeriod, by: User, reason: str = "") -> ReportingPeriod:
    """End reporting for an open period: its reports no longer change. Returns the period.

    Raises ValidationError if it is not open; PermissionDenied if `by` is not the office.
    """
    return _move(PeriodAction.CLOSE, period, PeriodState.OPEN, by=by, reason=reason)


def reopen_period(*, period: ReportingPeriod, by: User, reason: str) -> ReportingPeriod:
    """Take reports again for a closed period; the reason stays in the record. Returns the period.

    Raises ValidationError without a reason or if it is not closed; PermissionDenied if `by` is not
    the office.
    """
    if not reason.strip():
        raise ValidationError({"reason": "再開する理由を入力してください。"})
    return _move(PeriodAction.REOPEN, period, PeriodState.CLOSED, by=by, reason=reason)


@transaction.atomic
def extend_period(
    *, period: ReportingPeriod, due_on: date, reason: str, by: User
) -> ReportingPeriod:
    """Give a planned or open period another due date; the reason stays in the record.

    Returns the period. Raises ValidationError for a closed period, a day before the period starts,
    the day it has already or a missing reason; PermissionDenied if `by` is not the office.
    """
    require_office(by)
    current = _lock(period)
    _require_extendable(current, due_on, reason)
    before, current.due_on = current.due_on, due_on
    Trace(by, reason).save(current)
    _leave_event(PeriodAction.EXTEND, current, by=by, reason=reason, due_before=before)
    return current


@transaction.atomic
def change_dates(*, period: ReportingPeriod, reason: str, by: User) -> ReportingPeriod:
    """Store the dates of a period as they were edited. Returns the period.

    A due date that moved leaves its event. Raises PermissionDenied if `by` is not the office or
    the period was opened or closed meanwhile.
    """
    require_office(by)
    before = _lock(period)
    if before.state != period.state:
        raise PermissionDenied
    Trace(by, reason).save(period)
    if period.due_on != before.due_on:
        _leave_event(PeriodAction.EXTEND, period, by=by, reason=reason, due_before=before.due_on)
    return period


@transaction.atomic
def add_period(*, period: ReportingPeriod, by: User) -> ReportingPeriod:
    """Store a new period and return it. Raises PermissionDenied if `by` is not the office."""
    require_office(by)
    Trace(by, "").save(period)
    _leave_event(PeriodAction.CREATE, period, by=by)
    return period


@transaction.atomic
def create_periods(*, plan: Plan, fiscal_year: int, by: User) -> list[ReportingPeriod]:
    """Make a fiscal year's periods, as many as the plan asks for. Returns the new ones.

    Periods that exist stay as they are. Raises ValidationError for a year outside the plan;
    PermissionDenied if `by` is not the office.
    """
    require_office(by)
    if fiscal_year not in plan.fiscal_years:
        raise ValidationError(f"{plan.years_label}の中の年度を選んでください。")
    existing = set(plan.periods.filter(fiscal_year=fiscal_year).values_list("number", flat=True))
    numbers = range(1, plan.periods_per_year + 1)
    new = [blank_period(plan, fiscal_year, n) for n in numbers if n not in existing]
    return [add_period(period=period, by=by) for period in new]


def period_dates(plan: Plan, fiscal_year: int, number: int) -> tuple[date, date]:
    """First and last day of the n-th period of a fiscal year; the first period is 1."""
    months = 12 // plan.periods_per_year
    starts_on = _month(fiscal_year, (number - 1) * months)
    return starts_on, _month(fiscal_year, number * months) - timedelta(days=1)


def _month(fiscal_year: int, index: int) -> date:
    """First day of a fiscal year's month; 0 is April, 12 the April after."""
    years, month = divmod(FIRST_MONTH - 1 + index, 12)
    return date(fiscal_year + years, month + 1, 1)


def blank_period(plan: Plan, fiscal_year: int, number: int) -> ReportingPeriod:
    """The n-th period of a fiscal year with its dates, planned and not stored."""
    starts_on, ends_on = period_dates(plan, fiscal_year, number)
    return ReportingPeriod(
        plan=plan,
        fiscal_year=fiscal_year,
        number=number,
        starts_on=starts_on,
        ends_on=ends_on,
        due_on=ends_on + timedelta(days=plan.due_days),
    )


STATE_AFTER = {
    PeriodAction.OPEN: PeriodState.OPEN,
    PeriodAction.TAKE_BACK: PeriodState.PLANNED,
    PeriodAction.CLOSE: PeriodState.CLOSED,
    PeriodAction.REOPEN: PeriodState.OPEN,
}


@transaction.atomic
def _move(
    action: PeriodAction, period: ReportingPeriod, start: PeriodState, *, by: User, reason: str
) -> ReportingPeriod:
    """The period in the state that an action leads to.

    Raises ValidationError if it is not in the state the action starts from; PermissionDenied if
    `by` is not the office.
    """
    require_office(by)
    current = _lock(period)
    to = STATE_AFTER[action]
    if current.state != start:
        last = current.events.select_related("by").last()
        if last is not None and current.state == to and last.action == action:
            if last.by == by:
                return current  # pressed twice
            raise ValidationError(
                f"{current}は、{last.by.name}が先に「{to.label}」にしています"
                f"（{wareki_time(last.at)}）。"
            )
        raise ValidationError(
            f"{current}は「{current.get_state_display()}」なので、「{to.label}」にできません。"
        )
    closing = to == PeriodState.CLOSED
    current.state = to
    current.closed_at = timezone.now() if closing else None
    current.closed_by = by if closing else None
    Trace(by, reason).save(current)
    if closing:
        _end_reopened(current, by=by, reason=reason)
    _leave_event(action, current, by=by, reason=reason, due_before=current.due_on)
    return current


def _end_reopened(period: ReportingPeriod, *, by: User, reason: str) -> None:
    """Closing freezes also the reports that were reopened one by one before."""
    for report in period.reports.filter(reopened_at__isnull=False):
        report.reopened_at = None
        report.reopened_by = None
        report.version += 1
        Trace(by, reason).save(report)


def _lock(period: ReportingPeriod) -> ReportingPeriod:
    """The period as it is now, locked until the end of the transaction."""
    return ReportingPeriod.objects.select_for_update().get(pk=period.pk)


def _require_extendable(period: ReportingPeriod, due_on: date, reason: str) -> None:
    """Raises ValidationError unless the period may be given this due date for this reason."""
    if period.is_closed:
        raise ValidationError(
            f"{period}は締め切られているので、提出期限を変えられません。"
            "先に「再開する」で受付に戻してください。"
        )
    errors = {}
    if due_on < period.starts_on:
        errors["due_on"] = (
            f"提出期限は、期間の開始日（{wareki_date(period.starts_on)}）以後の日付にしてください。"
        )
    elif due_on == period.due_on:
        errors["due_on"] = (
            f"提出期限はもう{wareki_date(due_on)}になっています。変えるときは、別の日付を入力してください。"
        )
    if not reason.strip():
        errors["reason"] = "提出期限を変える理由を入力してください。"
    if errors:
        raise ValidationError(errors)


def _leave_event(
    action: PeriodAction,
    period: ReportingPeriod,
    *,
    by: User,
    reason: str = "",
    due_before: date | None = None,
) -> None:
    PeriodEvent.objects.create(
        period=period,
        action=action,
        by=by,
        at=timezone.now(),
        reason=reason.strip(),
        due_before=due_before,
        due_after=period.due_on,
    )
