"""The steps of a report from its section to the committee: saved, handed in, confirmed, returned.

Every step is one transaction and leaves one row in the trail (design: access rules).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from hirao_dx.shared.trace import Trace
from hirao_dx.shared.versions import Stale
from initiatives import permissions
from initiatives.choices import ReportAction, ReportState
from initiatives.models import (
    Participation,
    Phase,
    ProgressReport,
    Rating,
    ReportingPeriod,
    ReportTransition,
)
from initiatives.models.duty import written_of
from initiatives.models.report import ProgressReportQuerySet
from initiatives.participations.handover import move
from organization.models import User

from .duties import Duty, duty_of


class NothingToRepeatError(Exception):
    """「前回から変更なし」 was asked for, but no earlier report exists."""


class NothingCorrectedError(Exception):
    """A 訂正 was handed in that says what stands already."""


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
        """What a report says at present."""
        return cls(**{name: getattr(report, name) for name in cls.__dataclass_fields__})

    @classmethod
    def start_from(cls, before: ProgressReport | None) -> ReportContent:
        """What a new report starts from: the last one, but what was done is of this period."""
        return replace(cls.of(before), done_text="") if before else cls()


def repeats(before: ProgressReport | None, content: ReportContent) -> bool:
    """Whether a text says what the last report said, so that 「変更なし」 says it better."""
    return before is not None and ReportContent.of(before) == content


@transaction.atomic
def save_report(
    *,
    participation: Participation,
    period: ReportingPeriod,
    content: ReportContent,
    version: int,
    by: User,
    duty: Duty | None = None,
) -> ProgressReport:
    """Store a draft. Returns the report as it is then stored.

    `version` is what the writer started from, 0 for a report not yet begun. A text that is stored
    already is not stored again, whatever its version. A draft that was removed meanwhile is begun
    anew, so that nothing typed is lost; one of a role or name that ended is handed over first.
    `duty` is that of participation and period, where it has been read already.

    Raises Stale if somebody saved another text in between; PermissionDenied if `by` may not write
    the report, or if the section owes none for the period.
    """
    report = _hold(participation, period)
    return _save(report, participation, period, content, version, by, duty)


@transaction.atomic
def submit_report(
    *,
    participation: Participation,
    period: ReportingPeriod,
    content: ReportContent,
    version: int,
    by: User,
    unchanged: bool = False,
    duty: Duty | None = None,
) -> ProgressReport:
    """Save a report and hand it in to the head. Returns the report.

    Handed in twice, the second time finds the same text handed in and changes nothing.

    Raises Stale and PermissionDenied as `save_report` does; IntegrityError if status or progress
    is missing, which the form has to ask for.
    """
    report = _hold(participation, period)
    if report is not None and _is_same_submission(report, content, by):
        return report
    report = _save(report, participation, period, content, version, by, duty)
    report.unchanged = unchanged
    report.submitted_at = timezone.now()
    report.submitted_by = by
    return _move(report, ReportAction.SUBMIT, ReportState.SUBMITTED, by=by)


def _save(
    report: ProgressReport | None,
    participation: Participation,
    period: ReportingPeriod,
    content: ReportContent,
    version: int,
    by: User,
    duty: Duty | None,
) -> ProgressReport:
    """The report with the content stored.

    Raises as `save_report` does. The caller holds the report.
    """
    if report is None:
        return _begin(participation, period, content, by=by, duty=duty)
    same = ReportContent.of(report) == content
    if report.version != version and not (same and report.is_being_written):
        raise Stale(report)
    if report.is_being_written and report.participation_id != participation.pk:
        _require(permissions.can_report(by, participation))
        move(report, participation, Trace(by))
    _require(permissions.can_edit_report(by, report))
    if not same:
        _write(report, content)
        report.save()
    return report


def _is_same_submission(report: ProgressReport, content: ReportContent, by: User) -> bool:
    """Whether `by` has handed in this very content already."""
    return (
        report.state == ReportState.SUBMITTED
        and report.submitted_by_id == by.pk
        and ReportContent.of(report) == content
    )


def submit_unchanged(
    *,
    participation: Participation,
    period: ReportingPeriod,
    version: int,
    by: User,
    duty: Duty | None = None,
) -> ProgressReport:
    """Report 「前回から変更なし」: the last report again without its 実施内容, recorded as such.

    Returns the report. Raises NothingToRepeatError if there is no earlier report, and else as
    `submit_report` does.
    """
    duty = duty or duty_of(participation, period)
    if duty is None or duty.before is None:
        raise NothingToRepeatError
    return submit_report(
        participation=participation,
        period=period,
        content=ReportContent.start_from(duty.before),
        version=version,
        by=by,
        unchanged=True,
        duty=duty,
    )


@transaction.atomic
def withdraw_report(*, report: ProgressReport, version: int, by: User) -> ProgressReport:
    """Take a submitted report back to draft. Returns the report; done before, it changes nothing.

    Raises Stale if the report is no longer at `version`; PermissionDenied if `by` may not take it
    back (`permissions.can_withdraw`).
    """
    report, done = _reread(report, version, ReportAction.WITHDRAW, by)
    if done:
        return report
    _require(permissions.can_withdraw(by, report))
    _clear_submission(report)
    return _move(report, ReportAction.WITHDRAW, ReportState.DRAFT, by=by)


@transaction.atomic
def confirm_report(*, report: ProgressReport, version: int, by: User) -> ProgressReport:
    """Confirm a submitted report; by the office it is recorded as 代理確認. Returns the report.

    Done before, it changes nothing. Raises Stale if the report is no longer at `version`;
    PermissionDenied if `by` may not confirm it (`permissions.can_confirm`).
    """
    on_behalf = permissions.reviews_on_behalf(by, report)
    action = ReportAction.CONFIRM_ON_BEHALF if on_behalf else ReportAction.CONFIRM
    report, done = _reread(report, version, action, by)
    if done:
        return report
    _require(permissions.can_confirm(by, report))
    report.confirmed_at = timezone.now()
    report.confirmed_by = by
    report.confirmed_on_behalf = on_behalf
    report.reopened_at = None
    report.reopened_by = None
    return _move(report, action, ReportState.CONFIRMED, by=by)


@transaction.atomic
def return_report(
    *, report: ProgressReport, version: int, comment: str, by: User
) -> ProgressReport:
    """Send a submitted report back to its section with the reason. Returns the report.

    Raises as `confirm_report` does (`permissions.can_return`); ValidationError without a reason.
    """
    report, done = _reread(report, version, ReportAction.RETURN, by)
    if done:
        return report
    _require(permissions.can_return(by, report))
    _require_reason(comment)
    _clear_submission(report)
    return _move(report, ReportAction.RETURN, ReportState.RETURNED, by=by, comment=comment)


@transaction.atomic
def correct_report(
    *, report: ProgressReport, content: ReportContent, version: int, reason: str, by: User
) -> ProgressReport:
    """Change what was handed in (訂正). It then waits for confirming anew. Returns the report.

    Done before, it changes nothing. Raises Stale if the report is no longer at `version`;
    PermissionDenied if `by` may not correct it (`permissions.can_correct`); ValidationError
    without a reason; NothingCorrectedError if the content is what stands; IntegrityError if it is
    not complete, which the form has to ask for.
    """
    report, done = _reread(report, version, ReportAction.CORRECT, by)
    if done:
        return report
    _require(permissions.can_correct(by, report))
    _require_reason(reason)
    if ReportContent.of(report) == content:
        raise NothingCorrectedError
    for name, value in _fields(content).items():
        setattr(report, name, value)
    report.unchanged = False
    report.submitted_at = timezone.now()
    report.submitted_by = by
    _clear_confirmation(report)
    return _move(report, ReportAction.CORRECT, ReportState.SUBMITTED, by=by, comment=reason)


@transaction.atomic
def reopen_report(
    *, report: ProgressReport, version: int, comment: str, by: User
) -> ProgressReport:
    """Send a report back to its section with the reason, by the office. Returns the report.

    In an open period a confirmed one; in a closed period this one report, which its section then
    writes until somebody confirms it. Done before, it changes nothing. Raises Stale if the report
    is no longer at `version`; PermissionDenied if `by` may not reopen it
    (`permissions.can_reopen`); ValidationError without a reason.
    """
    report, done = _reread(report, version, ReportAction.REOPEN, by)
    if done:
        return report
    _require(permissions.can_reopen(by, report))
    _require_reason(comment)
    _clear_submission(report)
    _clear_confirmation(report)
    if report.period.is_closed:
        report.reopened_at = timezone.now()
        report.reopened_by = by
    return _move(report, ReportAction.REOPEN, ReportState.RETURNED, by=by, comment=comment)


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError("理由を入力してください。")


def _begin(
    participation: Participation,
    period: ReportingPeriod,
    content: ReportContent,
    *,
    by: User,
    duty: Duty | None,
) -> ProgressReport:
    """A new draft. Raises PermissionDenied if `by` may not write it or it has no place."""
    report = ProgressReport(participation=participation, period=period, **_fields(content))
    duty = duty or duty_of(participation, period)
    _require(duty is not None and duty.counted is None and permissions.can_edit_report(by, report))
    report.save()
    _leave_trace(report, ReportAction.CREATE, "", by=by)
    return report


def _hold(participation: Participation, period: ReportingPeriod) -> ProgressReport | None:
    """The report of a duty as it is now, locked, or None if nothing is written.

    The period is read anew and locked first: a closing that is under way is finished before this
    goes on, none begins meanwhile, and two people never begin the same report.
    """
    _hold_period(period)
    return _locked(written_of(participation.pk, period))


def _hold_period(period: ReportingPeriod) -> None:
    period.refresh_from_db(from_queryset=ReportingPeriod.objects.select_for_update())


def _locked(reports: ProgressReportQuerySet) -> ProgressReport | None:
    return reports.with_names().select_for_update(of=("self",)).first()


def _reread(
    report: ProgressReport, version: int, action: ReportAction, by: User
) -> tuple[ProgressReport, bool]:
    """The report as it is now, locked, and whether `by` took this very step already.

    Raises Stale if the report has changed in any other way, or is gone.
    """
    _hold_period(report.period)
    current = _locked(ProgressReport.objects.filter(pk=report.pk))
    if current is None:
        raise Stale(report)
    if current.version == version:
        return current, False
    pressed_twice = current.version == version + 1 and current.transitions.filter(
        version=current.version, action=action, by=by
    )
    if pressed_twice:
        return current, True
    raise Stale(current)


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


def _clear_confirmation(report: ProgressReport) -> None:
    report.confirmed_at = None
    report.confirmed_by = None
    report.confirmed_on_behalf = False


def _move(
    report: ProgressReport, action: ReportAction, to: ReportState, *, by: User, comment: str = ""
) -> ProgressReport:
    """The report in its new state. Its line in the trail comes first: the database lets no text
    that was handed in change without one (`guards`)."""
    before = report.state
    report.state = to
    report.version += 1
    _leave_trace(report, action, before, by=by, comment=comment)
    report.save()
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
