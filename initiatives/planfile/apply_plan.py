"""Creates the plan itself: its scales, pillars and policies, and its readable form."""

from __future__ import annotations

from dataclasses import dataclass

from hirao_dx.shared.calendar import wareki_month
from hirao_dx.shared.text import half_width
from initiatives import models

from . import schema
from .ledger import Ledger, save


@dataclass(frozen=True)
class Frame:
    """What initiatives refer to, by the names the file uses. None where people removed it."""

    plan: models.Plan
    phases: dict[str, models.Phase | None]
    pillars: dict[str, models.Pillar | None]


def plan_values(plan: schema.Plan) -> dict[str, object]:
    """The plan's own columns."""
    values = plan.model_dump(exclude={"slug", "thresholds"})
    return values | plan.thresholds.model_dump()


def apply_frame(ledger: Ledger, plan: models.Plan, document: schema.Document) -> Frame:
    """Phases, ratings, pillars and basic policies."""
    phases = {
        half_width(phase.name): ledger.put(
            models.Phase.objects.all(),
            key=f"phase:{phase.name}",
            label=f"工程「{phase.name}」",
            natural={"plan": plan, "name": phase.name},
            values={"order": order, "bar_style": phase.bar_style},
        )
        for order, phase in enumerate(document.phases, start=1)
    }
    for order, rating in enumerate(document.ratings, start=1):
        ledger.put(
            models.Rating.objects.all(),
            key=f"rating:{rating.letter}",
            label=f"評価「{rating.letter} {rating.name}」",
            natural={"plan": plan, "letter": rating.letter},
            values={"order": order, "name": rating.name},
        )
    for policy in document.basic_policies:
        ledger.put(
            models.BasicPolicy.objects.all(),
            key=f"policy:{policy.number}",
            label=f"基本方針{policy.symbol}",
            natural={"plan": plan, "number": policy.number},
            values=policy.model_dump(exclude={"number"}),
        )
    return Frame(plan, phases, _apply_pillars(ledger, plan, document.pillars))


def _apply_pillars(
    ledger: Ledger, plan: models.Plan, pillars: list[schema.Pillar]
) -> dict[str, models.Pillar | None]:
    """Parents before their children, in whatever order the file has them."""
    done: dict[str, models.Pillar | None] = {}
    waiting = list(enumerate(pillars, start=1))
    while waiting:
        order, pillar = waiting.pop(0)
        parent_code = half_width(pillar.parent) if pillar.parent else ""
        if parent_code and parent_code not in done:
            waiting.append((order, pillar))
            continue
        key, label = f"pillar:{pillar.code}", f"柱{pillar.code}「{pillar.name}」"
        parent = done[parent_code] if parent_code else None
        if parent_code and parent is None:
            ledger.without_parent(key, label, f"上位の柱「{pillar.parent}」")
            done[half_width(pillar.code)] = None
            continue
        done[half_width(pillar.code)] = ledger.put(
            models.Pillar.objects.all(),
            key=key,
            label=label,
            natural={"plan": plan, "code": pillar.code},
            values={
                "name": pillar.name,
                "parent": parent,
                "reference": pillar.reference,
                "order": order,
            },
        )
    return done


def apply_readable_form(ledger: Ledger, plan: models.Plan, document: schema.Document) -> None:
    """Passages, related plans, promotion bodies, figures, glossary and the table of goals."""
    for order, passage in enumerate(document.passages, start=1):
        ledger.put(
            models.PlanPassage.objects.all(),
            key=f"passage:{passage.key}",
            label=f"計画の記述「{passage.title}」",
            natural={"plan": plan, "key": passage.key},
            values={"order": order, **passage.model_dump(exclude={"key"})},
        )
    for order, related in enumerate(document.related_plans, start=1):
        ledger.put(
            models.RelatedPlan.objects.all(),
            key=f"related_plan:{related.name}",
            label=f"関連する計画「{related.name}」",
            natural={"plan": plan, "name": related.name},
            values={"order": order, **related.model_dump(exclude={"name"})},
        )
    for order, body in enumerate(document.promotion_bodies, start=1):
        ledger.put(
            models.PromotionBody.objects.all(),
            key=f"promotion_body:{body.name}",
            label=f"推進体制「{body.name}」",
            natural={"plan": plan, "name": body.name},
            values={"order": order, **body.model_dump(exclude={"name"})},
        )
    for order, figure in enumerate(document.background_figures, start=1):
        ledger.put(
            models.BackgroundFigure.objects.all(),
            key=f"figure:{figure.topic}/{figure.series}/{figure.year}",
            label=f"背景の数値「{figure.topic}（{figure.series}・{figure.year}年）」",
            natural={"plan": plan, **figure.model_dump(include={"topic", "series", "year"})},
            values={
                "order": order,
                **figure.model_dump(exclude={"topic", "series", "year"}),
            },
        )
    for term in document.glossary:
        ledger.put(
            models.GlossaryTerm.objects.all(),
            key=f"glossary:{term.term}",
            label=f"用語「{term.term}」",
            natural={"plan": plan, "term": term.term},
            values=term.model_dump(exclude={"term"}),
        )
    _apply_sdgs(ledger, plan, document.sdgs)


def _apply_sdgs(ledger: Ledger, plan: models.Plan, sdgs: schema.Sdgs) -> None:
    goals = {
        goal.number: ledger.put(
            models.SdgGoal.objects.all(),
            key=f"sdg_goal:{goal.number}",
            label=f"SDGsの目標{goal.number}",
            natural={"plan": plan, "number": goal.number},
            values={"title": goal.title},
        )
        for goal in sdgs.goals
    }
    for order, field in enumerate(sdgs.fields, start=1):
        key = f"sdg_field:{field.name}"
        is_new = not ledger.knows(key)
        row = ledger.put(
            models.SdgField.objects.all(),
            key=key,
            label=f"SDGsの分野「{field.name}」",
            natural={"plan": plan, "name": field.name},
            values={"order": order, "solutions": "\n".join(field.solutions)},
        )
        if row and is_new and not row.goals.exists():
            row.goals.set([goal for number in field.goals if (goal := goals[number])])


def apply_adoption(ledger: Ledger, plan: models.Plan) -> models.PlanRevision | None:
    """Revision 0, the plan as adopted. Still open when it is new."""
    return ledger.put(
        models.PlanRevision.objects.all(),
        key="revision:0",
        label="策定時の計画",
        natural={"plan": plan, "number": 0},
        values={
            "effective_on": plan.starts_on,
            "reason": f"{wareki_month(plan.adopted_on)}に策定した計画です。",
        },
    )


def make_current(plan: models.Plan) -> None:
    """Show this plan on the screens instead of another."""
    for other in models.Plan.objects.filter(is_current=True).exclude(pk=plan.pk):
        other.is_current = False
        save(other)
    if not plan.is_current:
        plan.is_current = True
        save(plan)
