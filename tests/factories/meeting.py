"""Meetings and what they decided."""

import hashlib
from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from initiatives.choices import DecisionOutcome, MeetingBody
from initiatives.models import AgendaItem, Attendee, Decision, Meeting, Snapshot

from .organization import UserFactory
from .plan import PlanFactory
from .report import ReportingPeriodFactory


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
        settled = factory.Trait(
            outcome=DecisionOutcome.DONE, outcome_text="対応した", closed_on=date(2027, 3, 1)
        )

    meeting = factory.SubFactory(MeetingFactory)
    number = factory.Sequence(lambda n: n + 1)
    text = "進め方を見直す"

    @factory.post_generation
    def initiatives(decision, create, initiatives):  # noqa: N805
        if create and initiatives:
            decision.initiatives.set(initiatives)


class AgendaItemFactory(DjangoModelFactory):
    """An item to be reported on."""

    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = "進捗の報告"


class AttendeeFactory(DjangoModelFactory):
    """A guest who came; `user=…` for somebody of the town."""

    class Meta:
        model = Attendee

    meeting = factory.SubFactory(MeetingFactory)
    name = factory.Sequence(lambda n: f"出席 {n + 1}号")


class SnapshotFactory(DjangoModelFactory):
    """A row with any content and the digest that belongs to it. Real ones: `take_snapshot`."""

    class Meta:
        model = Snapshot

    meeting = factory.SubFactory(MeetingFactory)
    plan = factory.SelfAttribute("meeting.plan")
    number = factory.Sequence(lambda n: n + 1)
    period = factory.SubFactory(ReportingPeriodFactory, plan=factory.SelfAttribute("..plan"))
    taken_at = datetime(2027, 2, 1, 0, 0, tzinfo=UTC)
    taken_by = factory.SubFactory(UserFactory)
    content = "{}"
    digest = factory.LazyAttribute(lambda row: hashlib.sha256(row.content.encode()).hexdigest())
