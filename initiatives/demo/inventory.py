"""What a few tasks are: names, figures and systems, before and after a survey.

Counts and categories stay as published but where demo.yaml says that something changed since.
Every line of history is of the day of loading: what the plan itself wrote has no other day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, timedelta

from inventory.models import System, Task
from inventory.peak_months import written
from inventory.surveys.actions import take_survey
from inventory.tasks.actions import TaskContent
from organization.models import User

from . import rows, schema
from .inventory__lineage import add, end
from .inventory__systems import create_systems
from .people__town import Town
from .schema__labels import WORD, marked
from .schema__schema_inventory import Task as TaskShape

WRITTEN = [*(field.name for field in fields(TaskContent)), "search_text"]

Systems = dict[str, System]
Filled = list[tuple[TaskShape, Task]]


def create_inventory(document: schema.Document, town: Town, *, today: date, by: User) -> None:
    """Insert systems, fill in unnamed tasks, take the survey, then let things change."""
    systems = create_systems(document, town, today=today, by=by)
    filled = _first_unnamed(document, town)
    _write(((item.at_survey, task) for item, task in filled), systems, by=by)
    if document.survey:
        day = today - timedelta(days=document.survey.days_ago)
        take_survey(name=marked(document.survey.name), on=day, by=by)
    _write(((item, task) for item, task in filled if item.earlier), systems, by=by)
    new = [
        (item, add(town.section(item.section), _content(item, systems), item.added, by=by))
        for item in document.tasks
        if item.added
    ]
    _link([*filled, *new], town, by=by)
    end(filled, today=today, by=by)


def _first_unnamed(document: schema.Document, town: Town) -> Filled:
    """Each item with the first task of its place that nobody has named. One query."""
    free: dict[tuple[int, str], list[Task]] = {}
    for task in Task.objects.live().unnamed().with_place().order_by("-number"):
        free.setdefault((task.section_id, task.category), []).append(task)
    return [
        (item, free[town.section(item.section).pk, item.at_survey.category].pop())
        for item in document.tasks
        if not item.added
    ]


def _write(filled: Iterable[tuple[TaskShape, Task]], systems: Systems, *, by: User) -> None:
    changed = []
    for item, task in filled:
        for name, value in vars(_content(item, systems)).items():
            setattr(task, name, value)
        task.fold()
        changed.append(task)
    rows.update(changed, WRITTEN, by=by)


def _content(item: TaskShape, systems: Systems) -> TaskContent:
    return TaskContent(
        name=marked(item.name),
        description=marked(item.description),
        category=item.category,
        system=systems[item.system] if item.system else None,
        stage=item.stage,
        annual_hours_before=item.hours_before,
        annual_hours_after=item.hours_after,
        volume=item.volume,
        minutes_per_case=item.minutes,
        staff=item.staff,
        peak_months=written(item.months),
        legal_basis=marked(item.legal_basis),
        uses_paper=item.paper,
        uses_seal=item.seal,
        uses_counter=item.counter,
        problem=marked(item.problem),
        method=item.method,
        remarks=WORD,
    )


def _link(filled: Filled, town: Town, *, by: User) -> None:
    """Say which initiatives the tasks are for."""
    linked: dict[str, list[Task]] = {}
    for item, task in filled:
        for code in item.initiatives:
            linked.setdefault(code, []).append(task)
    for code, tasks in linked.items():
        initiative = town.initiative(code)
        rows.sign(initiative, by=by)
        initiative.tasks.add(*tasks)
