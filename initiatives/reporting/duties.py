"""What sections owe for a period: one duty per participation, with its report if there is one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, prefetch_related_objects
from django.utils import timezone

from hirao_dx.shared.versions import version_of
from initiatives.addresses import address
from initiatives.choices import ReportState, ReportStatus
from initiatives.models import Participation, ProgressReport, ReportingPeriod
from initiatives.models.cadence import asks
from initiatives.models.duty import (
    due,
    in_full,
    taken_over_by,
    with_reports,
    with_succession,
)
from organization.access import Access


@dataclass(frozen=True)
class Duty:
    """One section's report on one initiative for one period, written or not."""

    participation: Participation
    period: ReportingPeriod
    report: ProgressReport | None
    """What stands of the period; that of a part it goes on with where its own has none."""
    counted: ProgressReport | None
    """The report of the period that the figures count."""
    last: ProgressReport | None
    """The last counted report of the same work before the period, as the figures carry it on."""
    before: ProgressReport | None
    """What a new report starts from: `last`, else that of the sections it succeeded."""

    @property
    def edit_url(self) -> str:
        """Where it is written, in its own plan."""
        return address(self.period, "report_edit", self.participation.pk, self.period.key)

    @property
    def state(self) -> str:
        """The report's state; blank while nothing is written."""
        return self.report.state if self.report else ""

    @property
    def version(self) -> int:
        """What a save must name as its starting point; 0 while nothing is written."""
        return version_of(self.report)

    @property
    def is_owed(self) -> bool:
        """Whether the section still has to hand something in. See `models.duty.owing`."""
        return self.counted is None and self.asks and not (self.last and self.last.ends_duty)

    @property
    def asks(self) -> bool:
        """Whether the section reports in this period at all, by its cadence."""
        return asks(self.participation.cadence, self.period)

    @property
    def is_given_up(self) -> bool:
        """Whether nothing is due because the section has given the work up (中止).

        Only a counted report decides that, never a draft.
        """
        told = self.counted or self.last
        return told is not None and told.status == ReportStatus.CANCELLED

    @property
    def is_finished(self) -> bool:
        """Whether nothing is due because an earlier report says 完了 and was confirmed."""
        return self.counted is None and self.last is not None and self.last.is_finished

    @property
    def is_not_asked(self) -> bool:
        """Whether nothing is due because the cadence does not ask in this period."""
        over = self.last is not None and self.last.ends_duty
        return self.counted is None and not self.asks and not over

    @property
    def excuse(self) -> str:
        """Why nothing is due, in words; blank where something is owed or has been handed in."""
        if self.counted is not None or self.is_owed:
            return ""
        if self.is_given_up:
            return "「中止」としたため、報告は要りません"
        if self.is_finished:
            return "「完了」が確認されたため、報告は要りません"
        cadence = self.participation.get_cadence_display()
        return f"今期は報告の期ではありません（{cadence}）"

    @property
    def is_returned(self) -> bool:
        """Whether the report was sent back to the section."""
        return self.state == ReportState.RETURNED

    @property
    def return_comment(self) -> str:
        """Why the report was sent back, blank if it was not. Expects `with_trail`."""
        return self.report.return_comment if self.report else ""

    def days_left(self, today: date) -> int:
        return self.period.days_left(today)


def own(access: Access) -> Q:
    """Participations of the sections a person belongs to or heads, those before them included."""
    return Q(section_id__in=access.own_section_ids | access.headed_section_ids) | Q(
        section__department_id__in=access.own_department_ids
    )


def duties(
    period: ReportingPeriod, scope: Q | None = None, *, today: date | None = None
) -> list[Duty]:
    """Every duty of a period as of a day (today), in the plan's order.

    Two queries, two more where a section without a report of its own succeeded others.
    """
    return _read(period, scope or Q(), today)


def with_trail(found: list[Duty]) -> list[Duty]:
    """The same duties, ready to say why a report was sent back. One query."""
    prefetch_related_objects([d.report for d in found if d.report], "transitions")
    return found


def why_nothing_owed(found: list[Duty]) -> str:
    """Why none of these duties of open periods is owed; only what was handed in is said to be."""
    if any(d.counted for d in found):
        return "今の報告期間の報告は、すべて提出されています。"
    if found and all(d.is_given_up for d in found):
        return "前の報告で「中止」とした取組のほかに、報告する取組はありません。"
    if found:
        return "今の報告期間に報告を求めている取組はありません。"
    return "今の報告期間に、あなたの班が担当する報告はありません。"


def duty_of(participation: Participation, period: ReportingPeriod) -> Duty | None:
    """One participation's duty of a period, None where it has none. Queries as `duties`."""
    return next(iter(_read(period, Q(pk=participation.pk), None)), None)


def _read(period: ReportingPeriod, scope: Q, today: date | None) -> list[Duty]:
    day = period.day_on(today or timezone.localdate())
    found: list[Any] = list(
        with_succession(with_reports(due(period.plan_id, day=day), period))
        .filter(scope)
        .with_names()
        .order_by("initiative__order", "section__department__order", "section__order", "pk")
    )
    reports = in_full(key for p in found for key in (p.report_pk, p.counted_pk, p.last_pk))
    begun_anew = [p for p in found if p.last_pk is None and p.succeeds]
    taken_over = taken_over_by((p, period) for p in begun_anew)
    return [
        Duty(
            participation=p,
            period=period,
            report=reports.get(p.report_pk),
            counted=reports.get(p.counted_pk),
            last=reports.get(p.last_pk),
            before=reports.get(p.last_pk) or taken_over.get((p.pk, period.pk)),
        )
        for p in found
    ]
