"""Fetches surveys and compares them: a fixed number of queries, whatever their size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from hirao_dx.shared.dated import active_on
from inventory.figures import queries
from inventory.figures.counts import Counts, Group, Published, Row, total_of
from inventory.models import Survey, SurveyCount, SurveyEntry, Task
from inventory.tasks.content import FIELDS
from organization.models import Section, SectionSuccession

from . import changes as survey_changes
from .changes import Change, Found

# What a survey keeps of a task as it is, besides its place and its system's name.
KEPT = tuple(
    field.name for field in FIELDS if field.name in {f.name for f in SurveyEntry._meta.fields}
)


@dataclass(frozen=True)
class Comparison:
    """Two surveys, or a survey and today. A row's `published` is the earlier side, `live` the
    later.

    `families` sums sections that a reorganisation joined, `reorganised` has their keys. `changes`
    is None where neither side has its tasks; `counted_only` says that one side printed counts
    only, so that its tasks are those first recorded with it.
    """

    groups: tuple[Group, ...]
    families: tuple[Row, ...]
    reorganised: frozenset[int]
    changes: list[Change] | None
    counted_only: bool

    @property
    def rows(self) -> list[Row]:
        """The rows of all departments."""
        return [row for group in self.groups for row in group.rows]

    @property
    def total(self) -> Row:
        """The town's row."""
        return total_of("合計", self.rows)

    @property
    def unexplained(self) -> list[tuple[Row, int]]:
        """Sections whose difference in tasks is not the sum of the changes, with the rest."""
        net = survey_changes.net_by_section(self.changes or [])
        pairs = ((row, row.cells[0].difference - net[row.pk]) for row in self.rows)
        return [(row, rest) for row, rest in pairs if rest]


def survey_groups(survey: Survey) -> tuple[Group, ...]:
    """A survey's own table, by department and section. Two queries."""
    counts = published_of(survey)
    sections = Section.objects.with_department().filter(pk__in=counts)
    return tuple(queries.grouped(sections, counts, {}))


def comparison(before: Survey, after: Survey | None, *, on: date) -> Comparison:
    """A survey beside a later one, or (None) beside the tasks of today. Six queries."""
    earlier = published_of(before)
    later = {pk: _as_counts(row) for pk, row in published_of(after).items()} if after else None
    if later is None:
        later = queries.counts_by_section(Task.objects.live())
    sections = Section.objects.with_department()
    shown = sections.filter(active_on(on) | Q(pk__in=[*earlier, *later]))
    groups = tuple(queries.grouped(shown, earlier, later))
    successions = SectionSuccession.objects.filter(successor__isnull=False)
    family = survey_changes.families(successions.values_list("predecessor_id", "successor_id"))
    found = _changes(before, after, family)
    families = _families(groups, family)
    return Comparison(
        groups,
        tuple(row for _, row in families),
        frozenset(pk for members, _ in families for pk in members),
        _in_order(found, groups) if found is not None else None,
        before.taken_on is None or (after is not None and after.taken_on is None),
    )


def published_of(survey: Survey) -> dict[int, Published]:
    """A survey's rows by the section's key. One query."""
    return {
        count.section_id: Published.of(count)
        for count in SurveyCount.objects.filter(survey=survey)
    }


def _as_counts(row: Published) -> Counts:
    return Counts(
        tasks=row.tasks or 0,
        core=row.core or 0,
        non_core=row.non_core or 0,
        other=row.other or 0,
        none=row.none or 0,
    )


def _changes(
    before: Survey, after: Survey | None, family: Mapping[int, int]
) -> list[Change] | None:
    bare = [side for side in (before, after) if side and side.taken_on is None]
    if len(bare) > 1:
        return None
    return survey_changes.changes(
        _found(before), _found(after), families=family, counted_only=bool(bare)
    )


def _found(survey: Survey | None) -> Iterable[Found]:
    """The tasks a survey found, or (None) today's live ones. One query.

    Of a survey that printed counts only they are those that were recorded when its table was
    loaded: as many as it counts, each with its section and category.
    """
    rows: Any
    if survey is None:
        rows = Task.objects.live().values_list("pk", "section_id", "number", "system__name", *KEPT)
    elif survey.taken_on:
        rows = SurveyEntry.objects.filter(survey=survey).values_list(
            "task_id", "section_id", "number", "system_name", *KEPT
        )
    else:
        first = Task.history.filter(history_type="+", history_user=None)
        told = first.order_by().values_list("id", "section_id", "number", "name", "category")
        return (Found(*row) for row in told)
    return (
        Found(pk, section, number, name, category, system or "", *figures)
        for pk, section, number, system, name, category, *figures in rows.order_by()
    )


def _families(
    groups: Iterable[Group], family: Mapping[int, int]
) -> list[tuple[frozenset[int], Row]]:
    """Sections that a reorganisation between the two sides joined: their keys, and their sum."""
    members: dict[int, list[Row]] = {}
    for group in groups:
        for row in group.rows:
            if row.pk in family:
                members.setdefault(family[row.pk], []).append(row)
    return [
        (frozenset(row.pk for row in rows), total_of(_label(rows), rows))
        for rows in members.values()
        if any(bool(row.published.tasks) != bool(row.live.tasks) for row in rows)
    ]


def _label(rows: Iterable[Row]) -> str:
    """The sections before and those after: 甲班・乙班 → 丙班."""
    rows = list(rows)
    sides = (
        [row.label for row in rows if row.published.tasks],
        [row.label for row in rows if row.live.tasks],
    )
    return " → ".join("・".join(side) or "（なし）" for side in sides)


def _in_order(found: list[Change], groups: Iterable[Group]) -> list[Change]:
    """Changes by section in the table's order, then by the task's number."""
    rows = (row.pk for group in groups for row in group.rows)
    place = {pk: at for at, pk in enumerate(rows)}
    return sorted(found, key=lambda c: (place.get(c.latest.section, -1), c.latest.number))
