"""Freezes a period for a meeting: the paper is put together, chained to the last and stored."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from initiatives.models import Meeting, Plan, ReportingPeriod, Snapshot
from organization.access import require_office
from organization.models import User

from . import assemble, content

REASON_LENGTH = 200


def freeze_problems(meeting: Meeting) -> list[str]:
    """Why no paper can be made for a meeting, in sentences; empty if one can. No query."""
    if meeting.period is None:
        return ["対象の報告期間が決まっていません。会議の画面で、報告期間を選んでください。"]
    if meeting.period.is_planned:
        return [
            f"{meeting.period}は、まだ受付が始まっていません。"
            "受付を始めてから作るか、別の報告期間を選んでください。"
        ]
    return []


@transaction.atomic
def take_snapshot(*, meeting: Meeting, by: User, reason: str = "") -> Snapshot:
    """Freeze the numbers of a meeting's period as they are, as its next edition.

    Returns the snapshot.

    Raises ValidationError if no paper can be made (`freeze_problems`), if a later edition has no
    reason, or if the reason is longer than 200 characters; PermissionDenied if `by` is not the
    office.
    """
    require_office(by)
    Plan.objects.select_for_update().get(pk=meeting.plan_id)
    problems = freeze_problems(meeting)
    if problems or meeting.period is None:
        raise ValidationError(problems)
    # Sealing a revision holds the periods it must stay clear of.
    ReportingPeriod.objects.select_for_update().get(pk=meeting.period.pk)
    stamp = _stamp(meeting, by, reason.strip())
    return store_snapshot(
        meeting=meeting, period=meeting.period, stamp=stamp, today=timezone.localdate(), by=by
    )


def store_snapshot(
    *, meeting: Meeting, period: ReportingPeriod, stamp: assemble.Stamp, today: date, by: User
) -> Snapshot:
    """Put a paper together, store it as stamped, and return it.

    Nothing is checked here: see `take_snapshot`. Raises IntegrityError if the plan has a snapshot
    of that number or the meeting one of that edition; pydantic.ValidationError if the paper before
    cannot be read.
    """
    text = content.to_text(assemble.paper(meeting, period, stamp, today=today))
    return Snapshot.objects.create(
        plan_id=meeting.plan_id,
        number=stamp.number,
        meeting=meeting,
        edition=stamp.edition,
        period=period,
        taken_at=stamp.taken_at,
        taken_by=by,
        reason=stamp.reason,
        content=text,
        digest=content.digest_of(text),
    )


def _stamp(meeting: Meeting, by: User, reason: str) -> assemble.Stamp:
    """The next number of the plan and the next edition of the meeting. Two queries.

    Raises ValidationError if a later edition has no reason, or if the reason is too long.
    """
    last = Snapshot.objects.filter(plan=meeting.plan_id).order_by("number").last()
    editions = meeting.snapshots.count()
    if editions and not reason:
        raise ValidationError(
            {"reason": "この会議の資料はもうあります。作り直す理由を入力してください。"}
        )
    if len(reason) > REASON_LENGTH:
        raise ValidationError({"reason": f"理由は{REASON_LENGTH}字までにしてください。"})
    return assemble.Stamp(
        number=last.number + 1 if last else 1,
        edition=editions + 1,
        reason=reason if editions else "",
        taken_at=timezone.now(),
        taken_by=by.name,
        chained_to=last.digest if last else "",
    )
