"""Workbooks being imported, and which columns of foreign sheets mean what."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from inventory.choices import ImportState


class ColumnMapping(models.Model):
    """Which column of a foreign sheet means what, remembered by the sheet's headings."""

    signature = models.CharField("見出しの並び", max_length=64)
    headers = models.JSONField("見出し", default=list)
    columns = models.JSONField("列の対応", default=dict)
    updated_at = models.DateTimeField("更新した日時", auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="更新した人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "列の対応づけ"
        constraints = [models.UniqueConstraint(fields=["signature"], name="column_mapping_unique")]

    def __str__(self) -> str:
        return "、".join(str(header) for header in self.headers[:5])


class ImportJob(models.Model):
    """An uploaded workbook: read, checked, shown, and then applied whole or not at all.

    `findings` holds what the check found row by row, as the preview shows it; `summary` how many
    rows were added, changed, unchanged and faulty. `content` holds the cells as they were read
    (`inventory.workbook.book`), never the file itself; it is emptied once the import is applied or
    dropped.
    """

    name = models.CharField("ファイル名", max_length=255)
    content = models.BinaryField("ファイル", null=True)
    sha256 = models.CharField("照合番号", max_length=64)
    state = models.CharField("状態", max_length=10, choices=ImportState)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="取り込んだ人"
    )
    created_at = models.DateTimeField("受け付けた日時", auto_now_add=True)
    settled_at = models.DateTimeField("終わった日時", null=True, blank=True)
    columns = models.JSONField("列の対応", default=dict)
    rows_total = models.PositiveIntegerField("行数", default=0)
    rows_done = models.PositiveIntegerField("確認した行数", default=0)
    findings = models.JSONField("確認の結果", default=list)
    summary = models.JSONField("まとめ", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "一括取り込み"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rows_done__lte=models.F("rows_total")),
                name="import_job_rows_within_total",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[ImportState.APPLIED, ImportState.DISCARDED],
                    settled_at__isnull=False,
                )
                | (
                    ~Q(state__in=[ImportState.APPLIED, ImportState.DISCARDED])
                    & Q(settled_at__isnull=True)
                ),
                name="import_job_settled_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.get_state_display()}）"
