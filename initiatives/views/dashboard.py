"""The committee's dashboard for a period."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from initiatives import explanations, gantt_queries, rollup, rollup_queries, silence
from initiatives.choices import Judgement
from initiatives.current_plan import period_by_key, with_plan
from initiatives.models import Plan, ReportingPeriod
from inventory.models import Task
from organization.http import StaffRequest


@dataclass(frozen=True)
class Option:
    """An entry of the period selector."""

    value: str
    label: str
    selected: bool


@dataclass(frozen=True)
class InitiativeRow:
    """One initiative in the dashboard's table."""

    figures: rollup.InitiativeFigures
    reasons: list[str]
    change: rollup.InitiativeChange | None


@with_plan
def dashboard(request: StaffRequest, plan: Plan) -> HttpResponse:
    """Every report rolled up for one period, in a fixed number of queries."""
    period = chosen_period(request, plan)
    if period is None:
        return render(request, "initiatives/no_period.html")
    today = timezone.localdate()
    facts = rollup_queries.facts(plan, period, today=today)
    figures = rollup.roll_up(facts)
    before = _before(facts, plan, today)
    counts = dict(figures.plan.judgements)
    context = {
        "plan": plan,
        "period": period,
        "options": period_options(plan, period),
        "figures": figures,
        "judgements": [(j, counts.get(j, 0)) for j in Judgement],
        "rows": _rows(figures, before, facts.thresholds),
        "before": before,
        "gantt": gantt_queries.chart(plan, period, today=today),
        "silent": silence.silent_sections(figures),
        "inventory": Task.objects.live().totals(),
        "caution": explanations.CAUTION,
        "today": today,
    }
    return render(request, "initiatives/dashboard.html", context)


def chosen_period(request: StaffRequest, plan: Plan) -> ReportingPeriod | None:
    """The period the address asks for, else the newest that has begun. None before the first."""
    key = request.GET.get("period")
    if key:
        return period_by_key(plan, key)
    return plan.periods.begun().order_by("-starts_on").first()


def period_options(plan: Plan, chosen: ReportingPeriod) -> list[Option]:
    """Periods to choose from, newest first; a planned one only if it is being looked at."""
    periods = [p for p in plan.periods.all() if p.pk == chosen.pk or not p.is_planned]
    return [Option(p.key, p.label, p.pk == chosen.pk) for p in periods]


def _before(facts: rollup.Facts, plan: Plan, today: date) -> rollup.PlanFigures | None:
    """The roll-up of the period before, to say what has moved since."""
    earlier = [p for p in facts.periods if p.ends_on < facts.period.ends_on]
    if not earlier:
        return None
    previous = ReportingPeriod.objects.get(pk=earlier[-1].id)
    return rollup_queries.figures(plan, previous, today=today)


def _rows(
    figures: rollup.PlanFigures,
    before: rollup.PlanFigures | None,
    thresholds: rollup.Thresholds,
) -> list[InitiativeRow]:
    changes = (
        {c.figures.initiative.id: c for c in rollup.change_since(figures, before)}
        if (before)
        else {}
    )
    return [
        InitiativeRow(
            figures=f,
            reasons=explanations.judgement_reasons(f, thresholds),
            change=changes.get(f.initiative.id),
        )
        for f in figures.initiatives
    ]
