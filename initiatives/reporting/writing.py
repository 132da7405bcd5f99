"""A report to be written, with what its writer may do and the forms of its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from hirao_dx.shared.calendar import wareki_date
from initiatives import permissions
from initiatives.current import period_by_key
from initiatives.models import Initiative, Participation, Plan, ProgressReport, ReportingPeriod
from initiatives.models.duty import taking_part_now, written_of
from organization.models import User

from .actions import ReportContent
from .duties import Duty, duty_of
from .forms import ReportForm, joined


class DutyEndedError(Exception):
    """Nothing is to be written any more; `report` is what was written before, if anything."""

    why = "この班の担当が終わったため、この期間の報告は要りません。"

    def __init__(self, initiative: Initiative, report: ProgressReport | None) -> None:
        super().__init__(f"initiative {initiative.pk}: nothing is due")
        self.initiative = initiative
        self.report = report


class InitiativeEndedError(DutyEndedError):
    """The initiative is not in the plan in the period, so there is nothing to report."""

    why = "計画の見直しで終わったため、この期間の報告は要りません。"


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

    The address of a part that has ended, by a change of role or in a reorganisation, names the one
    that goes on with its work. Raises Http404 if there is no such duty in that period,
    PermissionDenied if it is not this person's to write; DutyEndedError if the section took part
    in the period and no longer does, or has written something, InitiativeEndedError if a revision
    ended the initiative.
    """
    period = period_by_key(plan, period_key)
    named = get_object_or_404(
        Participation.objects.with_names().filter(initiative__plan=plan), pk=participation_id
    )
    if not permissions.can_report(user, named):
        raise PermissionDenied
    participation = _part_now(user, named, period)
    duty = duty_of(participation, period) if participation else None
    if participation is None or duty is None:
        report = written_of((participation or named).pk, period).first()
        if participation is not None:
            raise InitiativeEndedError(named.initiative, report)
        if report is not None or _held_in(named, period):
            raise DutyEndedError(named.initiative, report)
        raise Http404("this section does not report on this initiative in this period")
    return Writing(plan, duty)


def _held_in(named: Participation, period: ReportingPeriod) -> bool:
    """Whether a part held on some day of a period, and ended since."""
    return named.ends_on is not None and period.starts_on <= named.ends_on <= period.ends_on


def _part_now(user: User, named: Participation, period: ReportingPeriod) -> Participation | None:
    """The part that a period's report belongs to now. One query unless it is the one named."""
    day = period.day_on(timezone.localdate())
    if named.is_active(day):
        return named
    places = taking_part_now(named, day).with_names()
    return next((p for p in places if permissions.can_report(user, p)), None)


def why_not_written(report: ProgressReport) -> str:
    """Why a text that was begun can no longer be handed in, blank if it can.

    One query, the duty's if it is still taken.
    """
    if not report.is_being_written:
        return ""
    day = report.period.day_on(timezone.localdate())
    part = report.participation
    if not report.is_taken:
        return f"{report.period}は締め切られたため、この報告は提出されていません。"
    if not part.is_active(day):
        if taking_part_now(part, day).exists():
            return ""
        ended = f"は{wareki_date(part.ends_on)}で" if part.ends_on else "は"
        return f"{part.section.label}の担当{ended}終わったため、この報告は提出できません。"
    if duty_of(part, report.period) is None:
        return "この取組は計画の見直しで終わったため、この報告は提出できません。"
    return ""
