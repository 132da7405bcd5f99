"""The relay of a report. Every step is one transaction and leaves one line in the trail."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from organization.models import User

from . import permissions
from .choices import ReportAction, ReportState
from .models import (
    Participation,
    Phase,
    ProgressReport,
    Rating,
    ReportingPeriod,
    ReportTransition,
)


class StaleReportError(Exception):
    """The report moved on since the text at hand was read. Carries the report as it is now."""

    def __init__(self, current: ProgressReport) -> None:
        super().__init__(f"report {current.pk} is at version {current.version}")
        self.current = current


class NothingToRepeatError(Exception):
    """「前回から変更なし」 was asked for, but no earlier report exists."""


@dataclass(frozen=True)
class ReportContent:
    """What a section writes. `progress` is 0–100 toward the initiative's final goal."""

    status: str = ""
    phase: Phase | None = None
    progress: int | None = None
    rating: Rating | None = None
    done_text: str = ""
    issues_text: str = ""
    next_text: str = ""

    @classmethod
    def of(cls, report: ProgressReport) -> ReportContent:
        return cls(**{name: getattr(report, name) for name in cls.__dataclass_fields__})


def last_report(participation: Participation, before: ReportingPeriod) -> ProgressReport | None:
    """The latest counted report of an earlier period: what a new report starts from."""
    return (
        ProgressReport.objects.counted()
        .filter(participation=participation, period__ends_on__lt=before.ends_on)
        .with_names()
        .order_by("-period__ends_on")
        .first()
    )


@transaction.atomic
def save_report(
    *,
    participation: Participation,
    period: ReportingPeriod,
    content: ReportContent,
    version: int,
    by: User,
) -> ProgressReport:
    """Keep a draft. `version` is what the writer started from, 0 for a report not yet begun.

    A draft that was removed meanwhile is begun anew, so that nothing typed is lost.
    Raises StaleReportError if somebody saved in between, PermissionDenied if `by` may not
    write it.
    """
    report = _lock(participation=participation, period=period)
    if report is None:
        return _begin(participation=participation, period=period, content=content, by=by)
    if report.version != version:
        raise StaleReportError(report)
    _require(permissions.can_edit_report(by, report))
    _write(report, content)
    report.save()
    return report


@transaction.atomic
def submit_report(
    *,
    participation: Participation,
    period: ReportingPeriod,
    content: ReportContent,
    version: int,
    by: User,
    unchanged: bool = False,
) -> ProgressReport:
    """Save and hand in to the head. Raises as `save_report` does.

    The content must be complete: the form sees to the words, the database refuses the rest.
    """
    report = save_report(
        participation=participation, period=period, content=content, version=version, by=by
    )
    report.unchanged = unchanged
    report.submitted_at = timezone.now()
    report.submitted_by = by
    return _move(report, ReportAction.SUBMIT, ReportState.SUBMITTED, by=by)


def submit_unchanged(
    *, participation: Participation, period: ReportingPeriod, version: int, by: User
) -> ProgressReport:
    """Report 「前回から変更なし」: the last report's text again, recorded as such.

    Raises NothingToRepeatError if there is no earlier report, and else as `save_report` does.
    """
    last = last_report(participation, period)
    if last is None:
        raise NothingToRepeatError
    return submit_report(
        participation=participation,
        period=period,
        content=ReportContent.of(last),
        version=version,
        by=by,
        unchanged=True,
    )


@transaction.atomic
def withdraw_report(*, report: ProgressReport, version: int, by: User) -> ProgressReport:
    """Take a submitted report back to draft."""
    report = _reread(report, version)
    _require(permissions.can_withdraw(by, report))
    _clear_submission(report)
    return _move(report, ReportAction.WITHDRAW, ReportState.DRAFT, by=by)


@transaction.atomic
def confirm_report(*, report: ProgressReport, version: int, by: User) -> ProgressReport:
    """Confirm a submitted report; by the office it is recorded as 代理確認."""
    report = _reread(report, version)
    _require(permissions.can_review(by, report))
    on_behalf = permissions.reviews_on_behalf(by, report)
    report.confirmed_at = timezone.now()
    report.confirmed_by = by
    report.confirmed_on_behalf = on_behalf
    action = ReportAction.CONFIRM_ON_BEHALF if on_behalf else ReportAction.CONFIRM
    return _move(report, action, ReportState.CONFIRMED, by=by)


@transaction.atomic
def return_report(
    *, report: ProgressReport, version: int, comment: str, by: User
) -> ProgressReport:
    """Send a submitted report back to its section with the reason."""
    report = _reread(report, version)
    _require(permissions.can_review(by, report))
    _clear_submission(report)
    return _move(report, ReportAction.RETURN, ReportState.RETURNED, by=by, comment=comment)


@transaction.atomic
def reopen_report(
    *, report: ProgressReport, version: int, comment: str, by: User
) -> ProgressReport:
    """The office sends a confirmed report back with the reason."""
    report = _reread(report, version)
    _require(permissions.can_reopen(by, report))
    _clear_submission(report)
    report.confirmed_at = None
    report.confirmed_by = None
    report.confirmed_on_behalf = False
    return _move(report, ReportAction.REOPEN, ReportState.RETURNED, by=by, comment=comment)


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def _begin(
    *, participation: Participation, period: ReportingPeriod, content: ReportContent, by: User
) -> ProgressReport:
    report = ProgressReport(participation=participation, period=period, **_fields(content))
    _require(
        period.plan_id == participation.initiative.plan_id
        and permissions.can_edit_report(by, report)
    )
    try:
        with transaction.atomic():
            report.save()
    except IntegrityError as error:
        existing = _lock(participation=participation, period=period)
        if existing is None:
            raise
        raise StaleReportError(existing) from error
    _leave_trace(report, ReportAction.CREATE, "", by=by)
    return report


def _lock(*, participation: Participation, period: ReportingPeriod) -> ProgressReport | None:
    return (
        ProgressReport.objects.select_for_update(of=("self",))
        .with_names()
        .filter(participation=participation, period=period)
        .first()
    )


def _reread(report: ProgressReport, version: int) -> ProgressReport:
    """The report as it is now, locked. Raises StaleReportError if it has moved on."""
    current = _lock(participation=report.participation, period=report.period)
    if current is None or current.version != version:
        raise StaleReportError(current or report)
    return current


def _fields(content: ReportContent) -> dict[str, object]:
    return {name: getattr(content, name) for name in ReportContent.__dataclass_fields__}


def _write(report: ProgressReport, content: ReportContent) -> None:
    for name, value in _fields(content).items():
        setattr(report, name, value)
    report.version += 1


def _clear_submission(report: ProgressReport) -> None:
    report.submitted_at = None
    report.submitted_by = None
    report.unchanged = False


def _move(
    report: ProgressReport, action: ReportAction, to: ReportState, *, by: User, comment: str = ""
) -> ProgressReport:
    before = report.state
    report.state = to
    report.version += 1
    report.save()
    _leave_trace(report, action, before, by=by, comment=comment)
    return report


def _leave_trace(
    report: ProgressReport,
    action: ReportAction,
    from_state: str,
    *,
    by: User,
    comment: str = "",
) -> None:
    ReportTransition.objects.create(
        report=report,
        action=action,
        from_state=from_state,
        to_state=report.state,
        by=by,
        at=timezone.now(),
        comment=comment,
        version=report.version,
    )
