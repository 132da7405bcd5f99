"""How far an indicator has come toward its target (design: roll-up, indicators). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

from initiatives.choices import Direction, TargetKind


class Reading(Enum):
    """What can be said of an indicator: a percentage, 維持 kept or not, or why neither.

    IN_WORDS is said in the words of the target itself (`readings.IndicatorReading.words`).
    """

    PERCENT = "percent"
    KEPT = "達成"
    NOT_KEPT = "未達成"
    NO_TARGET = "目標値の定めなし（推移のみ）"
    NO_VALUE = "実績値の入力なし"
    NO_BASELINE = "基準値がないため計算しません"
    TARGET_IS_BASELINE = "目標値が基準値と同じため計算しません"
    IN_WORDS = "ことばの目標"


@dataclass(frozen=True)
class Way:
    """How far from where to where: (top − start) ÷ (goal − start); without a start, top ÷ goal."""

    top: Fraction
    goal: Fraction
    start: Fraction | None = None

    @property
    def percent(self) -> Fraction:
        """The share covered, in percent. Expects a goal that differs from the start."""
        start = self.start or Fraction(0)
        return (self.top - start) / (self.goal - start) * 100


@dataclass(frozen=True)
class Attainment:
    """A reading, with the attained share in percent where one can be computed, and its way."""

    reading: Reading
    percent: Fraction | None = None
    is_provisional: bool = False
    way: Way | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Measured:
    """One measured value of the town itself, oldest first in a sequence."""

    value: Fraction
    is_provisional: bool = False


def attainment(
    *,
    kind: str,
    direction: str,
    baseline: Fraction | None,
    target: Fraction | None,
    values: Sequence[Measured],
) -> Attainment:
    """The share of the way to the target that has been covered, in percent (design: indicators).

    Level: (latest − baseline) ÷ (target − baseline); the formula also serves a falling target.
    Cumulative: sum ÷ target. 維持: whether the latest value is on the right side of the target.
    """
    if kind == TargetKind.WORDS:
        return Attainment(Reading.IN_WORDS)
    if target is None:
        return Attainment(Reading.NO_TARGET)
    if not values:
        return Attainment(Reading.NO_VALUE)
    latest = values[-1]
    if kind == TargetKind.MAINTAIN:
        kept = latest.value >= target if direction == Direction.UP else latest.value <= target
        return Attainment(
            Reading.KEPT if kept else Reading.NOT_KEPT, is_provisional=latest.is_provisional
        )
    if kind == TargetKind.CUMULATIVE:
        return _cumulative(target, values)
    if baseline is None:
        return Attainment(Reading.NO_BASELINE)
    if target == baseline:
        return Attainment(Reading.TARGET_IS_BASELINE)
    way = Way(latest.value, target, baseline)
    return Attainment(Reading.PERCENT, way.percent, latest.is_provisional, way)


def _cumulative(target: Fraction, values: Sequence[Measured]) -> Attainment:
    if target == 0:
        return Attainment(Reading.TARGET_IS_BASELINE)
    way = Way(sum((v.value for v in values), Fraction(0)), target)
    provisional = any(v.is_provisional for v in values)
    return Attainment(Reading.PERCENT, way.percent, provisional, way)
