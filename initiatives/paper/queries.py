"""Reads what the committee should look at, for the dashboard as for the paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from initiatives.choices import ReportAction, ReportState
from initiatives.models import Decision, Plan, ProgressReport, ReportingPeriod
from initiatives.models.cadence import day_of
from initiatives.models.initiative import Participation
from initiatives.models.meeting import decision_overdue, followed_by
from initiatives.rollup import attention
from initiatives.rollup.comparison import Since
from initiatives.rollup.figures import PlanFigures


def to_look_at(
    plan: Plan,
    period: ReportingPeriod,
    history: Sequence[PlanFigures],
    *,
    since: Since | None,
    today: date,
) -> list[attention.Entry]:
    """What the committee should look at in a period, as of today. Two queries.

    `history` is `Record.history(period)`, `since` is `last_shown(plan, period, history)`.
    """
    return attention.attention(
        history,
        since=since,
        returned=returned(period),
        decisions=overdue_decisions(plan, today=today),
    )


def returned(period: ReportingPeriod) -> list[attention.Returned]:
    """Reports of a period that are sent back and not handed in again. One query."""
    duties = Participation.objects.active(day_of(period, timezone.localdate()))
    last_return = Max("transitions__at", filter=Q(transitions__action=ReportAction.RETURN))
    reports: QuerySet[Any] = (
        ProgressReport.objects.filter(
            period=period, state=ReportState.RETURNED, participation__in=duties
        )
        .select_related("participation__initiative__plan", "participation__section__department")
        .annotate(returned_at=last_return)
        .order_by("pk")
    )
    return [
        attention.Returned(
            report_id=report.pk,
            initiative=str(report.participation.initiative),
            section=report.participation.section.label,
            returned_on=timezone.localdate(report.returned_at) if report.returned_at else None,
            url=f"{report.participation.initiative.get_absolute_url()}"
            f"?section={report.participation.section_id}",
        )
        for report in reports
    ]


def overdue_decisions(plan: Plan, *, today: date) -> list[attention.OpenDecision]:
    """Decisions still open after their date. One query."""
    decisions = (
        Decision.objects.filter(decision_overdue(today), followed_by(plan))
        .select_related("meeting__plan", "owner__department")
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
