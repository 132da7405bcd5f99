"""The pages of the plan in readable form: overview, background, SDGs, glossary."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from hirao_dx.shared.calendar import fiscal_year
from hirao_dx.shared.tabs import Tab
from initiatives.charts import figures
from initiatives.charts.gantt import PlannedPhase
from initiatives.choices import FigureKind
from initiatives.current import with_plan
from initiatives.models import (
    BackgroundFigure,
    Initiative,
    InitiativeTerms,
    Pillar,
    Plan,
    PlanRevision,
)
from initiatives.revisions import gantt
from initiatives.rollup import record
from organization.http import StaffRequest

TABS = [
    ("計画の内容", "plan"),
    ("背景と数字", "plan_background"),
    ("SDGsへの貢献", "plan_sdgs"),
    ("用語の解説", "plan_glossary"),
]
# Passages that tell where the plan comes from; all others tell what it is.
BACKGROUND = ("dx", "background", "national-trend", "prefectural-trend", "staff-awareness")
# Passages that a part of the overview opens with; the others stand by themselves.
PLACED = ("purpose", "position", "period", "promotion", "survey", "policy", "direction")


@dataclass(frozen=True)
class InitiativeRow:
    """An initiative with the schedule in force."""

    initiative: Initiative
    terms: InitiativeTerms | None
    phases: tuple[PlannedPhase, ...]


@dataclass(frozen=True)
class PillarBlock:
    """A pillar with its own initiatives; `path` names the pillars above it."""

    pillar: Pillar
    path: str
    rows: tuple[InitiativeRow, ...]


@dataclass(frozen=True)
class FigureRow:
    """A background figure as the table shows it."""

    figure: BackgroundFigure
    year: str
    value: str
    kind: str


@with_plan
def overview(request: StaffRequest, plan: Plan) -> HttpResponse:
    """Position, period, promotion, policies, and the pillars with their initiatives."""
    passages = {p.key: p for p in plan.passages.all() if p.key not in BACKGROUND}
    blocks = _pillar_blocks(plan)
    context = {
        "plan": plan,
        "tabs": _tabs("plan"),
        "passages": {key.replace("-", "_"): passages.get(key) for key in PLACED},
        "other_passages": [p for key, p in passages.items() if key not in PLACED],
        "related_plans": plan.related_plans.all(),
        "promotion_bodies": plan.promotion_bodies.all(),
        "basic_policies": plan.basic_policies.all(),
        "blocks": blocks,
        "has_open_end": any(
            phase.last_fiscal_year is None
            for block in blocks
            for row in block.rows
            for phase in row.phases
        ),
        "this_year": fiscal_year(timezone.localdate()),
    }
    return render(request, "initiatives/plan/overview.html", context)


@with_plan
def background(request: StaffRequest, plan: Plan) -> HttpResponse:
    """Where the plan comes from, with the figures it starts from."""
    topics = _topics(plan.background_figures.all())
    context = {
        "plan": plan,
        "tabs": _tabs("plan_background"),
        "passages": [p for p in plan.passages.all() if p.key in BACKGROUND],
        "charts": [(figures.draw(t), _figure_rows(t)) for t in topics if len(t) > 1],
        "single_figures": _figure_rows(t[0] for t in topics if len(t) == 1),
    }
    return render(request, "initiatives/plan/background.html", context)


@with_plan
def sdgs(request: StaffRequest, plan: Plan) -> HttpResponse:
    """What digital technology does for which of the seventeen goals."""
    context = {
        "plan": plan,
        "tabs": _tabs("plan_sdgs"),
        "fields": plan.sdg_fields.prefetch_related("goals"),
        "goals": plan.sdg_goals.prefetch_related("fields"),
        "term": plan.glossary_terms.filter(term__startswith="SDGs").first(),
    }
    return render(request, "initiatives/plan/sdgs.html", context)


@with_plan
def glossary(request: StaffRequest, plan: Plan) -> HttpResponse:
    """The plan's words, explained."""
    context = {
        "plan": plan,
        "tabs": _tabs("plan_glossary"),
        "terms": plan.glossary_terms.all(),
    }
    return render(request, "initiatives/plan/glossary.html", context)


def _tabs(current: str) -> list[Tab]:
    return [Tab(label, reverse(name), name == current) for label, name in TABS]


def _topics(rows: Iterable[BackgroundFigure]) -> list[list[BackgroundFigure]]:
    """Figures that can be compared, side by side: those of one topic in one unit."""
    topics: dict[tuple[str, str], list[BackgroundFigure]] = {}
    for figure in rows:
        topics.setdefault((figure.topic, figure.unit), []).append(figure)
    return list(topics.values())


def _figure_rows(rows: Iterable[BackgroundFigure]) -> list[FigureRow]:
    return [
        FigureRow(f, figures.year_label(f.year), figures.value_label(f), FigureKind(f.kind).label)
        for f in rows
    ]


def _pillar_blocks(plan: Plan) -> list[PillarBlock]:
    """Pillars depth first, each with its initiatives and their schedule in force."""
    revision = PlanRevision.objects.in_force(plan, timezone.localdate())
    terms = {t.initiative_id: t for t in record.terms_in_force(revision)}
    rows: dict[int, list[InitiativeRow]] = {}
    for initiative in Initiative.objects.of(plan):
        found = terms.get(initiative.pk)
        phases = gantt.planned_phases(found) if found else ()
        rows.setdefault(initiative.pillar_id, []).append(InitiativeRow(initiative, found, phases))
    children: dict[int | None, list[Pillar]] = {}
    for pillar in plan.pillars.all():
        children.setdefault(pillar.parent_id, []).append(pillar)

    def walk(parent: int | None, path: str) -> Iterable[PillarBlock]:
        for pillar in children.get(parent, []):
            yield PillarBlock(pillar, path, tuple(rows.get(pillar.pk, ())))
            yield from walk(pillar.pk, f"{path}{pillar.name} ＞ ")

    return list(walk(None, ""))
