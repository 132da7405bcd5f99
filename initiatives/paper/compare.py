"""Several papers side by side, the oldest first. Differences are the last less the first. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from hirao_dx.shared.words import difference, number
from initiatives.choices import DecisionOutcome

from .content import GroupLine, IndicatorLine, InitiativeLine, Paper, Word
from .shown_indicators import latest_own, value_label

FEWEST, MOST = 2, 4
T = TypeVar("T")


class Fate(StrEnum):
    """Whether something is in the first and the last of the papers compared."""

    STAYED = ""
    ADDED = "追加"
    ENDED = "終了"
    BETWEEN = "途中の資料だけ"


@dataclass(frozen=True)
class CountRow:
    """How many initiatives had a judgement in each paper."""

    judgement: Word
    values: tuple[int, ...]

    comparable: bool = True

    @property
    def difference(self) -> int | None:
        """The last number less the first, None where the rules changed between."""
        return self.values[-1] - self.values[0] if self.comparable else None


@dataclass(frozen=True)
class ProgressRow:
    """The plan, a pillar or an initiative in each paper; None where a paper does not hold it."""

    name: str
    lines: tuple[GroupLine | InitiativeLine | None, ...]
    comparable: bool = True

    @property
    def difference(self) -> Fraction | None:
        """Points between the means, None unless the first and the last have one by one rule."""
        if not self.comparable:
            return None
        first, last = self.lines[0], self.lines[-1]
        if first is None or last is None or first.mean is None or last.mean is None:
            return None
        return last.mean - first.mean

    @property
    def fate(self) -> Fate:
        return _fate(self.lines)

    @property
    def judgement_moved(self) -> bool:
        """Whether an initiative of both the first and the last paper changed its judgement."""
        if not self.comparable:
            return False
        first, last = self.lines[0], self.lines[-1]
        if not isinstance(first, InitiativeLine) or not isinstance(last, InitiativeLine):
            return False
        return first.judgement != last.judgement


@dataclass(frozen=True)
class ValueRow:
    """A number of each paper in words, or an indicator's newest own value.

    '' where a paper does not hold the indicator, whose `initiative` is named.
    """

    name: str
    values: tuple[str, ...]
    difference: str
    unit: str = ""
    initiative: str = ""
    fate: Fate = Fate.STAYED


@dataclass(frozen=True)
class Comparison:
    """Papers side by side."""

    papers: tuple[Paper, ...]
    counts: tuple[CountRow, ...]
    groups: tuple[ProgressRow, ...]
    initiatives: tuple[ProgressRow, ...]
    numbers: tuple[ValueRow, ...]
    indicators: tuple[ValueRow, ...]

    @property
    def is_comparable(self) -> bool:
        """Whether all were made by the same rules, so that differences mean work."""
        return _by_one_rule(self.papers)


def _by_one_rule(papers: Iterable[Paper]) -> bool:
    return len({paper.rules_version for paper in papers}) == 1


def compare(papers: Iterable[Paper]) -> Comparison:
    """Two to four papers, sorted by their numbers."""
    ordered = tuple(sorted(papers, key=lambda paper: paper.number))
    return Comparison(
        papers=ordered,
        counts=tuple(_counts(ordered)),
        groups=tuple(_groups(ordered)),
        initiatives=tuple(_initiatives(ordered)),
        numbers=tuple(_numbers(ordered)),
        indicators=tuple(_indicators(ordered)),
    )


def _fate(lines: Sequence[object | None]) -> Fate:
    first, last = lines[0] is not None, lines[-1] is not None
    if first and last:
        return Fate.STAYED
    if last:
        return Fate.ADDED
    return Fate.ENDED if first else Fate.BETWEEN


def _matched(
    lists: Iterable[Sequence[T]], key: Callable[[T], object]
) -> Iterable[tuple[T | None, ...]]:
    """Lines of the same key beside each other, in the order of the newest paper that has them."""
    tables = [{key(line): line for line in lines} for lines in lists]
    keys = dict.fromkeys(k for table in reversed(tables) for k in table)
    for one in keys:
        yield tuple(table.get(one) for table in tables)


def _newest(lines: Iterable[T | None]) -> T:
    return [line for line in lines if line is not None][-1]


def _counts(papers: Sequence[Paper]) -> Iterable[CountRow]:
    for count in papers[-1].figures.counts:
        code = count.judgement.code
        values = tuple(p.figures.count(code) for p in papers)
        yield CountRow(count.judgement, values, _by_one_rule(papers))


def _groups(papers: Sequence[Paper]) -> Iterable[ProgressRow]:
    for lines in _matched((p.figures.groups for p in papers), lambda g: (g.depth, g.name)):
        yield ProgressRow(_newest(lines).name, lines, _by_one_rule(papers))


def _initiatives(papers: Sequence[Paper]) -> Iterable[ProgressRow]:
    for lines in _matched((p.figures.initiatives for p in papers), lambda i: i.code):
        yield ProgressRow(_newest(lines).name, lines, _by_one_rule(papers))


def _numbers(papers: Sequence[Paper]) -> Iterable[ValueRow]:
    yield _number("未報告の班", "班", [len(p.figures.silent) for p in papers])
    yield _number(
        "対応中の決定事項",
        "件",
        [sum(d.outcome.code == DecisionOutcome.OPEN for d in p.decisions) for p in papers],
    )
    totals = [p.figures.inventory_total for p in papers]
    one_rule = _by_one_rule(papers)
    yield _number(
        "減った時間（年間）", "時間", [t.saved.less for t in totals], comparable=one_rule
    )
    yield _number(
        "減る見込み（年間）",
        "時間",
        [t.expected.less if t.expected else None for t in totals],
        comparable=one_rule,
    )


def _number(
    name: str, unit: str, values: Sequence[Fraction | int | None], *, comparable: bool = True
) -> ValueRow:
    first, last = values[0], values[-1]
    moved = last - first if comparable and first is not None and last is not None else None
    shown = tuple(number(value) for value in values)
    return ValueRow(name, shown, difference(moved), unit)


def _indicators(papers: Sequence[Paper]) -> Iterable[ValueRow]:
    lists = (p.figures.indicators for p in papers)
    for lines in _matched(lists, lambda i: (i.initiative, i.name)):
        newest = _newest(lines)
        yield ValueRow(
            name=newest.name,
            initiative=newest.initiative,
            values=tuple(_latest(line) for line in lines),
            difference=_indicator_difference(lines[0], lines[-1]),
            fate=_fate(lines),
        )


def _latest(line: IndicatorLine | None) -> str:
    if line is None:
        return ""
    value = latest_own(line)
    return value_label(value, line.unit) if value else "実績値の入力なし"


def _indicator_difference(first: IndicatorLine | None, last: IndicatorLine | None) -> str:
    before = latest_own(first) if first else None
    now = latest_own(last) if last else None
    return difference(now.value - before.value) if before and now else "－"
