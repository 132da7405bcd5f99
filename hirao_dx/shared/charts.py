"""What charts share: round axes, and bars of stacked parts. Pure arithmetic.

Lengths and places are in drawing units (the SVG's own); templates only write them down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from .words import number

WIDTH = 900
TOP = 28
DIGIT_WIDTH = 9
LABEL_PADDING = 6
STEP_SIZES = (1, 2, 5, 10)
MOST_TICKS = 6


@dataclass(frozen=True)
class Kind:
    """How one kind of part is drawn.

    The pattern and the darkness of `fill` tell kinds apart without colour; `on_dark` asks for
    white letters.
    """

    name: str
    label: str
    fill: str
    pattern: str = ""
    on_dark: bool = False


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: where it is drawn and the number at it."""

    x: float
    label: str


@dataclass(frozen=True)
class Segment:
    """A kind's part of a bar. `text` is empty where the number would not fit."""

    kind: Kind
    x: float
    width: float
    text: str
    title: str

    @property
    def middle(self) -> float:
        """The x of its centre."""
        return round(self.x + self.width / 2, 1)

    @property
    def text_width(self) -> float:
        """The width kept free for the number."""
        return len(self.text) * DIGIT_WIDTH + 4

    @property
    def text_x(self) -> float:
        """The x at which the space for the number begins."""
        return round(self.middle - self.text_width / 2, 1)


@dataclass(frozen=True)
class Bar:
    """A row's bar; its sum `total` is written at `total_x`."""

    label: str
    y: float
    height: int
    segments: tuple[Segment, ...]
    total: int
    total_x: float

    @property
    def text_y(self) -> float:
        """The y of the line the numbers stand on."""
        return self.y + self.height / 2 + 5

    @property
    def text_box_y(self) -> float:
        """The top of the box behind a number."""
        return self.y + 3

    @property
    def text_box_height(self) -> int:
        """The height of that box."""
        return self.height - 6


@dataclass(frozen=True)
class StackedBars:
    """A whole chart: its layout, what is drawn, and its numbers in words (`description`).

    Bars begin at `axis_x`; parts stand `gap` apart; the sum is written `behind` units after the
    bar.
    """

    kinds: tuple[Kind, ...]
    axis_x: int
    row_height: int
    bar_height: int
    gap: float = 0
    behind: int = 8
    bars: tuple[Bar, ...] = ()
    ticks: tuple[Tick, ...] = ()
    description: str = ""
    width: int = WIDTH
    top: int = TOP

    @property
    def label_x(self) -> int:
        """The x at which a row's label ends."""
        return self.axis_x - 10

    @property
    def height(self) -> int:
        """The height of the whole drawing."""
        return self.top + 8 + len(self.bars) * self.row_height

    def bar(self, place: int, label: str, counts: Mapping[str, int], length: float) -> Bar:
        """The bar of row `place` (from 0 at the top), `length` units long.

        `counts` has a number for each kind; their sum must not be 0.
        """
        total = sum(counts.values())
        segments = []
        x = float(self.axis_x)
        for kind in self.kinds:
            count = counts[kind.name]
            width = count * length / total
            if count:
                segments.append(self._segment(kind, count, x, width, label))
            x += width
        y = self.top + 6 + place * self.row_height
        return Bar(label, y, self.bar_height, tuple(segments), total, round(x + self.behind, 1))

    def _segment(self, kind: Kind, count: int, x: float, width: float, label: str) -> Segment:
        text, room = number(count), width - self.gap
        return Segment(
            kind,
            round(x, 1),
            round(max(room, 1), 1),
            text if room >= len(text) * DIGIT_WIDTH + LABEL_PADDING else "",
            f"{label} {kind.label}：{text}件",
        )


def round_step(least: Fraction) -> Fraction:
    """The smallest of 1, 2 or 5 × a power of ten that is at least `least`, which is above 0."""
    power = Fraction(1)
    while power * 10 <= least:
        power *= 10
    while power > least:
        power /= 10
    return next(power * size for size in STEP_SIZES if power * size >= least)


def axis(most: int | Decimal, *, finest: int = 1) -> tuple[int, int]:
    """The distance between ticks, and the first tick at or past `most`.

    Ticks begin at 0, are at least `finest` apart and take six steps at most.
    """
    step = int(round_step(max(Fraction(most) / MOST_TICKS, Fraction(finest))))
    return step, step * max(1, ceil(Fraction(most) / step))


def ticks(step: int, end: int, *, start: int, unit: float | Decimal) -> Iterable[Tick]:
    """The ticks of an axis that begins at x `start`; a value of 1 is `unit` drawing units long."""
    for value in range(0, end + 1, step):
        yield Tick(round(float(start + value * unit), 1), number(value))
