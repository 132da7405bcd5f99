"""The steps of a report: from which state to which, by whom, with a reason or not, and when.

The one table of the rule (design: a progress report). Actions, permissions and pages read it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from .choices import ReportAction, ReportState
from .models import ProgressReport


class Reception(models.TextChoices):
    """Whether a report may still be written: its period's state, or its own in a closed one."""

    PLANNED = "planned", "予定"
    OPEN = "open", "受付中"
    CLOSED = "closed", "締切"
    REOPENED = "reopened", "締切後にこの報告だけ再開"


class Who(models.TextChoices):
    """Who takes a step. `permissions.may_take` says of a person whether they are one."""

    WRITER = "writer", "班の担当、課長、事務局"
    SECTION = "section", "班の人と、その報告を提出した人"
    REVIEWER = "reviewer", "課長と事務局（自分が提出した報告を除く）"
    OFFICE = "office", "事務局"


@dataclass(frozen=True)
class Step:
    """One way from a state to another. `from_state` is blank for a report not yet written."""

    action: ReportAction
    from_state: str
    to_state: ReportState
    who: Who
    during: frozenset[Reception]
    needs_reason: bool = False


TAKING = frozenset({Reception.OPEN, Reception.REOPENED})
BEGUN = TAKING | {Reception.CLOSED}
OPEN_ALONE = frozenset({Reception.OPEN})
CLOSED_ALONE = frozenset({Reception.CLOSED})

_S = ReportState
STEPS = (
    Step(ReportAction.CREATE, "", _S.DRAFT, Who.WRITER, OPEN_ALONE),
    Step(ReportAction.SUBMIT, _S.DRAFT, _S.SUBMITTED, Who.WRITER, TAKING),
    Step(ReportAction.SUBMIT, _S.RETURNED, _S.SUBMITTED, Who.WRITER, TAKING),
    Step(ReportAction.WITHDRAW, _S.SUBMITTED, _S.DRAFT, Who.SECTION, TAKING),
    Step(ReportAction.CONFIRM, _S.SUBMITTED, _S.CONFIRMED, Who.REVIEWER, BEGUN),
    Step(ReportAction.RETURN, _S.SUBMITTED, _S.RETURNED, Who.REVIEWER, TAKING, needs_reason=True),
    Step(ReportAction.CORRECT, _S.SUBMITTED, _S.SUBMITTED, Who.SECTION, TAKING, needs_reason=True),
    Step(ReportAction.CORRECT, _S.CONFIRMED, _S.SUBMITTED, Who.SECTION, TAKING, needs_reason=True),
    Step(ReportAction.REOPEN, _S.CONFIRMED, _S.RETURNED, Who.OFFICE, BEGUN, needs_reason=True),
    Step(
        ReportAction.REOPEN, _S.SUBMITTED, _S.RETURNED, Who.OFFICE, CLOSED_ALONE, needs_reason=True
    ),
    Step(
        ReportAction.REOPEN, _S.RETURNED, _S.RETURNED, Who.OFFICE, CLOSED_ALONE, needs_reason=True
    ),
)
_BY_START = {(step.action, step.from_state): step for step in STEPS}


def step_of(action: ReportAction, report: ProgressReport) -> Step | None:
    """The step that an action is for a report as it stands, None where it is none."""
    state = report.state if report.pk else ""
    step = _BY_START.get((action, state))
    return step if step and reception(report) in step.during else None


def reception(report: ProgressReport) -> Reception:
    """Whether a report may still be written. Expects its period to be loaded."""
    if report.is_reopened:
        return Reception.REOPENED
    return Reception(report.period.state)
