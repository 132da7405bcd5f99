"""The initiatives: all of them, and one with everything that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from initiatives import explanations, gantt_queries, milestone_groups, rollup, rollup_queries
from initiatives.charts.gantt import PlannedPhase
from initiatives.choices import ParticipationRole
from initiatives.current_plan import with_plan
from initiatives.indicator_queries import readings
from initiatives.models import (
    Initiative,
    InitiativeTerms,
    Participation,
    Plan,
    PlanRevision,
    ProgressReport,
    ReportingPeriod,
)
from initiatives.permissions import can_assign
from initiatives.task_figures import tasks_of
from organization.http import StaffRequest

from .dashboard import chosen_period, period_options


@dataclass(frozen=True)
class ListRow:
    """One initiative in the list."""

    initiative: Initiative
    figures: rollup.InitiativeFigures | None
    lead: str
    phases: tuple[PlannedPhase, ...]


@with_plan
def initiative_list(request: StaffRequest, plan: Plan) -> HttpResponse:
    """Every initiative with its pillar, its schedule and how it stands."""
    period = chosen_period(request, plan)
    today = timezone.localdate()
    figures = rollup_queries.figures(plan, period, today=today) if period else None
    leads = {
        p.initiative_id: p.section.label
        for p in Participation.objects.active(today)
        .filter(initiative__plan=plan, role=ParticipationRole.LEAD)
        .with_names()
    }
    terms = _terms(plan, period.ends_on if period else today)
    rows = [
        ListRow(
            initiative=i,
            figures=figures.of(i.pk) if figures else None,
            lead=leads.get(i.pk, ""),
            phases=gantt_queries.planned_phases(terms[i.pk]) if i.pk in terms else (),
        )
        for i in Initiative.objects.of(plan)
    ]
    context = {
        "plan": plan,
        "period": period,
        "options": period_options(plan, period) if period else [],
        "rows": rows,
    }
    return render(request, "initiatives/initiative_list.html", context)


@with_plan
def initiative(request: StaffRequest, plan: Plan, code: str) -> HttpResponse:
    """One initiative: plan, schedule, roll-up explained, reports, indicators, milestones."""
    found = get_object_or_404(Initiative.objects.of(plan), code=code)
    period = chosen_period(request, plan)
    today = timezone.localdate()
    terms = _terms(plan, period.ends_on if period else today).get(found.pk)
    context: dict[str, object] = {
        "plan": plan,
        "initiative": found,
        "period": period,
        "terms": terms,
        "phases": gantt_queries.planned_phases(terms) if terms else (),
        "participations": Participation.objects.filter(initiative=found).with_names(),
        "readings": readings(found),
        "milestones": milestone_groups.milestone_groups(
            found.milestones.prefetch_related("systems"), on=today
        ),
        "decisions": found.decisions.select_related("meeting", "owner__department"),
        "tasks": tasks_of(found),
        "can_link": can_assign(request.user),
        "today": today,
        "figures": None,
    }
    if period:
        context |= _progress(plan, found, period, today)
    return render(request, "initiatives/initiative.html", context)


def _terms(plan: Plan, on: date) -> dict[int, InitiativeTerms]:
    """What the revision in force says, by initiative."""
    revision = PlanRevision.objects.in_force(plan, on)
    return {t.initiative_id: t for t in rollup_queries.terms_in_force(revision)}


def _progress(
    plan: Plan, found: Initiative, period: ReportingPeriod, today: date
) -> dict[str, object]:
    """How the initiative stands in a period, and why."""
    facts = rollup_queries.facts(plan, period, today=today)
    figures = rollup.roll_up(facts).of(found.pk)
    context: dict[str, object] = {
        "options": period_options(plan, period),
        "figures": figures,
        "gantt": gantt_queries.chart(plan, period, today=today, code=found.code),
        "caution": explanations.CAUTION,
    }
    if figures:
        texts = _texts(figures.due + figures.cancelled)
        context["reasons"] = explanations.judgement_reasons(figures, facts.thresholds)
        context["due"] = _with_text(figures.due, texts)
        context["cancelled"] = _with_text(figures.cancelled, texts)
    return context


def _texts(standings: tuple[rollup.Standing, ...]) -> dict[int, ProgressReport]:
    """The full text of the reports that were counted. One query."""
    ids = [s.report.id for s in standings if s.report]
    return ProgressReport.objects.select_related("rating", "phase", "period").in_bulk(ids)


def _with_text(
    standings: tuple[rollup.Standing, ...], texts: dict[int, ProgressReport]
) -> list[tuple[rollup.Standing, ProgressReport | None]]:
    return [(s, texts.get(s.report.id) if s.report else None) for s in standings]
