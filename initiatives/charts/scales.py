"""What charts of values share: round levels, and labels kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hirao_dx.shared.charts import round_step

MOST_STEPS = 5


@dataclass(frozen=True)
class Axis:
    """Turns values from `low` to `high` into drawing units from `start` to `end`."""

    low: Fraction
    high: Fraction
    start: int
    end: int

    def at(self, value: Decimal | Fraction | int) -> float:
        """The place of a value, computed exactly and rounded to a tenth of a unit."""
        share = (Fraction(value) - self.low) / (self.high - self.low)
        return round(float(self.start + share * (self.end - self.start)), 1)


@dataclass(frozen=True)
class Tick:
    """A level's height or a year's place, with its words."""

    at: float
    label: str

    @property
    def text_y(self) -> float:
        return round(self.at + 5, 1)


@dataclass(frozen=True)
class LineStyle:
    """How a line is drawn; the marks and the dashes tell lines apart without colour."""

    colour: str
    mark: str
    dash: str
    width: float
    name: str = ""


def levels(values: Sequence[Fraction]) -> list[Fraction]:
    """Round levels around all values, `MOST_STEPS` steps at most of 1, 2 or 5 × a power of ten.

    Values that are all the same get a level on each side, and whole ones whole levels.
    """
    low, high = min(values), max(values)
    if low == high:
        pad = abs(low) / 10 or Fraction(1)
        low, high = low - pad, high + pad
    finest = Fraction(1) if all(v.denominator == 1 for v in values) else Fraction(0)
    step = round_step(max((high - low) / MOST_STEPS, finest))
    while -(-high // step) - low // step > MOST_STEPS:
        step = round_step(step * Fraction(3, 2))
    return [step * n for n in range(int(low // step), int(-(-high // step)) + 1)]


def spread(wanted: Sequence[float], *, gap: float, low: float, high: float) -> list[float]:
    """Places for labels, as near as can be to the wanted ones, `gap` apart, in their order."""
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    places: list[float] = []
    for n in order:
        places.append(max(wanted[n], places[-1] + gap if places else low))
    ceiling = high
    for index in reversed(range(len(places))):
        places[index] = min(places[index], ceiling)
        ceiling = places[index] - gap
    by_label = dict(zip(order, places, strict=True))
    return [round(by_label[n], 1) for n in range(len(wanted))]
