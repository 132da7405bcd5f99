"""The periods for which sections report (報告期間)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import DateField, F, Q, Value
from django.db.models.functions import Greatest, Least
from simple_history.models import HistoricalRecords

from hirao_dx.shared.calendar import fiscal_year_label, fiscal_year_short
from initiatives.addresses import address
from initiatives.choices import PeriodAction, PeriodState

from .cadence import day_of
from .plan import Plan


class ReportingPeriodQuerySet(models.QuerySet["ReportingPeriod"]):
    """Periods of a plan, and by their state."""

    def of(self, plan: Plan) -> ReportingPeriodQuerySet:
        """A plan's periods, oldest first."""
        return self.filter(plan=plan).order_by("starts_on")

    def begun(self) -> ReportingPeriodQuerySet:
        """Periods that take or have taken reports."""
        return self.exclude(state=PeriodState.PLANNED)

    def open(self) -> ReportingPeriodQuerySet:
        """Periods that take reports now."""
        return self.filter(state=PeriodState.OPEN)

    def with_day(self, today: date) -> ReportingPeriodQuerySet:
        """Periods with `day`, as of which duties are looked at (`cadence.day_of`)."""
        until = Least(F("ends_on"), Value(today, DateField()))
        return self.annotate(day=Greatest(F("starts_on"), until))


class ReportingPeriod(models.Model):
    """A quarter, half or whole fiscal year, with the day its reports are due."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="periods", verbose_name="計画")
    fiscal_year = models.PositiveSmallIntegerField("年度（西暦）")
    number = models.PositiveSmallIntegerField("年度内の番号")
    starts_on = models.DateField("開始日")
    ends_on = models.DateField("終了日")
    due_on = models.DateField("提出期限")
    state = models.CharField(
        "状態", max_length=10, choices=PeriodState, default=PeriodState.PLANNED
    )
    closed_at = models.DateTimeField("締め切った日時", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="締め切った人",
    )

    history = HistoricalRecords(verbose_name="報告期間の変更履歴")
    objects = ReportingPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "報告期間"
        ordering = ["plan", "-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "fiscal_year", "number"],
                name="period_number_unique_in_year",
                violation_error_message="同じ年度・番号の報告期間がすでにあります。",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="period_ends_after_start",
                violation_error_message="終了日は開始日より後の日付にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("starts_on")),
                name="period_due_after_start",
                violation_error_message="提出期限は開始日以後の日付にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=PeriodState.CLOSED, closed_at__isnull=False, closed_by__isnull=False
                )
                | (
                    ~Q(state=PeriodState.CLOSED)
                    & Q(closed_at__isnull=True, closed_by__isnull=True)
                ),
                name="period_closed_by_somebody_at_some_time",
                violation_error_message="締め切るときは、日時と人の両方を記録してください。",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return address(self, "submissions", self.key)

    @property
    def key(self) -> str:
        """2026-3, as URLs and files write it."""
        return f"{self.fiscal_year}-{self.number}"

    @property
    def part_label(self) -> str:
        """第3四半期, 上半期 or 通年, by how many months the period spans."""
        months = (self.ends_on.year - self.starts_on.year) * 12
        months += self.ends_on.month - self.starts_on.month + 1
        if months >= 12:
            return "通年"
        if months >= 6:
            return "上半期" if self.number == 1 else "下半期"
        return f"第{self.number}四半期"

    @property
    def label(self) -> str:
        """令和8年度 第3四半期."""
        return f"{fiscal_year_label(self.fiscal_year)} {self.part_label}"

    @property
    def short_label(self) -> str:
        """R8 第3四半期."""
        return f"{fiscal_year_short(self.fiscal_year)} {self.part_label}"

    @property
    def is_open(self) -> bool:
        """Whether reports are taken now."""
        return self.state == PeriodState.OPEN

    @property
    def is_planned(self) -> bool:
        """Whether reports are not taken yet."""
        return self.state == PeriodState.PLANNED

    @property
    def is_closed(self) -> bool:
        """Whether its reports no longer change."""
        return self.state == PeriodState.CLOSED

    def day_on(self, today: date) -> date:
        """Today within the period: its first day before it, its last day after it (`day_of`)."""
        return day_of(self, today)

    def days_left(self, on: date) -> int:
        """Days until the reports are due; negative once overdue."""
        return (self.due_on - on).days


def headline_period(periods: Iterable[ReportingPeriod], on: date) -> ReportingPeriod | None:
    """The period whose figures a plan's pages open on: the newest that is due or closed.

    Opening one early changes no headline, nor does closing it before it begins (docs/rules.md,
    "Which period is shown"). Before any is
    due it is the first that was opened, None before that.
    """
    begun = sorted((p for p in periods if not p.is_planned), key=lambda p: p.starts_on)
    settled = [p for p in begun if p.starts_on <= on and (p.is_closed or p.due_on < on)]
    return settled[-1] if settled else next(iter(begun), None)


class PeriodEvent(models.Model):
    """One step of a period: who, when, from which due date to which, why. Never changed."""

    period = models.ForeignKey(
        ReportingPeriod, models.PROTECT, related_name="events", verbose_name="報告期間"
    )
    action = models.CharField("操作", max_length=10, choices=PeriodAction)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="操作した人"
    )
    at = models.DateTimeField("日時")
    reason = models.TextField("理由", blank=True)
    due_before = models.DateField("前の提出期限", null=True, blank=True)
    due_after = models.DateField("後の提出期限", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "報告期間の経過"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.at:%Y-%m-%d %H:%M}"
