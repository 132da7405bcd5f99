"""The initiatives: all of them, and one with everything that belongs to it."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from hirao_dx.shared.text import whole_number
from initiatives.charts.gantt import PlannedPhase
from initiatives.choices import ParticipationRole
from initiatives.current import with_plan
from initiatives.dashboard.tables import milestone_groups
from initiatives.dashboard.views import chosen_period, options_of, period_options
from initiatives.indicators.readings import readings
from initiatives.models import (
    Initiative,
    InitiativeTerms,
    Participation,
    Plan,
    PlanRevision,
    ReportingPeriod,
)
from initiatives.models.cadence import day_of
from initiatives.paper.last_shown import last_shown
from initiatives.permissions import can_assign
from initiatives.revisions import gantt
from initiatives.revisions.queries import changes_to
from initiatives.rollup import figures as rollup
from initiatives.rollup import reasons, words
from initiatives.rollup import record as rollup_record
from initiatives.task_links.figures import tasks_of
from organization.http import StaffRequest

from .chronicle import chronicle


@dataclass(frozen=True)
class ListRow:
    """One initiative in the list."""

    initiative: Initiative
    figures: rollup.InitiativeFigures | None
    lead: str
    phases: tuple[PlannedPhase, ...]


@with_plan
def initiative_list(request: StaffRequest, plan: Plan) -> HttpResponse:
    """Every initiative with its pillar, its schedule and its figures."""
    period = chosen_period(request, plan)
    today = timezone.localdate()
    figures = rollup_record.figures(plan, period, today=today) if period else None
    leads = {
        p.initiative_id: p.section.label
        for p in Participation.objects.active(today)
        .filter(initiative__plan=plan, role=ParticipationRole.LEAD)
        .with_names()
    }
    terms = _terms(plan, day_of(period, today) if period else today)
    rows = [
        ListRow(
            initiative=i,
            figures=figures.of(i.pk) if figures else None,
            lead=leads.get(i.pk, ""),
            phases=gantt.planned_phases(terms[i.pk]) if i.pk in terms else (),
        )
        for i in Initiative.objects.of(plan)
    ]
    context = {
        "plan": plan,
        "period": period,
        "options": period_options(plan, period) if period else [],
        "rows": rows,
    }
    return render(request, "initiatives/pages/initiative_list.html", context)


@with_plan
def initiative(request: StaffRequest, plan: Plan, code: str) -> HttpResponse:
    """One initiative: its numbers, plan, revisions, chronicle, decisions and tasks."""
    found = get_object_or_404(Initiative.objects.of(plan), code=code)
    period = chosen_period(request, plan)
    today = timezone.localdate()
    on = day_of(period, today) if period else today
    record = rollup_record.record(plan, today=today, of=found)
    terms = record.terms_on(on).get(found.pk)
    participations = list(Participation.objects.filter(initiative=found).with_names())
    context: dict[str, object] = {
        "plan": plan,
        "initiative": found,
        "of": f"initiative-{found.code}",
        "period": period,
        "period_key": period.key if period else "",
        "terms": terms,
        "phases": gantt.planned_phases(terms) if terms else (),
        "participations": participations,
        "readings": readings(found, on=today),
        "milestones": milestone_groups(found.milestones.prefetch_related("systems"), on=on),
        "decisions": found.decisions.select_related("meeting", "owner__department"),
        "tasks": tasks_of(found),
        "can_link": can_assign(request.user),
        "revisions": changes_to(plan, found),
    }
    if period:
        history = record.history(period, only=found.pk)
        context |= _standing(plan, found, period, record, history)
        context |= _reported(request, found, period, record, history, participations)
    return render(request, "initiatives/pages/initiative.html", context)


def _terms(plan: Plan, on: date) -> dict[int, InitiativeTerms]:
    """The terms of the revision in force, by initiative."""
    revision = PlanRevision.objects.in_force(plan, on)
    return {t.initiative_id: t for t in rollup_record.terms_in_force(revision)}


def _standing(
    plan: Plan,
    found: Initiative,
    period: ReportingPeriod,
    record: rollup_record.Record,
    history: list[rollup.PlanFigures],
) -> dict[str, object]:
    """The figures of an initiative in a period, the reasons for them, and its history."""
    figures = history[-1].of(found.pk)
    since = last_shown(plan, period, history)
    return {
        "options": options_of(reversed(record.periods), period),
        "figures": figures,
        "since": since,
        "difference": since.change(figures).difference if since and figures else None,
        "reasons": reasons.judgement_reasons(figures, history[-1].thresholds) if figures else [],
        "history": [(h.period, h.of(found.pk)) for h in reversed(history)],
        "gantt": gantt.chart(plan, period, today=record.today, code=found.code),
        "caution": reasons.CAUTION,
        "caveat": reasons.period_words(history[-1]),
        "slowest": words.slowest(figures) if figures else "",
        "follows_time": reasons.FOLLOWS_TIME,
    }


def _reported(
    request: StaffRequest,
    found: Initiative,
    period: ReportingPeriod,
    record: rollup_record.Record,
    history: list[rollup.PlanFigures],
    participations: Iterable[Participation],
) -> dict[str, object]:
    """The chronicle of the year or section the address asks for, and the other choices."""
    shown = {h.period.id for h in history}
    periods = [p for p in record.periods if p.pk in shown]
    sections = {p.section_id: p.section.label for p in participations}
    year = _asked(request, "year", {p.fiscal_year for p in periods})
    return {
        "sections": sections,
        "chronicle": chronicle(
            found,
            periods,
            history,
            year=year or period.fiscal_year,
            section_id=_asked(request, "section", sections),
        ),
    }


def _asked(request: StaffRequest, name: str, known: Container[int]) -> int | None:
    """A number the address gives, if any. Raises Http404 if it is none of those known."""
    value = request.GET.get(name, "")
    if not value:
        return None
    number = whole_number(value)
    if number is None or number not in known:
        raise Http404(f"no such {name}")
    return number
