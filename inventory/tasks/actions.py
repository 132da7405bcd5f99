"""Every write to the inventory: one transaction, and one line in the task's history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from hirao_dx.shared.trace import Trace
from hirao_dx.shared.versions import require_version
from inventory import permissions
from inventory.choices import Category, Stage
from inventory.models import System, Task
from organization.models import User


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


@transaction.atomic
def update_task(
    *, task: Task, content: TaskContent, version: int, by: User, reason: str = ""
) -> Task:
    """Write what a section says of its task. Saying the same again leaves no trace.

    `version` is the `version_of` the writer started from. Raises Stale if somebody
    saved in between, PermissionDenied if `by` may not write for the section.
    """
    [locked] = Task.objects.select_for_update(of=("self",)).with_place().filter(pk=task.pk)
    if not permissions.can_edit_task(by, locked):
        raise PermissionDenied
    require_version(locked, version)
    if TaskContent.of(locked) == content:
        return locked
    for name in TaskContent.__dataclass_fields__:
        setattr(locked, name, getattr(content, name))
    return Trace(by, reason or None).save(locked)
