"""Prepares a paper for reading: what page and PDF show, from its content alone. Pure.

`show(paper, digest=…)` gives the one thing that `templates/initiatives/paper/_body.html` needs.
Without a digest it is a preview (下見): no snapshot has been taken of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from initiatives.charts import gantt
from initiatives.choices import DecisionOutcome, Judgement

from . import rules
from .content import (
    ChangeLine,
    DecisionLine,
    Figures,
    GanttLine,
    InitiativeLine,
    MilestoneLine,
    Paper,
    PhaseSpan,
    ReportLine,
)
from .shown_indicators import ShownIndicator, shown_indicators

# A row of the reasons' table that is longer than this may break over two sheets; no other may.
LONG_TEXT = 700
DELAYED = (Judgement.LATE, Judgement.SLIGHTLY_LATE)
OUTCOME_CHIPS = {
    DecisionOutcome.OPEN: "in_progress",
    DecisionOutcome.DONE: "done",
    DecisionOutcome.DROPPED: "cancelled",
}


@dataclass(frozen=True)
class Voice:
    """What a section wrote of a delayed initiative, in its own words."""

    report: ReportLine

    @property
    def is_long(self) -> bool:
        return max(len(self.report.issues_text), len(self.report.next_text)) > LONG_TEXT


@dataclass(frozen=True)
class Delay:
    """A delayed initiative with the sections that say why or what comes next."""

    line: InitiativeLine
    voices: tuple[Voice, ...]


@dataclass(frozen=True)
class MilestoneGroup:
    """Milestones of one name in one initiative (標準化の対象となる業務)."""

    initiative: str
    name: str
    items: tuple[MilestoneLine, ...]

    @property
    def done(self) -> tuple[MilestoneLine, ...]:
        return tuple(m for m in self.items if m.done_on)

    @property
    def open(self) -> tuple[MilestoneLine, ...]:
        return tuple(m for m in self.items if not m.done_on)

    @property
    def overdue(self) -> int:
        return sum(1 for m in self.items if m.overdue)


@dataclass(frozen=True)
class ShownDecision:
    """An earlier decision with the chip its outcome is shown by."""

    line: DecisionLine
    chip: str


@dataclass(frozen=True)
class ShownPaper:
    """A paper with everything computed that its templates write down."""

    content: Paper
    digest: str
    gantt: gantt.Gantt
    delays: tuple[Delay, ...]
    milestone_groups: tuple[MilestoneGroup, ...]
    decisions: tuple[ShownDecision, ...]
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
        """What stands at the foot of every sheet."""
        if self.is_preview:
            return f"{self.title}　下見（まだ控えではありません）"
        return f"{self.title}　照合番号 {self.digest_label}"

    @property
    def moved(self) -> tuple[ChangeLine, ...]:
        """Initiatives whose word or number is not what it was, added and ended ones included."""
        return tuple(c for c in self.content.changes if c.judgement_moved or _number_moved(c))

    @property
    def rejudged(self) -> int:
        """How many of them have another word than before, or none then."""
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
        decisions=tuple(
            ShownDecision(d, OUTCOME_CHIPS[DecisionOutcome(d.outcome.code)])
            for d in paper.decisions
        ),
        indicators=shown_indicators(figures),
        rules=rules.rules(figures),
    )


def digest_label(digest: str) -> str:
    """The first sixteen digits in groups of four, as a snapshot labels itself."""
    return " ".join(digest[n : n + 4] for n in range(0, 16, 4)).strip()


def _number_moved(change: ChangeLine) -> bool:
    return change.mean != change.mean_before


def _delays(figures: Figures) -> Iterable[Delay]:
    """遅れ first, then やや遅れ, each in the plan's order."""
    for judgement in DELAYED:
        for line in figures.initiatives:
            if line.judgement.code == judgement:
                said = (r for r in line.reports if r.issues_text or r.next_text)
                yield Delay(line, tuple(Voice(r) for r in said))


def _milestone_groups(figures: Figures) -> Iterable[MilestoneGroup]:
    for line in figures.initiatives:
        names = dict.fromkeys(m.group for m in line.milestones)
        for name in names:
            items = tuple(m for m in line.milestones if m.group == name)
            yield MilestoneGroup(line.name, name, items)


def _gantt(figures: Figures) -> gantt.Gantt:
    return gantt.draw(
        [_row(line) for line in figures.gantt],
        fiscal_years=range(figures.first_fiscal_year, figures.last_fiscal_year + 1),
        phases=[gantt.Phase(name, style) for name, style in figures.phase_styles],
        today=figures.today,
        shown=(figures.period.starts_on, figures.period.ends_on),
    )


def _row(line: GanttLine) -> gantt.Row:
    """A row of the chart. Without an address: a paper is read without following links."""
    adopted = _phases(line.adopted)
    planned = _phases(line.planned)
    return gantt.Row(
        symbol=line.symbol,
        title=line.title,
        url="",
        planned=planned,
        actual=tuple(
            gantt.ActualPeriod(b.label, b.starts_on, b.ends_on, b.phase, b.status_label)
            for b in line.actual
        ),
        adopted=() if adopted == planned else adopted,
        standing=line.standing,
        adopted_label=line.adopted_label,
    )


def _phases(spans: Iterable[PhaseSpan]) -> tuple[gantt.PlannedPhase, ...]:
    return tuple(
        gantt.PlannedPhase(s.name, s.style, s.first_fiscal_year, s.last_fiscal_year) for s in spans
    )
