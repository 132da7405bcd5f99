"""Every write to the inventory: one transaction, and one line in the task's history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from hirao_dx.shared.trace import Trace
from inventory import permissions
from inventory.choices import Category, Stage
from inventory.models import System, Task
from organization.models import User


class StaleTaskError(Exception):
    """Somebody changed the task since the text at hand was read. Carries the task as it is."""

    def __init__(self, current: Task) -> None:
        super().__init__(f"task {current.pk} was changed meanwhile")
        self.current = current


@dataclass(frozen=True)
class TaskContent:
    """What a section says of a task. Hours are yearly."""

    name: str = ""
    description: str = ""
    category: str = Category.NONE
    system: System | None = None
    stage: str = Stage.NOT_CONSIDERED
    annual_hours_before: Decimal | None = None
    annual_hours_after: Decimal | None = None
    volume: int | None = None
    minutes_per_case: Decimal | None = None
    staff: str = ""
    peak_months: str = ""
    legal_basis: str = ""
    uses_paper: bool | None = None
    uses_seal: bool | None = None
    uses_counter: bool | None = None
    problem: str = ""
    method: str = ""
    remarks: str = ""
    ended_on: date | None = None
    ended_reason: str = ""

    @classmethod
    def of(cls, task: Task) -> TaskContent:
        return cls(**{name: getattr(task, name) for name in cls.__dataclass_fields__})


def task_version(task: Task) -> int:
    """The number of the latest line in the task's history, 0 without one. One query."""
    return task_versions([task]).get(task.pk, 0)


def task_versions(tasks: Iterable[Task]) -> dict[int, int]:
    """The versions of many tasks by key; one without a history is left out. One query."""
    lines = Task.history.filter(id__in=[task.pk for task in tasks]).order_by()
    return dict(lines.values_list("id").annotate(Max("history_id")))


@transaction.atomic
def update_task(
    *, task: Task, content: TaskContent, version: int, by: User, reason: str = ""
) -> Task:
    """Write what a section says of its task. Saying the same again leaves no trace.

    `version` is the `task_version` the writer started from. Raises StaleTaskError if somebody
    saved in between, PermissionDenied if `by` may not write for the section.
    """
    [locked] = Task.objects.select_for_update(of=("self",)).with_place().filter(pk=task.pk)
    if not permissions.can_edit_task(by, locked):
        raise PermissionDenied
    if task_version(locked) != version:
        raise StaleTaskError(locked)
    if TaskContent.of(locked) == content:
        return locked
    for name in TaskContent.__dataclass_fields__:
        setattr(locked, name, getattr(content, name))
    return Trace(by, reason or None).save(locked)
