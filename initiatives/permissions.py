"""Who may do what to reports, participations and meetings (design: access rules).

One function per rule. None queries once the user's access and the report's names are loaded.
"""

from __future__ import annotations

from organization.models import User

from .choices import ReportAction
from .models import Participation, ProgressReport
from .models.report import COUNTED
from .steps import Who, step_of


def can_report(user: User, participation: Participation) -> bool:
    """Staff for their own section, heads for their own department, the office for all."""
    return user.access.writes_for(participation.section)


def stands_in_for(user: User, participation: Participation) -> bool:
    """Whether handing in is done for the section by somebody who would else confirm it."""
    section, access = participation.section, user.access
    return access.heads(section) or (access.is_office and not access.belongs_to(section))


def may_take(user: User, action: ReportAction, report: ProgressReport) -> bool:
    """Whether a person may take a step of a report now (`steps.STEPS`)."""
    step = step_of(action, report)
    return step is not None and _IS[step.who](user, report)


def can_edit_report(user: User, report: ProgressReport) -> bool:
    """The section may write a draft or returned report while it is taken."""
    return report.is_being_written and report.is_taken and can_report(user, report.participation)


def can_see_report(user: User, report: ProgressReport) -> bool:
    """Everyone reads what was submitted; a text still being written is its section's own."""
    return not report.is_being_written or can_report(user, report.participation)


def can_see_version(user: User, report: ProgressReport, state: str) -> bool:
    """Whether an older text may be read: that of a draft stays its section's own for good.

    `state` is the report's when the text was stored.
    """
    return state in COUNTED or can_report(user, report.participation)


def can_withdraw(user: User, report: ProgressReport) -> bool:
    """The section takes back what nobody has confirmed yet; a head returns it instead."""
    return may_take(user, ReportAction.WITHDRAW, report)


def can_correct(user: User, report: ProgressReport) -> bool:
    """The section changes what it has handed in, with a reason; it then waits anew."""
    return may_take(user, ReportAction.CORRECT, report)


def can_confirm(user: User, report: ProgressReport) -> bool:
    """Heads of the department and the office, also once the period is closed."""
    return may_take(user, ReportAction.CONFIRM, report)


def can_return(user: User, report: ProgressReport) -> bool:
    """Heads of the department and the office, while the section may still write."""
    return may_take(user, ReportAction.RETURN, report)


def can_reopen(user: User, report: ProgressReport) -> bool:
    """Only the office sends a confirmed report back, or reopens one of a closed period."""
    return may_take(user, ReportAction.REOPEN, report)


def _is_writer(user: User, report: ProgressReport) -> bool:
    return can_report(user, report.participation)


def _is_of_section(user: User, report: ProgressReport) -> bool:
    return can_report(user, report.participation) and (
        report.submitted_by_id == user.pk or user.access.belongs_to(report.participation.section)
    )


def _is_reviewer(user: User, report: ProgressReport) -> bool:
    return report.submitted_by_id != user.pk and (
        user.access.is_office or user.access.heads(report.participation.section)
    )


def _is_office(user: User, report: ProgressReport) -> bool:
    return user.access.is_office


_IS = {
    Who.WRITER: _is_writer,
    Who.SECTION: _is_of_section,
    Who.REVIEWER: _is_reviewer,
    Who.OFFICE: _is_office,
}


def reviews_on_behalf(user: User, report: ProgressReport) -> bool:
    """Whether a confirmation by this person is a 代理確認."""
    return not user.access.heads(report.participation.section)


def can_assign(user: User) -> bool:
    """Only the office says which section takes part in what."""
    return user.access.is_office


def can_run_meetings(user: User) -> bool:
    """Only the office writes meetings, their agenda, attendance and decisions."""
    return user.access.is_office


def can_attach(user: User, report: ProgressReport) -> bool:
    """Evidence belongs to the text: whoever may write the text may add it, as long as they may."""
    return can_edit_report(user, report)


def can_remove_evidence(user: User, report: ProgressReport) -> bool:
    """Whoever may add it; the office always, with a reason (`removal_needs_reason`)."""
    return can_edit_report(user, report) or user.access.is_office


def removal_needs_reason(user: User, report: ProgressReport) -> bool:
    """Once a report is handed in or its period closed, its evidence goes only for a reason."""
    return not can_edit_report(user, report)
