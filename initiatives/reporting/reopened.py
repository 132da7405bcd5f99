"""Reports of closed periods that the office has reopened one by one: their sections write them."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Q

from initiatives.models import Participation, Plan, ProgressReport, ReportingPeriod

from .duties import Duty, duties


def reopened_duties(plan: Plan, scope: Q) -> list[Duty]:
    """The duties of reopened reports among the participations of `scope`, oldest period first.

    One query, and those of `duties` for each period that has some.
    """
    parts = Participation.objects.filter(scope)
    found: dict[ReportingPeriod, list[int]] = defaultdict(list)
    reports = ProgressReport.objects.reopened().filter(period__plan=plan, participation__in=parts)
    for report in reports.select_related("period").order_by("period__starts_on"):
        found[report.period].append(report.participation_id)
    return [duty for period, keys in found.items() for duty in duties(period, Q(pk__in=keys))]
