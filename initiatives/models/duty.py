"""What a section has to report for a period, and what it last reported (design: roll-up).

Each rule is written once, as a condition of the database. The expressions take the database's own
columns (`OuterRef`) as well as values, so that one query can ask about many periods.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Protocol

from django.db.models import Exists, OuterRef, Q, Subquery

from initiatives.choices import ReportStatus
from organization.models import SectionSuccession

from .initiative import Participation, ParticipationQuerySet
from .report import COUNTED, ProgressReport, ProgressReportQuerySet
from .reporting_period import ReportingPeriod
from .revision import PlanRevision

ONE_DAY = timedelta(days=1)


class Part(Protocol):
    """A section's part in an initiative, as the database or the roll-up holds it."""

    @property
    def starts_on(self) -> date: ...

    @property
    def ends_on(self) -> date | None: ...


def work_since(part: Part, parts: Iterable[Part]) -> date:
    """The first day of the work that a part belongs to: of it and those it directly follows.

    A change of role ends one part and starts the next the day after: the work goes on, and so does
    what was last reported of it. A section that left and came back begins anew. The same rule as
    `with_work_since`.
    """
    by_end = {p.ends_on: p for p in parts}
    since = part.starts_on
    while earlier := by_end.get(since - ONE_DAY):
        since = earlier.starts_on
    return since


def with_work_since(participations: ParticipationQuerySet) -> ParticipationQuerySet:
    """Participations with `work_since`: the first day of the work that each goes on with."""
    return participations.annotate(work_since=_work_since(""))


def due(plan_id: int, *, on: Any) -> ParticipationQuerySet:
    """The participations of a plan that count on a day: active, of initiatives then in force.

    `on` may be the `OuterRef` of a period's last day.
    """
    revision = PlanRevision.objects.in_effect(plan_id, _within(on)).values("pk")[:1]
    return Participation.objects.active(on).filter(
        initiative__plan=plan_id, initiative__terms__revision=Subquery(revision)
    )


def owing(plan_id: int, *, period: Any, ends_on: Any) -> ParticipationQuerySet:
    """Those due for a period that have handed nothing in and have not given the work up (中止).

    Period and last day may be `OuterRef`s. `reporting.duties.Duty.is_owed` is the same rule in
    Python.
    """
    told = _reports_of_work("").counted().filter(period__ends_on__lte=_within(ends_on))
    return (
        with_work_since(due(plan_id, on=ends_on))
        .annotate(said=Subquery(_newest(told).values("status")[:1]))
        .filter(~Exists(told.filter(period=_within(period))))
        .filter(Q(said=None) | ~Q(said=ReportStatus.CANCELLED))
    )


def with_reports(
    participations: ParticipationQuerySet, period: ReportingPeriod
) -> ParticipationQuerySet:
    """Participations with the keys of their reports, None where there is none.

    `report_pk`: what is written of the period, its own report before that of a role just ended;
    `counted_pk`: the report of the period that counts; `last_pk`: the last counted one before.
    """
    of_work = _reports_of_work("")
    now = of_work.filter(period=period)
    own_or_counted = Q(participation=OuterRef("pk")) | Q(state__in=COUNTED)
    earlier = of_work.counted().filter(period__ends_on__lt=period.ends_on)
    return with_work_since(participations).annotate(
        report_pk=Subquery(_newest(now.filter(own_or_counted)).values("pk")[:1]),
        counted_pk=Subquery(_newest(now.counted()).values("pk")[:1]),
        last_pk=Subquery(_newest(earlier).values("pk")[:1]),
    )


def last_before(reports: Iterable[ProgressReport]) -> dict[int, ProgressReport]:
    """By report, what its section had reported before: what a new report would start from.

    Two queries, two more where a section without a report of its own succeeded others.
    """
    earlier = (
        _reports_of_work("participation__")
        .counted()
        .filter(period__ends_on__lt=OuterRef("period__ends_on"))
    )
    found: list[Any] = list(
        ProgressReport.objects.filter(pk__in=[r.pk for r in reports])
        .annotate(
            work_since=_work_since("participation__"),
            succeeds=_succeeds("participation__section"),
        )
        .annotate(last_pk=Subquery(_newest(earlier).values("pk")[:1]))
        .select_related("participation", "period")
    )
    last = in_full(r.last_pk for r in found)
    begun_anew = [r for r in found if r.last_pk is None and r.succeeds]
    taken_over = taken_over_by((r.participation, r.period) for r in begun_anew)
    return {
        r.pk: before
        for r in found
        if (before := last.get(r.last_pk) or taken_over.get((r.participation_id, r.period_id)))
    }


def taken_over_by(
    duties: Iterable[tuple[Participation, ReportingPeriod]],
) -> dict[tuple[int, int], ProgressReport]:
    """The latest counted report of the sections that one succeeded, by participation and period.

    Where a section without a report of its own may start from (機構改革): its text, never its
    figures. Two queries, one where nothing was taken over, none for no duties.
    """
    duties = list(duties)
    if not duties:
        return {}
    sections = SectionSuccession.objects.ancestors({p.section_id for p, _ in duties})
    if not any(sections.values()):
        return {}
    told = list(
        ProgressReport.objects.counted()
        .filter(
            participation__initiative__in={p.initiative_id for p, _ in duties},
            participation__section__in=frozenset().union(*sections.values()),
        )
        .with_names()
        .order_by("-period__ends_on", "participation__role", "pk")
    )
    found = {}
    for participation, period in duties:
        before = sections[participation.section_id]
        for report in told:
            part = report.participation
            same = part.initiative_id == participation.initiative_id and part.section_id in before
            if same and report.period.ends_on < period.ends_on:
                found[participation.pk, period.pk] = report
                break
    return found


def with_succession(participations: ParticipationQuerySet) -> ParticipationQuerySet:
    """Participations with `succeeds`: whether the section took over from others."""
    return participations.annotate(succeeds=_succeeds("section"))


def in_full(keys: Iterable[int | None]) -> dict[int, ProgressReport]:
    """Reports by key, with all that a page shows of them. One query, none for no keys."""
    wanted = {key for key in keys if key is not None}
    return ProgressReport.objects.with_names().in_bulk(wanted) if wanted else {}


def _reports_of_work(prefix: str) -> ProgressReportQuerySet:
    """All reports of the work that the outer row, noted with `work_since`, goes on with."""
    return ProgressReport.objects.filter(
        participation__initiative=OuterRef(f"{prefix}initiative"),
        participation__section=OuterRef(f"{prefix}section"),
        participation__starts_on__gte=OuterRef("work_since"),
        participation__starts_on__lte=OuterRef(f"{prefix}starts_on"),
    )


def _work_since(prefix: str) -> Subquery:
    same_work = Participation.objects.filter(
        initiative=OuterRef(f"{prefix}initiative"), section=OuterRef(f"{prefix}section")
    )
    goes_on = Participation.objects.filter(
        initiative=OuterRef("initiative"),
        section=OuterRef("section"),
        ends_on=OuterRef("starts_on") - ONE_DAY,
    )
    begins = same_work.filter(~Exists(goes_on), starts_on__lte=OuterRef(f"{prefix}starts_on"))
    return Subquery(begins.order_by("-starts_on").values("starts_on")[:1])


def _succeeds(section: str) -> Exists:
    return Exists(SectionSuccession.objects.filter(successor=OuterRef(section)))


def _newest(reports: ProgressReportQuerySet) -> ProgressReportQuerySet:
    """The newest first; of one period, that of the newest part."""
    return reports.order_by("-period__ends_on", "-participation__starts_on")


def _within(value: Any) -> Any:
    """A value as a subquery of the asking query must name it."""
    return OuterRef(value) if isinstance(value, OuterRef) else value
