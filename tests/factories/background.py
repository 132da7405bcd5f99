"""The plan's readable content: passages, related plans, figures, words, SDGs."""

from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from initiatives.models import (
    BackgroundFigure,
    GlossaryTerm,
    PlanPassage,
    PromotionBody,
    RelatedPlan,
    SdgField,
    SdgGoal,
)

from .plan import PlanFactory


class PlanPassageFactory(DjangoModelFactory):
    class Meta:
        model = PlanPassage

    plan = factory.SubFactory(PlanFactory)
    key = factory.Sequence(lambda n: f"passage-{n + 1}")
    title = factory.Sequence(lambda n: f"見出し{n + 1}")
    order = factory.Sequence(lambda n: n + 1)
    summary = "要旨"
    reference = "第1章1"


class RelatedPlanFactory(DjangoModelFactory):
    class Meta:
        model = RelatedPlan

    plan = factory.SubFactory(PlanFactory)
    name = factory.Sequence(lambda n: f"関連計画{n + 1}")
    relation = "上位計画"
    reference = "第1章2"


class PromotionBodyFactory(DjangoModelFactory):
    class Meta:
        model = PromotionBody

    plan = factory.SubFactory(PlanFactory)
    name = factory.Sequence(lambda n: f"推進組織{n + 1}")
    role = "進行管理"
    reference = "第1章4"


class BackgroundFigureFactory(DjangoModelFactory):
    class Meta:
        model = BackgroundFigure

    plan = factory.SubFactory(PlanFactory)
    topic = factory.Sequence(lambda n: f"人口{n + 1}")
    series = "本町"
    year = 2020
    value = Decimal("11914")
    unit = "人"
    source = "国勢調査"
    reference = "第1章5"


class GlossaryTermFactory(DjangoModelFactory):
    class Meta:
        model = GlossaryTerm

    plan = factory.SubFactory(PlanFactory)
    number = factory.Sequence(lambda n: n + 1)
    term = factory.Sequence(lambda n: f"用語{n + 1}")
    summary = "説明"
    reference = "資料編"


class SdgGoalFactory(DjangoModelFactory):
    """The goal of a number, one per plan."""

    class Meta:
        model = SdgGoal
        django_get_or_create = ("plan", "number")

    plan = factory.SubFactory(PlanFactory)
    number = 11
    title = factory.LazyAttribute(lambda goal: f"目標{goal.number}")


class SdgFieldFactory(DjangoModelFactory):
    """A row of the SDGs table; `goals=[…]` gives its goals."""

    class Meta:
        model = SdgField
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    name = factory.Sequence(lambda n: f"分野{n + 1}")
    solutions = "遠隔の相談\n見守り"

    @factory.post_generation
    def goals(field, create, goals):  # noqa: N805
        if create and goals:
            field.goals.set(goals)
