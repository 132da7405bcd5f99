"""What sections owe for a period: one duty per participation, with its report if there is one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from hirao_dx.shared.versions import version_of
from initiatives.choices import ReportState, ReportStatus
from initiatives.models import Participation, ProgressReport, ReportingPeriod
from organization.access import Access


@dataclass(frozen=True)
class Duty:
    """One section's report on one initiative for one period, written or not."""

    participation: Participation
    period: ReportingPeriod
    report: ProgressReport | None
    last: ProgressReport | None
    """The latest counted report of an earlier period."""

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
        """Whether the section still has to hand something in."""
        if self.is_cancelled:
            return False
        return self.report is None or self.report.is_being_written

    @property
    def is_cancelled(self) -> bool:
        """Whether the section has given the work up: 中止 leaves what is due (design: due)."""
        if self.report is not None:
            return False
        return self.last is not None and self.last.status == ReportStatus.CANCELLED

    @property
    def is_returned(self) -> bool:
        return self.state == ReportState.RETURNED

    @property
    def return_comment(self) -> str:
        """Why the report was sent back. Expects `transitions` prefetched, as `duties` does."""
        steps = list(self.report.transitions.all()) if self.report else []
        return steps[-1].comment if steps else ""

    def days_left(self, today: date) -> int:
        return self.period.days_left(today)


def own(access: Access) -> Q:
    """Participations of the sections a person belongs to or heads."""
    return Q(section_id__in=access.own_section_ids) | Q(
        section__department_id__in=access.own_department_ids
    )


def duties(period: ReportingPeriod, scope: Q | None = None) -> list[Duty]:
    """Every duty of a period, in the plan's order. Three queries.

    A duty is owed by the participations active on the period's last day (design: due).
    """
    participations = list(
        Participation.objects.active(period.ends_on)
        .filter(scope or Q(), initiative__plan_id=period.plan_id)
        .with_names()
        .order_by("initiative__order", "section__department__order", "section__order", "pk")
    )
    reports = (
        ProgressReport.objects.filter(period=period, participation__in=participations)
        .select_related("phase", "rating")
        .prefetch_related("transitions")
    )
    current = {r.participation_id: r for r in reports}
    last = _last_reports(participations, period)
    return [
        Duty(p, period, _placed(current.get(p.pk), p, period), last.get(_work(p)))
        for p in participations
    ]


def _placed(
    report: ProgressReport | None, participation: Participation, period: ReportingPeriod
) -> ProgressReport | None:
    """Hand the report its names, which are known already, so that reading them costs nothing."""
    if report is not None:
        report.participation = participation
        report.period = period
    return report


def _last_reports(
    participations: Iterable[Participation], period: ReportingPeriod
) -> dict[tuple[int, int], ProgressReport]:
    """The latest earlier report by initiative and section: a change of role goes on with it."""
    participations = list(participations)
    latest = (
        ProgressReport.objects.latest_counted(before=period.ends_on)
        .filter(
            participation__initiative_id__in={p.initiative_id for p in participations},
            participation__section_id__in={p.section_id for p in participations},
        )
        .select_related("phase", "period", "participation")
        .order_by("period__ends_on")
    )
    return {_work(r.participation): r for r in latest}


def _work(participation: Participation) -> tuple[int, int]:
    return participation.initiative_id, participation.section_id
