"""Each section's hours a year beside what its people can work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.db.models import Count, Sum

from inventory.choices import QualityKind
from inventory.models import QualityDismissal
from inventory.models.task import TaskQuerySet
from organization.choices import Role
from organization.models import Appointment, Section

from .rules import RULE, load_percent

_MEASURES = {
    "tasks": Count("pk"),
    "known": Count("annual_hours_before"),
    "hours": Sum("annual_hours_before"),
}


@dataclass(frozen=True)
class Load:
    """A section with its hours a year, its people, and the share in percent.

    Hours are summed over the `known` of its `tasks`. `percent` is None while nobody is appointed
    there.
    """

    section: Section
    tasks: int
    known: int
    hours: Decimal
    people: int
    percent: Fraction | None

    @property
    def stands_out(self) -> bool:
        """Whether the share is above the most or below the least of the rule.

        With nobody appointed, whether there are any hours.
        """
        if self.percent is None:
            return self.hours > 0
        return self.percent > RULE.most or self.percent < RULE.least

    @property
    def fingerprint(self) -> str:
        """The values of the finding as one text."""
        return f"{self.hours:.1f}|{self.people}"


def standing_out(tasks: TaskQuerySet, *, on: date) -> list[Load]:
    """Sections whose share stands out and was not set aside. Four queries."""
    aside = set(
        QualityDismissal.objects.filter(kind=QualityKind.LOAD)
        .order_by()
        .values_list("section_id", "fingerprint")
    )
    return [
        load
        for load in loads(tasks, on=on)
        if load.stands_out and (load.section.pk, load.fingerprint) not in aside
    ]


def loads(tasks: TaskQuerySet, *, on: date) -> list[Load]:
    """Every section with any known hours, in the survey table's order. Three queries."""
    rows: Iterable[Any] = tasks.order_by().values("section_id").annotate(**_MEASURES)
    sums = {row["section_id"]: row for row in rows if row["known"]}
    people = _people(on)
    sections = Section.objects.with_department().filter(pk__in=sums)
    return [_load(s, sums[s.pk], people.get(s.pk, 0)) for s in sections]


def _load(section: Section, row: Mapping[str, Any], people: int) -> Load:
    share = load_percent(row["hours"], people, settings.INVENTORY_HOURS_PER_PERSON)
    return Load(section, row["tasks"], row["known"], row["hours"], people, share)


def _people(on: date) -> dict[int, int]:
    """How many people are appointed to each section as staff or head. One query."""
    held = Appointment.objects.active(on).filter(
        role__in=(Role.STAFF, Role.HEAD), section__isnull=False
    )
    counted = held.order_by().values_list("section_id")
    return dict(counted.annotate(people=Count("user", distinct=True)))
