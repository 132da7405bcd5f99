"""Systems, tasks and the published survey."""

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from inventory.choices import Category, ImportState, Stage, SuccessionKind, SystemCategory
from inventory.models import (
    ImportJob,
    Survey,
    SurveyCount,
    SurveyEntry,
    System,
    Task,
    TaskSuccession,
)

from .organization import SectionFactory, UserFactory


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


class SurveyEntryFactory(DjangoModelFactory):
    """A task as a survey taken from the live inventory found it."""

    class Meta:
        model = SurveyEntry

    survey = factory.SubFactory(SurveyFactory, name="次回調査", taken_on=date(2026, 4, 1))
    task = factory.SubFactory(TaskFactory)
    section = factory.SelfAttribute("task.section")
    number = factory.SelfAttribute("task.number")
    name = factory.SelfAttribute("task.name")
    category = factory.SelfAttribute("task.category")
    stage = factory.SelfAttribute("task.stage")


class TaskSuccessionFactory(DjangoModelFactory):
    """One task split off another."""

    class Meta:
        model = TaskSuccession

    before = factory.SubFactory(TaskFactory)
    after = factory.SubFactory(TaskFactory)
    kind = SuccessionKind.SPLIT
    on = date(2026, 4, 1)
    reason = "窓口を分けた"
    by = factory.SubFactory(UserFactory)


class ImportJobFactory(DjangoModelFactory):
    """A workbook that has been checked and waits to be looked at."""

    class Meta:
        model = ImportJob

    name = "事務一覧.xlsx"
    sha256 = "0" * 64
    state = ImportState.READY
    by = factory.SubFactory(UserFactory)
