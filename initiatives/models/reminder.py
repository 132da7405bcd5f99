"""Mails that were sent to people who are waited for, so that none is sent twice."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from hirao_dx.shared.words import difference
from initiatives.choices import ReminderAbout, ReminderTo
from organization.models import Section

from .report import ReportTransition
from .reporting_period import ReportingPeriod


class Reminder(models.Model):
    """What one mail told one person of a section at one step.

    Of missing reports `step` is the days from the due date: −14, −7, −1 before it, 1, 8, 15 …
    after. Of one that came back or waits for confirming it is the days since the `transition` that
    brought it there: 0, 7, 14 …
    """

    about = models.CharField(
        "内容", max_length=10, choices=ReminderAbout, default=ReminderAbout.MISSING
    )
    transition = models.ForeignKey(
        ReportTransition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reminders",
        verbose_name="報告の経過",
    )

    period = models.ForeignKey(
        ReportingPeriod, models.PROTECT, related_name="reminders", verbose_name="報告期間"
    )
    section = models.ForeignKey(
        Section, models.PROTECT, related_name="reminders", verbose_name="班"
    )
    step = models.SmallIntegerField("段階（日数）")
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminders", verbose_name="宛先"
    )
    sent_as = models.CharField("宛先の役割", max_length=10, choices=ReminderTo)
    sent_at = models.DateTimeField("送信日時")

    class Meta:
        verbose_name = verbose_name_plural = "送ったメール"
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "section", "step", "recipient"],
                condition=Q(about=ReminderAbout.MISSING),
                name="reminder_once_per_step",
            ),
            models.UniqueConstraint(
                fields=["transition", "step", "recipient"],
                condition=~Q(about=ReminderAbout.MISSING),
                name="reminder_once_per_transition_and_step",
            ),
            models.CheckConstraint(
                condition=Q(about=ReminderAbout.MISSING, transition__isnull=True)
                | (~Q(about=ReminderAbout.MISSING) & Q(transition__isnull=False)),
                name="reminder_of_a_report_names_its_step",
            ),
        ]

    def __str__(self) -> str:
        about = self.get_about_display()
        return f"{self.period}／{self.section}／{about} {difference(self.step)}日"
