"""The plan in readable form: passages, related plans, bodies, figures, glossary, SDGs."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from initiatives.choices import FigureKind

from .plan import Plan


class PlanPassage(models.Model):
    """A passage of the plan in our own words (要旨), with its place in the text.

    `official_text` can hold the town's own wording; it is shown instead where it is filled in.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="passages", verbose_name="計画")
    key = models.SlugField("識別名", max_length=50)
    title = models.CharField("見出し", max_length=100)
    order = models.PositiveSmallIntegerField("並び順", default=0)
    summary = models.TextField("要旨")
    official_text = models.TextField("計画の本文", blank=True)
    reference = models.CharField("計画での場所", max_length=100)

    history = HistoricalRecords(verbose_name="計画の記述の変更履歴")

    class Meta:
        verbose_name = verbose_name_plural = "計画の記述"
        ordering = ["plan", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="passage_key_unique_in_plan")
        ]

    def __str__(self) -> str:
        return self.title


class RelatedPlan(models.Model):
    """Another plan above this one or related to it (計画の位置付け)."""

    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="related_plans", verbose_name="計画"
    )
    name = models.CharField("計画の名称", max_length=100)
    relation = models.CharField("関係", max_length=200)
    first_fiscal_year = models.PositiveSmallIntegerField("最初の年度", null=True, blank=True)
    last_fiscal_year = models.PositiveSmallIntegerField("最後の年度", null=True, blank=True)
    order = models.PositiveSmallIntegerField("並び順", default=0)
    reference = models.CharField("計画での場所", max_length=100)

    history = HistoricalRecords(verbose_name="関連計画の変更履歴")

    class Meta:
        verbose_name = verbose_name_plural = "関連する計画"
        ordering = ["plan", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "name"], name="related_plan_name_unique_in_plan"
            )
        ]

    def __str__(self) -> str:
        return self.name


class PromotionBody(models.Model):
    """A body of the plan's promotion system (推進体制)."""

    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="promotion_bodies", verbose_name="計画"
    )
    name = models.CharField("名称", max_length=100)
    members = models.CharField("構成", max_length=200, blank=True)
    role = models.CharField("役割", max_length=300)
    order = models.PositiveSmallIntegerField("並び順", default=0)
    reference = models.CharField("計画での場所", max_length=100)

    history = HistoricalRecords(verbose_name="推進体制の変更履歴")

    class Meta:
        verbose_name = verbose_name_plural = "推進体制"
        ordering = ["plan", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "name"], name="promotion_body_name_unique_in_plan"
            )
        ]

    def __str__(self) -> str:
        return self.name


class BackgroundFigure(models.Model):
    """A number the plan starts from (population, ageing rate …), with year and source."""

    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="background_figures", verbose_name="計画"
    )
    topic = models.CharField("項目", max_length=100)
    series = models.CharField("系列", max_length=50, help_text="本町、全国、県内市町平均など。")
    year = models.PositiveSmallIntegerField("年（西暦）")
    value = models.DecimalField("値", max_digits=12, decimal_places=3)
    unit = models.CharField("単位", max_length=20)
    kind = models.CharField(
        "値の種類", max_length=20, choices=FigureKind, default=FigureKind.ACTUAL
    )
    source = models.CharField("出典", max_length=200)
    reference = models.CharField("計画での場所", max_length=100)
    order = models.PositiveSmallIntegerField("並び順", default=0)

    history = HistoricalRecords(verbose_name="背景の数値の変更履歴")

    class Meta:
        verbose_name = verbose_name_plural = "背景の数値"
        ordering = ["plan", "order", "year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "topic", "series", "year"],
                name="background_figure_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic}（{self.series}・{self.year}年）"


class GlossaryTerm(models.Model):
    """A term of the plan's glossary (用語の解説), explained in our own words."""

    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="glossary_terms", verbose_name="計画"
    )
    number = models.PositiveSmallIntegerField("番号")
    term = models.CharField("用語", max_length=100)
    summary = models.TextField("説明（要旨）")
    official_text = models.TextField("計画の本文", blank=True)
    reference = models.CharField("計画での場所", max_length=100)

    history = HistoricalRecords(verbose_name="用語の変更履歴")

    class Meta:
        verbose_name = verbose_name_plural = "用語の解説"
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"], name="glossary_number_unique_in_plan"
            ),
            models.UniqueConstraint(fields=["plan", "term"], name="glossary_term_unique_in_plan"),
        ]

    def __str__(self) -> str:
        return self.term


class SdgGoal(models.Model):
    """One of the seventeen goals, in the wording of the plan's table."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="sdg_goals", verbose_name="計画")
    number = models.PositiveSmallIntegerField("番号")
    title = models.CharField("目標", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "SDGsの目標"
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="sdg_goal_unique_in_plan")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class SdgField(models.Model):
    """A row of the ICT→SDGs table: a field, what ICT can do in it, and the goals it serves."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="sdg_fields", verbose_name="計画")
    name = models.CharField("分野", max_length=50)
    solutions = models.TextField("ICTによる解決の例", help_text="1行に1つ書きます。")
    goals = models.ManyToManyField(SdgGoal, related_name="fields", verbose_name="SDGsの目標")
    order = models.PositiveSmallIntegerField("並び順", default=0)

    history = HistoricalRecords(verbose_name="SDGsの表の変更履歴", m2m_fields=[goals])

    class Meta:
        verbose_name = verbose_name_plural = "SDGsへの貢献"
        ordering = ["plan", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "name"], name="sdg_field_unique_in_plan")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def solution_list(self) -> list[str]:
        """What ICT can do in the field: the lines of `solutions`."""
        return self.solutions.splitlines()
