"""Finds the number an address asks about and explains it from the figures it is shown from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from hirao_dx.shared.text import whole_number
from initiatives.choices import Judgement, ReportState
from initiatives.indicators.readings import reading
from initiatives.models import Plan, ProgressReport, ReportingPeriod
from initiatives.models.report import BEING_WRITTEN
from initiatives.paper.last_shown import last_shown
from initiatives.rollup import figures as rollup
from initiatives.rollup import reasons
from initiatives.rollup import record as rollup_record
from initiatives.rollup.record import Record
from inventory.figures.queries import SurveyTable, survey_table
from organization.models import Department

from . import (
    changes,
    groups,
    indicators,
    initiatives,
    judgements,
    milestones,
    model,
    schedule,
    silence,
)
from . import inventory as words
from .model import Explanation, Link, Setting, Subject

EXPLAINERS = {
    "tasks": words.tasks,
    "stages": words.stages,
    "hours": words.hours_saved,
    "expected": words.hours_expected,
}


def explain_inventory(measure: str, *, department_id: int | None, on: date) -> Explanation | None:
    """A count of one department's tasks, or of all; None if there is no such department.

    At most five queries.
    """
    explain = EXPLAINERS[measure]
    if department_id is None:
        table = survey_table(on=on)
        return explain("すべての課", table.total, _departments(table, measure))
    department = Department.objects.filter(pk=department_id).first()
    if department is None:
        return None
    table = survey_table(on=on, department=department)
    return explain(department.name, table.total, _sections(table))


def _departments(table: SurveyTable, measure: str) -> list[words.Part]:
    return [
        (group.as_row, Link("explain", (measure, f"department-{group.pk}")))
        for group in table.groups
    ]


def _sections(table: SurveyTable) -> list[words.Part]:
    return [
        (row, Link("inventory_section", (row.pk,))) for group in table.groups for row in group.rows
    ]


OF_INITIATIVE: dict[str, Callable[[rollup.InitiativeFigures, Setting], Explanation]] = {
    "mean": initiatives.mean,
    "floor": initiatives.floor,
    "planned": schedule.planned,
    "gap": model.initiative_gap,
    "coverage": initiatives.coverage,
    "judgement": judgements.judgement,
    "milestones": milestones.initiative,
}
# Those computed from reports, which may wait to be counted.
OF_REPORTS = {"mean", "floor", "coverage"}
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

    def key(self, kind: str) -> int | None:
        """The number in `section-3`, None if it asks about something else."""
        named, _, key = self.of.partition("-")
        return whole_number(key) if named == kind else None


def answer(question: Question) -> Explanation | None:
    """The explanation, None where the plan held no such number then."""
    return READERS.get(question.measure, _rolled_up)(question)


def _rolled_up(question: Question) -> Explanation | None:
    """A number of one period's roll-up."""
    record = rollup_record.record_for(question.plan, question.period, today=question.today)
    figures, setting = _figures(question, record)
    found = _explained(question, figures, setting)
    return replace(found, caveat=reasons.period_words(figures)) if found else None


def _explained(
    question: Question, figures: rollup.PlanFigures, setting: Setting
) -> Explanation | None:
    measure = question.measure
    if measure in OF_INITIATIVE and (one := _initiative(figures, question.of)):
        known = (
            replace(setting, pending=_pending(question, one)) if measure in OF_REPORTS else setting
        )
        return OF_INITIATIVE[measure](one, known)
    if measure in OF_GROUP and (group := _group(figures, question.of)):
        return OF_GROUP[measure](*group)
    if measure == "milestones" and question.of == model.PLAN.of:
        return milestones.plan(figures, setting)
    if measure == "rating":
        return _rating(question, figures.plan, setting)
    if measure == "count" and question.of in Judgement.values:
        return judgements.count(Judgement(question.of), figures.plan, setting)
    section_id = question.key("section")
    if measure == "silence" and section_id is not None:
        return silence.section(figures, section_id)
    return None


def _rating(
    question: Question, figures: rollup.GroupFigures, setting: Setting
) -> Explanation | None:
    """How many leads gave one rating of the plan's scale, or none (`none`). One query."""
    if question.of == "none":
        return judgements.rating(None, figures, setting)
    pk = question.key("rating")
    found = None if pk is None else question.plan.ratings.filter(pk=pk).first()
    return judgements.rating(found, figures, setting) if found else None


def _change(question: Question) -> Explanation | None:
    """A number beside what was shown before it."""
    record = rollup_record.record(question.plan, today=question.today)
    history = record.history(question.period)
    since = last_shown(question.plan, question.period, history)
    figures, label = history[-1], question.period.label
    caveat = reasons.period_words(figures)
    if question.of == model.PLAN.of:
        return replace(changes.plan(figures.plan, since, label), caveat=caveat)
    one = _initiative(figures, question.of)
    return replace(changes.initiative(one, since, label), caveat=caveat) if one else None


def _indicator(question: Question) -> Explanation | None:
    pk = question.key("indicator")
    found = reading(question.plan, pk, on=question.today) if pk is not None else None
    return indicators.indicator(found) if found else None


def _inventory(question: Question) -> Explanation | None:
    whole, pk = question.of == "town", question.key("department")
    if not whole and pk is None:
        return None
    return explain_inventory(question.measure, department_id=pk, on=question.today)


READERS: dict[str, Callable[[Question], Explanation | None]] = {
    "change": _change,
    "indicator": _indicator,
    "tasks": _inventory,
    "stages": _inventory,
    "hours": _inventory,
    "expected": _inventory,
}


def _figures(question: Question, record: Record) -> tuple[rollup.PlanFigures, Setting]:
    facts = record.facts(question.period)
    revision = record.revision_on(facts.day)
    setting = Setting(
        facts,
        revision.label if revision else "",
        revision.effective_on if revision else facts.day,
    )
    return rollup.roll_up(facts), setting


def _pending(question: Question, figures: rollup.InitiativeFigures) -> dict[int, str]:
    """An initiative's reports of the period that do not count yet, by participation. One query."""
    reports = ProgressReport.objects.filter(
        period=question.period,
        participation__initiative=figures.initiative.id,
        state__in=BEING_WRITTEN,
    )
    return {
        pk: ReportState(state).label for pk, state in reports.values_list("participation", "state")
    }


def _initiative(figures: rollup.PlanFigures, of: str) -> rollup.InitiativeFigures | None:
    return next((f for f in figures.initiatives if model.initiative(f).of == of), None)


def _group(figures: rollup.PlanFigures, of: str) -> tuple[rollup.GroupFigures, Subject] | None:
    if of == model.PLAN.of:
        return figures.plan, model.PLAN
    pillars = (
        (p.figures, Subject(f"pillar-{p.pillar.id}", p.pillar.name)) for p in figures.pillars
    )
    return next((found for found in pillars if found[1].of == of), None)
