"""Reads the facts of a roll-up from the database, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, TypeVar

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from initiatives.choices import ReportState
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
from initiatives.models.cadence import day_of
from organization.models import SectionSuccession

from . import figures as rollup
from .version import RULES

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
    thresholds: rollup.Thresholds
    carry: rollup.Carry
    rules: int


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
        day = self.day_of(period)
        revision = self.revision_on(day)
        return rollup.Facts(
            period=period_fact(period),
            periods=tuple(
                period_fact(p) for p in self.periods if p.pk == period.pk or not p.is_planned
            ),
            thresholds=revision.thresholds if revision else rollup.Thresholds(),
            carry=revision.carry if revision else rollup.Carry(),
            rules=revision.rules if revision else RULES,
            pillars=self.pillars,
            initiatives=tuple(self._initiatives(revision)),
            reports=self.reports,
            today=self.today,
        )

    def day_of(self, period: ReportingPeriod) -> date:
        """The day that a period's numbers are of: today, within the period."""
        return day_of(period, self.today)

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

    def _initiatives(self, revision: Revision | None) -> Iterable[rollup.Initiative]:
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
    """A plan with the reports that one period's figures need. Makes QUERY_COUNT queries."""
    counted = ProgressReport.objects.filter(period__plan=plan)
    return _read(plan, counted.telling(before=period.ends_on + ONE_DAY), today=today)


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
        participations=_participations(plan),
        milestones=_grouped(
            (m.initiative_id, milestone_fact(m))
            for m in Milestone.objects.filter(initiative__plan=plan)
        ),
        reports=tuple(
            report_fact(r, by_id)
            # Of two reports of one period, that of the newer role comes first and counts.
            for r in reports.select_related("phase", "rating")
            .order_by("-participation__starts_on")
            .only(
                *("participation", "period", "state", "status", "progress", "phase__name"),
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
            thresholds=thresholds_of(revision),
            carry=rollup.Carry(revision.carry_every, revision.carry_half, revision.carry_year),
            rules=revision.rules,
        )


def thresholds_of(revision: PlanRevision | None) -> rollup.Thresholds:
    """The gaps that a revision judges by; the first values before there is one."""
    if revision is None:
        return rollup.Thresholds()
    return rollup.Thresholds(
        revision.ahead_from, revision.on_track_from, revision.slightly_late_from
    )


def _participations(plan: Plan) -> dict[int, list[rollup.Participation]]:
    """Every participation of a plan by initiative, each with the one it goes on with. One query.

    A section goes on with its own work that ended the day before, or with that of the section it
    was renamed from (docs/rules.md, "Work that goes on").
    """
    renamed = SectionSuccession.objects.renames().filter(successor=OuterRef("section"))
    rows: list[Any] = list(
        Participation.objects.filter(initiative__plan=plan)
        .annotate(renamed_from=Subquery(renamed.values("predecessor")[:1]))
        .with_names()
    )
    ended = {(p.initiative_id, p.section_id, p.ends_on): p.pk for p in rows if p.ends_on}
    return _grouped(
        (
            p.initiative_id,
            participation_fact(
                p,
                follows=ended.get((p.initiative_id, p.section_id, p.starts_on - ONE_DAY))
                or ended.get((p.initiative_id, p.renamed_from, p.starts_on - ONE_DAY)),
            ),
        )
        for p in rows
    )


def figures(plan: Plan, period: ReportingPeriod, *, today: date) -> rollup.PlanFigures:
    """The roll-up of a period."""
    return rollup.roll_up(facts(plan, period, today=today))


def period_fact(period: ReportingPeriod) -> rollup.Period:
    """A reporting period as the roll-up reads it."""
    return rollup.Period(
        id=period.pk,
        key=period.key,
        label=period.label,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        due_on=period.due_on,
        is_open=period.is_open,
    )


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


def participation_fact(
    participation: Participation, *, follows: int | None = None
) -> rollup.Participation:
    """A participation as the roll-up reads it; `follows` is the key of the one it goes on with."""
    return rollup.Participation(
        id=participation.pk,
        section_id=participation.section_id,
        section=participation.section.label,
        starts_on=participation.starts_on,
        ends_on=participation.ends_on,
        is_lead=participation.is_lead,
        is_joint=participation.is_joint,
        cadence=participation.cadence,
        follows=follows,
    )


def milestone_fact(milestone: Milestone) -> rollup.Milestone:
    """A milestone as the roll-up reads it."""
    return rollup.Milestone(
        id=milestone.pk,
        name=milestone.name,
        due_on=milestone.due_on,
        done_on=milestone.done_on,
        group=milestone.group,
        not_done_on=milestone.not_done_on,
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
        is_confirmed=report.state == ReportState.CONFIRMED,
        rating=str(report.rating) if report.rating else "",
        rating_as=report.rating.amounts_to if report.rating else "",
    )


Item = TypeVar("Item")


def _grouped(pairs: Iterable[tuple[int, Item]]) -> defaultdict[int, list[Item]]:
    groups: defaultdict[int, list[Item]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
