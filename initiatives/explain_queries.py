"""Finds the number an address asks about and explains it from the figures it is shown from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from . import rollup, rollup_queries
from .choices import Judgement
from .explain import groups, initiatives, judgements, schedule, subjects
from .explain.model import Explanation, Setting
from .explain.subjects import Subject
from .models import Plan, ReportingPeriod

OF_INITIATIVE: dict[str, Callable[[rollup.InitiativeFigures, Setting], Explanation]] = {
    "mean": initiatives.mean,
    "floor": initiatives.floor,
    "planned": schedule.planned,
    "gap": subjects.initiative_gap,
    "coverage": initiatives.coverage,
    "judgement": judgements.judgement,
}
OF_GROUP: dict[str, Callable[[rollup.GroupFigures, Subject], Explanation]] = {
    "mean": groups.mean,
    "floor": groups.floor,
    "planned": groups.planned,
    "gap": groups.gap,
    "coverage": groups.coverage,
}


@dataclass(frozen=True)
class Question:
    """What an address asks: which measure of what (`initiative-6`), in which period."""

    plan: Plan
    period: ReportingPeriod
    today: date
    measure: str
    of: str


def answer(question: Question) -> Explanation | None:
    """The explanation, None where the plan held no such number then."""
    record = rollup_queries.record_for(question.plan, question.period, today=question.today)
    facts = record.facts(question.period)
    figures = rollup.roll_up(facts)
    revision = record.revision_on(question.period.ends_on)
    setting = Setting(
        facts,
        revision.label if revision else "",
        revision.effective_on if revision else question.period.ends_on,
    )
    measure = question.measure
    if measure == "count" and question.of in Judgement.values:
        return judgements.count(Judgement(question.of), figures.plan, setting)
    if measure in OF_INITIATIVE and (one := _initiative(figures, question.of)):
        return OF_INITIATIVE[measure](one, setting)
    if measure in OF_GROUP and (group := _group(figures, question.of)):
        return OF_GROUP[measure](*group)
    return None


def _initiative(figures: rollup.PlanFigures, of: str) -> rollup.InitiativeFigures | None:
    return next((f for f in figures.initiatives if subjects.initiative(f).of == of), None)


def _group(figures: rollup.PlanFigures, of: str) -> tuple[rollup.GroupFigures, Subject] | None:
    if of == subjects.PLAN.of:
        return figures.plan, subjects.PLAN
    pillars = (
        (p.figures, Subject(f"pillar-{p.pillar.id}", p.pillar.name)) for p in figures.pillars
    )
    return next((found for found in pillars if found[1].of == of), None)
