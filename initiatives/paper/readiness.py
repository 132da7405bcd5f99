"""What the office should know before it freezes a paper. It informs and forbids nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from initiatives.choices import Freshness
from initiatives.models import Meeting, PlanRevision, ReportingPeriod
from organization.models import User

from . import assemble
from .content import Paper


@dataclass(frozen=True)
class Readiness:
    """The paper as it would be now, with what may still be missing from it.

    `unconfirmed` counts reports of the period that no head has confirmed; `warnings` are
    sentences.
    """

    paper: Paper
    unconfirmed: int
    warnings: tuple[str, ...]


def preview(meeting: Meeting, period: ReportingPeriod, by: User) -> Paper:
    """The paper a snapshot taken now would hold. It has no number yet (0).

    Raises pydantic.ValidationError if the paper of the meeting before cannot be read.
    """
    stamp = assemble.Stamp(
        number=0,
        edition=meeting.snapshots.count() + 1,
        reason="",
        taken_at=timezone.now(),
        taken_by=by.name,
        chained_to="",
    )
    return assemble.paper(meeting, period, stamp, today=timezone.localdate())


def readiness(meeting: Meeting, period: ReportingPeriod, by: User) -> Readiness:
    """The paper a snapshot taken now would hold, with warnings. Raises as `preview` does."""
    paper = preview(meeting, period, by)
    unconfirmed = sum(
        report.freshness.code == Freshness.FRESH and not report.confirmed
        for line in paper.figures.initiatives
        for report in line.reports
    )
    return Readiness(paper, unconfirmed, tuple(_warnings(meeting, period, paper, unconfirmed)))


def _warnings(
    meeting: Meeting, period: ReportingPeriod, paper: Paper, unconfirmed: int
) -> Iterable[str]:
    missing = paper.figures.groups[0].coverage
    if period.is_open:
        yield f"{period}は、まだ受付中です。このあと届く報告は、この資料に入りません。"
    if missing.due > missing.fresh:
        yield f"今期の報告がまだのものが{missing.due - missing.fresh}件あります。"
    if unconfirmed:
        yield f"課長がまだ確認していない報告が{unconfirmed}件あります。資料には入ります。"
    drafts = PlanRevision.objects.filter(plan=meeting.plan_id, sealed_at__isnull=True).count()
    if drafts:
        yield f"まだ確定していない計画の見直しが{drafts}件あります。資料には入りません。"
    if not paper.agenda:
        yield "議題がまだありません。議題を書いてから作ると、資料に載ります。"
