"""What the office did to a reporting period, and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from initiatives.choices import PeriodAction

from .reporting_period import ReportingPeriod


class PeriodEvent(models.Model):
    """One step in a period's life: who, when, from which due date to which, why. Never changed."""

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
