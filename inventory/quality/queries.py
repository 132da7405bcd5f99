"""The findings of データの点検 in the database: each kind is a narrowed list of tasks.

Tasks are not loaded: what is counted or paged stays in the database. Figures are compared as whole
tenths, so that SQLite and PostgreSQL agree exactly. The same rules in Python are in `rules`.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    TextField,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, Coalesce, Concat, Left, RowNumber, StrIndex

from hirao_dx.shared.text import folded
from inventory.choices import QualityKind
from inventory.models import QualityDismissal, Task
from inventory.models.task import TaskQuerySet
from inventory.tasks.hours import tenths

from .rules import RULE

NEWLINE = "\n"
FIGURES = ("annual_hours_before", "annual_hours_after", "minutes_per_case")


def unnamed(tasks: TaskQuerySet) -> TaskQuerySet:
    """Tasks without a name (名称未登録)."""
    return tasks.unnamed()


def missing(tasks: TaskQuerySet) -> TaskQuerySet:
    """Tasks without hours a year, cases or minutes, except those set aside."""
    return _without_dismissed(tasks, QualityKind.MISSING).filter(
        Q(annual_hours_before__isnull=True)
        | Q(volume__isnull=True)
        | Q(minutes_per_case__isnull=True)
    )


def duplicates(tasks: TaskQuerySet) -> TaskQuerySet:
    """Tasks whose folded name another task of their section has, except those set aside.

    The folded name is the first line of `search_text`.
    """
    named = _without_dismissed(tasks.named(), QualityKind.DUPLICATE)
    named = named.annotate(folded_name=_folded_name())
    alike = Window(Count("pk"), partition_by=["section_id", "folded_name"])
    return named.annotate(alike=alike).filter(alike__gt=1)


def numbers_alike(task: Task) -> list[int]:
    """The numbers of the tasks of a section with the same folded name as this one, and its own.

    Two queries.
    """
    near: Any = duplicates(Task.objects.live().filter(section=task.section_id))
    alike = near.filter(folded_name=folded(task.name)).values_list("number", flat=True)
    return sorted({task.number, *alike})


def outlying(tasks: TaskQuerySet) -> TaskQuerySet:
    """Tasks with figures in which `rules.outlying` finds something, except those set aside."""
    worked = Cast(F("volume"), BigIntegerField()) * F("minutes_tenths")
    figures = _without_dismissed(tasks, QualityKind.OUTLYING).alias(
        minutes_tenths=tenths("minutes_per_case"),
        before_tenths=tenths("annual_hours_before"),
        worked=worked,
        over=(F("before_tenths") * 60 - F("worked")) * 100 - F("worked") * RULE.percent,
        under=(F("worked") - F("before_tenths") * 60) * 100 - F("worked") * RULE.percent,
    )
    stands_out = (
        Q(minutes_per_case__gt=RULE.minutes)
        | Q(annual_hours_after__gt=F("annual_hours_before"))
        | Q(over__gt=0)
        | Q(under__gt=0)
    )
    for section, limit in section_limits().items():
        stands_out |= Q(section_id=section, annual_hours_before__gt=limit)
    return figures.filter(stands_out)


def other_category(tasks: TaskQuerySet) -> TaskQuerySet:
    """Tasks whose category is not that of the system they name."""
    return tasks.filter(system__isnull=False).exclude(category=F("system__category"))


TASK_KINDS: dict[str, Callable[[TaskQuerySet], TaskQuerySet]] = {
    QualityKind.UNNAMED: unnamed,
    QualityKind.DUPLICATE: duplicates,
    QualityKind.MISSING: missing,
    QualityKind.OUTLYING: outlying,
    QualityKind.CATEGORY: other_category,
}


def section_limits() -> dict[int, Decimal]:
    """By section, the hours a year above which a task stands out: `times` its third quartile.

    The third quartile is the value that three quarters of the values do not exceed (nearest rank).
    Only sections with at least `enough` known hours. One query, one row for each section.
    """
    within: dict[str, Any] = {"partition_by": ["section_id"]}
    known = Task.objects.live().filter(annual_hours_before__isnull=False).order_by()
    placed = known.annotate(
        place4=Window(RowNumber(), order_by=["annual_hours_before", "pk"], **within) * 4,
        known3=Window(Count("pk"), **within) * 3,
    )
    # The nearest rank is known × 3 ÷ 4 rounded up; × 4 it stays a whole number on both databases.
    quartile = placed.filter(
        known3__gte=RULE.enough * 3, place4__gte=F("known3"), place4__lt=F("known3") + 4
    )
    rows: Any = quartile.values_list("section_id", "annual_hours_before")
    return {section: hours * RULE.times for section, hours in rows}


def fingerprint(task: Task, kind: str) -> str:
    """The values of a finding as one text: it changes when any of them does."""
    if kind == QualityKind.DUPLICATE:
        return folded(task.name)
    values: list[Any] = [getattr(task, name) for name in FIGURES]
    written = ["" if value is None else f"{value:.1f}" for value in values]
    return "|".join(["" if task.volume is None else str(task.volume), *written])


def _without_dismissed(tasks: TaskQuerySet, kind: str) -> TaskQuerySet:
    """Tasks without those set aside for the values they still have."""
    mark = _folded_name() if kind == QualityKind.DUPLICATE else _figures()
    aside = QualityDismissal.objects.filter(
        kind=kind, task=OuterRef("pk"), fingerprint=OuterRef("mark")
    )
    return tasks.alias(mark=mark).filter(~Exists(aside))


def _folded_name() -> Left:
    """The name as it is compared: the first line of `search_text`."""
    ends = StrIndex(Concat("search_text", Value(NEWLINE)), Value(NEWLINE))
    return Left("search_text", ends - 1)


def _figures() -> Concat:
    """What `fingerprint` makes of a task's figures, in the database."""
    volume = Coalesce(Cast("volume", TextField()), _text(""))
    others = [_one_decimal(name) for name in FIGURES]
    return Concat(volume, *(part for other in others for part in (_text("|"), other)))


def _one_decimal(name: str) -> Case:
    """A figure as 120.5; blank where there is none."""
    units = tenths(name)
    whole = Cast(units / Value(10), TextField())
    rest = Cast(units - units / Value(10) * Value(10), TextField())
    known = Concat(whole, _text("."), rest)
    return Case(When(**{f"{name}__isnull": True}, then=_text("")), default=known)


def _text(words: str) -> Value:
    return Value(words, TextField())
