"""The rows of the dashboard's tables, from figures that are known already. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby

from initiatives.choices import Judgement
from initiatives.models import Milestone, Rating
from initiatives.rollup import reasons, words
from initiatives.rollup.comparison import Earlier, Since
from initiatives.rollup.figures import InitiativeFigures, PlanFigures, Thresholds
from initiatives.rollup.milestones import MilestoneGroup, grouped


@dataclass(frozen=True)
class Count:
    """How many initiatives have a judgement; `before` is None where nothing is compared."""

    judgement: Judgement
    now: int
    before: int | None

    @property
    def has_moved(self) -> bool:
        """Whether the number is another one than before."""
        return self.before is not None and self.before != self.now


@dataclass(frozen=True)
class InitiativeRow:
    """One initiative, why it is judged so, and how far it has moved since what was shown."""

    figures: InitiativeFigures
    reasons: list[str]
    slowest: str
    difference: Fraction | None


@dataclass(frozen=True)
class Movement:
    """An initiative whose judgement changed. `now` is None if it ended, `before` if it is new."""

    code: str
    name: str
    before: Earlier | None
    now: InitiativeFigures | None
    difference: Fraction | None = None


@dataclass(frozen=True)
class MilestoneRow:
    """A group of an initiative's milestones, counted as of a day."""

    figures: InitiativeFigures
    group: MilestoneGroup[Milestone]
    overdue: tuple[tuple[Milestone, str], ...]
    """Those past their date, each with what is known of it (完了の入力なし, 未完了)."""

    @property
    def total(self) -> int:
        return len(self.group.items)

    @property
    def ahead(self) -> int:
        """Neither done nor past the date."""
        return self.total - self.group.done - len(self.group.overdue)


@dataclass(frozen=True)
class MilestoneTotal:
    """The milestones of the whole plan."""

    total: int
    done: int
    overdue: int
    ahead: int


@dataclass(frozen=True)
class HistoryRow:
    """The headline of one period."""

    figures: PlanFigures
    is_shown: bool


def counts(figures: PlanFigures, since: Since | None) -> list[Count]:
    """Every judgement with its number of initiatives, and how many it was before."""
    if since is None or not since.is_comparable:
        return [Count(j, now, None) for j, now in figures.plan.counts]
    before = Counter(earlier.judgement for earlier in since.initiatives.values())
    return [Count(j, now, before[j.value]) for j, now in figures.plan.counts]


def rating_counts(
    figures: PlanFigures, scale: Iterable[Rating]
) -> list[tuple[Rating | None, int]]:
    """Each rating with how many initiatives their leads gave it; last, None, those without one."""
    found = Counter(f.rating for f in figures.initiatives)
    rated = [(rating, found[str(rating)]) for rating in scale]
    return [*rated, (None, len(figures.initiatives) - sum(count for _, count in rated))]


def initiative_rows(
    figures: PlanFigures, since: Since | None, thresholds: Thresholds
) -> list[InitiativeRow]:
    """A row per initiative of a period, in the plan's order."""
    return [
        InitiativeRow(
            figures=f,
            reasons=reasons.judgement_reasons(f, thresholds),
            slowest=words.slowest(f),
            difference=since.change(f).difference if since else None,
        )
        for f in figures.initiatives
    ]


def movements(history: Sequence[PlanFigures], since: Since | None) -> list[Movement]:
    """Initiatives of the last period whose judgement moved, then new ones, then ended ones."""
    if since is None or not since.is_comparable:
        return []
    figures = history[-1].initiatives
    moved, new = [], []
    for f in figures:
        earlier = since.of(f.initiative.code)
        movement = Movement(f.initiative.code, _name(f), earlier, f, since.change(f).difference)
        if earlier is None:
            new.append(movement)
        elif earlier.has_moved(f.judgement):
            moved.append(movement)
    names = {f.initiative.code: _name(f) for period in history for f in period.initiatives}
    still_there = {f.initiative.code for f in figures}
    ended = [
        Movement(code, names.get(code, code), earlier, None)
        for code, earlier in since.initiatives.items()
        if code not in still_there
    ]
    return [*moved, *new, *ended]


def milestone_rows(
    figures: PlanFigures, milestones: Iterable[Milestone], *, on: date
) -> list[MilestoneRow]:
    """The groups of every initiative of a period. `milestones` in the plan's order."""
    by_initiative = {
        pk: list(items) for pk, items in groupby(milestones, key=lambda m: m.initiative_id)
    }
    return [
        MilestoneRow(f, group, tuple((m, reasons.milestone_state(m, on)) for m in group.overdue))
        for f in figures.initiatives
        for group in milestone_groups(by_initiative.get(f.initiative.id, []), on=on)
    ]


def milestone_groups(
    milestones: Iterable[Milestone], *, on: date
) -> list[MilestoneGroup[Milestone]]:
    """An initiative's milestones in groups, in the order of their first item, as of a day."""
    return grouped(milestones, done=lambda m: m.is_done(on), overdue=lambda m: m.is_overdue(on))


def milestone_total(rows: Sequence[MilestoneRow]) -> MilestoneTotal:
    """The milestones of all rows added up."""
    return MilestoneTotal(
        total=sum(row.total for row in rows),
        done=sum(row.group.done for row in rows),
        overdue=sum(len(row.group.overdue) for row in rows),
        ahead=sum(row.ahead for row in rows),
    )


def history_rows(history: Sequence[PlanFigures]) -> list[HistoryRow]:
    """Every period, the newest first."""
    return [HistoryRow(figures, figures is history[-1]) for figures in reversed(history)]


def _name(figures: InitiativeFigures) -> str:
    return f"{figures.initiative.symbol} {figures.initiative.title}"
