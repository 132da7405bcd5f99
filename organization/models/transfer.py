"""Staff lists (人事異動) that were uploaded and checked, applied or not."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from organization.choices import TransferState

from .user import User


class TransferList(models.Model):
    """An uploaded list of people and their appointments, kept as read until it is applied.

    `rows` holds each row as read; nothing is written to people or appointments before 反映.
    """

    name = models.CharField("ファイルの名前", max_length=200)
    effective_on = models.DateField("異動日")
    rows = models.JSONField("読み取った行", default=list)
    state = models.CharField(
        "状態", max_length=10, choices=TransferState, default=TransferState.CHECKED
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="読み込んだ人"
    )
    at = models.DateTimeField("読み込んだ日時", auto_now_add=True)
    applied_at = models.DateTimeField("反映した日時", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "人事異動の名簿"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=TransferState.APPLIED, applied_at__isnull=False)
                | (~Q(state=TransferState.APPLIED) & Q(applied_at__isnull=True)),
                name="transfer_list_applied_at_some_time",
            )
        ]

    def __str__(self) -> str:
        return self.name


def has_left(user: User, today: date) -> bool:
    """Whether the last applied list that names a person lets them go, on a day that has come.

    No query for people with an appointment today, one for the others.
    """
    if user.is_superuser or user.access.appointments:
        return False
    lists = TransferList.objects.filter(state=TransferState.APPLIED).order_by("-applied_at")
    for rows in lists.values_list("rows", flat=True):
        for row in rows:
            if row["number"] == user.username:
                return bool(row["leaves"]) and date.fromisoformat(row["on"]) <= today
    return False
