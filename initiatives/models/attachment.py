"""Evidence: files that belong to a report."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from .report import ProgressReport


class ReportAttachment(models.Model):
    """A file on a report. `name` is what people see; the stored name is random.

    A removed attachment keeps its row (who, when) and is no longer served; the reason is in its
    history.
    """

    report = models.ForeignKey(
        ProgressReport, models.PROTECT, related_name="attachments", verbose_name="進捗報告"
    )
    file = models.FileField("ファイル", upload_to="evidence/%Y/%m/")
    name = models.CharField("ファイルの名前", max_length=200)
    content_type = models.CharField("種類", max_length=100)
    size = models.PositiveIntegerField("大きさ（バイト）")
    sha256 = models.CharField("要約値", max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="添付した人"
    )
    uploaded_at = models.DateTimeField("添付した日時", auto_now_add=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="外した人",
    )
    removed_at = models.DateTimeField("外した日時", null=True, blank=True)

    history = HistoricalRecords(verbose_name="添付の変更履歴")

    class Meta:
        verbose_name = verbose_name_plural = "添付ファイル"
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="attachment_removed_by_somebody_at_some_time",
            )
        ]

    def __str__(self) -> str:
        return self.name
