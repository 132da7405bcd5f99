"""Changes a task: one transaction, and one line in its history."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from hirao_dx.shared.trace import Trace
from hirao_dx.shared.versions import require_version
from inventory import permissions
from inventory.models import Task
from organization.models import User

from .content import TaskContent


@transaction.atomic
def update_task(
    *, task: Task, content: TaskContent, version: int, by: User, reason: str = ""
) -> Task:
    """Write what a section says of its task, and return it. The same content again writes nothing.

    `version` is the `version_of` the writer started from. Raises PermissionDenied if `by` may not
    write for the section, Stale if somebody saved since `version`.
    """
    [locked] = Task.objects.select_for_update(of=("self",)).with_place().filter(pk=task.pk)
    if not permissions.can_edit_task(by, locked):
        raise PermissionDenied
    require_version(locked, version)
    if TaskContent.of(locked) == content:
        return locked
    content.fill(locked)
    return Trace(by, reason or None).save(locked)
