"""Systems, tasks and the published survey."""

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from inventory.choices import Category, Stage, SystemCategory
from inventory.models import Survey, SurveyCount, System, Task

from .organization import SectionFactory


class SystemFactory(DjangoModelFactory):
    class Meta:
        model = System

    name = factory.Sequence(lambda n: f"システム{n + 1}")
    category = SystemCategory.CORE
    vendor = "提供会社"


class TaskFactory(DjangoModelFactory):
    """A named task without a system.

    `unnamed=True` as the survey left it, `core=True` and `on_system=True` for a 基幹系 task,
    `measured=True` with yearly hours, `digitised=True`, `ended=True`.
    """

    class Meta:
        model = Task

    class Params:
        unnamed = factory.Trait(name="", description="")
        core = factory.Trait(category=Category.CORE)
        on_system = factory.Trait(category=Category.CORE, system=factory.SubFactory(SystemFactory))
        measured = factory.Trait(
            annual_hours_before=Decimal("120.0"), annual_hours_after=Decimal("80.0")
        )
        digitised = factory.Trait(stage=Stage.DIGITISED)
        ended = factory.Trait(ended_on=date(2025, 3, 31))

    section = factory.SubFactory(SectionFactory)
    number = factory.Sequence(lambda n: n + 1)
    name = factory.Sequence(lambda n: f"事務{n + 1}")
    description = "内容"
    category = Category.NONE


class SurveyFactory(DjangoModelFactory):
    """One and the same survey, unless named otherwise."""

    class Meta:
        model = Survey
        django_get_or_create = ("name",)

    name = "業務棚卸し・業務量調査"
    published_label = "令和4年度"
    source = "計画 第1章6"


class SurveyCountFactory(DjangoModelFactory):
    """A published row of ten tasks: 2 + 1 + 4 with a system, 3 without."""

    class Meta:
        model = SurveyCount

    survey = factory.SubFactory(SurveyFactory)
    section = factory.SubFactory(SectionFactory)
    order = factory.Sequence(lambda n: n + 1)
    tasks = 10
    core = 2
    non_core = 1
    other = 4
    total = 7
