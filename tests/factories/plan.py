"""The plan with its phases, ratings, pillars and policies.

`PlanFactory()` always gives the same current plan, R5–R9, so that everything built on its own
belongs together; another plan is `PlanFactory(slug="other")`.
"""

import factory
from factory.django import DjangoModelFactory

from initiatives.choices import BarStyle
from initiatives.models import BasicPolicy, Phase, Pillar, Plan, PlanLoad, Rating

CURRENT = "current"


def circled(number: int) -> str:
    """① … ⑳, then plain digits."""
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


class PlanFactory(DjangoModelFactory):
    class Meta:
        model = Plan
        django_get_or_create = ("slug",)

    class Params:
        half_yearly = factory.Trait(periods_per_year=2)
        yearly = factory.Trait(periods_per_year=1)

    slug = CURRENT
    name = factory.LazyAttribute(lambda plan: f"見本町DX推進計画（{plan.slug}）")
    municipality = "見本町"
    office_name = "デジタル推進課"
    adopted_month = "2023-07"
    first_fiscal_year = 2023
    last_fiscal_year = 2027


class PlanLoadFactory(DjangoModelFactory):
    class Meta:
        model = PlanLoad

    plan = factory.SubFactory(PlanFactory)
    keys = factory.LazyFunction(list)


class PhaseFactory(DjangoModelFactory):
    """実施, or with `considering=True` 検討; one of each per plan."""

    class Meta:
        model = Phase
        django_get_or_create = ("plan", "name")

    class Params:
        considering = factory.Trait(name="検討", order=1, bar_style=BarStyle.DASHED)

    plan = factory.SubFactory(PlanFactory)
    name = "実施"
    order = 2
    bar_style = BarStyle.SOLID


class RatingFactory(DjangoModelFactory):
    """B 計画どおり; `ahead`, `late` and `very_late` for the others. One of each per plan."""

    class Meta:
        model = Rating
        django_get_or_create = ("plan", "letter")

    class Params:
        ahead = factory.Trait(letter="A", name="計画を上回る", order=1)
        late = factory.Trait(letter="C", name="やや遅れ", order=3)
        very_late = factory.Trait(letter="D", name="遅れ", order=4)

    plan = factory.SubFactory(PlanFactory)
    letter = "B"
    name = "計画どおり"
    order = 2


class PillarFactory(DjangoModelFactory):
    class Meta:
        model = Pillar

    plan = factory.SubFactory(PlanFactory)
    code = factory.Sequence(lambda n: str(n + 1))
    name = factory.Sequence(lambda n: f"柱{n + 1}")
    order = factory.Sequence(lambda n: n + 1)
    reference = "第3章1"


class BasicPolicyFactory(DjangoModelFactory):
    class Meta:
        model = BasicPolicy

    plan = factory.SubFactory(PlanFactory)
    number = factory.Sequence(lambda n: n + 1)
    symbol = factory.LazyAttribute(lambda policy: circled(policy.number))
    summary = factory.LazyAttribute(lambda policy: f"方針{policy.number}の要旨")
    reference = "第2章2"
