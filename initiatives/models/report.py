"""Progress reports (進捗報告) and the record of who moved them on."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Case, F, Func, Q, Sum, Value, When, Window
from django.db.models.functions import RowNumber
from simple_history.models import HistoricalRecords

from initiatives.addresses import address
from initiatives.choices import PeriodState, ReportAction, ReportState, ReportStatus

from .initiative import Participation
from .plan import Phase, Rating
from .reporting_period import ReportingPeriod

BEING_WRITTEN = [ReportState.DRAFT, ReportState.RETURNED]
UNCHANGED = "前回から変更なし"
COUNTED = [ReportState.SUBMITTED, ReportState.CONFIRMED]
# What a counted report says when nothing more is asked. The same rule as `ends_duty`.
ENDS_DUTY = Q(status=ReportStatus.CANCELLED) | Q(
    status=ReportStatus.DONE, state=ReportState.CONFIRMED
)


def stands() -> Q:
    """Counted reports that may stand in the figures: 中止 does only once it is confirmed.

    The same rule as `rollup.asked.told`.
    """
    return ~Q(status=ReportStatus.CANCELLED) | Q(state=ReportState.CONFIRMED)


def _newest_first(expression: Func) -> Window:
    return Window(
        expression, partition_by=F("participation_id"), order_by=F("period__ends_on").desc()
    )


def ends_duty(status: str, *, is_confirmed: bool) -> bool:
    """Whether nothing more is asked after a counted report: given up, or finished and confirmed.

    The same rule as `ENDS_DUTY`; docs/rules.md, "What is asked for".
    """
    return status == ReportStatus.CANCELLED or (status == ReportStatus.DONE and is_confirmed)


class ProgressReportQuerySet(models.QuerySet["ProgressReport"]):
    """Reports by state and by whether they count."""

    def counted(self) -> ProgressReportQuerySet:
        """Reports that enter the roll-up: submitted or confirmed."""
        return self.filter(state__in=COUNTED)

    def telling(self, *, before: date) -> ProgressReportQuerySet:
        """Of each participation, the counted reports that figures up to a day need.

        Those of periods that end before the day: the newest two, and every one down to the newest
        that is not a 中止 waiting to be confirmed (`stands`).
        """
        one = Case(When(stands(), then=Value(1)), default=Value(0))
        earlier = self.counted().filter(period__ends_on__lt=before)
        return (
            earlier.annotate(age=_newest_first(RowNumber()), standing=_newest_first(Sum(one)))
            .filter(Q(age__lte=2) | Q(standing__lte=1))
            .order_by()
        )

    def with_names(self) -> ProgressReportQuerySet:
        """The same rows, ready to be named and judged for access. No query more."""
        return self.select_related(
            "participation__initiative",
            "participation__section__department",
            "period__plan",
            "phase",
            "rating",
        )

    def awaiting_confirmation(self) -> ProgressReportQuerySet:
        """Submitted reports that nobody has confirmed yet, also those of closed periods."""
        return self.filter(state=ReportState.SUBMITTED)

    def reopened(self) -> ProgressReportQuerySet:
        """Reports of closed periods that the office has reopened. See `is_reopened`."""
        return self.filter(reopened_at__isnull=False, period__state=PeriodState.CLOSED)


class ProgressReport(models.Model):
    """What one section reports on one initiative for one period; there is at most one.

    `progress` is 0–100 toward the initiative's final goal: how far the steps have come, not a
    share of hours worked. `version` rises with every change, so that a later save from an older
    text can be refused. `reopened_at` lets the section write this one report although its period
    is closed, until somebody confirms it.
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
    reopened_at = models.DateTimeField("締切後に再開した日時", null=True, blank=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="締切後に再開した人",
    )
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
            models.CheckConstraint(
                condition=Q(reopened_at__isnull=True, reopened_by__isnull=True)
                | (
                    ~Q(state=ReportState.CONFIRMED)
                    & Q(reopened_at__isnull=False, reopened_by__isnull=False)
                ),
                name="report_reopened_by_somebody_until_confirmed",
                violation_error_message="再開するときは、日時と人の両方を記録してください。"
                "確認済の報告は、再開したままにできません。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation}／{self.period}"

    def get_absolute_url(self) -> str:
        return address(self.period, "report", self.pk)

    @property
    def done_words(self) -> str:
        """What was done in the period, as pages and papers say it; blank where nothing is said."""
        return self.done_text or (UNCHANGED if self.unchanged else "")

    @property
    def is_being_written(self) -> bool:
        """Whether the section may still change the text."""
        return self.state in BEING_WRITTEN

    @property
    def return_comment(self) -> str:
        """Why it was sent back, blank if it was not. One query unless `transitions` are there."""
        steps = self.transitions.all() if self.state == ReportState.RETURNED else ()
        said = [s.comment for s in steps if s.action in (ReportAction.RETURN, ReportAction.REOPEN)]
        return said[-1] if said else ""

    @property
    def is_finished(self) -> bool:
        """Whether it says 完了 and was confirmed: the section is not asked again."""
        return self.status == ReportStatus.DONE and self.state == ReportState.CONFIRMED

    @property
    def ends_duty(self) -> bool:
        """Whether nothing more is asked after it (`ends_duty`)."""
        return ends_duty(self.status, is_confirmed=self.state == ReportState.CONFIRMED)

    @property
    def is_reopened(self) -> bool:
        """Whether the office has reopened this one report of a closed period."""
        return self.period.is_closed and self.reopened_at is not None

    @property
    def is_taken(self) -> bool:
        """Whether it may be written: its period is open, or it was reopened by itself."""
        return self.period.is_open or self.is_reopened


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
