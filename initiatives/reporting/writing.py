"""What a person writes at: one section's report on one initiative for one period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from initiatives import permissions
from initiatives.current import period_by_key
from initiatives.models import Participation, Plan, ProgressReport, ReportingPeriod
from organization.models import User

from .actions import ReportContent, last_report
from .forms import ReportForm


@dataclass(frozen=True)
class Desk:
    """Everything the form needs. `report` is None while nothing is written.

    `last` is what a new report starts from: the section's own last one, else the one of the
    section whose duty it took over.
    """

    plan: Plan
    participation: Participation
    period: ReportingPeriod
    report: ProgressReport | None
    last: ProgressReport | None

    @property
    def may_write(self) -> bool:
        """Whether the text may still be changed; the section's right to it is checked already."""
        if not self.period.is_open:
            return False
        return self.report is None or self.report.is_being_written

    def blank_form(self) -> ReportForm:
        """The form as it is first shown: the draft, or else the last report's text."""
        return ReportForm(plan=self.plan, instance=self.report, initial=self._initial())

    def form(self, post: Mapping[str, str], *, submitting: bool = False) -> ReportForm:
        return ReportForm(post, plan=self.plan, submitting=submitting)

    def _initial(self) -> dict[str, object]:
        if self.report is not None:
            return {"version": self.report.version}
        start = vars(ReportContent.of(self.last)) if self.last else {}
        return {**start, "version": 0}


def open_desk(user: User, plan: Plan, participation_id: int, period_key: str) -> Desk:
    """The desk an address names.

    Raises Http404 if there is no such duty in that period, PermissionDenied if it is not this
    person's to write.
    """
    period = period_by_key(plan, period_key)
    participation = get_object_or_404(
        Participation.objects.with_names().filter(initiative__plan=plan), pk=participation_id
    )
    if not permissions.can_report(user, participation):
        raise PermissionDenied
    if not participation.is_active(period.ends_on):
        raise Http404("this section does not report on this initiative in this period")
    report = (
        ProgressReport.objects.with_names()
        .filter(participation=participation, period=period)
        .first()
    )
    return Desk(plan, participation, period, report, last_report(participation, period))
