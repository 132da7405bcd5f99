"""Which reports of the open periods are missing: read row by row, or counted by the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from initiatives.models import Participation, Plan, ReportingPeriod
from initiatives.models.duty import owing

NOBODY = Q(pk__in=[])


@dataclass(frozen=True)
class MissingCount:
    """How many reports are missing in one open period: a person's own, and the town's sections."""

    period: ReportingPeriod
    own_reports: int
    sections: int


def missing(period: ReportingPeriod, *, today: date | None = None) -> QuerySet[Participation]:
    """Participations that owe a report of a period as of a day (today), by section."""
    owed = owing(
        period.plan_id,
        period=period.pk,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        day=period.day_on(today or timezone.localdate()),
    )
    return owed.with_names().order_by(
        "section__department__order", "section__order", "section_id", "initiative__order", "pk"
    )


def count_missing(plan: Plan, *, own: Q | None, town: bool) -> list[MissingCount]:
    """What is missing in each open period, the earliest due first. One query.

    `own` picks a person's participations; `town` says whether to count every section.
    """
    owed = owing(
        plan.pk,
        period=OuterRef("pk"),
        starts_on=OuterRef("starts_on"),
        ends_on=OuterRef("ends_on"),
        day=OuterRef("day"),
    )
    open_periods = ReportingPeriod.objects.of(plan).open().select_related("plan")
    periods: QuerySet[Any] = open_periods.with_day(timezone.localdate()).annotate(
        own_reports=_count(owed.filter(NOBODY if own is None else own), Count("pk")),
        missing_sections=_count(owed, Count("section", distinct=True)) if town else Value(0),
    )
    return [
        MissingCount(period, period.own_reports, period.missing_sections)
        for period in periods.order_by("due_on", "pk")
    ]


def _count(rows: Any, number: Count) -> Coalesce:
    """The number of rows as a subquery; 0 where there is none."""
    counted = rows.order_by().values("initiative__plan").annotate(number=number)
    return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0)
