"""The plans, and the one that a request is about, read once per request."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from weakref import WeakKeyDictionary

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hirao_dx.shared.text import whole_number

from .models import Plan, ReportingPeriod

UNDER = "/plans/"
_plans: WeakKeyDictionary[HttpRequest, list[Plan]] = WeakKeyDictionary()
_at_work: WeakKeyDictionary[HttpRequest, list[Plan]] = WeakKeyDictionary()


def plans_of(request: HttpRequest) -> list[Plan]:
    """All plans, today's first. Queries once per request."""
    if request not in _plans:
        _plans[request] = list(Plan.objects.current_first(timezone.localdate()))
    return _plans[request]


def plan_of(request: HttpRequest) -> Plan | None:
    """The plan that the address names, else today's; None before one is loaded.

    Where an address names none that exists, today's: the page that says so needs one.
    """
    slug = slug_in(request.path_info)
    plans = plans_of(request)
    named = next((plan for plan in plans if plan.slug == slug), None)
    return named or todays_plan(request)


def todays_plan(request: HttpRequest) -> Plan | None:
    """The current plan by date, whichever the address names; None before one is loaded."""
    return next(iter(plans_of(request)), None)


def plans_at_work(request: HttpRequest) -> list[Plan]:
    """Today's plan, then any other that takes reports (`PlanQuerySet.at_work`).

    Where there is more than one plan, one query more per request.
    """
    plans = plans_of(request)
    if len(plans) < 2:
        return plans
    if request not in _at_work:
        _at_work[request] = Plan.objects.at_work(timezone.localdate())
    return _at_work[request]


def slug_in(path: str) -> str | None:
    """Which plan an address names; None for one of no plan."""
    return path.removeprefix(UNDER).partition("/")[0] or None if path.startswith(UNDER) else None


def with_plan(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the plan of the request to a view, or explain that none is loaded yet."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        plan = plan_of(request)
        if plan is None:
            return render(request, "initiatives/pages/no_plan.html", status=503)
        return view(request, plan, *args, **kwargs)

    return wrapper


def period_by_key(plan: Plan, key: str) -> ReportingPeriod:
    """The period an address names (2026-3). Raises Http404 if there is none."""
    year, _, number = key.partition("-")
    named = {"fiscal_year": whole_number(year), "number": whole_number(number)}
    period = None if None in named.values() else plan.periods.filter(**named).first()
    if period is None:
        raise Http404("no such period")
    return period
