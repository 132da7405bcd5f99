"""A section's parts in an initiative with their reports, and who changed them and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from initiatives.choices import Cadence, ParticipationRole
from initiatives.models import Participation, ProgressReport

from .matrix import span

ENTRY = {"+": "登録", "~": "変更", "-": "削除"}


@dataclass(frozen=True)
class Part:
    """One participation with its reports, newest first."""

    row: Participation
    reports: tuple[ProgressReport, ...]

    @property
    def dates(self) -> str:
        return span(self.row)

    @property
    def last(self) -> ProgressReport | None:
        """The latest report that was handed in."""
        return next((r for r in self.reports if not r.is_being_written), None)

    @property
    def being_written(self) -> list[ProgressReport]:
        return [r for r in self.reports if r.is_being_written]


@dataclass(frozen=True)
class Entry:
    """One row of the history: what the participation said from then on."""

    at: datetime
    who: str
    what: str
    reason: str


def parts(rows: Iterable[Participation]) -> list[Part]:
    """Each participation with its reports, oldest first. One query."""
    ordered = sorted(rows, key=lambda row: row.starts_on)
    reports = defaultdict(list)
    found = ProgressReport.objects.filter(participation__in=ordered).select_related("period")
    for report in found.order_by("-period__ends_on"):
        reports[report.participation_id].append(report)
    return [Part(row, tuple(reports[row.pk])) for row in ordered]


def trail(rows: Iterable[Participation]) -> list[Entry]:
    """Who changed these participations and why, newest first. One query."""
    lines = (
        Participation.history.filter(id__in=[row.pk for row in rows])
        .select_related("history_user")
        .order_by("-history_date", "-history_id")
    )
    return [
        Entry(
            at=line.history_date,
            who=line.history_user.name if line.history_user else "",
            what=f"{ENTRY[line.history_type]}：{_said(line)} {span(line)}",
            reason=line.history_change_reason or "",
        )
        for line in lines
    ]


def _said(line: Participation) -> str:
    """Role and, where it is not 毎期, cadence: 関係・半期."""
    words = [ParticipationRole(line.role).label]
    if line.cadence != Cadence.EVERY:
        words.append(Cadence(line.cadence).label)
    return "・".join(words)
