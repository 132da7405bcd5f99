"""Reads every number of a period, as a paper says it, from the live tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from initiatives.indicators.readings import plan_readings
from initiatives.models import (
    Milestone,
    Plan,
    ProgressReport,
    ReportingPeriod,
)
from initiatives.revisions import gantt
from initiatives.rollup import figures as rollup
from initiatives.rollup import reasons
from initiatives.rollup.record import QUERY_COUNT, Record, record
from initiatives.rollup.silence import silent_sections
from inventory.figures.queries import survey_table
from organization.models import User

from . import content, lines

# The record, counted texts, milestones, phases, ratings, indicators (3), inventory (4), Gantt (6),
# demo.
FIGURES_QUERY_COUNT = QUERY_COUNT + 18


def live_figures(plan: Plan, period: ReportingPeriod, *, today: date) -> content.Figures:
    """All numbers of a period as of now. Makes FIGURES_QUERY_COUNT queries."""
    read = record(plan, today=today)
    return figures_of(read, period, read.history(period))


def figures_of(
    read: Record, period: ReportingPeriod, history: Sequence[rollup.PlanFigures]
) -> content.Figures:
    """The same from a record and its history, both read for the day and the period."""
    plan, today = read.plan, read.today
    figures = history[-1]
    table = survey_table(on=today)
    revision = read.revision_on(figures.day)
    return content.Figures(
        plan=plan_line(plan, figures.thresholds),
        period=content.PeriodLine(
            key=period.key,
            label=period.label,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            day=figures.day,
        ),
        revision=content.RevisionLine(
            number=revision.number, label=revision.label, effective_on=revision.effective_on
        )
        if revision
        else None,
        phase_styles=tuple((p.name, p.bar_style) for p in plan.phases.all()),
        first_fiscal_year=plan.first_fiscal_year,
        last_fiscal_year=plan.last_fiscal_year,
        today=today,
        caution=reasons.CAUTION,
        contains_demo=User.objects.filter(is_demo=True).exists(),
        counts=lines.counts(figures),
        ratings=lines.ratings(plan.ratings.all(), figures),
        groups=tuple(_groups(figures)),
        initiatives=tuple(_initiatives(plan, period, read, figures)),
        silent=tuple(lines.silent(s) for s in silent_sections(figures)),
        indicators=tuple(
            lines.indicator(r, str(r.indicator.initiative)) for r in plan_readings(plan, on=today)
        ),
        inventory=tuple(lines.inventory(g.as_row) for g in table.groups),
        inventory_total=lines.inventory(table.total),
        history=tuple(lines.history(h) for h in history),
        caveat=reasons.period_words(figures),
        planned_note=reasons.time_words(figures),
        gantt=tuple(lines.gantt_row(row) for row in gantt.rows(plan, period, today=today)),
    )


def plan_line(plan: Plan, thresholds: rollup.Thresholds) -> content.PlanLine:
    """The plan as a paper names it, with what its judgements are made by."""
    return content.PlanLine(
        name=plan.name,
        municipality=plan.municipality,
        office_name=plan.office_name,
        years=plan.years_label,
        ahead_from=thresholds.ahead_from,
        on_track_from=thresholds.on_track_from,
        slightly_late_from=thresholds.slightly_late_from,
    )


def _groups(figures: rollup.PlanFigures) -> Iterable[content.GroupLine]:
    yield lines.group("計画全体", figures.plan, 0)
    for p in figures.pillars:
        yield lines.group(p.pillar.name, p.figures, p.depth + 1)


def _initiatives(
    plan: Plan, period: ReportingPeriod, read: Record, figures: rollup.PlanFigures
) -> Iterable[content.InitiativeLine]:
    texts = _texts(figures)
    milestones = _milestones(plan)
    pillars = {p.id: p.name for p in read.pillars}
    terms = read.terms_on(figures.day)
    for found in figures.initiatives:
        pk = found.initiative.id
        yield lines.initiative(
            found,
            pillar=pillars.get(found.initiative.pillar_id, ""),
            phases=gantt.planned_phases(terms[pk]) if pk in terms else (),
            thresholds=figures.thresholds,
            texts=texts,
            milestones=milestones[pk],
        )


def _texts(figures: rollup.PlanFigures) -> dict[int, ProgressReport]:
    """The counted reports in full. One query."""
    standings = (s for i in figures.initiatives for s in i.standings)
    ids = [s.report.id for s in standings if s.report]
    return ProgressReport.objects.select_related("rating").in_bulk(ids)


def _milestones(plan: Plan) -> defaultdict[int, list[Milestone]]:
    """A plan's milestones by initiative. One query."""
    found: defaultdict[int, list[Milestone]] = defaultdict(list)
    for milestone in Milestone.objects.filter(initiative__plan=plan):
        found[milestone.initiative_id].append(milestone)
    return found
