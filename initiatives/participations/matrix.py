"""The matrix of sections and initiatives on a day (担当表), read in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from hirao_dx.shared import calendar
from initiatives.choices import Cadence
from initiatives.models import Initiative, InitiativeTerms, Participation, Plan, PlanRevision
from organization.models import Department, Section

# How many queries `matrix` makes, whatever the number of sections and initiatives.
QUERY_COUNT = 5


@dataclass(frozen=True)
class Cell:
    """One section's part in one initiative: now, before and after."""

    initiative: Initiative
    section: Section
    current: Participation | None
    others: tuple[Participation, ...]
    """Earlier and later parts, oldest first."""

    @property
    def dates(self) -> str:
        """When the present part runs: R5.4.1〜."""
        return span(self.current) if self.current else ""

    @property
    def cadence(self) -> str:
        """How often the present part is asked for a report: 半期, blank for 毎期."""
        if self.current is None or self.current.cadence == Cadence.EVERY:
            return ""
        return self.current.get_cadence_display()

    @property
    def other_lines(self) -> list[str]:
        """Earlier and later parts in words, oldest first."""
        return [f"{p.get_role_display()} {span(p)}" for p in self.others]


@dataclass(frozen=True)
class Row:
    """A section with its cell for each initiative."""

    section: Section
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Group:
    """A department's sections. `alone` where it has no 班 and is itself the only row."""

    department: Department
    rows: tuple[Row, ...]

    @property
    def alone(self) -> bool:
        return len(self.rows) == 1 and not self.rows[0].section.name


@dataclass(frozen=True)
class Column:
    """An initiative's column, with how many sections take part."""

    initiative: Initiative
    count: int
    has_lead: bool
    in_plan: bool
    """Whether the plan holds the initiative on the day."""


@dataclass(frozen=True)
class Matrix:
    """The whole matrix, as of a day."""

    on: date
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]

    @property
    def without_lead(self) -> list[Initiative]:
        """Initiatives of the plan that no section leads on the day."""
        return [c.initiative for c in self.columns if c.in_plan and not c.has_lead]


def matrix(plan: Plan, on: date) -> Matrix:
    """Sections by department against initiatives, as of a day. Makes QUERY_COUNT queries.

    A section or initiative that is gone shows as long as one of its parts holds on the day.
    """
    parts = list(
        Participation.objects.filter(initiative__plan=plan)
        .with_names()
        .order_by("starts_on", "pk")
    )
    held = [p for p in parts if p.is_active(on)]
    sections = sections_on(on, also={p.section_id for p in held})
    columns = _columns(plan, on, held)
    by_cell = defaultdict(list)
    for part in parts:
        by_cell[part.section_id, part.initiative_id].append(part)
    rows = (
        Row(s, tuple(_cell(c.initiative, s, by_cell[s.pk, c.initiative.pk], on) for c in columns))
        for s in sections
    )
    groups = groupby(rows, key=lambda row: row.section.department)
    return Matrix(on, columns, tuple(Group(department, tuple(own)) for department, own in groups))


def sections_on(on: date, *, also: set[int] | frozenset[int] = frozenset()) -> list[Section]:
    """The sections that exist on a day, and those with the given keys. One query."""
    return list(
        (Section.objects.existing(on) | Section.objects.filter(pk__in=also))
        .select_related("department")
        .order_by("department__order", "department_id", "order", "pk")
    )


def span(part: Participation) -> str:
    """R5.4.1〜R8.3.31, or R5.4.1〜 while no end is known."""
    return f"{short_day(part.starts_on)}〜{short_day(part.ends_on) if part.ends_on else ''}"


def short_day(day: date) -> str:
    """R8.11.23, for tight places."""
    _, letter, year = calendar.era_year(day)
    return f"{letter}{year}.{day.month}.{day.day}"


def _cell(initiative: Initiative, section: Section, parts: list[Participation], on: date) -> Cell:
    current = next((p for p in parts if p.is_active(on)), None)
    others = tuple(p for p in parts if p is not current)
    return Cell(initiative, section, current, others)


def _columns(plan: Plan, on: date, held: list[Participation]) -> tuple[Column, ...]:
    """The initiatives the revision in force names, and those somebody still takes part in."""
    revision = PlanRevision.objects.in_force(plan, on)
    named = set(
        InitiativeTerms.objects.filter(revision=revision).values_list("initiative_id", flat=True)
    )
    counts: dict[int, int] = defaultdict(int)
    led = {p.initiative_id for p in held if p.is_lead}
    for part in held:
        counts[part.initiative_id] += 1
    return tuple(
        Column(i, counts[i.pk], i.pk in led, not named or i.pk in named)
        for i in Initiative.objects.of(plan)
        if not named or i.pk in named or i.pk in counts
    )
