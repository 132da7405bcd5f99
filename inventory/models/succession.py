"""Which tasks came out of which, by splitting or merging."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from inventory.choices import SuccessionKind

from .task import Task


class TaskSuccession(models.Model):
    """A task that ended and one that goes on in its place. Never changed."""

    before = models.ForeignKey(
        Task, models.PROTECT, related_name="successors", verbose_name="前の事務"
    )
    after = models.ForeignKey(
        Task, models.PROTECT, related_name="predecessors", verbose_name="後の事務"
    )
    kind = models.CharField("種類", max_length=10, choices=SuccessionKind)
    on = models.DateField("実施日")
    reason = models.CharField("理由", max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="操作した人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "事務の分割・統合"
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["before", "after"], name="task_succession_once_per_pair"
            ),
            models.CheckConstraint(
                condition=~Q(before=F("after")), name="task_succession_not_of_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}（{self.get_kind_display()}）"
