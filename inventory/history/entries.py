"""The history of tasks in Japanese words: who, when, what changed."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from inventory.models import System, Task
from inventory.tasks.content import IN_MODEL_ORDER
from inventory.tasks.words import Difference, label_of, value_words
from organization.models import Section

from . import gone_systems

FIELDS = ("section_id", "number", *(field.attribute for field in IN_MODEL_ORDER))
KINDS = {"+": "登録", "~": "変更", "-": "削除"}


@dataclass(frozen=True)
class Entry:
    """One line of the history. `by` is empty when no person wrote it, as on loading."""

    at: datetime
    by: str
    kind: str
    reason: str
    changes: tuple[Difference, ...]

    @classmethod
    def of(cls, record: Any, changes: Iterable[Difference]) -> Entry:
        """A line in words. Expects the `history_user` of `record` to be fetched."""
        return cls(
            at=record.history_date,
            by=record.history_user.name if record.history_user else "",
            kind=KINDS[record.history_type],
            reason=record.history_change_reason or "",
            changes=tuple(changes),
        )


def entries(task: Task) -> list[Entry]:
    """The whole history of a task, newest first.

    Three queries, one more where a system is gone.
    """
    return in_words(with_earlier(task.history.select_related("history_user")))


def with_earlier(lines: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Each line of one row's history, given newest first, with the line before it or None."""
    lines = list(lines)
    return list(zip(lines, [*lines[1:], None], strict=False))  # none at all pairs with nothing


def in_words(pairs: Iterable[tuple[Any, Any]]) -> list[Entry]:
    """Lines of the history, each given with the one before it or None.

    Two queries, one more where a system is gone.
    """
    pairs = list(pairs)
    words = _Words(record for pair in pairs for record in pair if record is not None)
    return [
        Entry.of(record, _changes(earlier, record, words) if earlier else ())
        for record, earlier in pairs
    ]


def _changes(before: Any, after: Any, words: _Words) -> Iterable[Difference]:
    for name in FIELDS:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield Difference(words.label(name), words.of(name, old), words.of(name, new))


def _system_names(keys: Set[int]) -> dict[int, str]:
    """One query, one more where a system is gone."""
    found = {system.pk: system.name for system in System.objects.filter(pk__in=keys)}
    return found if keys <= found.keys() else gone_systems.names() | found


class _Words:
    """Turns stored values into what the screens call them."""

    def __init__(self, records: Iterable[Any]) -> None:
        records = list(records)
        sections = {record.section_id for record in records}
        self.names: dict[str, dict[int, str]] = {
            "system_id": _system_names({r.system_id for r in records if r.system_id}),
            "section_id": {
                s.pk: s.label for s in Section.objects.with_department().filter(pk__in=sections)
            },
        }

    def label(self, name: str) -> str:
        """The name of a field."""
        return label_of(name)

    def of(self, name: str, value: Any) -> str:
        """A value of a field in words."""
        if value is not None and name in self.names:
            return self.names[name].get(value, "（削除済み）")
        return value_words(name, value)


def lines() -> QuerySet[Any]:
    """Every line of the tasks' history, newest first, each with the key of its `earlier` one."""
    found: QuerySet[Any] = (
        Task.history.annotate(earlier=Subquery(_before().values("history_id")[:1]))
        .select_related("history_user")
        .order_by("-history_date", "-history_id")
    )
    return found


def lines_of(sections: Iterable[Section]) -> QuerySet[Any]:
    """The lines before or after which a task is in one of some sections: tasks that came or went,
    too."""
    keys = [section.pk for section in sections]
    here = Task.history.filter(section__in=keys).values("id")
    found: QuerySet[Any] = (
        lines()
        .filter(id__in=here)
        .annotate(came_from=Subquery(_before().values("section_id")[:1]))
        .filter(Q(section__in=keys) | Q(came_from__in=keys))
    )
    return found


def entries_of(found: list[Any]) -> list[tuple[Entry, int, str]]:
    """Each line in words, with the key of its task and what the task was called then.

    Three queries.
    """
    earlier = Task.history.in_bulk([line.earlier for line in found if line.earlier])
    pairs = [(line, earlier.get(line.earlier)) for line in found]
    return [
        (entry, line.id, f"{line.number:03d} {line.name or '名称未登録'}")
        for entry, line in zip(in_words(pairs), found, strict=True)
    ]


def _before() -> QuerySet[Any]:
    """The lines of the same task before an outer one, the nearest first."""
    earlier: QuerySet[Any] = (
        Task.history.filter(id=OuterRef("id"))
        .filter(
            Q(history_date__lt=OuterRef("history_date"))
            | Q(history_date=OuterRef("history_date"), history_id__lt=OuterRef("history_id"))
        )
        .order_by("-history_date", "-history_id")
    )
    return earlier
