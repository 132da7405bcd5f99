"""Reminders that were sent, so that none is sent twice."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from hirao_dx.shared.words import difference
from initiatives.choices import ReminderTo
from organization.models import Section

from .reporting_period import ReportingPeriod


class Reminder(models.Model):
    """A reminder to one person about a section's missing reports, at one step before or after due.

    `step` is the days from the due date: −14, −7, −1 before it, 1, 8, 15 … after.
    """

    period = models.ForeignKey(
        ReportingPeriod, models.PROTECT, related_name="reminders", verbose_name="報告期間"
    )
    section = models.ForeignKey(
        Section, models.PROTECT, related_name="reminders", verbose_name="班"
    )
    step = models.SmallIntegerField("期限からの日数")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminders", verbose_name="宛先"
    )
    sent_as = models.CharField("宛先の役割", max_length=10, choices=ReminderTo)
    sent_at = models.DateTimeField("送信日時")

    class Meta:
        verbose_name = verbose_name_plural = "督促"
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "section", "step", "recipient"], name="reminder_once_per_step"
            )
        ]

    def __str__(self) -> str:
        return f"{self.period}／{self.section}／{difference(self.step)}日"
