"""Reads what the dashboard shows beside the roll-up, each in one query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from initiatives.choices import ReportAction, ReportState
from initiatives.meetings.decisions import overdue
from initiatives.models import Decision, Milestone, Plan, ProgressReport, ReportingPeriod
from initiatives.models.initiative import Participation
from initiatives.rollup import attention
from inventory.figures.counts import Counts, Group, Row, total_of
from inventory.figures.queries import counts_by_section
from inventory.models import Task
from organization.models import Section

from . import heat_map


@dataclass(frozen=True)
class Inventory:
    """The live inventory by department, those without tasks left out."""

    rows: tuple[Row, ...]
    total: Row


def sections() -> list[Section]:
    """Every section there ever was, in the survey table's order. One query."""
    return list(Section.objects.with_department())


def places(found: Iterable[Section]) -> list[heat_map.Place]:
    """Where the heat map's rows stand. No query."""
    return [heat_map.Place(s.pk, s.short_label, s.department.name) for s in found]


def inventory(found: Iterable[Section]) -> Inventory:
    """Stages and hours of the tasks of today. One query."""
    live = counts_by_section(Task.objects.live())
    groups = [
        Group(
            department.pk,
            department.name,
            tuple(Row(s.label, s.pk, live.get(s.pk, Counts())) for s in members),
        )
        for department, members in groupby(found, key=lambda s: s.department)
    ]
    rows = tuple(group.as_row for group in groups if group.subtotal.live.tasks)
    return Inventory(rows, total_of("全体", rows))


def returned(period: ReportingPeriod) -> list[attention.Returned]:
    """Reports of a period that are back with their sections. One query."""
    duties = Participation.objects.active(period.ends_on)
    last_return = Max("transitions__at", filter=Q(transitions__action=ReportAction.RETURN))
    reports: QuerySet[Any] = (
        ProgressReport.objects.filter(
            period=period, state=ReportState.RETURNED, participation__in=duties
        )
        .select_related("participation__initiative", "participation__section__department")
        .annotate(returned_at=last_return)
        .order_by("pk")
    )
    return [
        attention.Returned(
            report_id=report.pk,
            initiative=str(report.participation.initiative),
            section=report.participation.section.label,
            returned_on=timezone.localdate(report.returned_at) if report.returned_at else None,
        )
        for report in reports
    ]


def overdue_decisions(plan: Plan, *, today: date) -> list[attention.OpenDecision]:
    """Decisions still open after their date. One query."""
    decisions = (
        Decision.objects.filter(overdue(today), meeting__plan=plan)
        .select_related("meeting", "owner__department")
        .order_by("due_on", "pk")
    )
    return [
        attention.OpenDecision(
            name=str(decision),
            text=decision.text,
            owner=decision.owner.label if decision.owner else "",
            due_on=decision.due_on,
            url=decision.meeting.get_absolute_url(),
        )
        for decision in decisions
        if decision.due_on
    ]


def milestones(plan: Plan) -> Sequence[Milestone]:
    """A plan's milestones in its order. One query."""
    found = Milestone.objects.filter(initiative__plan=plan)
    return list(found.order_by("initiative__order", "initiative_id", "order", "pk"))
