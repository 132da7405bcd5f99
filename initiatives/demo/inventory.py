"""What a few tasks are: names, figures and systems, before and after a survey.

Counts and categories stay as published except where demo.yaml says that something changed since.
Every row of history is dated the day of loading: the plan itself gives no other day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from hirao_dx.shared.trace import Trace
from hirao_dx.shared.versions import version_of
from inventory.lineage.actions import add_task, end_task, split_task
from inventory.models import System, SystemAlias, Task
from inventory.peak_months import written
from inventory.surveys.actions import take_survey
from inventory.tasks.content import BY_NAME, TaskContent
from organization.models import Section, User

from . import schema
from .people import Town
from .schema import REASON, WORD, Split, marked
from .schema import Part as PartShape
from .schema import System as SystemShape
from .schema import Task as TaskShape


def add(section: Section, content: TaskContent, reason: str, *, by: User) -> Task:
    """A further task of a section, stored. Raises as `add_task` does."""
    return add_task(section=section, content=content, by=by, reason=marked(reason))


def end(filled: Iterable[tuple[TaskShape, Task]], *, today: date, by: User) -> None:
    """End the tasks that are no longer done, and split those that went on as others.

    Raises as `end_task` and `split_task` do.
    """
    for item, task in filled:
        if item.ended:
            end_task(
                task=task,
                on=today - timedelta(days=item.ended.days_ago),
                version=version_of(task),
                by=by,
                reason=marked(item.ended.reason),
            )
        elif item.split:
            _split(task, item.split, today=today, by=by)


def _split(task: Task, split: Split, *, today: date, by: User) -> None:
    parts = split_task(
        task=task,
        parts=[_part(part) for part in split.parts],
        on=today - timedelta(days=split.days_ago),
        version=version_of(task),
        by=by,
        reason=marked(split.reason),
    )
    for part in parts:
        Trace(by, REASON).sign(part)
        part.remarks = WORD
        part.fold()
    Trace(by, REASON).update(parts, ["remarks", "search_text"])


def _part(part: PartShape) -> TaskContent:
    return TaskContent(
        name=marked(part.name),
        volume=part.volume,
        minutes_per_case=part.minutes,
        annual_hours_before=part.hours_before,
    )


def create_systems(
    document: schema.Document, town: Town, *, today: date, by: User
) -> dict[str, System]:
    """Insert the systems. Returns them by the names demo.yaml calls them.

    Raises IntegrityError if a system of one of the names exists.
    """
    made = Trace(by, REASON).create([_system(item, today) for item in document.systems])
    pairs = list(zip(document.systems, made, strict=True))
    SystemAlias.objects.bulk_create(
        SystemAlias(system=system, name=marked(name))
        for item, system in pairs
        for name in item.aliases
    )
    _link_milestones(pairs, town, by=by)
    return {item.name: system for item, system in pairs}


def _system(item: SystemShape, today: date) -> System:
    days = item.contract_ends_in
    return System(
        name=marked(item.name),
        category=item.category,
        vendor=marked(item.vendor),
        contract_ends_on=None if days is None else today + timedelta(days=days),
        standardisation=item.standardisation,
        remarks=marked(item.remarks),
    )


def _link_milestones(pairs: list[tuple[SystemShape, System]], town: Town, *, by: User) -> None:
    needed: dict[str, list[System]] = {}
    for item, system in pairs:
        for name in item.milestones:
            needed.setdefault(name, []).append(system)
    for name, systems in needed.items():
        milestone = town.milestones[name]
        Trace(by, REASON).sign(milestone).systems.add(*systems)


WRITTEN = [*BY_NAME, "search_text"]

Systems = dict[str, System]
Filled = list[tuple[TaskShape, Task]]


def create_inventory(document: schema.Document, town: Town, *, today: date, by: User) -> None:
    """Insert systems, fill in unnamed tasks, take the survey, then apply what changed since.

    Raises as `create_systems`, `take_survey`, `add` and `end` do. What demo.yaml refers to has
    been checked before (`references.check`).
    """
    systems = create_systems(document, town, today=today, by=by)
    filled = _first_unnamed(document, town)
    _write(((item.at_survey, task) for item, task in filled), systems, by=by)
    if document.survey:
        day = today - timedelta(days=document.survey.days_ago)
        take_survey(name=marked(document.survey.name), on=day, by=by)
    _write(((item, task) for item, task in filled if item.earlier), systems, by=by)
    new = [
        (item, add(town.sections[item.section], _content(item, systems), item.added, by=by))
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
        (item, free[town.sections[item.section].pk, item.at_survey.category].pop())
        for item in document.tasks
        if not item.added
    ]


def _write(filled: Iterable[tuple[TaskShape, Task]], systems: Systems, *, by: User) -> None:
    changed = []
    for item, task in filled:
        _content(item, systems).fill(task)
        task.fold()
        changed.append(task)
    Trace(by, REASON).update(changed, WRITTEN)


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
        initiative = town.initiatives[code]
        Trace(by, REASON).sign(initiative).tasks.add(*tasks)
