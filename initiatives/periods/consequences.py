"""What a step of a period changes for others, to be read before it is taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hirao_dx.shared.calendar import wareki_date
from hirao_dx.shared.words import days_words, number
from initiatives.choices import PeriodAction, ReportState
from initiatives.models import ReportingPeriod
from initiatives.reporting.duties import Duty
from organization.models import Section

NAMED = 20  # sections that one page names
MISSING, RETURNED, WAITING = "未提出", "差戻し", "未確認"


@dataclass(frozen=True)
class Stranded:
    """What a section leaves behind when a period closes: how many of which kind."""

    section: Section
    counts: Counter[str]

    def __str__(self) -> str:
        return f"{self.section.label}（{_counted(self.counts)}）"


def consequences(
    action: PeriodAction, period: ReportingPeriod, found: list[Duty], today: date
) -> list[str]:
    """What to read before a period is opened or closed, in sentences; none for other steps.

    `found` are the period's duties. One query at most.
    """
    if action == PeriodAction.OPEN:
        return of_opening(period, today)
    if action == PeriodAction.CLOSE:
        return of_closing(period, found, today)
    return []


def of_opening(period: ReportingPeriod, today: date) -> list[str]:
    """What opening a period meets: others still open, a day to come. One query."""
    said = [
        f"{other}の報告（{days_words(other.days_left(today))}）が開いたままです。"
        "班の人には、両方の期間の報告を求めることになります。"
        for other in period.plan.periods.open().exclude(pk=period.pk).order_by("starts_on")
    ]
    if period.starts_on > today:
        left = number((period.starts_on - today).days)
        said.append(
            f"{period}は{wareki_date(period.starts_on)}に始まります（あと{left}日）。"
            "始まる前の期間の報告を求めることになります。"
        )
    return said


def of_closing(period: ReportingPeriod, found: list[Duty], today: date) -> list[str]:
    """What closing strands, and whose; empty where all is confirmed. No query."""
    left = stranded(found)
    said = []
    if period.starts_on > today:
        said.append(f"{period}は、まだ始まっていません（{wareki_date(period.starts_on)}から）。")
    if not left:
        return said
    total: Counter[str] = sum((s.counts for s in left), Counter())
    said.append(f"{_counted(total)}のまま締め切ることになります。")
    if total[MISSING] or total[RETURNED]:
        said.append(
            "未提出と差戻しの報告は、出せなくなります。"
            "提出されたことのある報告は、事務局が1件ずつ再開できます。"
        )
    if total[WAITING]:
        said.append("未確認の報告は、締め切ったあとも、課長と事務局が確認できます。")
    said += [str(s) for s in left[:NAMED]]
    if len(left) > NAMED:
        said.append(f"ほか{number(len(left) - NAMED)}班")
    return said


def stranded(found: Iterable[Duty]) -> list[Stranded]:
    """By section, in the town's order, what is not handed in, sent back, or not confirmed."""
    counts: dict[Section, Counter[str]] = {}
    for duty in found:
        if kind := _kind(duty):
            counts.setdefault(duty.participation.section, Counter())[kind] += 1
    order = sorted(counts, key=lambda s: (s.department.order, s.department_id, s.order, s.pk))
    return [Stranded(section, counts[section]) for section in order]


def _kind(duty: Duty) -> str:
    if duty.is_owed:
        return RETURNED if duty.is_returned else MISSING
    is_waiting = duty.counted is not None and duty.counted.state == ReportState.SUBMITTED
    return WAITING if is_waiting else ""


def _counted(counts: Counter[str]) -> str:
    """未提出2件、差戻し1件."""
    return "、".join(
        f"{kind}{number(counts[kind])}件" for kind in (MISSING, RETURNED, WAITING) if counts[kind]
    )
