"""Indicators with targets and values, and milestones."""

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from initiatives.choices import Direction, TargetKind
from initiatives.models import Indicator, IndicatorTarget, IndicatorValue, Milestone

from .initiative import InitiativeFactory


class IndicatorFactory(DjangoModelFactory):
    """A level to raise from 70; `downward`, `cumulative`, `maintain`, `in_words`, `context`."""

    class Meta:
        model = Indicator

    class Params:
        downward = factory.Trait(direction=Direction.DOWN)
        cumulative = factory.Trait(kind=TargetKind.CUMULATIVE)
        maintain = factory.Trait(kind=TargetKind.MAINTAIN)
        in_words = factory.Trait(kind=TargetKind.WORDS, baseline=None, words_target="使いやすく")
        context = factory.Trait(is_context=True)

    initiative = factory.SubFactory(InitiativeFactory)
    name = factory.Sequence(lambda n: f"指標{n + 1}")
    unit = "％"
    own_series = "本町"
    baseline = Decimal("70")
    baseline_label = "令和4年度末"


class IndicatorTargetFactory(DjangoModelFactory):
    class Meta:
        model = IndicatorTarget

    indicator = factory.SubFactory(IndicatorFactory)
    fiscal_year = 2027
    value = Decimal("90")


class IndicatorValueFactory(DjangoModelFactory):
    """A value of the town's own; `provisional=True` for 速報値."""

    class Meta:
        model = IndicatorValue

    class Params:
        provisional = factory.Trait(is_provisional=True)

    indicator = factory.SubFactory(IndicatorFactory)
    series = "本町"
    measured_on = date(2026, 3, 31)
    value = Decimal("80")


class MilestoneFactory(DjangoModelFactory):
    """Due at the end of R7 and not recorded as done; `done=True` when it is."""

    class Meta:
        model = Milestone

    class Params:
        done = factory.Trait(done_on=date(2026, 3, 31))

    initiative = factory.SubFactory(InitiativeFactory)
    group = "基幹業務"
    name = factory.Sequence(lambda n: f"業務{n + 1}")
    order = factory.Sequence(lambda n: n + 1)
    due_on = date(2026, 3, 31)
