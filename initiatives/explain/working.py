"""Formulas with the numbers put in: each computes its result and writes itself out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hirao_dx.shared.words import number, points, share, tenths
from initiatives.indicators.attainment import Way
from initiatives.rollup.figures import ZERO, PlannedAt

# A longer sum is broken off here; the tables beside it hold every term.
SHOWN_TERMS = 12


@dataclass(frozen=True)
class Term:
    """A number of a sum with the weight it counts with."""

    value: Fraction
    weight: Fraction = Fraction(1)


@dataclass(frozen=True)
class Mean:
    """The weighted sum of terms ÷ `divisor`: (80＋60＋70) ÷ 3 ＝ 70.0％."""

    terms: tuple[Term, ...]
    divisor: Fraction

    @property
    def value(self) -> Fraction | None:
        total = sum((t.value * t.weight for t in self.terms), ZERO)
        return total / self.divisor if self.divisor else None

    @property
    def text(self) -> str:
        if self.value is None:
            return ""
        written = _written([t.value for t in self.terms])
        weights = (f"×{number(t.weight)}" if self._weighs else "" for t in self.terms)
        added = _sum([f"{value}{weight}" for value, weight in zip(written, weights, strict=True)])
        return f"({added}) ÷ {number(self.divisor)} ＝ {share(self.value)}％"

    @property
    def _weighs(self) -> bool:
        return any(t.weight != 1 for t in self.terms)


@dataclass(frozen=True)
class Total:
    """A plain sum: 2＋1＋1 ＝ 4件. `names` say what each part is."""

    parts: tuple[Fraction, ...]
    unit: str = "件"
    names: tuple[str, ...] = ()

    @property
    def value(self) -> Fraction:
        return sum(self.parts, ZERO)

    @property
    def text(self) -> str:
        numbers = [number(part) for part in self.parts]
        if self.names:
            numbers = [f"{n}{part}" for n, part in zip(self.names, numbers, strict=True)]
        return f"{_sum(numbers) or 0} ＝ {number(self.value)}{self.unit}"


@dataclass(frozen=True)
class Difference:
    """`first` − `second`: 70.0％ − 75.0％ ＝ −5.0ポイント.

    Other units than ％ stay as they are: 8.0時間 − 5.0時間 ＝ 3.0時間.
    """

    first: Fraction
    second: Fraction
    unit: str = "％"

    @property
    def value(self) -> Fraction:
        return self.first - self.second

    @property
    def text(self) -> str:
        if self.unit != "％":
            first, second = tenths(self.first), tenths(self.second)
            return f"{first}{self.unit} − {second}{self.unit} ＝ {tenths(self.value)}{self.unit}"
        first, second = share(self.first), share(self.second)
        return f"{first}％ − {second}％ ＝ {points(self.value)}ポイント"


@dataclass(frozen=True)
class OnTheLine:
    """A place on the planned line: 60か月のうち45か月 → 75.0％."""

    at: PlannedAt

    @property
    def value(self) -> Fraction:
        return self.at.value

    @property
    def text(self) -> str:
        at = self.at
        part = f"{at.passed} ÷ {at.months}"
        reached = f"{share(at.value)}％"
        if at.low == 0 and at.high == 100:
            return f"{at.months}か月のうち{at.passed}か月：{part} ＝ {reached}"
        low, high = number(at.low), number(at.high)
        return (
            f"{at.months}か月のうち{at.passed}か月："
            f"{low}％ ＋ ({high}％ − {low}％) × {part} ＝ {reached}"
        )


@dataclass(frozen=True)
class Attained:
    """An indicator's share of its way: (80 − 70) ÷ (90 − 70) ＝ 50.0％; a sum: 80 ÷ 90."""

    way: Way

    @property
    def value(self) -> Fraction:
        return self.way.percent

    @property
    def text(self) -> str:
        way, reached = self.way, f"{share(self.value)}％"
        top, goal = number(way.top), number(way.goal)
        if way.start is None:
            return f"{top} ÷ {goal} ＝ {reached}"
        start = number(way.start)
        return f"({top} − {start}) ÷ ({goal} − {start}) ＝ {reached}"


def _written(values: Sequence[Fraction]) -> list[str]:
    """Whole numbers as they are; one fraction among them, and all show one decimal."""
    if all(v.denominator == 1 for v in values):
        return [number(v) for v in values]
    return [share(v) for v in values]


def _sum(terms: Iterable[str]) -> str:
    terms = list(terms)
    shown = "＋".join(terms[:SHOWN_TERMS])
    hidden = len(terms) - SHOWN_TERMS
    return f"{shown}＋…ほか{hidden}件" if hidden > 0 else shown
