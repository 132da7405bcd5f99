"""Geometry of the inventory's chart: use of systems by department, as stacked bars.

Pure arithmetic from counts to drawing units; the template only writes the numbers down.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hirao_dx.shared.palette import SHADES
from hirao_dx.shared.words import number

from .counts import Counts, Group, Row

WIDTH = 900
LABEL_WIDTH = 150
TOTAL_WIDTH = 60
HEADER_HEIGHT = 28
ROW_HEIGHT = 32
BAR_HEIGHT = 22
GAP = 1.5
DIGIT_WIDTH = 9
LABEL_PADDING = 6
STEPS = (5, 10, 20, 50, 100, 200, 500, 1000, 2000)
MOST_TICKS = 6


@dataclass(frozen=True)
class Kind:
    """How one category of system is drawn."""

    name: str
    label: str
    fill: str
    on_dark: bool = False
    hatched: bool = False


# Dark to pale, and the last one hatched besides, so that the four differ without colour.
KINDS = (
    Kind("core", "基幹系", SHADES[0], on_dark=True),
    Kind("non_core", "基幹系以外", SHADES[1], on_dark=True),
    Kind("other", "その他（エクセル等）", SHADES[3]),
    Kind("none", "使用なし", SHADES[4], hatched=True),
)


@dataclass(frozen=True)
class Segment:
    """One category's part of a bar. `text` is empty where the number would not fit."""

    kind: Kind
    x: float
    width: float
    text: str

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def text_width(self) -> float:
        return len(self.text) * DIGIT_WIDTH + 4

    @property
    def text_x(self) -> float:
        return round(self.middle - self.text_width / 2, 1)


@dataclass(frozen=True)
class Bar:
    """A department's bar."""

    label: str
    y: float
    segments: tuple[Segment, ...]
    total: int
    total_x: float

    @property
    def text_y(self) -> float:
        return self.y + BAR_HEIGHT / 2 + 5

    @property
    def text_box_y(self) -> float:
        return self.y + 3

    @property
    def height(self) -> int:
        return BAR_HEIGHT

    @property
    def text_box_height(self) -> int:
        return BAR_HEIGHT - 6


@dataclass(frozen=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True)
class StackedBars:
    """A whole chart in drawing units, with its numbers in words for those who cannot see it."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    height: float
    description: str
    kinds: tuple[Kind, ...] = KINDS
    width: int = WIDTH
    label_x: int = LABEL_WIDTH - 10
    axis_x: int = LABEL_WIDTH
    top: int = HEADER_HEIGHT


def systems_by_department(groups: Iterable[Group], total: Row) -> StackedBars:
    """One bar per department that has tasks."""
    sums = [(group.name, group.subtotal.live) for group in groups]
    shown = [(name, counts) for name, counts in sums if counts.tasks]
    step, end = _axis(max((counts.tasks for _, counts in shown), default=1))
    unit = (WIDTH - LABEL_WIDTH - TOTAL_WIDTH) / end
    bars = tuple(
        _bar(name, counts, HEADER_HEIGHT + 6 + index * ROW_HEIGHT, unit)
        for index, (name, counts) in enumerate(shown)
    )
    ticks = tuple(
        Tick(round(LABEL_WIDTH + value * unit, 1), str(value)) for value in range(0, end + 1, step)
    )
    return StackedBars(
        bars, ticks, HEADER_HEIGHT + 8 + len(bars) * ROW_HEIGHT, _description(total.live)
    )


def _axis(most: int) -> tuple[int, int]:
    """The distance between ticks and the end of the axis, the first step that is not too fine."""
    step = next((step for step in STEPS if most <= step * MOST_TICKS), STEPS[-1])
    return step, -(-most // step) * step


def _bar(name: str, counts: Counts, y: float, unit: float) -> Bar:
    segments = []
    x = float(LABEL_WIDTH)
    for kind in KINDS:
        count = getattr(counts, kind.name)
        width = count * unit
        if count:
            segments.append(_segment(kind, count, x, width))
        x += width
    return Bar(name, y, tuple(segments), counts.tasks, round(x + 8, 1))


def _segment(kind: Kind, count: int, x: float, width: float) -> Segment:
    text = str(count)
    fits = width - GAP >= len(text) * DIGIT_WIDTH + LABEL_PADDING
    return Segment(kind, round(x, 1), round(max(width - GAP, 1), 1), text if fits else "")


def _description(live: Counts) -> str:
    parts = "、".join(f"{kind.label}{number(getattr(live, kind.name))}件" for kind in KINDS)
    return f"課・室・局ごとの事務数を、使用システムの区分で分けた横棒の図。全体では{parts}。"
