"""Reads the facts of a roll-up from the database, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TypeVar

from django.db.models import Prefetch, QuerySet

from initiatives.models import (
    Initiative,
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
from initiatives.models.duty import work_since

from . import figures as rollup

# How many queries `facts` and `record` make, whatever the number of sections and periods.
QUERY_COUNT = 9
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Revision:
    """A sealed revision with what it says of each initiative, in the plan's order."""

    number: int
    label: str
    effective_on: date
    terms: tuple[InitiativeTerms, ...]


@dataclass(frozen=True)
class Record:
    """A plan with its reports, read once, from which any period's facts can be taken."""

    plan: Plan
    periods: tuple[ReportingPeriod, ...]
    revisions: tuple[Revision, ...]
    pillars: tuple[rollup.Pillar, ...]
    participations: Mapping[int, Sequence[rollup.Participation]]
    milestones: Mapping[int, Sequence[rollup.Milestone]]
    reports: tuple[rollup.Report, ...]
    today: date

    def facts(self, period: ReportingPeriod) -> rollup.Facts:
        """Everything the roll-up of one period reads. No query."""
        initiatives = tuple(self._initiatives(period.ends_on))
        going_on = _going_on(initiatives, period.ends_on)
        return rollup.Facts(
            period=period_fact(period),
            periods=tuple(
                period_fact(p) for p in self.periods if p.pk == period.pk or not p.is_planned
            ),
            thresholds=self.thresholds,
            pillars=self.pillars,
            initiatives=initiatives,
            reports=tuple(
                replace(r, participation_id=going_on[r.participation_id])
                if r.participation_id in going_on
                else r
                for r in self.reports
            ),
            today=self.today,
        )

    @property
    def thresholds(self) -> rollup.Thresholds:
        """The plan's thresholds of judgement, in points."""
        plan = self.plan
        return rollup.Thresholds(plan.ahead_from, plan.on_track_from, plan.slightly_late_from)

    def history(
        self, until: ReportingPeriod, *, only: int | None = None
    ) -> list[rollup.PlanFigures]:
        """The roll-up of every period that has begun up to one, oldest first; that one is last.

        `only` leaves out every initiative but one; the plan's numbers mean nothing then. Needs a
        record of all reports (`record`). No query.
        """
        shown = (p for p in self.periods if p.ends_on < until.ends_on and not p.is_planned)
        return [rollup.roll_up(_only(self.facts(p), only)) for p in (*shown, until)]

    def revision_on(self, day: date) -> Revision | None:
        """The revision in force on a day, as `PlanRevision.objects.in_force` finds it."""
        in_effect = [r for r in self.revisions if r.number == 0 or r.effective_on <= day]
        return in_effect[-1] if in_effect else None

    def terms_on(self, day: date) -> dict[int, InitiativeTerms]:
        """What the revision in force on a day says, by initiative."""
        revision = self.revision_on(day)
        return {t.initiative_id: t for t in revision.terms} if revision else {}

    def _initiatives(self, day: date) -> Iterable[rollup.Initiative]:
        revision = self.revision_on(day)
        for terms in revision.terms if revision else ():
            yield rollup.Initiative(
                id=terms.initiative_id,
                code=terms.initiative.code,
                symbol=terms.initiative.symbol,
                title=terms.initiative.title,
                pillar_id=terms.initiative.pillar_id,
                schedule=schedule_of(self.plan, terms),
                weight=Fraction(terms.weight),
                participations=tuple(self.participations[terms.initiative_id]),
                milestones=tuple(self.milestones[terms.initiative_id]),
            )


def facts(plan: Plan, period: ReportingPeriod, *, today: date) -> rollup.Facts:
    """Everything the roll-up of a period reads. Makes QUERY_COUNT queries."""
    return record_for(plan, period, today=today).facts(period)


def record_for(plan: Plan, period: ReportingPeriod, *, today: date) -> Record:
    """A plan with the counted reports of one period only. Makes QUERY_COUNT queries."""
    counted = ProgressReport.objects.filter(period__plan=plan)
    return _read(plan, counted.latest_counted(before=period.ends_on + ONE_DAY), today=today)


def record(plan: Plan, *, today: date, of: Initiative | None = None) -> Record:
    """A plan with all its counted reports, for many periods. Makes QUERY_COUNT queries.

    `of` an initiative reads no other's reports.
    """
    counted = ProgressReport.objects.filter(period__plan=plan).counted().order_by()
    if of:
        counted = counted.filter(participation__initiative=of)
    return _read(plan, counted, today=today)


def _only(facts: rollup.Facts, initiative_id: int | None) -> rollup.Facts:
    if initiative_id is None:
        return facts
    kept = tuple(i for i in facts.initiatives if i.id == initiative_id)
    return replace(facts, initiatives=kept)


def _read(plan: Plan, reports: QuerySet[ProgressReport], *, today: date) -> Record:
    periods = tuple(ReportingPeriod.objects.of(plan))
    by_id = {p.pk: period_fact(p) for p in periods}
    return Record(
        plan=plan,
        periods=periods,
        revisions=tuple(_revisions(plan)),
        pillars=tuple(
            rollup.Pillar(p.pk, p.name, p.parent_id) for p in Pillar.objects.filter(plan=plan)
        ),
        participations=_grouped(
            (p.initiative_id, participation_fact(p))
            for p in Participation.objects.filter(initiative__plan=plan).with_names()
        ),
        milestones=_grouped(
            (m.initiative_id, rollup.Milestone(m.pk, m.name, m.due_on, m.done_on, m.group))
            for m in Milestone.objects.filter(initiative__plan=plan)
        ),
        reports=tuple(
            report_fact(r, by_id)
            # Of two reports of one period, that of the newer role comes first and counts.
            for r in reports.select_related("phase", "rating")
            .order_by("-participation__starts_on")
            .only(
                *("participation", "period", "status", "progress", "phase__name"),
                *("rating__letter", "rating__name", "rating__amounts_to"),
            )
        ),
        today=today,
    )


def _revisions(plan: Plan) -> Iterable[Revision]:
    """Every sealed revision. Four queries."""
    sealed = list(plan.revisions.filter(sealed_at__isnull=False).order_by("number"))
    by_revision = _grouped((t.revision_id, t) for t in _terms_of(sealed))
    for revision in sealed:
        yield Revision(
            number=revision.number,
            label=str(revision),
            effective_on=revision.effective_on,
            terms=tuple(by_revision[revision.pk]),
        )


def figures(plan: Plan, period: ReportingPeriod, *, today: date) -> rollup.PlanFigures:
    """The roll-up of a period."""
    return rollup.roll_up(facts(plan, period, today=today))


def period_fact(period: ReportingPeriod) -> rollup.Period:
    """A reporting period as the roll-up reads it."""
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
    return _terms_of([revision] if revision else [])


def _terms_of(revisions: list[PlanRevision]) -> list[InitiativeTerms]:
    return list(terms_rows().filter(revision__in=revisions))


def terms_rows() -> QuerySet[InitiativeTerms]:
    """Rows of terms with phases and yearly targets, by revision and in the plan's order."""
    phases = Prefetch("phases", ScheduledPhase.objects.select_related("phase"))
    return (
        InitiativeTerms.objects.select_related("initiative")
        .prefetch_related(phases, "yearly_targets")
        .order_by("revision", "initiative__order", "initiative_id")
    )


def _going_on(initiatives: Iterable[rollup.Initiative], on: date) -> dict[int, int]:
    """Participations that ended, and the one active on a day in which their section goes on."""
    found: dict[int, int] = {}
    for initiative in initiatives:
        for active in (p for p in initiative.participations if p.is_active(on)):
            parts = [p for p in initiative.participations if p.section_id == active.section_id]
            since = work_since(active, parts)
            found |= {p.id: active.id for p in parts if since <= p.starts_on < active.starts_on}
    return found


def participation_fact(participation: Participation) -> rollup.Participation:
    """A participation as the roll-up reads it."""
    return rollup.Participation(
        id=participation.pk,
        section_id=participation.section_id,
        section=participation.section.label,
        starts_on=participation.starts_on,
        ends_on=participation.ends_on,
        is_lead=participation.is_lead,
        is_joint=participation.is_joint,
    )


def report_fact(report: ProgressReport, periods: dict[int, rollup.Period]) -> rollup.Report:
    """A counted report as the roll-up reads it."""
    return rollup.Report(
        id=report.pk,
        participation_id=report.participation_id,
        period=periods[report.period_id],
        status=report.status,
        progress=report.progress or 0,
        phase=report.phase.name if report.phase else "",
        rating=str(report.rating) if report.rating else "",
        rating_as=report.rating.amounts_to if report.rating else "",
    )


Item = TypeVar("Item")


def _grouped(pairs: Iterable[tuple[int, Item]]) -> defaultdict[int, list[Item]]:
    groups: defaultdict[int, list[Item]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
