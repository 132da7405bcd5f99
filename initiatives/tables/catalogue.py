"""Which tables there are: of a period, and of a meeting's paper. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hirao_dx.shared.tables import Table
from initiatives.paper.content import Figures, Paper

from . import figures as tables_figures
from . import lists, meeting


@dataclass(frozen=True)
class Source:
    """A table of a period, before its figures are known."""

    key: str
    title: str
    make: Callable[[Figures], Table]


SOURCES = (
    Source("counts", "判定別の件数", tables_figures.counts),
    Source("ratings", "評価別の件数", tables_figures.ratings),
    Source("pillars", "計画と柱", tables_figures.groups),
    Source("initiatives", "取組別一覧", tables_figures.initiatives),
    Source("late", "遅れと理由", lists.late),
    Source("reports", "報告一覧", lists.reports),
    Source("silent", "未報告", lists.silent),
    Source("indicators", "指標", lists.indicators),
    Source("indicator-targets", "指標の目標", lists.indicator_targets),
    Source("milestones", "マイルストーン", lists.milestones),
    Source("schedule", "日程", tables_figures.schedule),
    Source("inventory", "業務の棚卸し", tables_figures.inventory),
    Source("history", "推移", tables_figures.history),
)


def source(key: str) -> Source | None:
    """The table an address names."""
    return next((s for s in SOURCES if s.key == key), None)


def of_figures(figures: Figures) -> tuple[Table, ...]:
    """Every table of a period."""
    return tuple(s.make(figures) for s in SOURCES)


def of_paper(paper: Paper) -> tuple[Table, ...]:
    """Every table of a meeting's paper: what it has to decide first, then the period's own."""
    return (
        meeting.changes(paper),
        meeting.matters(paper),
        meeting.agenda(paper),
        meeting.decisions(paper),
        *of_figures(paper.figures),
        meeting.attendees(paper),
    )
