"""The systems that tasks run on."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render

from inventory.models import System, Task
from organization.http import StaffRequest

LIVE = Q(tasks__ended_on__isnull=True)


def system_list(request: StaffRequest) -> HttpResponse:
    """Every system with how many tasks and sections use it. Two queries of its own."""
    systems = System.objects.annotate(
        task_count=Count("tasks", filter=LIVE),
        section_count=Count("tasks__section", filter=LIVE, distinct=True),
    ).order_by("-task_count", "name")
    unassigned = Task.objects.live().exclude(category="none").filter(system__isnull=True).count()
    context = {"systems": systems, "unassigned": unassigned}
    return render(request, "inventory/systems.html", context)
