"""A few systems, and names and figures for a few tasks.

Counts and categories stay as published.
"""

from __future__ import annotations

from inventory.models import System, Task
from organization.models import User

from . import rows, schema
from .labels import MARK, WORD, marked
from .town import Town

WRITTEN = [
    "name",
    "system",
    "stage",
    "annual_hours_before",
    "annual_hours_after",
    "remarks",
    "search_text",
]


def create_inventory(document: schema.Document, town: Town, *, by: User) -> None:
    """Insert the systems, and fill in each section's first tasks that nobody has named."""
    systems = [
        System(name=marked(s.name), category=s.category, remarks=marked(s.remarks))
        for s in document.systems
    ]
    by_name = {s.name.removeprefix(MARK): s for s in rows.create(systems, by=by)}
    chosen: list[Task] = []
    for item in document.tasks:
        task = _first_unnamed(item, town, chosen)
        _fill_in(task, item, by_name.get(item.system or ""))
        chosen.append(task)
    rows.update(chosen, WRITTEN, by=by)
    _link(document, town, chosen, by=by)


def _first_unnamed(item: schema.Task, town: Town, chosen: list[Task]) -> Task:
    free = Task.objects.live().unnamed().exclude(pk__in=[t.pk for t in chosen])
    task: Task = free.filter(section=town.section(item.section), category=item.category).order_by(
        "number"
    )[0]
    return task


def _fill_in(task: Task, item: schema.Task, system: System | None) -> None:
    task.name = marked(item.name)
    task.system = system
    task.stage = item.stage
    task.annual_hours_before = item.hours_before
    task.annual_hours_after = item.hours_after
    task.remarks = WORD
    task.fold()


def _link(document: schema.Document, town: Town, chosen: list[Task], *, by: User) -> None:
    """Say which initiatives the tasks are for."""
    linked: dict[str, list[Task]] = {}
    for item, task in zip(document.tasks, chosen, strict=True):
        if item.initiative:
            linked.setdefault(item.initiative, []).append(task)
    for code, tasks in linked.items():
        initiative = town.initiative(code)
        rows.sign(initiative, by=by)
        initiative.tasks.add(*tasks)
