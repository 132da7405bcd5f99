"""Surveys: the table as the town published it, and those taken from the live tasks.

Unchangeable.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from inventory.choices import Category, Stage
from organization.models import Section

from .task import Task


class Survey(models.Model):
    """One 業務の棚卸し・業務量調査 (plan 第1章6).

    `taken_on` is None for one whose table the town published.
    """

    name = models.CharField("調査の名称", max_length=100)
    published_label = models.CharField("公表の時期", max_length=50)
    source = models.CharField("出典", max_length=200)
    order = models.PositiveSmallIntegerField("並び順", default=0)
    taken_on = models.DateField(
        "調査した日", null=True, blank=True, help_text="今の事務から作った調査だけに入ります。"
    )

    class Meta:
        verbose_name = verbose_name_plural = "業務の棚卸し・業務量調査"
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["name"], name="survey_name_unique")]

    def __str__(self) -> str:
        return self.name


class SurveyCount(models.Model):
    """One row of a survey: how many tasks a section has and which kind of system they use.

    An empty cell of the table is None and counts as 0 in sums. A trigger in the database refuses
    every later change (`inventory.guards`).
    """

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="counts", verbose_name="調査")
    section = models.ForeignKey(
        Section, models.PROTECT, related_name="survey_counts", verbose_name="班"
    )
    order = models.PositiveSmallIntegerField("表の行", default=0)
    tasks = models.PositiveIntegerField("事務数")
    core = models.PositiveIntegerField("基幹系", null=True)
    non_core = models.PositiveIntegerField("基幹系以外", null=True)
    other = models.PositiveIntegerField("その他（エクセル等）", null=True)
    total = models.PositiveIntegerField("合計", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "公表された件数"
        ordering = ["survey", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "section"], name="survey_count_once_per_section"
            ),
            models.CheckConstraint(
                condition=Q(
                    tasks__gte=Coalesce(F("core"), 0)
                    + Coalesce(F("non_core"), 0)
                    + Coalesce(F("other"), 0)
                ),
                name="survey_count_systems_within_tasks",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section}：{self.tasks}件"


class SurveyEntry(models.Model):
    """A task as a survey taken from the live inventory found it. Never changed.

    The published survey of the plan has none: it printed counts only. Hours are a year's.
    """

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="entries", verbose_name="調査")
    task = models.ForeignKey(
        Task, models.PROTECT, related_name="survey_entries", verbose_name="事務"
    )
    section = models.ForeignKey(Section, models.PROTECT, related_name="+", verbose_name="班")
    number = models.PositiveIntegerField("番号")
    name = models.CharField("事務の名称", max_length=200, blank=True)
    category = models.CharField("使用システムの区分", max_length=20, choices=Category)
    system_name = models.CharField("使用システム", max_length=100, blank=True)
    stage = models.CharField("デジタル化の段階", max_length=20, choices=Stage)
    annual_hours_before = models.DecimalField(
        "年間の時間（見直し前）", max_digits=9, decimal_places=1, null=True
    )
    annual_hours_after = models.DecimalField(
        "年間の時間（見直し後）", max_digits=9, decimal_places=1, null=True
    )

    class Meta:
        verbose_name = verbose_name_plural = "調査のときの事務"
        ordering = ["survey", "section__department__order", "section__order", "number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "task"], name="survey_entry_once_per_task")
        ]

    def __str__(self) -> str:
        return f"{self.number:03d} {self.name or '名称未登録'}"
