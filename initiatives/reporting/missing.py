"""Which reports of the open periods are missing: read row by row, or counted by the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from initiatives.choices import ReportStatus
from initiatives.models import Participation, Plan, ProgressReport, ReportingPeriod
from initiatives.models.initiative import ParticipationQuerySet

NOBODY = Q(pk__in=[])


@dataclass(frozen=True)
class MissingCount:
    """How much is missing in one open period: a person's own reports, and the town's sections."""

    period: ReportingPeriod
    own_reports: int
    sections: int


def missing(period: ReportingPeriod) -> QuerySet[Participation]:
    """Participations that owe a report of a period and have not handed one in, by section.

    A report is owed by what is active on the period's last day, unless its section has given
    the work up (design: due).
    """
    owing = _missing(
        period.plan_id, period=period.pk, ends_on=period.ends_on, before=period.ends_on
    )
    return owing.with_names().order_by(
        "section__department__order", "section__order", "section_id", "initiative__order", "pk"
    )


def count_missing(plan: Plan, *, own: Q | None, town: bool) -> list[MissingCount]:
    """What is missing in each open period, the earliest due first. One query.

    `own` picks a person's participations; `town` says whether to count every section.
    """
    owing = _missing(
        plan.pk,
        period=OuterRef(OuterRef("pk")),
        ends_on=OuterRef("ends_on"),
        before=OuterRef(OuterRef("ends_on")),
    )
    periods: QuerySet[Any] = plan.periods.open().annotate(
        own_reports=_count(owing.filter(NOBODY if own is None else own), Count("pk")),
        missing_sections=_count(owing, Count("section", distinct=True)) if town else Value(0),
    )
    return [
        MissingCount(period, period.own_reports, period.missing_sections)
        for period in periods.order_by("due_on", "pk")
    ]


def _missing(
    plan_id: int, *, period: Any, ends_on: date | OuterRef, before: Any
) -> ParticipationQuerySet:
    """`before` is the period's last day again, as a subquery of a participation must name it."""
    own = ProgressReport.objects.filter(participation=OuterRef("pk"))
    present = own.filter(period=period)
    latest = own.counted().filter(period__ends_on__lt=before).order_by("-period__ends_on")
    # A day is written as one; here it may be that of the row around a subquery.
    active = Participation.objects.active(ends_on)  # type: ignore[arg-type]
    return (
        active.filter(~Exists(present.counted()), initiative__plan=plan_id)
        .annotate(said=Subquery(latest.values("status")[:1]))
        .filter(Exists(present) | Q(said=None) | ~Q(said=ReportStatus.CANCELLED))
    )


def _count(rows: Any, number: Count) -> Coalesce:
    """The number of rows as a subquery; 0 where there is none."""
    counted = rows.order_by().values("initiative__plan").annotate(number=number)
    return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0)
