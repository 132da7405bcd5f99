"""Initiatives and who takes part in them."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from initiatives.choices import ParticipationRole
from initiatives.models import Initiative, Participation

from .organization import SINCE, SectionFactory
from .plan import PillarFactory, PlanFactory, circled


class InitiativeFactory(DjangoModelFactory):
    """An initiative under a pillar of its own; `tasks=[…]` gives its tasks."""

    class Meta:
        model = Initiative
        skip_postgeneration_save = True

    plan = factory.SubFactory(PlanFactory)
    pillar = factory.SubFactory(PillarFactory, plan=factory.SelfAttribute("..plan"))
    order = factory.Sequence(lambda n: n + 1)
    code = factory.LazyAttribute(lambda initiative: str(initiative.order))
    symbol = factory.LazyAttribute(lambda initiative: circled(initiative.order))
    title = factory.LazyAttribute(lambda initiative: f"取組その{initiative.order}")
    issue_summary = "現況と課題の要旨"
    outline_summary = "取組の概要の要旨"
    reference = "第3章2"

    @factory.post_generation
    def tasks(initiative, create, tasks):  # noqa: N805
        if create and tasks:
            initiative.tasks.set(tasks)


class ParticipationFactory(DjangoModelFactory):
    """A supporting section since April 2023; `lead=True` for 主管, `past=True` for one ended."""

    class Meta:
        model = Participation

    class Params:
        lead = factory.Trait(role=ParticipationRole.LEAD)
        past = factory.Trait(ends_on=date(2025, 3, 31))

    initiative = factory.SubFactory(InitiativeFactory)
    section = factory.SubFactory(SectionFactory)
    role = ParticipationRole.SUPPORT
    starts_on = SINCE
