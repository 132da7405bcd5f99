"""Findings set aside (このままでよい) that still have the same values, each with its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from inventory.choices import QualityKind
from inventory.models import QualityDismissal, System
from inventory.models.task import TaskQuerySet
from inventory.permissions import can_take_back
from organization.models import User

from . import load, queries, queries_spellings

SHOWN = 50


@dataclass(frozen=True)
class Aside:
    """One finding set aside. `may_take_back`: whether this person may show it again."""

    dismissal: QualityDismissal
    label: str
    may_take_back: bool


def still_aside(kind: str, tasks: TaskQuerySet, *, user: User, on: date) -> list[Aside]:
    """The newest findings of one kind that are set aside for the values they have now, at most
    SHOWN.

    Of tasks only those among `tasks`. One query; up to four more for sections, one more for
    systems.
    """
    kept = QualityDismissal.objects.filter(kind=kind).select_related(
        "by", "system", "task__section__department", "section__department"
    )
    if kind in queries.TASK_KINDS:
        kept = kept.filter(task__in=tasks.order_by().values("pk"))
    label_of = _labels(kind, tasks, on)
    found = ((one, label_of(one)) for one in kept[: SHOWN * 2])
    rows = [Aside(one, label, can_take_back(user, one)) for one, label in found if label]
    return rows[:SHOWN]


Labels = Callable[[QualityDismissal], str]


def _labels(kind: str, tasks: TaskQuerySet, on: date) -> Labels:
    """A function that names what a dismissal is about; it returns blank when values have
    changed."""
    if kind == QualityKind.LOAD:
        now = {one.section.pk: one for one in load.loads(tasks, on=on)}
        return lambda kept: _of_section(kept, now.get(kept.section_id or 0))
    if kind == QualityKind.SPELLING:
        by_key = {str(system.pk): system for system in System.objects.all()}
        return lambda kept: _of_pair(kept, by_key)
    return _of_task


def _of_task(kept: QualityDismissal) -> str:
    task = kept.task
    if task is None or queries.fingerprint(task, kept.kind) != kept.fingerprint:
        return ""
    return f"{task.section.label} {task}"


def _of_section(kept: QualityDismissal, now: load.Load | None) -> str:
    same = now is not None and now.fingerprint == kept.fingerprint
    return kept.section.label if same and kept.section else ""


def _of_pair(kept: QualityDismissal, by_key: dict[str, System]) -> str:
    one, other = kept.system, by_key.get(kept.fingerprint.split("|")[0])
    if (
        one is None
        or other is None
        or queries_spellings.fingerprint(one, other) != kept.fingerprint
    ):
        return ""
    return f"「{one}」と「{other}」"
