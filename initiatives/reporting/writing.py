"""A report to be written, with what its writer may do and the forms of its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from initiatives import permissions
from initiatives.current import period_by_key
from initiatives.models import Initiative, Participation, Plan
from organization.models import User

from .actions import ReportContent
from .duties import Duty, duty_of
from .forms import ReportForm, joined


class InitiativeEndedError(Exception):
    """The initiative is not in the plan in the period, so there is nothing to report."""

    def __init__(self, initiative: Initiative) -> None:
        super().__init__(f"initiative {initiative.pk} is not in force")
        self.initiative = initiative


@dataclass(frozen=True)
class Writing:
    """A duty with the forms that its text is written in."""

    plan: Plan
    duty: Duty

    @property
    def may_write(self) -> bool:
        """Whether the text may still be changed; the section's right to it is checked already."""
        report = self.duty.report
        if report is None:
            return self.duty.period.is_open
        return report.is_taken and report.is_being_written

    def blank_form(self) -> ReportForm:
        """The form as it is first shown: the draft, or else the text it starts from."""
        report = self.duty.report
        return ReportForm(plan=self.plan, instance=report, initial=self._initial())

    def form(self, post: Mapping[str, str], *, submitting: bool = False) -> ReportForm:
        return ReportForm(post, plan=self.plan, submitting=submitting)

    def copied(self, post: Mapping[str, str]) -> dict[str, str]:
        """What was sent, with the last report's 実施内容 below what was typed there."""
        names = [*ReportForm.Meta.fields, "version"]
        last = self.duty.before.done_text if self.duty.before else ""
        typed = post.get("done_text", "")
        return {n: post.get(n, "") for n in names} | {"done_text": joined(typed, last)}

    def _initial(self) -> dict[str, object]:
        if self.duty.report is not None:
            return {"version": self.duty.version}
        start = self.duty.before and vars(ReportContent.start_from(self.duty.before))
        return {**(start or {}), "version": 0}


def open_writing(user: User, plan: Plan, participation_id: int, period_key: str) -> Writing:
    """What an address names to be written.

    Raises Http404 if there is no such duty in that period, PermissionDenied if it is not this
    person's to write, InitiativeEndedError if a revision has ended the initiative.
    """
    period = period_by_key(plan, period_key)
    participation = get_object_or_404(
        Participation.objects.with_names().filter(initiative__plan=plan), pk=participation_id
    )
    if not permissions.can_report(user, participation):
        raise PermissionDenied
    if not participation.is_active(period.ends_on):
        raise Http404("this section does not report on this initiative in this period")
    duty = duty_of(participation, period)
    if duty is None:
        raise InitiativeEndedError(participation.initiative)
    return Writing(plan, duty)
