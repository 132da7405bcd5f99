"""Information systems that tasks run on (使用システム)."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from inventory.choices import Standardisation, SystemCategory


class System(models.Model):
    """A system by its name in the town hall, and its category of the survey."""

    name = models.CharField("システムの名称", max_length=100)
    category = models.CharField("区分", max_length=20, choices=SystemCategory)
    vendor = models.CharField("提供者", max_length=100, blank=True)
    contract_ends_on = models.DateField("契約の終了日", null=True, blank=True)
    standardisation = models.CharField(
        "標準化の状況", max_length=20, choices=Standardisation, blank=True
    )
    remarks = models.TextField("備考", blank=True)

    history = HistoricalRecords(verbose_name="システムの変更履歴")

    class Meta:
        verbose_name = verbose_name_plural = "システム"
        ordering = ["category", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="system_name_unique",
                violation_error_message="同じ名称のシステムがすでにあります。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class SystemAlias(models.Model):
    """Another way in which a system's name is written, for imports and searches."""

    system = models.ForeignKey(
        System, models.CASCADE, related_name="aliases", verbose_name="システム"
    )
    name = models.CharField("別の書き方", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "システムの別の書き方"
        ordering = ["system", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="system_alias_unique",
                violation_error_message="この書き方は、すでに別のシステムのものです。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.system}）"
