"""Fetches systems with their tasks, milestones and history.

The number of queries does not grow with the tasks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum

from hirao_dx.shared.calendar import wareki_date
from hirao_dx.shared.conflicts import EMPTY
from inventory.choices import Category
from inventory.history.entries import Entry, with_earlier
from inventory.models import System, Task
from inventory.models.task import TaskQuerySet
from inventory.tasks.hours import KNOWN, TENTHS, with_hours
from inventory.tasks.initiative_links import current_initiatives
from inventory.tasks.words import Difference
from organization.models import Section

from .actions import FIELDS
from .figures import Contract, Peaks, Use, peaks

_MEASURES = {
    "tasks": Count("pk"),
    "sections": Count("section", distinct=True),
    "departments": Count("section__department", distinct=True),
    "known": Count("pk", filter=KNOWN),
    "tenths": Sum(F("hours_tenths")),
    "counted": Count("volume"),
    "cases": Sum("volume"),
}


@dataclass(frozen=True)
class MilestoneRow:
    """A milestone of the plan for a system, as of a day."""

    milestone: Any
    done: bool
    overdue: bool


@dataclass(frozen=True)
class SystemRow:
    """A system in the list, with its tasks, contract and milestones."""

    system: System
    use: Use
    contract: Contract
    milestones: tuple[MilestoneRow, ...]

    @property
    def done(self) -> int:
        """How many of its milestones are done."""
        return sum(row.done for row in self.milestones)


def system_rows(*, on: date) -> list[SystemRow]:
    """Every system, the contract that ends first on top, those without a known end last.

    Five queries.
    """
    uses = _by_key(with_hours(Task.objects.live().filter(system__isnull=False)), "system_id")
    systems = System.objects.prefetch_related("aliases", "milestones__initiative")
    rows = [
        SystemRow(s, uses.get(s.pk, Use()), Contract(s.contract_ends_on, on), milestones(s, on=on))
        for s in systems
    ]
    return sorted(rows, key=_order)


def milestones(system: System, *, on: date) -> tuple[MilestoneRow, ...]:
    """The milestones of a system, as of a day. No query where they were prefetched."""
    related: Any = system
    return tuple(
        MilestoneRow(m, m.is_done(on), m.is_overdue(on)) for m in related.milestones.all()
    )


def use_of(tasks: TaskQuerySet) -> Use:
    """The sums over tasks. One query."""
    return _use(with_hours(tasks).order_by().aggregate(**_MEASURES))


def use_by_section(tasks: TaskQuerySet) -> list[tuple[Section, Use]]:
    """The sums by section, in the survey table's order. Two queries."""
    found = _by_key(with_hours(tasks), "section_id")
    sections = Section.objects.with_department().filter(pk__in=found)
    return [(section, found[section.pk]) for section in sections]


def busy_months(tasks: TaskQuerySet) -> Peaks:
    """How many tasks are busy in each month. One query."""
    counted = tasks.order_by().values_list("peak_months").annotate(tasks=Count("pk"))
    return peaks(counted)


def initiatives_of(tasks: TaskQuerySet) -> Any:
    """The plan's initiatives that have any of the tasks, each with how many (`named`)."""
    named = Count("tasks", filter=Q(tasks__in=tasks.order_by().values("pk")))
    return current_initiatives().annotate(named=named).filter(named__gt=0)


def without_system() -> list[tuple[str, str, int]]:
    """Live tasks that use a system without naming it: category, its words, how many. One query."""
    tasks = Task.objects.live().without_named_system()
    counts = dict(tasks.order_by().values_list("category").annotate(tasks=Count("pk")))
    return [
        (category.value, str(category.label), counts[category.value])
        for category in Category
        if category.value in counts
    ]


def _order(row: SystemRow) -> tuple[bool, date, int, str]:
    ends_on = row.contract.ends_on
    return ends_on is None, ends_on or date.max, -row.use.tasks, row.system.name


def _by_key(tasks: TaskQuerySet, key: str) -> dict[int, Use]:
    rows = tasks.order_by().values(key).annotate(**_MEASURES)
    return {row[key]: _use(row) for row in rows}


def _use(row: Mapping[str, Any]) -> Use:
    return Use(
        **{n: row[n] for n in ("tasks", "sections", "departments", "known", "counted")},
        hours=Decimal(row["tenths"] or 0) / TENTHS,
        cases=row["cases"] or 0,
    )


def entries(system: System) -> list[Entry]:
    """The whole history of a system in words, newest first. One query."""
    lines = with_earlier(system.history.select_related("history_user"))
    return [Entry.of(line, _changes(earlier, line) if earlier else ()) for line, earlier in lines]


def _changes(before: Any, after: Any) -> Iterable[Difference]:
    for name in FIELDS:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            field: Any = System._meta.get_field(name)
            yield Difference(str(field.verbose_name), _words(field, old), _words(field, new))


def _words(field: Any, value: Any) -> str:
    if value is None or value == "":
        return EMPTY
    if isinstance(value, date):
        return wareki_date(value)
    return str(dict(field.flatchoices).get(value, value))
