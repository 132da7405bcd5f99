"""The page behind every number: its rule, its working and what went into it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from initiatives.current import with_plan
from initiatives.dashboard.views import chosen_period, period_options
from initiatives.models import Plan
from initiatives.rollup import reasons
from initiatives.situation import reader_of, situation_of, words
from organization.http import StaffRequest

from . import find
from .model import Explanation, Link, Row

OF_INVENTORY = {"tasks", "stages", "hours"}


@with_plan
def explain(request: StaffRequest, plan: Plan, measure: str, of: str) -> HttpResponse:
    """One number explained. Raises Http404 where the plan held no such number then."""
    period = chosen_period(request, plan)
    if period is None:
        now = situation_of(plan, timezone.localdate())
        told = words(now, reader_of(request.user.access))
        return render(request, "initiatives/pages/no_period.html", {"situation": told})
    question = find.Question(plan, period, timezone.localdate(), measure, of)
    explanation = find.answer(question)
    if explanation is None:
        raise Http404("no such number")
    context = {
        "period": period,
        "options": period_options(plan, period),
        "explanation": explanation,
        "above": Row("ダッシュボード", link=Link("dashboard")),
        "page": _page(question, explanation),
        "caution": "" if measure in OF_INVENTORY else reasons.CAUTION,
    }
    return render(request, "initiatives/explain/page.html", context)


def _page(question: find.Question, explanation: Explanation) -> Row | None:
    """The page between the dashboard and this one, None if there is none."""
    if question.measure in OF_INVENTORY:
        return Row("棚卸し", link=Link("inventory"))
    kind, _, code = question.of.partition("-")
    if kind == "initiative":
        return Row(explanation.about, link=Link("initiative", (code,)))
    return None
