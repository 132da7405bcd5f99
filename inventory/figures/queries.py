"""Fetches what the inventory's tables are summed from: four queries, whatever their size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Count, Q, Sum

from hirao_dx.shared.dated import active_on
from inventory.choices import Stage
from inventory.models import Survey, SurveyCount, Task
from inventory.models.task import EXPECTED, FIGURES, SAVED
from organization.models import Department, Section

from .counts import Counts, Group, Published, Row, total_of

_STAGES = {f"stage_{stage.value}": Count("pk", filter=Q(stage=stage)) for stage in Stage}
_HOURS = {
    f"sum_{name}_{side}": Sum(f"annual_hours_{side}", filter=among)
    for name, among in (("saved", SAVED), ("expected", EXPECTED))
    for side in ("before", "after")
}


@dataclass(frozen=True)
class SurveyTable:
    """Every section of the town or of one department, published beside live."""

    survey: Survey | None
    groups: tuple[Group, ...]

    @property
    def total(self) -> Row:
        """The town's row, or the department's."""
        return total_of("合計", (row for group in self.groups for row in group.rows))


def latest_published(surveys: Iterable[Survey]) -> Survey | None:
    """The latest published survey: the one shown beside live figures unless another is asked
    for."""
    return max((s for s in surveys if s.taken_on is None), key=lambda s: s.order, default=None)


def survey_table(
    *,
    on: date,
    department: Department | None = None,
    tasks: Any = None,
    survey: Survey | None = None,
) -> SurveyTable:
    """A survey beside the tasks of today, or those given. Four queries.

    The survey is the latest published one unless given. Sections are shown on the days they exist,
    and afterwards as long as something is counted for them.
    """
    survey = survey or latest_published(Survey.objects.all())
    sections = Section.objects.with_department()
    if department:
        sections = sections.filter(department=department)
    published = {
        count.section_id: Published.of(count)
        for count in SurveyCount.objects.filter(survey=survey, section__in=sections)
    }
    counting = Task.objects.live() if tasks is None else tasks
    live = counts_by_section(counting.filter(section__in=sections))
    counted = Q(pk__in=[*published, *live])
    shown = sections.filter(active_on(on) | counted)
    return SurveyTable(survey, tuple(grouped(shown, published, live)))


def grouped(
    sections: Any, published: Mapping[int, Published], live: Mapping[int, Counts]
) -> list[Group]:
    """Sections, in the order given, by department. One query."""
    return [
        Group(
            department.pk,
            department.name,
            tuple(
                Row(
                    section.label,
                    section.pk,
                    live.get(section.pk, Counts()),
                    published.get(section.pk, Published()),
                )
                for section in members
            ),
        )
        for department, members in groupby(sections, key=lambda section: section.department)
    ]


def counts_by_section(tasks: Any) -> dict[int, Counts]:
    """Counts by the section's key, of tasks or of lines of their history. One query."""
    rows = tasks.order_by().values("section_id").annotate(**FIGURES, **_STAGES, **_HOURS)
    return {row["section_id"]: _counts(row) for row in rows}


def section_counts(section: Section) -> Counts:
    """Live counts of one section. One query."""
    found = counts_by_section(Task.objects.live().filter(section=section))
    return found.get(section.pk, Counts())


def _counts(row: Mapping[str, Any]) -> Counts:
    hours: dict[str, Any] = {name.removeprefix("sum_"): row[name] or Decimal(0) for name in _HOURS}
    return Counts(
        **{name: row[name] for name in ("tasks", "core", "non_core", "other", "none", "named")},
        **{stage.value: row[f"stage_{stage.value}"] for stage in Stage},
        saved_known=row["saved_known"],
        expected_known=row["expected_known"],
        **hours,
    )
