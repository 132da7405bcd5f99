"""Prepares a paper for reading: what page and PDF show, from its content alone. Pure.

`show(paper, digest=…)` returns all that `templates/initiatives/paper/_body.html` needs. Without a
digest it is a preview (下見): no snapshot has been taken of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from initiatives.charts import gantt
from initiatives.choices import Judgement
from initiatives.rollup.milestones import MilestoneGroup, grouped

from . import rules
from .content import (
    ChangeLine,
    Figures,
    GanttLine,
    InitiativeLine,
    MilestoneLine,
    Paper,
)
from .shown_indicators import ShownIndicator, shown_indicators

DELAYED = (Judgement.LATE, Judgement.SLIGHTLY_LATE)


@dataclass(frozen=True)
class ShownPaper:
    """A paper with everything computed that its templates show."""

    content: Paper
    digest: str
    gantt: gantt.Gantt
    delays: tuple[InitiativeLine, ...]
    milestone_groups: tuple[tuple[InitiativeLine, MilestoneGroup[MilestoneLine]], ...]
    indicators: tuple[ShownIndicator, ...]
    rules: tuple[rules.Rule, ...]

    @property
    def figures(self) -> Figures:
        return self.content.figures

    @property
    def is_preview(self) -> bool:
        return not self.digest

    @property
    def title(self) -> str:
        """第3回推進委員会 会議資料, with the edition from the second on."""
        edition = f"（第{self.content.edition}版）" if self.content.edition > 1 else ""
        return f"{self.content.meeting.label} 会議資料{edition}"

    @property
    def digest_label(self) -> str:
        return digest_label(self.digest)

    @property
    def previous_digest_label(self) -> str:
        return digest_label(self.content.previous.digest) if self.content.previous else ""

    @property
    def running_foot(self) -> str:
        """The text at the lower left of every sheet."""
        if self.is_preview:
            return f"{self.title}　下見（まだ控えではありません）"
        return f"{self.title}　照合番号 {self.digest_label}"

    @property
    def moved(self) -> tuple[ChangeLine, ...]:
        """Initiatives whose judgement or number has changed, added and ended ones included."""
        changes = self.content.changes
        return tuple(c for c in changes if c.judgement_moved or c.mean != c.mean_before)

    @property
    def rejudged(self) -> int:
        """How many of them have another judgement than before, or had none."""
        return sum(1 for c in self.moved if c.judgement_moved)

    @property
    def unmoved(self) -> int:
        return len(self.content.changes) - len(self.moved)

    @property
    def silent_count(self) -> int:
        """How many reports of the period have not come."""
        coverage = self.figures.groups[0].coverage
        return coverage.due - coverage.fresh


def show(paper: Paper, *, digest: str = "") -> ShownPaper:
    """A paper ready for its templates; `digest` is its snapshot's, empty for a preview."""
    figures = paper.figures
    return ShownPaper(
        content=paper,
        digest=digest,
        gantt=_gantt(figures),
        delays=tuple(_delays(figures)),
        milestone_groups=tuple(_milestone_groups(figures)),
        indicators=shown_indicators(figures),
        rules=rules.rules(figures, paper.rules_version),
    )


def digest_label(digest: str) -> str:
    """The first sixteen digits in groups of four, as a snapshot labels itself."""
    return " ".join(digest[n : n + 4] for n in range(0, 16, 4)).strip()


def _delays(figures: Figures) -> Iterable[InitiativeLine]:
    """遅れ first, then やや遅れ, each in the plan's order."""
    for judgement in DELAYED:
        yield from (line for line in figures.initiatives if line.judgement.code == judgement)


def _milestone_groups(
    figures: Figures,
) -> Iterable[tuple[InitiativeLine, MilestoneGroup[MilestoneLine]]]:
    for line in figures.initiatives:
        for group in grouped(
            line.milestones, done=lambda m: bool(m.done_on), overdue=lambda m: m.overdue
        ):
            yield line, group


def _gantt(figures: Figures) -> gantt.Gantt:
    return gantt.draw(
        [_row(line) for line in figures.gantt],
        fiscal_years=range(figures.first_fiscal_year, figures.last_fiscal_year + 1),
        phases=figures.phase_styles,
        today=figures.today,
        shown=(figures.period.starts_on, figures.period.ends_on),
    )


def _row(line: GanttLine) -> gantt.Row:
    """A row of the chart. Without an address: a paper is read without following links."""
    return gantt.Row(
        symbol=line.symbol,
        title=line.title,
        url="",
        planned=line.planned,
        actual=line.actual,
        adopted=() if line.adopted == line.planned else line.adopted,
        standing=line.standing,
        adopted_label=line.adopted_label,
    )
