"""Mends from the page データの点検: each one transaction, with a reason that names the page."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from hirao_dx.shared.fields import NUL
from hirao_dx.shared.text import one_line
from hirao_dx.shared.trace import Trace
from hirao_dx.shared.versions import require_version
from inventory import permissions
from inventory.choices import QualityKind
from inventory.history.gone_systems import DESK, merge_trace
from inventory.models import QualityDismissal, System, SystemAlias, Task
from inventory.tasks.actions import update_task
from inventory.tasks.content import TaskContent
from organization.models import Section, User

from . import load, queries, queries_spellings

LONGEST_TRACE = 500


def mend_task(*, task: Task, changes: dict[str, Any], version: int, kind: str, by: User) -> Task:
    """Write the mended fields of a task, and return it.

    Raises PermissionDenied and Stale as `update_task` does.
    """
    content = TaskContent.of(task).but(**changes)
    reason = f"{DESK}：{QualityKind(kind).label}"
    return update_task(task=task, content=content, version=version, by=by, reason=reason)


@transaction.atomic
def dismiss_task(
    *, task: Task, kind: str, version: int, reason: str, by: User
) -> QualityDismissal:
    """Set a finding of a task aside (このままでよい) for the values it has now.

    Raises PermissionDenied if `by` may not write for its section, Stale if somebody saved since
    `version`, ValidationError if the reason is missing or longer than 200 characters.
    """
    [held] = Task.objects.select_for_update(of=("self",)).with_place().filter(pk=task.pk)
    if not permissions.can_edit_task(by, held):
        raise PermissionDenied
    require_version(held, version)
    return QualityDismissal.objects.create(
        task=held,
        kind=kind,
        fingerprint=queries.fingerprint(held, kind),
        reason=_given(reason),
        by=by,
    )


@transaction.atomic
def dismiss_load(*, section: Section, reason: str, by: User) -> QualityDismissal:
    """Record that a section's hours are right for its people, as both are now.

    Raises PermissionDenied if `by` may not write for the section; ValidationError if the section
    does not stand out any more, or the reason is missing or longer than 200 characters.
    """
    if not permissions.can_write_section(by, section):
        raise PermissionDenied
    tasks = Task.objects.live().filter(section=section)
    found = load.standing_out(tasks, on=timezone.localdate())
    if not found:
        raise ValidationError("この班は、もう点検の一覧にありません。")
    return QualityDismissal.objects.create(
        section=section,
        kind=QualityKind.LOAD,
        fingerprint=found[0].fingerprint,
        reason=_given(reason),
        by=by,
    )


@transaction.atomic
def take_back(*, kept: QualityDismissal, by: User) -> None:
    """Show a finding again, by deleting every dismissal of it for the same values.

    Raises PermissionDenied if `by` may not mend it.
    """
    if not permissions.can_take_back(by, kept):
        raise PermissionDenied
    QualityDismissal.objects.filter(
        kind=kept.kind,
        task=kept.task,
        system=kept.system,
        section=kept.section,
        fingerprint=kept.fingerprint,
    ).delete()


@transaction.atomic
def dismiss_pair(*, one: System, other: System, reason: str, by: User) -> QualityDismissal:
    """Record that two systems are not one, for the names they have now.

    Raises PermissionDenied unless `by` is in the office; ValidationError if one of them is gone,
    or the reason is missing or longer than 200 characters.
    """
    if not permissions.can_edit_systems(by):
        raise PermissionDenied
    held = _hold(one, other)
    first = held[min(held)]
    return QualityDismissal.objects.create(
        system=first,
        kind=QualityKind.SPELLING,
        fingerprint=queries_spellings.fingerprint(one, other),
        reason=_given(reason),
        by=by,
    )


@transaction.atomic
def merge_systems(*, keep: System, gone: System, by: User, reason: str) -> int:
    """Make one system of two; returns how many tasks moved.

    Tasks, ended ones too, take the kept system and its category, each with a line in its history.
    Aliases and milestones move to the kept system, the other's name becomes an alias, and its own
    history remains. Raises PermissionDenied unless `by` is in the office; ValidationError if both
    are the same, one of them is gone, or the reason is missing or longer than 200 characters.
    """
    if not permissions.can_edit_systems(by):
        raise PermissionDenied
    said = _given(reason)
    if keep.pk == gone.pk:
        raise ValidationError("別々のシステムを選んでください。")
    held = _hold(keep, gone)
    keep, gone = held[keep.pk], held[gone.pk]
    trace = Trace(by, merge_trace(gone.name, keep.name, said)[:LONGEST_TRACE])
    moved = _move_tasks(keep, gone, trace)
    _move_names(keep, gone)
    trace.delete(gone)
    trace.save(keep)
    return moved


def _hold(one: System, other: System) -> dict[int, System]:
    """Both systems by key as they are now, locked. Raises ValidationError if one is gone."""
    held = System.objects.select_for_update().order_by("pk").in_bulk([one.pk, other.pk])
    if len(held) < 2:
        raise ValidationError("システムがすでにまとめられています。一覧を見直してください。")
    return held


def _move_tasks(keep: System, gone: System, trace: Trace[User]) -> int:
    tasks = list(Task.objects.select_for_update(of=("self",)).filter(system=gone))
    for task in tasks:
        task.system, task.category = keep, keep.category
        trace.save(task)
    return len(tasks)


def _move_names(keep: System, gone: System) -> None:
    """Move aliases and milestones, and make the other's name an alias."""
    gone.aliases.update(system=keep)
    SystemAlias.objects.get_or_create(name=gone.name, defaults={"system": keep})
    for milestone in gone.milestones.all():
        milestone.systems.add(keep)
        milestone.systems.remove(gone)


def _given(reason: str) -> str:
    """The reason as one line. Raises ValidationError if it is blank, too long or holds a NUL."""
    if "\0" in reason:
        raise ValidationError(NUL)
    said = one_line(reason)
    if not said:
        raise ValidationError("理由を書いてください。")
    if len(said) > 200:
        raise ValidationError("理由は200文字までで書いてください。")
    return said
