"""Meetings and what they decided."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from initiatives.choices import DecisionOutcome, MeetingBody
from initiatives.models import Decision, Meeting

from .plan import PlanFactory


class MeetingFactory(DjangoModelFactory):
    """A meeting of the committee; `executive=True` for the 課長会議."""

    class Meta:
        model = Meeting

    class Params:
        executive = factory.Trait(body=MeetingBody.EXECUTIVE)

    plan = factory.SubFactory(PlanFactory)
    body = MeetingBody.COMMITTEE
    number = factory.Sequence(lambda n: n + 1)
    held_on = date(2027, 2, 1)


class DecisionFactory(DjangoModelFactory):
    """Something still to do; `settled=True` once it is. `initiatives=[…]` names initiatives."""

    class Meta:
        model = Decision
        skip_postgeneration_save = True

    class Params:
        settled = factory.Trait(outcome=DecisionOutcome.DONE, outcome_text="対応した")

    meeting = factory.SubFactory(MeetingFactory)
    number = factory.Sequence(lambda n: n + 1)
    text = "進め方を見直す"

    @factory.post_generation
    def initiatives(decision, create, initiatives):  # noqa: N805
        if create and initiatives:
            decision.initiatives.set(initiatives)
