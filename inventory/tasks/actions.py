"""Every write to the inventory: one transaction, and one line in the task's history."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from inventory import permissions
from inventory.models import Task
from organization.models import User

from .content import TaskContent


class StaleTaskError(Exception):
    """Somebody changed the task since the text at hand was read. Carries the task as it is."""

    def __init__(self, current: Task) -> None:
        super().__init__(f"task {current.pk} was changed meanwhile")
        self.current = current


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
    content.fill(locked)
    locked._history_user = by  # type: ignore[attr-defined]
    locked._change_reason = reason or None  # type: ignore[attr-defined]
    locked.save()
    return locked
