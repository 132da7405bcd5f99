"""Reads the facts of a roll-up from the database, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import Prefetch

from . import rollup
from .models import (
    InitiativeTerms,
    Milestone,
    Participation,
    Pillar,
    Plan,
    PlanRevision,
    ProgressReport,
    ReportingPeriod,
    ScheduledPhase,
)

# How many queries `facts` makes, whatever the number of sections, initiatives and periods.
QUERY_COUNT = 9
ONE_DAY = timedelta(days=1)


def facts(plan: Plan, period: ReportingPeriod, *, today: date) -> rollup.Facts:
    """Everything the roll-up of a period reads. Makes QUERY_COUNT queries."""
    listed = list(ReportingPeriod.objects.of(plan))
    by_id = {p.pk: period_fact(p) for p in listed}
    begun = (p for p in listed if p.pk == period.pk or not p.is_planned)
    revision = PlanRevision.objects.in_force(plan, period.ends_on)
    initiatives = _initiatives(plan, revision)
    going_on = _going_on(initiatives, period.ends_on)
    return rollup.Facts(
        period=by_id[period.pk],
        periods=tuple(by_id[p.pk] for p in begun),
        thresholds=rollup.Thresholds(plan.ahead_from, plan.on_track_from, plan.slightly_late_from),
        pillars=tuple(
            rollup.Pillar(p.pk, p.name, p.parent_id) for p in Pillar.objects.filter(plan=plan)
        ),
        initiatives=initiatives,
        reports=tuple(
            replace(r, participation_id=going_on.get(r.participation_id, r.participation_id))
            for r in _latest_reports(plan, period, by_id)
        ),
        today=today,
    )


def figures(plan: Plan, period: ReportingPeriod, *, today: date) -> rollup.PlanFigures:
    """The roll-up of a period."""
    return rollup.roll_up(facts(plan, period, today=today))


def period_fact(period: ReportingPeriod) -> rollup.Period:
    return rollup.Period(period.pk, period.key, period.label, period.starts_on, period.ends_on)


def schedule_of(plan: Plan, terms: InitiativeTerms) -> rollup.Schedule | None:
    """The schedule a revision gives an initiative, None if it names no phase.

    One open phase leaves the whole end open. Expects `phases` and `yearly_targets` prefetched.
    """
    phases = list(terms.phases.all())
    if not phases:
        return None
    lasts = [p.last_fiscal_year for p in phases]
    return rollup.Schedule(
        first_fiscal_year=min(p.first_fiscal_year for p in phases),
        last_fiscal_year=None if None in lasts else max(y for y in lasts if y is not None),
        plan_last_fiscal_year=plan.last_fiscal_year,
        target_on=terms.target_on,
        yearly_targets=tuple((t.fiscal_year, t.percent) for t in terms.yearly_targets.all()),
    )


def terms_in_force(revision: PlanRevision | None) -> list[InitiativeTerms]:
    """What a revision says of each initiative, in the plan's order. Three queries."""
    phases = Prefetch("phases", ScheduledPhase.objects.select_related("phase"))
    return list(
        InitiativeTerms.objects.filter(revision=revision)
        .select_related("initiative")
        .prefetch_related(phases, "yearly_targets")
        .order_by("initiative__order", "initiative_id")
    )


def _initiatives(plan: Plan, revision: PlanRevision | None) -> tuple[rollup.Initiative, ...]:
    participations = _grouped(
        (p.initiative_id, participation_fact(p))
        for p in Participation.objects.filter(initiative__plan=plan).with_names()
    )
    milestones = _grouped(
        (m.initiative_id, rollup.Milestone(m.pk, m.name, m.due_on, m.done_on))
        for m in Milestone.objects.filter(initiative__plan=plan)
    )
    return tuple(
        rollup.Initiative(
            id=terms.initiative_id,
            code=terms.initiative.code,
            symbol=terms.initiative.symbol,
            title=terms.initiative.title,
            pillar_id=terms.initiative.pillar_id,
            schedule=schedule_of(plan, terms),
            weight=Fraction(terms.weight),
            participations=tuple(participations[terms.initiative_id]),
            milestones=tuple(milestones[terms.initiative_id]),
        )
        for terms in terms_in_force(revision)
    )


def _going_on(initiatives: Iterable[rollup.Initiative], on: date) -> dict[int, int]:
    """Participations that ended, and the one active on a day in which their section goes on.

    A change of role ends one and starts the next the day after; the work, and what was last
    reported of it, is the same. A section that left and came back later begins anew.
    """
    found: dict[int, int] = {}
    for initiative in initiatives:
        by_end = {(p.section_id, p.ends_on): p for p in initiative.participations}
        for active in (p for p in initiative.participations if p.active_on(on)):
            earlier = by_end.get((active.section_id, active.starts_on - ONE_DAY))
            while earlier:
                found[earlier.id] = active.id
                earlier = by_end.get((earlier.section_id, earlier.starts_on - ONE_DAY))
    return found


def participation_fact(participation: Participation) -> rollup.Participation:
    return rollup.Participation(
        id=participation.pk,
        section_id=participation.section_id,
        section=participation.section.label,
        starts_on=participation.starts_on,
        ends_on=participation.ends_on,
        is_lead=participation.is_lead,
    )


def _latest_reports(
    plan: Plan, period: ReportingPeriod, periods: dict[int, rollup.Period]
) -> tuple[rollup.Report, ...]:
    """Each participation's latest counted report up to a period."""
    reports = (
        ProgressReport.objects.filter(period__plan=plan)
        .latest_counted(before=period.ends_on + ONE_DAY)
        .select_related("phase")
    )
    return tuple(report_fact(r, periods) for r in reports)


def report_fact(report: ProgressReport, periods: dict[int, rollup.Period]) -> rollup.Report:
    return rollup.Report(
        id=report.pk,
        participation_id=report.participation_id,
        period=periods[report.period_id],
        status=report.status,
        progress=report.progress or 0,
        phase=report.phase.name if report.phase else "",
    )


def _grouped(pairs: Iterable[tuple[int, object]]) -> defaultdict[int, list]:
    groups: defaultdict[int, list] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
