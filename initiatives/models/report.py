"""Progress reports (進捗報告) and the record of who moved them on."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from simple_history.models import HistoricalRecords

from initiatives.addresses import address
from initiatives.choices import ReportAction, ReportState, ReportStatus

from .initiative import Participation
from .plan import Phase, Rating
from .reporting_period import ReportingPeriod

BEING_WRITTEN = [ReportState.DRAFT, ReportState.RETURNED]
COUNTED = [ReportState.SUBMITTED, ReportState.CONFIRMED]


class ProgressReportQuerySet(models.QuerySet["ProgressReport"]):
    """Reports by state and by whether they count."""

    def counted(self) -> ProgressReportQuerySet:
        """Reports that enter the roll-up: submitted or confirmed."""
        return self.filter(state__in=COUNTED)

    def latest_counted(self, *, before: date) -> ProgressReportQuerySet:
        """Each participation's newest counted report of a period that ends before a day."""
        newest_first = Window(
            RowNumber(), partition_by=F("participation_id"), order_by=F("period__ends_on").desc()
        )
        earlier = self.counted().filter(period__ends_on__lt=before)
        return earlier.annotate(age=newest_first).filter(age=1).order_by()

    def with_names(self) -> ProgressReportQuerySet:
        """The same rows, ready to be named and judged for access. No query more."""
        return self.select_related(
            "participation__initiative",
            "participation__section__department",
            "period",
            "phase",
            "rating",
        )

    def awaiting_confirmation(self) -> ProgressReportQuerySet:
        """Submitted reports that nobody has confirmed yet."""
        return self.filter(state=ReportState.SUBMITTED)


class ProgressReport(models.Model):
    """What one section reports on one initiative for one period; there is at most one.

    `progress` is 0–100 toward the initiative's final goal: how far the steps have come, not a
    share of hours worked. `version` rises with every change, so that a later save from an older
    text can be refused.
    """

    participation = models.ForeignKey(
        Participation, models.PROTECT, related_name="reports", verbose_name="担当"
    )
    period = models.ForeignKey(
        ReportingPeriod, models.PROTECT, related_name="reports", verbose_name="報告期間"
    )
    state = models.CharField(
        "報告の状態", max_length=10, choices=ReportState, default=ReportState.DRAFT
    )
    status = models.CharField("取組の状況", max_length=20, choices=ReportStatus, blank=True)
    phase = models.ForeignKey(
        Phase,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="工程",
    )
    progress = models.PositiveSmallIntegerField(
        "進捗率（％）", null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    rating = models.ForeignKey(
        Rating,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="評価",
    )
    done_text = models.TextField("実施内容", blank=True)
    issues_text = models.TextField("課題", blank=True)
    next_text = models.TextField("今後の予定", blank=True)
    unchanged = models.BooleanField("前回から変更なし", default=False)
    version = models.PositiveIntegerField("版", default=1)
    submitted_at = models.DateTimeField("提出日時", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="提出者",
    )
    confirmed_at = models.DateTimeField("確認日時", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="確認者",
    )
    confirmed_on_behalf = models.BooleanField("代理確認", default=False)
    created_at = models.DateTimeField("作成日時", auto_now_add=True)
    updated_at = models.DateTimeField("更新日時", auto_now=True)

    history = HistoricalRecords(verbose_name="報告の変更履歴")
    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "進捗報告"
        ordering = ["-period__starts_on", "participation"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "period"], name="report_once_per_period"
            ),
            models.CheckConstraint(
                condition=Q(progress__isnull=True) | Q(progress__lte=100),
                name="report_progress_is_a_percentage",
                violation_error_message="進捗率は0から100までの数で入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=BEING_WRITTEN)
                | (~Q(status="") & (Q(status=ReportStatus.CANCELLED) | Q(progress__isnull=False))),
                name="report_complete_once_submitted",
                violation_error_message="提出するには、取組の状況と進捗率が必要です。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=BEING_WRITTEN)
                | ~Q(status=ReportStatus.DONE)
                | Q(progress=100),
                name="report_done_means_100",
                violation_error_message="完了のときは、進捗率を100にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=BEING_WRITTEN)
                | ~Q(status=ReportStatus.NOT_STARTED)
                | Q(progress=0),
                name="report_not_started_means_0",
                violation_error_message="未着手のときは、進捗率を0にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=BEING_WRITTEN)
                | ~Q(status=ReportStatus.IN_PROGRESS)
                | Q(phase__isnull=False),
                name="report_in_progress_names_phase",
                violation_error_message="取組中のときは、工程を選んでください。",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=COUNTED, submitted_at__isnull=False, submitted_by__isnull=False
                )
                | Q(state__in=BEING_WRITTEN, submitted_at__isnull=True, submitted_by__isnull=True),
                name="report_submitted_by_somebody_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=ReportState.CONFIRMED,
                    confirmed_at__isnull=False,
                    confirmed_by__isnull=False,
                )
                | (
                    ~Q(state=ReportState.CONFIRMED)
                    & Q(
                        confirmed_at__isnull=True,
                        confirmed_by__isnull=True,
                        confirmed_on_behalf=False,
                    )
                ),
                name="report_confirmed_by_somebody_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("submitted_by")),
                name="report_never_confirmed_by_its_submitter",
                violation_error_message="自分が提出した報告は、自分では確認できません。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation}／{self.period}"

    def get_absolute_url(self) -> str:
        return address(self.period, "report", self.pk)

    @property
    def is_being_written(self) -> bool:
        """Whether the section may still change the text."""
        return self.state in BEING_WRITTEN


class ReportTransition(models.Model):
    """One step of a report: who, when, from where to where, why. Never changed or deleted."""

    report = models.ForeignKey(
        ProgressReport, models.PROTECT, related_name="transitions", verbose_name="進捗報告"
    )
    action = models.CharField("操作", max_length=20, choices=ReportAction)
    from_state = models.CharField("前の状態", max_length=10, choices=ReportState, blank=True)
    to_state = models.CharField("後の状態", max_length=10, choices=ReportState)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="操作した人"
    )
    at = models.DateTimeField("日時")
    comment = models.TextField("コメント", blank=True)
    version = models.PositiveIntegerField("版")

    class Meta:
        verbose_name = verbose_name_plural = "報告の経過"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.at:%Y-%m-%d %H:%M}"
