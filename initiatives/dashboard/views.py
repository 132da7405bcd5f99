"""The committee's dashboard for a period."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from initiatives.charts import history as history_chart
from initiatives.charts import stages as stage_chart
from initiatives.current import period_by_key, with_plan
from initiatives.indicators.readings import plan_readings
from initiatives.models import Plan, ReportingPeriod
from initiatives.models.reporting_period import headline_period
from initiatives.paper.last_shown import last_shown
from initiatives.paper.queries import to_look_at
from initiatives.revisions import gantt
from initiatives.rollup import reasons, silence
from initiatives.rollup import record as rollup_record
from initiatives.rollup.comparison import Since
from initiatives.rollup.figures import PlanFigures
from initiatives.situation import reader_of, situation, words
from organization.http import StaffRequest

from . import queries, tables
from .heat_map import heat_map


@dataclass(frozen=True)
class Option:
    """An entry of the period selector."""

    value: str
    label: str
    selected: bool


@with_plan
def dashboard(request: StaffRequest, plan: Plan) -> HttpResponse:
    """Every report rolled up for one period and all before it, in a fixed number of queries."""
    today = timezone.localdate()
    record = rollup_record.record(plan, today=today)
    period = _period_of(record.periods, request.GET.get("period", ""), today)
    told = words(situation(plan, record.periods, today), reader_of(request.user.access))
    if period is None:
        return render(request, "initiatives/pages/no_period.html", {"situation": told})
    history = record.history(period)
    since = last_shown(plan, period, history)
    context = {
        "plan": plan,
        "period": period,
        "options": options_of(reversed(record.periods), period),
        "today": today,
        "situation": told,
        "newer": newer_open(record.periods, period),
        "caution": reasons.CAUTION,
        "gantt": gantt.chart(plan, period, today=today),
        "readings": plan_readings(plan, on=today),
        **_progress(record, history, since),
        "attention": to_look_at(plan, period, history, since=since, today=today),
        "silent": silence.silent_sections(history[-1]),
        **_milestones(plan, history[-1]),
        **_by_section(history[-1]),
        "history": tables.history_rows(history),
        "history_chart": history_chart.draw(history),
    }
    return render(request, "initiatives/dashboard/dashboard.html", context)


def chosen_period(request: StaffRequest, plan: Plan) -> ReportingPeriod | None:
    """The period the address asks for, else `headline_period`. None before the first."""
    key = request.GET.get("period")
    if key:
        return period_by_key(plan, key)
    return headline_period(plan.periods.begun(), timezone.localdate())


def period_options(plan: Plan, chosen: ReportingPeriod) -> list[Option]:
    """Periods to choose from, newest first; a planned one only if it is being looked at."""
    return options_of(plan.periods.all(), chosen)


def options_of(periods: Iterable[ReportingPeriod], chosen: ReportingPeriod) -> list[Option]:
    """The same of periods that are read already."""
    shown = (p for p in periods if p.pk == chosen.pk or not p.is_planned)
    return [Option(p.key, p.label, p.pk == chosen.pk) for p in shown]


def newer_open(
    periods: Iterable[ReportingPeriod], chosen: ReportingPeriod
) -> list[ReportingPeriod]:
    """Periods after the one shown that take reports: their figures are 速報."""
    return [p for p in periods if p.is_open and p.starts_on > chosen.starts_on]


def _period_of(
    periods: Iterable[ReportingPeriod], key: str, today: date
) -> ReportingPeriod | None:
    """`chosen_period` among periods that are read already, oldest first."""
    if key:
        named = next((p for p in periods if p.key == key), None)
        if named is None:
            raise Http404("no such period")
        return named
    return headline_period(periods, today)


def _progress(
    record: rollup_record.Record, history: list[PlanFigures], since: Since | None
) -> dict[str, object]:
    """The headline, what moved since the committee was last shown it, and every initiative."""
    figures = history[-1]
    return {
        "figures": figures,
        "caveat": reasons.period_words(figures),
        "time_words": reasons.time_words(figures),
        "nobody_words": reasons.nobody_words(figures),
        "since": since,
        "change": since.change(figures.plan) if since else None,
        "counts": tables.counts(figures, since),
        "ratings": tables.rating_counts(figures, record.plan.ratings.all()),
        "movements": tables.movements(history, since),
        "rows": tables.initiative_rows(figures, since, figures.thresholds),
    }


def _milestones(plan: Plan, figures: PlanFigures) -> dict[str, object]:
    rows = tables.milestone_rows(figures, queries.milestones(plan), on=figures.day)
    return {"milestones": rows, "milestone_total": tables.milestone_total(rows)}


def _by_section(figures: PlanFigures) -> dict[str, object]:
    """What is laid out by sections and departments."""
    sections = queries.sections()
    inventory = queries.inventory(sections)
    return {
        "heat_map": heat_map(figures, sections),
        "inventory": inventory,
        "stages": stage_chart.draw(inventory.rows, inventory.total),
    }
