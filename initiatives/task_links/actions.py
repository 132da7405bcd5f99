"""Which tasks an initiative is about. The office alone changes it, and each change is recorded."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from hirao_dx.shared.trace import Trace
from initiatives.models import Initiative
from initiatives.permissions import can_assign
from inventory.models import Task
from organization.models import User


@dataclass(frozen=True)
class Linked:
    """How many tasks came to an initiative, and how many left it."""

    added: int
    removed: int


@transaction.atomic
def link_tasks(
    *, initiative: Initiative, add: Collection[int], remove: Collection[int], by: User
) -> Linked:
    """Let an initiative be about further tasks and no longer about others, by their keys.

    Returns how many were added and removed. What already holds leaves no trace. Raises
    ValidationError if a task to be added is gone or ended; PermissionDenied if `by` is not the
    office.
    """
    if not can_assign(by):
        raise PermissionDenied
    held = Initiative.objects.select_for_update().get(pk=initiative.pk)
    current = set(held.tasks.order_by().values_list("pk", flat=True))
    new, gone = set(add) - current, set(remove) & current
    _check(new)
    if not new and not gone:
        return Linked(0, 0)
    trace = Trace(by, f"対象の事務：{len(new)}件追加、{len(gone)}件削除")
    trace.relink(held, "tasks", add=new, remove=gone)
    return Linked(len(new), len(gone))


def _check(new: set[int]) -> None:
    if Task.objects.live().filter(pk__in=new).count() < len(new):
        raise ValidationError(
            "選んだ事務の中に、廃止された事務があります。一覧を開き直して、もう一度選んでください。"
        )
