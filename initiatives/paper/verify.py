"""Whether the snapshots are still what was taken: each row by itself, and all as a chain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import ValidationError

from initiatives.models import Plan, Snapshot

from . import content


@dataclass(frozen=True)
class Finding:
    """A snapshot with what is wrong with it, in sentences; sound if there is nothing."""

    number: int
    label: str
    digest: str
    faults: tuple[str, ...]


def verify(plan: Plan) -> list[Finding]:
    """Every snapshot of a plan in its order, and one finding for each that is gone."""
    findings: list[Finding] = []
    before: Snapshot | None = None
    rows = Snapshot.objects.filter(plan=plan).select_related("meeting", "period", "taken_by")
    for snapshot in rows.order_by("number").iterator(chunk_size=20):
        findings += _gap(before, snapshot)
        faults = tuple(_faults(snapshot, before))
        findings.append(Finding(snapshot.number, str(snapshot), snapshot.digest, faults))
        before = snapshot
    return findings


def _gap(before: Snapshot | None, snapshot: Snapshot) -> Iterable[Finding]:
    """Snapshots that were removed: numbers are given without gaps."""
    for number in range((before.number if before else 0) + 1, snapshot.number):
        yield Finding(
            number, f"控え{number}", "", ("この番号の控えがありません（取り除かれています）。",)
        )


def _faults(snapshot: Snapshot, before: Snapshot | None) -> Iterable[str]:
    if content.digest_of(snapshot.content) != snapshot.digest:
        yield "内容が照合番号と合いません（内容か照合番号が書き換えられています）。"
    try:
        paper = content.read_paper(snapshot.content)
    except ValidationError:
        yield "内容を読み取れません。"
        return
    yield from _row_faults(snapshot, paper)
    expected = before.digest if before else ""
    if paper.chained_to != expected:
        yield (
            "1つ前の控えとのつながりが合いません"
            "（前の控えが書き換えられたか、取り除かれています）。"
        )


def _row_faults(snapshot: Snapshot, paper: content.Paper) -> Iterable[str]:
    """Differences between the content and the columns that repeat it."""
    pairs = (
        ("控えの番号", snapshot.number, paper.number),
        ("版", snapshot.edition, paper.edition),
        ("作り直した理由", snapshot.reason, paper.reason),
        ("作成した日時", snapshot.taken_at, paper.taken_at),
        ("会議", snapshot.meeting_id, paper.meeting.id),
        ("報告期間", snapshot.period.key, paper.figures.period.key),
    )
    for name, row, said in pairs:
        if row != said:
            yield f"「{name}」が内容と合いません（{row}／内容では{said}）。"
