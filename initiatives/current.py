"""The plan the screens show, read once per request."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from weakref import WeakKeyDictionary

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from hirao_dx.shared.text import whole_number

from .models import Plan, ReportingPeriod

_plans: WeakKeyDictionary[HttpRequest, Plan | None] = WeakKeyDictionary()


def plan_of(request: HttpRequest) -> Plan | None:
    """The current plan, None before one is loaded. Queries once per request."""
    if request not in _plans:
        _plans[request] = Plan.objects.current()
    return _plans[request]


def with_plan(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the current plan to a view, or explain that none is loaded yet."""

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
