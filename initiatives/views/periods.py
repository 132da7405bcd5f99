"""Reporting periods, and who has and has not reported in one."""

from __future__ import annotations

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from initiatives import duties
from initiatives.choices import ReportState
from initiatives.current_plan import period_by_key, with_plan
from initiatives.models import Plan
from organization.http import StaffRequest


@with_plan
def period_list(request: StaffRequest, plan: Plan) -> HttpResponse:
    """Every period of the plan, newest first."""
    context = {"periods": plan.periods.all(), "today": timezone.localdate()}
    return render(request, "initiatives/periods.html", context)


@with_plan
def submissions(request: StaffRequest, plan: Plan, period_key: str) -> HttpResponse:
    """By section, what has been handed in for a period and what has not. Printable."""
    period = period_by_key(plan, period_key)
    every = duties.duties(period)
    counts = Counter(d.state for d in every)
    only_owed = request.GET.get("show") == "owed"
    shown = [d for d in every if d.is_owed] if only_owed else every
    in_order = sorted(
        shown,
        key=lambda d: (
            d.participation.section.department.order,
            d.participation.section.order,
            d.participation.section_id,
        ),
    )
    context = {
        "period": period,
        "duties": in_order,
        "only_owed": only_owed,
        "total": len(every),
        "owed": sum(1 for d in every if d.is_owed),
        "submitted": counts[ReportState.SUBMITTED],
        "confirmed": counts[ReportState.CONFIRMED],
        "days_left": period.days_left(timezone.localdate()),
    }
    return render(request, "initiatives/submissions.html", context)
