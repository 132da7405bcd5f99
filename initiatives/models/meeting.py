"""Meetings of the committee and the executive, and what they decided."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from initiatives.choices import DecisionOutcome, MeetingBody
from organization.models import Section

from .initiative import Initiative
from .plan import Plan
from .reporting_period import ReportingPeriod


class Meeting(models.Model):
    """A meeting of the 推進委員会 or the 課長会議 on a reporting period."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="meetings", verbose_name="計画")
    body = models.CharField("会議", max_length=20, choices=MeetingBody)
    number = models.PositiveSmallIntegerField("回")
    held_on = models.DateField("開催日")
    period = models.ForeignKey(
        ReportingPeriod,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name="対象の報告期間",
    )
    remarks = models.TextField("備考", blank=True)

    history = HistoricalRecords(verbose_name="会議の変更履歴")

    class Meta:
        verbose_name = verbose_name_plural = "会議"
        ordering = ["plan", "-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "body", "number"],
                name="meeting_number_unique_in_body",
                violation_error_message="同じ会議・同じ回がすでにあります。",
            )
        ]

    def __str__(self) -> str:
        return f"第{self.number}回{self.get_body_display()}"


class Decision(models.Model):
    """Something a meeting decided: who sees to it, by when, and what came of it."""

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="decisions", verbose_name="会議"
    )
    initiatives = models.ManyToManyField(
        Initiative, related_name="decisions", blank=True, verbose_name="関係する取組"
    )
    number = models.PositiveSmallIntegerField("番号")
    text = models.TextField("決定事項")
    owner = models.ForeignKey(
        Section,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name="担当する班",
    )
    due_on = models.DateField("期限", null=True, blank=True)
    outcome = models.CharField(
        "対応状況", max_length=10, choices=DecisionOutcome, default=DecisionOutcome.OPEN
    )
    outcome_text = models.TextField("対応の内容", blank=True)

    history = HistoricalRecords(verbose_name="決定事項の変更履歴", m2m_fields=[initiatives])

    class Meta:
        verbose_name = verbose_name_plural = "決定事項"
        ordering = ["meeting", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"], name="decision_number_unique_in_meeting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting} 決定{self.number}"

    @property
    def outcome_chip(self) -> str:
        """The mark the outcome is shown with, among those of the state chips."""
        marks = {DecisionOutcome.DONE: "done", DecisionOutcome.DROPPED: "cancelled"}
        return marks.get(DecisionOutcome(self.outcome), "in_progress")
