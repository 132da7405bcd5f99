"""Reporting periods, and who has and has not reported in one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hirao_dx.shared.http import StaffRequest
from initiatives.current import period_by_key, with_plan
from initiatives.models import Plan
from initiatives.reminders.rules import days_words
from initiatives.reporting import duties
from initiatives.reporting import submissions as handed_in

from .forms import YearForm
from .steps import steps_for


@with_plan
def period_list(request: StaffRequest, plan: Plan) -> HttpResponse:
    """Every period of the plan, newest first; the office makes a year's periods here."""
    return render_list(request, plan)


def render_list(
    request: StaffRequest, plan: Plan, form: YearForm | None = None, *, status: int = 200
) -> HttpResponse:
    """The list, with the office's form as it was typed."""
    periods = list(plan.periods.all())
    if form is None and request.user.access.is_office:
        form = YearForm(plan=plan, periods=periods)
    context = {"plan": plan, "periods": periods, "form": form}
    return render(request, "initiatives/periods.html", context, status=status)


@with_plan
def period(request: StaffRequest, plan: Plan, period_key: str) -> HttpResponse:
    """One period: its dates, how many reports are in, what the office did to it."""
    found = period_by_key(plan, period_key)
    context = {
        "period": found,
        "deadline": days_words(found.days_left(timezone.localdate())),
        "tally": handed_in.tally(duties.duties(found)),
        "events": found.events.select_related("by"),
        "steps": steps_for(found) if request.user.access.is_office else [],
    }
    return render(request, "initiatives/period.html", context)


@with_plan
def submissions(request: StaffRequest, plan: Plan, period_key: str) -> HttpResponse:
    """By section, what has been handed in and what has not; prints as a list of requests."""
    found = period_by_key(plan, period_key)
    today = timezone.localdate()
    every = handed_in.entries(found)
    choice = handed_in.Choice.of(request.GET, every)
    shown = handed_in.by_department(choice.shown(every), today=today)
    context = {
        "period": found,
        "today": today,
        "days_left": found.days_left(today),
        "deadline": days_words(found.days_left(today)),
        "tally": handed_in.tally_of(every),
        "sender": f"{plan.name} 事務局",
        "choice": choice,
        "departments": shown,
    }
    return render(request, "initiatives/submissions.html", context)
