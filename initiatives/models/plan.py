"""The plan itself (計画): its years, phases and rating scale."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Case, Count, F, Q, When
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from hirao_dx.shared.calendar import first_day, fiscal_year, fiscal_year_label, last_day
from initiatives.addresses import urls_of
from initiatives.choices import GETTING_WORSE, BarStyle, PeriodState


class PlanQuerySet(models.QuerySet["Plan"]):
    """Plans, which live side by side: one begins while the last is still reported on."""

    def current_first(self, on: date) -> PlanQuerySet:
        """The current plan of a day first: the latest that has begun, else the first to begin.

        A plan that is over stays current until the next one begins. Of plans that begin in the
        same year the one loaded first is current. Then those begun before, last those to come.
        """
        begun = Q(first_fiscal_year__lte=fiscal_year(on))
        nearest = Case(
            When(begun, then=-F("first_fiscal_year")),
            default=F("first_fiscal_year"),
            output_field=models.IntegerField(),
        )
        return self.order_by(Case(When(begun, then=0), default=1), nearest, "pk")

    def at_work(self, on: date) -> list[Plan]:
        """The current plan of a day, then any other that takes reports. One query."""
        taking = Count("periods", filter=Q(periods__state=PeriodState.OPEN))
        plans: list[Any] = list(self.current_first(on).annotate(taking=taking))
        return [plan for at, plan in enumerate(plans) if at == 0 or plan.taking]

    def current(self) -> Plan | None:
        """Today's plan, or None before one is loaded. One query."""
        return self.current_first(timezone.localdate()).first()


class Plan(models.Model):
    """A municipality's plan over whole fiscal years. Of several, the day says which is current."""

    slug = models.SlugField("識別名", max_length=50, unique=True)
    name = models.CharField("計画の名称", max_length=100)
    municipality = models.CharField("自治体の名称", max_length=50)
    office_name = models.CharField("事務局の名称", max_length=50)
    adopted_month = models.CharField("策定の年月", max_length=7, help_text="例：2023-07")
    first_fiscal_year = models.PositiveSmallIntegerField("最初の年度（西暦）")
    last_fiscal_year = models.PositiveSmallIntegerField("最後の年度（西暦）")
    periods_per_year = models.PositiveSmallIntegerField(
        "年間の報告回数", default=4, choices=[(4, "四半期ごと"), (2, "半年ごと"), (1, "年1回")]
    )
    due_days = models.PositiveSmallIntegerField("期間の終わりから提出期限までの日数", default=15)

    history = HistoricalRecords(verbose_name="計画の変更履歴")
    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "計画"
        constraints = [
            models.CheckConstraint(
                condition=Q(last_fiscal_year__gte=F("first_fiscal_year")),
                name="plan_years_in_order",
                violation_error_message="最後の年度は最初の年度以後にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(periods_per_year__in=[1, 2, 4]),
                name="plan_periods_per_year_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.page("plan_front")

    def page(self, name: str) -> str:
        """The address of one of the plan's pages, by its name."""
        return reverse(name, urlconf=urls_of(self.slug))

    @property
    def reviews_url(self) -> str:
        """Where its reports wait for confirming."""
        return self.page("reviews")

    @property
    def fiscal_years(self) -> range:
        """Every fiscal year of the plan, by the year it starts in."""
        return range(self.first_fiscal_year, self.last_fiscal_year + 1)

    @property
    def starts_on(self) -> date:
        """The first day of the plan."""
        return first_day(self.first_fiscal_year)

    @property
    def ends_on(self) -> date:
        """The last day of the plan."""
        return last_day(self.last_fiscal_year)

    @property
    def years_label(self) -> str:
        """令和5年度〜令和9年度."""
        first = fiscal_year_label(self.first_fiscal_year)
        return f"{first}〜{fiscal_year_label(self.last_fiscal_year)}"

    @property
    def title(self) -> str:
        """The name with its years, which tells one plan from the next."""
        return f"{self.name}（{self.years_label}）"

    def standing(self, on: date) -> str:
        """これから始まる計画, 期間中の計画 or 期間が終わった計画, on a day."""
        if on < self.starts_on:
            return "これから始まる計画"
        return "期間が終わった計画" if on > self.ends_on else "期間中の計画"

    @property
    def adopted_on(self) -> date:
        """The first day of the month of adoption: the text gives no day."""
        year, month = self.adopted_month.split("-")
        return date(int(year), int(month), 1)


class Phase(models.Model):
    """A step every initiative goes through (工程): 検討, 実施, or another plan's own."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="phases", verbose_name="計画")
    name = models.CharField("工程の名称", max_length=30)
    order = models.PositiveSmallIntegerField("並び順", default=0)
    bar_style = models.CharField(
        "予定の棒の描き方", max_length=10, choices=BarStyle, default=BarStyle.PALE
    )

    history = HistoricalRecords(verbose_name="工程の変更履歴")

    class Meta:
        verbose_name = verbose_name_plural = "工程"
        ordering = ["plan", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "name"], name="phase_name_unique_in_plan")
        ]

    def __str__(self) -> str:
        return self.name


class Rating(models.Model):
    """One step of the plan's own rating scale (評価). Towns disagree on letters, so words show."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="ratings", verbose_name="計画")
    letter = models.CharField("記号", max_length=5)
    name = models.CharField("評価の名称", max_length=50)
    amounts_to = models.CharField(
        "相当する判定",
        max_length=15,
        choices=[(j.value, j.label) for j in GETTING_WORSE],
        blank=True,
        help_text="この評価は、どの判定に当たるかです。空欄なら、判定と比べません。",
    )
    order = models.PositiveSmallIntegerField("並び順", default=0)

    history = HistoricalRecords(verbose_name="評価の変更履歴")

    class Meta:
        verbose_name = verbose_name_plural = "評価"
        ordering = ["plan", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "letter"], name="rating_letter_unique_in_plan"
            ),
            models.CheckConstraint(
                condition=Q(amounts_to__in=["", *(j.value for j in GETTING_WORSE)]),
                name="rating_amounts_to_a_judgement",
                violation_error_message="相当する判定を一覧から選んでください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.name}"


class PlanLoad(models.Model):
    """What `load_plan` has loaded so far.

    A later load reads it, so as never to bring back or overwrite what people have changed since.
    """

    plan = models.OneToOneField(Plan, models.CASCADE, related_name="load", verbose_name="計画")
    keys = models.JSONField("読み込んだ項目", default=list)
    loaded_at = models.DateTimeField("最後に読み込んだ日時", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "計画の読み込み記録"

    def __str__(self) -> str:
        return f"{self.plan}：{len(self.keys)}項目"
