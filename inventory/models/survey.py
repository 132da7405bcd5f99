"""The survey table as the town published it: verbatim and unchangeable."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from organization.models import Section


class Survey(models.Model):
    """One 業務の棚卸し・業務量調査 with the table it published (plan 第1章6)."""

    name = models.CharField("調査の名称", max_length=100)
    published_label = models.CharField("公表の時期", max_length=50)
    source = models.CharField("出典", max_length=200)
    order = models.PositiveSmallIntegerField("並び順", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "業務の棚卸し・業務量調査"
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["name"], name="survey_name_unique")]

    def __str__(self) -> str:
        return self.name


class SurveyCount(models.Model):
    """One published row: how many tasks a section has and which kind of system they use.

    An empty cell of the table stays empty (None); it counts as nothing in sums.
    A trigger in the database refuses every later change (`inventory.guards`).
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
