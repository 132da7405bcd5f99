"""Which tasks to digitise first: the rule, and each task's points. Pure arithmetic.

`queries_candidates` works out the same in the database, to rank tasks without fetching them; a
test compares the two. Why the rule is what it is: docs/adr/0010-candidates-by-a-stated-rule.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from math import prod
from typing import Protocol

from hirao_dx.shared.words import number, tenths
from inventory.tasks import hours
from inventory.tasks.hours import TENTH

PLAIN = Decimal("1.0")
UNKNOWN = "わからない"


class Measured(hours.Measured, Protocol):
    """What a task's points are worked out from."""

    uses_paper: bool | None
    uses_seal: bool | None
    uses_counter: bool | None


@dataclass(frozen=True)
class Use:
    """A yes-or-no question about a task, and the factor for a yes (one decimal)."""

    name: str
    label: str
    yes: str
    no: str
    weight: Decimal


@dataclass(frozen=True)
class Band:
    """The factor (one decimal) for tasks with at least `cases` cases a year."""

    cases: int
    weight: Decimal

    @property
    def words(self) -> str:
        """The band as the page states it: 年1,000件以上."""
        return f"年{number(self.cases)}件以上"


def _uses() -> tuple[Use, ...]:
    return (
        Use("uses_paper", "紙", "紙を使う", "紙を使わない", Decimal("1.5")),
        Use("uses_seal", "押印", "押印がある", "押印がない", Decimal("1.2")),
        Use("uses_counter", "窓口", "窓口で行う", "窓口で行わない", Decimal("1.2")),
    )


def _bands() -> tuple[Band, ...]:
    return (Band(10_000, Decimal("1.5")), Band(1_000, Decimal("1.2")))


@dataclass(frozen=True)
class Rule:
    """Points = hours a year × one factor per use × the factor of the volume.

    An unknown answer counts 1.0, like a no: nothing is guessed. Bands stand largest first.
    """

    uses: tuple[Use, ...] = field(default_factory=_uses)
    bands: tuple[Band, ...] = field(default_factory=_bands)


RULE = Rule()


@dataclass(frozen=True)
class Factor:
    """One factor of a task's points and the answer it comes from."""

    label: str
    answer: str
    weight: Decimal


@dataclass(frozen=True)
class Score:
    """A task's points and how they are worked out.

    `hours` are a year's; `is_computed` says that they come from cases × minutes.
    """

    hours: Decimal
    is_computed: bool
    factors: tuple[Factor, ...]

    @property
    def points(self) -> Decimal:
        """The exact points."""
        return self.hours * prod((factor.weight for factor in self.factors), start=Decimal(1))

    @property
    def rounded(self) -> Decimal:
        """Points to one decimal, halves away from zero."""
        return self.points.quantize(TENTH, ROUND_HALF_UP)

    @property
    def working(self) -> str:
        """The calculation in words.

        120.0時間（入力した時間）× 1.5（紙：紙を使う）× 1.0（件数：年90件） ＝ 180.0点.
        """
        source = "件数×分で計算した時間" if self.is_computed else "入力した時間"
        steps = [f"{tenths(self.hours)}時間（{source}）"]
        steps += [f"{f.weight}（{f.label}：{f.answer}）" for f in self.factors]
        return f"{' × '.join(steps)} ＝ {tenths(self.rounded)}点"


def score(task: Measured, rule: Rule = RULE) -> Score | None:
    """A task's points; None when its hours are not known, so that it cannot be ranked."""
    known = hours.yearly_hours(task)
    if known is None:
        return None
    return Score(known, task.annual_hours_before is None, tuple(_factors(task, rule)))


def _factors(task: Measured, rule: Rule) -> Iterable[Factor]:
    for use in rule.uses:
        answer = getattr(task, use.name)
        words = UNKNOWN if answer is None else use.yes if answer else use.no
        yield Factor(use.label, words, use.weight if answer else PLAIN)
    yield Factor("件数", *_band(task.volume, rule))


def _band(volume: int | None, rule: Rule) -> tuple[str, Decimal]:
    if volume is None:
        return UNKNOWN, PLAIN
    weight = next((band.weight for band in rule.bands if volume >= band.cases), PLAIN)
    return f"年{number(volume)}件", weight
