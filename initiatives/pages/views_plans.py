"""The plans of the town side by side, and the front of one."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from initiatives.current import plans_of, todays_plan
from organization.http import StaffRequest


def front(request: StaffRequest) -> HttpResponse:
    """A plan's own address leads to its dashboard."""
    return redirect("dashboard")


def plan_list(request: StaffRequest) -> HttpResponse:
    """Every plan with its years, today's first. One query, which each page asks."""
    todays, today = todays_plan(request), timezone.localdate()
    rows = [
        {
            "plan": plan,
            "url": plan.get_absolute_url(),
            "standing": plan.standing(today),
            "is_todays": plan == todays,
        }
        for plan in plans_of(request)
    ]
    return render(request, "initiatives/pages/plans.html", {"rows": rows})
