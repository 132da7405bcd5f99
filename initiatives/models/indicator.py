"""What is measured (指標) and what must be ticked off (マイルストーン)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from hirao_dx.shared.measured import Precision, in_words, last_day_of
from initiatives.choices import Direction, TargetKind
from inventory.models import System

from .initiative import Initiative

# How often an indicator is measured, in months.
EVERY = [
    (1, "毎月"),
    (3, "四半期ごと"),
    (6, "半年ごと"),
    (12, "年1回"),
    (24, "2年ごと"),
    (36, "3年ごと"),
    (60, "5年ごと"),
]


class Indicator(models.Model):
    """A measured quantity of an initiative. A missing baseline stays missing."""

    initiative = models.ForeignKey(
        Initiative, models.PROTECT, related_name="indicators", verbose_name="取組"
    )
    name = models.CharField("指標の名称", max_length=100)
    unit = models.CharField("単位", max_length=20, blank=True)
    own_series = models.CharField("自団体の系列名", max_length=50)
    direction = models.CharField(
        "めざす向き", max_length=10, choices=Direction, default=Direction.UP
    )
    kind = models.CharField(
        "目標の種類", max_length=20, choices=TargetKind, default=TargetKind.LEVEL
    )
    baseline = models.DecimalField(
        "基準値", max_digits=12, decimal_places=3, null=True, blank=True
    )
    baseline_label = models.CharField("基準値の時点", max_length=50, blank=True)
    words_target = models.TextField("目標（ことば）", blank=True)
    is_context = models.BooleanField(
        "背景を示す指標", default=False, help_text="取組の成果ではなく、背景を示す数値です。"
    )
    source = models.CharField("出典", max_length=200, blank=True)
    reference = models.CharField("計画での場所", max_length=100, blank=True)
    every_months = models.PositiveSmallIntegerField(
        "測る間隔",
        default=12,
        choices=EVERY,
        help_text="いちばん新しい値がこれより古いと、そのことを画面と会議資料に示します。",
    )
    order = models.PositiveSmallIntegerField("並び順", default=0)

    history = HistoricalRecords(verbose_name="指標の変更履歴")

    class Meta:
        verbose_name = verbose_name_plural = "指標"
        ordering = ["initiative__order", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "name"], name="indicator_name_unique_in_initiative"
            ),
            models.CheckConstraint(
                condition=Q(every_months__in=[months for months, _ in EVERY]),
                name="indicator_measured_at_known_intervals",
                violation_error_message="測る間隔を一覧から選んでください。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class IndicatorTarget(models.Model):
    """The value aimed at by the end of a fiscal year, or the words used instead."""

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="targets", verbose_name="指標"
    )
    fiscal_year = models.PositiveSmallIntegerField("年度（西暦）")
    value = models.DecimalField("目標値", max_digits=12, decimal_places=3, null=True, blank=True)
    text = models.CharField("目標（ことば）", max_length=200, blank=True)

    history = HistoricalRecords(verbose_name="目標値の変更履歴")

    class Meta:
        verbose_name = verbose_name_plural = "目標値"
        ordering = ["indicator", "fiscal_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "fiscal_year"], name="indicator_target_once_per_year"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(text=""),
                name="indicator_target_says_something",
                violation_error_message="目標値か、ことばの目標のどちらかを入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}：{self.fiscal_year}年度"


class IndicatorValue(models.Model):
    """A measured value, for the town itself or for a comparator (全国, 県).

    `precision` is how exactly the source says when; `measured_on` is the last day of that time and
    is shown as a day only where the source says a day.
    """

    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="values", verbose_name="指標"
    )
    series = models.CharField("系列", max_length=50)
    measured_on = models.DateField(
        "時点", help_text="月・年度末・年だけがわかるときは、その中のどの日でもかまいません。"
    )
    precision = models.CharField(
        "時点の細かさ", max_length=12, choices=Precision, default=Precision.DAY
    )
    label = models.CharField("時点の表示", max_length=50, blank=True)
    value = models.DecimalField("値", max_digits=12, decimal_places=3)
    is_provisional = models.BooleanField("速報値", default=False)
    source = models.CharField("出典", max_length=200, blank=True)

    history = HistoricalRecords(verbose_name="実績値の変更履歴")

    class Meta:
        verbose_name = verbose_name_plural = "実績値"
        ordering = ["indicator", "measured_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "series", "measured_on"],
                name="indicator_value_once_per_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator}：{self.series} {self.when}"

    def clean(self) -> None:
        """Put the day at the end of the time that it stands for."""
        if self.measured_on and self.precision in Precision:
            self.measured_on = last_day_of(self.measured_on, self.precision)

    @property
    def when(self) -> str:
        """When it was measured, in the source's words or as exactly as it says."""
        return self.label or in_words(self.measured_on, self.precision)


def milestone_overdue(on: date) -> Q:
    """Milestones past their due date on a day, with no completion recorded by then.

    The same rule as `Milestone.is_overdue`.
    """
    not_done = Q(done_on__isnull=True) | Q(done_on__gt=on)
    return not_done & Q(due_on__lt=on)


class Milestone(models.Model):
    """A dated item of a named group that is done or not.

    Without a completion date none is recorded, which does not say that it is not done: that is
    what `not_done_on` says, the day the lead reported so (完了の入力なし, 未完了).
    """

    initiative = models.ForeignKey(
        Initiative, models.PROTECT, related_name="milestones", verbose_name="取組"
    )
    group = models.CharField("まとまり", max_length=100)
    name = models.CharField("マイルストーン", max_length=100)
    order = models.PositiveSmallIntegerField("並び順", default=0)
    due_on = models.DateField("期限", null=True, blank=True)
    done_on = models.DateField(
        "完了日", null=True, blank=True, help_text="この日までに完了したことを表します。"
    )
    not_done_on = models.DateField(
        "未完了の報告日",
        null=True,
        blank=True,
        help_text="まだ終わっていないと、主管の班が報告した日です。",
    )
    note = models.CharField("備考", max_length=200, blank=True)
    reference = models.CharField("計画での場所", max_length=100, blank=True)
    systems = models.ManyToManyField(
        System,
        related_name="milestones",
        blank=True,
        verbose_name="関係するシステム",
        help_text="この項目の完了に、入れ替えや移行が必要な使用システムです。",
    )

    history = HistoricalRecords(verbose_name="マイルストーンの変更履歴", m2m_fields=[systems])

    class Meta:
        verbose_name = verbose_name_plural = "マイルストーン"
        ordering = ["initiative__order", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "group", "name"], name="milestone_name_unique_in_group"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_overdue(self, on: date) -> bool:
        """Past its due date on a day, with no completion recorded by then."""
        return self.due_on is not None and self.due_on < on and not self.is_done(on)

    def is_done(self, on: date) -> bool:
        """Whether a completion is recorded by a day."""
        return self.done_on is not None and self.done_on <= on

    def is_said_open(self, on: date) -> bool:
        """Whether it is not done on a day by what the lead said (未完了)."""
        said = self.not_done_on is not None and self.not_done_on <= on
        return said and not self.is_done(on)
