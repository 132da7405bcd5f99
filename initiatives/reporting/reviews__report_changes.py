"""What a report says otherwise than the section's last one, in words. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from initiatives.choices import ReportStatus
from initiatives.models import ProgressReport

TEXTS = [("done_text", "実施内容"), ("issues_text", "課題"), ("next_text", "今後の予定")]


@dataclass(frozen=True)
class Change:
    """One difference. `is_setback` marks what a head should look at twice."""

    words: str
    is_setback: bool = False


def changes(report: ProgressReport, last: ProgressReport | None) -> list[Change]:
    """The differences, the weightiest first. Expects phase and rating of both to be loaded."""
    if last is None:
        return [Change("この取組のはじめての報告です")]
    found = [*_status(report, last), *_progress(report, last), *_named(report, last)]
    rewritten = _rewritten(report, last)
    if rewritten:
        found.append(Change(f"{'・'.join(rewritten)}の文が変わりました"))
    return found or [Change(f"前回（{last.period}）と同じ内容です")]


def _status(report: ProgressReport, last: ProgressReport) -> list[Change]:
    if report.status == last.status:
        return []
    words = f"状況 {last.get_status_display()} → {report.get_status_display()}"
    setback = report.status == ReportStatus.CANCELLED or last.status == ReportStatus.DONE
    return [Change(words, setback)]


def _progress(report: ProgressReport, last: ProgressReport) -> list[Change]:
    now, before = report.progress, last.progress
    if now == before:
        return []
    back = now is not None and before is not None and now < before
    words = f"進捗 {_percent(before)} → {_percent(now)}"
    return [Change(f"{words}（下がっています）" if back else words, back)]


def _named(report: ProgressReport, last: ProgressReport) -> list[Change]:
    """Phase and rating, by their names."""
    return [
        Change(f"{label} {before or '－'} → {now or '－'}")
        for label, before, now in (
            ("工程", last.phase, report.phase),
            ("評価", last.rating, report.rating),
        )
        if before != now
    ]


def _rewritten(report: ProgressReport, last: ProgressReport) -> list[str]:
    return [
        label
        for name, label in TEXTS
        if getattr(report, name).strip() != getattr(last, name).strip()
    ]


def _percent(value: int | None) -> str:
    return "－" if value is None else f"{value}％"
