"""What somebody found right as it is on the page データの点検."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from inventory.choices import QualityKind
from organization.models import Section

from .system import System
from .task import Task


class QualityDismissal(models.Model):
    """A finding set aside with a reason, for the values of `fingerprint` only.

    When the values change, the finding is shown again. It belongs to one of task, system and
    section: a pair of systems to the system with the lower key, hours against people to the
    section.
    """

    task = models.ForeignKey(
        Task,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="quality_dismissals",
        verbose_name="事務",
    )
    system = models.ForeignKey(
        System,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="quality_dismissals",
        verbose_name="システム",
    )
    section = models.ForeignKey(
        Section,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="quality_dismissals",
        verbose_name="班",
    )
    kind = models.CharField("点検の種類", max_length=20, choices=QualityKind)
    fingerprint = models.TextField("確かめた値")
    reason = models.CharField("理由", max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="確かめた人"
    )
    at = models.DateTimeField("確かめた日時", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "点検で「このままでよい」としたもの"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(task__isnull=False, system__isnull=True, section__isnull=True)
                | Q(task__isnull=True, system__isnull=False, section__isnull=True)
                | Q(task__isnull=True, system__isnull=True, section__isnull=False),
                name="quality_dismissal_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.reason}"
