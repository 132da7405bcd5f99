"""What a meeting was shown, frozen (報告時点の控え)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from initiatives.addresses import address

from .meeting import Meeting
from .plan import Plan
from .reporting_period import ReportingPeriod


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    """Snapshots in their order."""

    def of(self, plan: Plan) -> SnapshotQuerySet:
        """A plan's snapshots in the order they were taken, without their long content."""
        rows = self.filter(plan=plan).select_related("meeting", "period", "taken_by")
        return rows.defer("content").order_by("number")

    def before(self, meeting: Meeting) -> SnapshotQuerySet:
        """Snapshots of meetings held before one, in the order of the meetings and editions."""
        earlier = Q(meeting__held_on__lt=meeting.held_on) | Q(
            meeting__held_on=meeting.held_on, meeting__pk__lt=meeting.pk
        )
        return self.filter(earlier).order_by("meeting__held_on", "meeting__pk", "edition")


class Snapshot(models.Model):
    """The numbers of a period as a meeting saw them. Neither code nor database ever changes it.

    `content` is the canonical JSON text of `initiatives.paper.content.Paper`, `digest` the SHA-256
    of its UTF-8 bytes. The content holds the digest of the snapshot before it, so that
    `verify_snapshots` finds a row that was altered or removed. A faulty paper is not corrected:
    another edition (版) is taken, with a reason, and both stay.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="snapshots", verbose_name="計画")
    number = models.PositiveIntegerField("控えの番号")
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="snapshots", verbose_name="会議"
    )
    edition = models.PositiveSmallIntegerField("版", default=1)
    period = models.ForeignKey(
        ReportingPeriod, models.PROTECT, related_name="snapshots", verbose_name="報告期間"
    )
    taken_at = models.DateTimeField("作成した日時")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="作成した人"
    )
    reason = models.CharField("作り直した理由", max_length=200, blank=True)
    content = models.TextField("内容")
    digest = models.CharField("照合番号", max_length=64)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "報告時点の控え"
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="snapshot_number_unique"),
            models.UniqueConstraint(
                fields=["meeting", "edition"], name="snapshot_edition_unique_in_meeting"
            ),
            models.CheckConstraint(
                condition=Q(edition=1) | ~Q(reason=""),
                name="snapshot_new_edition_says_why",
                violation_error_message="作り直した理由を入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"控え{self.number}（{self.meeting}{self.edition_label}）"

    def get_absolute_url(self) -> str:
        return f"{address(self.meeting, 'paper', self.meeting_id)}?edition={self.edition}"

    @property
    def edition_label(self) -> str:
        """Empty for the first edition, which needs no mention."""
        return "" if self.edition == 1 else f" 第{self.edition}版"

    @property
    def digest_label(self) -> str:
        """The first sixteen digits in groups of four, short enough to compare by reading."""
        return " ".join(self.digest[n : n + 4] for n in range(0, 16, 4))
