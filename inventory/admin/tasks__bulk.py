"""Changes to many tasks at once; every row leaves its own history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from simple_history.utils import bulk_update_with_history

from inventory.choices import Category, Stage
from inventory.models import Task
from organization.models import User

BATCH = 200


def _write(tasks: list[Task], *fields: str, by: User, reason: str) -> None:
    bulk_update_with_history(
        tasks, Task, fields, batch_size=BATCH, default_user=by, default_change_reason=reason
    )


def set_category(
    *, tasks: Iterable[Task], category: Category, by: User, reason: str
) -> tuple[int, list[Task]]:
    """Give tasks a category. Returns how many changed, and those that could not.

    A task with a system cannot become 使用なし: the system has to go first, by hand.
    """
    differing = [task for task in tasks if task.category != category]
    held_back = [task for task in differing if category == Category.NONE and task.system_id]
    changed = [task for task in differing if task not in held_back]
    for task in changed:
        task.category = category
    _write(changed, "category", by=by, reason=reason)
    return len(changed), held_back


def set_stage(*, tasks: Iterable[Task], stage: Stage, by: User, reason: str) -> int:
    """Give tasks a digitisation stage. Returns how many changed."""
    changed = [task for task in tasks if task.stage != stage]
    for task in changed:
        task.stage = stage
    _write(changed, "stage", by=by, reason=reason)
    return len(changed)


def end_tasks(*, tasks: Iterable[Task], on: date, by: User, reason: str) -> int:
    """Mark tasks the town no longer does. Those ended before stay as they are."""
    changed = [task for task in tasks if task.ended_on is None]
    for task in changed:
        task.ended_on, task.ended_reason = on, reason
    _write(changed, "ended_on", "ended_reason", by=by, reason=reason)
    return len(changed)
