"""Creates the plan itself: its scales, pillars and policies, and its readable form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model

from hirao_dx.shared.calendar import wareki_month
from hirao_dx.shared.text import half_width
from initiatives import models
from initiatives.rollup.version import RULES

from . import schema
from .ledger import Ledger, M

# Each list that belongs to the plan alone: the kind of its keys in the ledger, the pattern of its
# labels, and the fields that name an item within the plan.
_LISTS: dict[type[Model], tuple[str, str, tuple[str, ...]]] = {
    models.Phase: ("phase", "工程「{0.name}」", ("name",)),
    models.Rating: ("rating", "評価「{0.letter} {0.name}」", ("letter",)),
    models.BasicPolicy: ("policy", "基本方針{0.symbol}", ("number",)),
    models.PlanPassage: ("passage", "計画の記述「{0.title}」", ("key",)),
    models.RelatedPlan: ("related_plan", "関連する計画「{0.name}」", ("name",)),
    models.PromotionBody: ("promotion_body", "推進体制「{0.name}」", ("name",)),
    models.BackgroundFigure: (
        "figure",
        "背景の数値「{0.topic}（{0.series}・{0.year}年）」",
        ("topic", "series", "year"),
    ),
    models.GlossaryTerm: ("glossary", "用語「{0.term}」", ("term",)),
    models.SdgGoal: ("sdg_goal", "SDGsの目標{0.number}", ("number",)),
}


@dataclass(frozen=True)
class Frame:
    """What initiatives refer to, by the names the file uses. None where people removed it."""

    plan: models.Plan
    phases: dict[str, models.Phase | None]
    pillars: dict[str, models.Pillar | None]


def plan_values(plan: schema.Plan) -> dict[str, object]:
    """The plan's own columns."""
    return plan.model_dump(exclude={"slug", "thresholds", "carry"})


def standards(plan: schema.Plan) -> dict[str, object]:
    """The columns of the plan as adopted by which it is judged, and by which rules."""
    carry = {f"carry_{cadence}": most for cadence, most in plan.carry.model_dump().items()}
    return plan.thresholds.model_dump() | carry | {"rules": RULES}


def apply_frame(ledger: Ledger, plan: models.Plan, document: schema.Document) -> Frame:
    """Phases, ratings, pillars and basic policies."""
    phases = _put_each(ledger, plan, models.Phase, document.phases)
    _put_each(ledger, plan, models.Rating, document.ratings)
    _put_each(ledger, plan, models.BasicPolicy, document.basic_policies)
    by_name = {
        half_width(item.name): phase for item, phase in zip(document.phases, phases, strict=True)
    }
    return Frame(plan, by_name, _apply_pillars(ledger, plan, document.pillars))


def _put_each(
    ledger: Ledger,
    plan: models.Plan,
    model: type[M],
    items: Iterable[schema.Shape],
) -> list[M | None]:
    """Put each item of a list that belongs to the plan alone, as `Ledger.put` does."""
    kind, label, natural = _LISTS[model]
    ordered = any(field.name == "order" for field in model._meta.fields)
    return [
        ledger.put(
            model,
            key=f"{kind}:{'/'.join(str(getattr(item, key)) for key in natural)}",
            label=label.format(item),
            natural={"plan": plan, **item.model_dump(include=set(natural))},
            values=item.model_dump(exclude=set(natural)) | ({"order": order} if ordered else {}),
        )
        for order, item in enumerate(items, start=1)
    ]


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
        parent = done[parent_code] if parent_code else None
        done[half_width(pillar.code)] = ledger.put(
            models.Pillar,
            key=f"pillar:{pillar.code}",
            label=f"柱{pillar.code}「{pillar.name}」",
            natural={"plan": plan, "code": pillar.code},
            values={**pillar.model_dump(exclude={"code"}), "parent": parent, "order": order},
            without=f"上位の柱「{pillar.parent}」" if parent_code and not parent else "",
        )
    return done


def apply_readable_form(ledger: Ledger, plan: models.Plan, document: schema.Document) -> None:
    """Passages, related plans, promotion bodies, figures, glossary and the table of goals."""
    _put_each(ledger, plan, models.PlanPassage, document.passages)
    _put_each(ledger, plan, models.RelatedPlan, document.related_plans)
    _put_each(ledger, plan, models.PromotionBody, document.promotion_bodies)
    _put_each(ledger, plan, models.BackgroundFigure, document.background_figures)
    _put_each(ledger, plan, models.GlossaryTerm, document.glossary)
    _apply_sdgs(ledger, plan, document.sdgs)


def _apply_sdgs(ledger: Ledger, plan: models.Plan, sdgs: schema.Sdgs) -> None:
    rows = _put_each(ledger, plan, models.SdgGoal, sdgs.goals)
    goals = {goal.number: row for goal, row in zip(sdgs.goals, rows, strict=True)}
    for order, field in enumerate(sdgs.fields, start=1):
        key = f"sdg_field:{field.name}"
        is_new = not ledger.knows(key)
        row = ledger.put(
            models.SdgField,
            key=key,
            label=f"SDGsの分野「{field.name}」",
            natural={"plan": plan, "name": field.name},
            values={"order": order, "solutions": "\n".join(field.solutions)},
        )
        if row and is_new and not row.goals.exists():
            row.goals.set([goal for number in field.goals if (goal := goals[number])])


def apply_adoption(
    ledger: Ledger, plan: models.Plan, document: schema.Document
) -> models.PlanRevision | None:
    """Revision 0, the plan as adopted. Still open when it is new."""
    return ledger.put(
        models.PlanRevision,
        key="revision:0",
        label="策定時の計画",
        natural={"plan": plan, "number": 0},
        values={
            "effective_on": plan.starts_on,
            "reason": f"{wareki_month(plan.adopted_on)}に策定した計画です。",
            **standards(document.plan),
        },
    )
