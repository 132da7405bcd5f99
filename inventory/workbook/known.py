"""Fetches what a check compares rows with: a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hirao_dx.shared.dated import active_on
from hirao_dx.shared.text import folded
from hirao_dx.shared.versions import with_version
from inventory.models import System, SystemAlias, Task
from inventory.tasks.content import FIELDS
from organization.models import Section, User

from . import values
from .rows import Key

Content = dict[str, Any]
NAMELESS = {folded(word) for word in ("", "-", "ー", "－", "なし", "班なし", values.NO_SECTION)}


def content_of(row: Any) -> Content:
    """The content of a task, or of a line of its history, in the form cells are read into."""
    return {
        column.name: values.plain(getattr(row, column.attribute), column.kind) for column in FIELDS
    }


@dataclass
class Places:
    """Sections by the names people write, and a function for which of them somebody may write."""

    by_name: dict[tuple[str, str], Section]
    by_label: dict[str, Section]
    names: dict[str, list[str]]
    by_pk: dict[int, Section]
    may_write: Callable[[Section], bool]

    @classmethod
    def on(cls, day: date, *, by: User) -> Places:
        """The sections that exist on a day, and the rights of `by`. One query. Raises nothing."""
        sections = list(Section.objects.with_department().filter(active_on(day)))
        names = defaultdict(list)
        for section in sections:
            names[folded(section.department.name)].append(section.name or values.NO_SECTION)
        return cls(
            {(folded(s.department.name), folded(s.name)): s for s in sections},
            {folded(section.label): section for section in sections},
            dict(names),
            {section.pk: section for section in sections},
            by.access.writes_for,
        )

    def find(self, department: str, section: str) -> Section | None:
        """The section that two cells name; the first alone may hold the whole name."""
        name = "" if folded(section) in NAMELESS else folded(section)
        found = self.by_name.get((folded(department), name))
        return found if found or name else self.by_label.get(folded(department))


@dataclass
class Systems:
    """Systems by key and, folded, by name and alias."""

    by_pk: dict[int, System]
    by_name: dict[str, int]

    @classmethod
    def all(cls) -> Systems:
        """Read all of them. Two queries."""
        by_pk = {system.pk: system for system in System.objects.all()}
        by_name = {folded(alias.name): alias.system_id for alias in SystemAlias.objects.all()}
        by_name |= {folded(system.name): system.pk for system in by_pk.values()}
        return cls(by_pk, by_name)

    def name(self, pk: int | None) -> str:
        """The name of a system; blank for none."""
        return self.by_pk[pk].name if pk in self.by_pk else ""


@dataclass
class Tasks:
    """The tasks some rows mean, as they are, by key, number and name.

    `bases` has, by version, the content that rows were written from.
    """

    by_pk: dict[int, Any] = field(default_factory=dict)
    by_number: dict[tuple[int, int], Any] = field(default_factory=dict)
    by_name: dict[tuple[int, str], list[Any]] = field(default_factory=dict)
    bases: dict[int, Content] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        keys: Iterable[Key],
        numbers: Iterable[tuple[int, int]],
        names: Iterable[tuple[int, str]],
    ) -> Tasks:
        """Read the tasks of some keys, (section, number) and (section, name).

        At most four queries.
        """
        keys, numbers, names = list(keys), set(numbers), set(names)
        every = with_version(Task.objects.with_place().order_by("pk"))
        named = every.filter(pk__in={key.task for key in keys}) if keys else []
        found = cls({task.pk: task for task in named})
        if numbers:
            near = every.filter(
                section__in={section for section, _ in numbers},
                number__in={number for _, number in numbers},
            )
            found.by_number = {(task.section_id, task.number): task for task in near}
        if names:
            same = every.live().filter(
                section__in={section for section, _ in names}, name__in={name for _, name in names}
            )
            for task in same:
                found.by_name.setdefault((task.section_id, task.name), []).append(task)
        older = {
            key.version
            for key in keys
            if key.task in found.by_pk and found.by_pk[key.task].version != key.version
        }
        if older:
            lines = Task.history.filter(history_id__in=older)
            found.bases = {line.history_id: content_of(line) for line in lines}
        return found
