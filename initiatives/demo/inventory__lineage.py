"""Tasks that came, split or ended since the survey, by the same actions as in the town hall."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from inventory.lineage.actions import Part, add_task, end_task, split_task
from inventory.models import Task
from inventory.tasks.actions import TaskContent, task_version
from organization.models import Section, User

from . import rows
from .schema__labels import WORD, marked
from .schema__schema_inventory import Part as PartShape
from .schema__schema_inventory import Split
from .schema__schema_inventory import Task as TaskShape


def add(section: Section, content: TaskContent, reason: str, *, by: User) -> Task:
    """A further task of a section."""
    return add_task(section=section, content=content, by=by, reason=marked(reason))


def end(filled: Iterable[tuple[TaskShape, Task]], *, today: date, by: User) -> None:
    """End the tasks that are no longer done, and split those that went on as others."""
    for item, task in filled:
        if item.ended:
            end_task(
                task=task,
                on=today - timedelta(days=item.ended.days_ago),
                version=task_version(task),
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
        version=task_version(task),
        by=by,
        reason=marked(split.reason),
    )
    for part in parts:
        rows.sign(part, by=by)
        part.remarks = WORD
        part.fold()
    rows.update(parts, ["remarks", "search_text"], by=by)


def _part(part: PartShape) -> Part:
    return Part(
        name=marked(part.name),
        volume=part.volume,
        minutes_per_case=part.minutes,
        annual_hours_before=part.hours_before,
    )
