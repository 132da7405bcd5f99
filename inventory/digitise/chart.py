"""The chart of hours a year before and after: two bars per row. Pure arithmetic.

Lengths and places are in drawing units.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from hirao_dx.shared.charts import TOP as HEADER_HEIGHT
from hirao_dx.shared.charts import WIDTH, Kind, Tick, axis, ticks
from hirao_dx.shared.palette import SHADES
from hirao_dx.shared.words import tenths

from .hours import Line

LABEL_WIDTH = 250
VALUE_WIDTH = 90
ROW_HEIGHT = 44
BAR_HEIGHT = 15
LONGEST_LABEL = 17


BEFORE = Kind("before", "見直し前", SHADES[3], pattern="hatch")
AFTER = Kind("after", "見直し後", SHADES[0])


@dataclass(frozen=True)
class Bar:
    """One bar, with its hours written at the end."""

    kind: Kind
    y: float
    width: float
    text: str

    @property
    def text_x(self) -> float:
        """The x at which the number begins."""
        return round(LABEL_WIDTH + self.width + 6, 1)

    @property
    def text_y(self) -> float:
        """The y of the line it stands on."""
        return self.y + BAR_HEIGHT - 2

    @property
    def height(self) -> int:
        """The height of every bar."""
        return BAR_HEIGHT


@dataclass(frozen=True)
class Row:
    """A section, department, method or initiative with its bars before and after."""

    label: str
    y: float
    bars: tuple[Bar, Bar]

    @property
    def label_y(self) -> float:
        """The y of the line the label stands on."""
        return self.y + BAR_HEIGHT + 5


@dataclass(frozen=True)
class PairedBars:
    """A whole chart. `left_out` counts the rows without hours to compare."""

    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    height: float
    description: str
    left_out: int
    kinds: tuple[Kind, ...] = (BEFORE, AFTER)
    width: int = WIDTH
    label_x: int = LABEL_WIDTH - 10
    axis_x: int = LABEL_WIDTH
    top: int = HEADER_HEIGHT


def hours_before_and_after(lines: Iterable[Line]) -> PairedBars:
    """Two bars for each line with digitised tasks of both figures; the others are only counted.

    What is expected of other tasks is no part of it: a bar holds what is so.
    """
    lines = list(lines)
    shown = [line for line in lines if line.hours.saved_known]
    most = max(
        (max(line.hours.saved_before, line.hours.saved_after) for line in shown),
        default=Decimal(1),
    )
    step, end = axis(most)
    unit = Decimal(WIDTH - LABEL_WIDTH - VALUE_WIDTH) / end
    rows = tuple(
        _row(line, HEADER_HEIGHT + 6 + index * ROW_HEIGHT, unit)
        for index, line in enumerate(shown)
    )
    return PairedBars(
        rows,
        tuple(ticks(step, end, start=LABEL_WIDTH, unit=unit)),
        HEADER_HEIGHT + 4 + len(rows) * ROW_HEIGHT,
        _description(shown),
        len(lines) - len(shown),
    )


def _row(line: Line, y: float, unit: Decimal) -> Row:
    figures = (line.hours.saved_before, line.hours.saved_after)
    bars = (
        _bar(BEFORE, figures[0], y, unit),
        _bar(AFTER, figures[1], y + BAR_HEIGHT + 2, unit),
    )
    return Row(_short(line.label), y, bars)


def _bar(kind: Kind, hours: Decimal, y: float, unit: Decimal) -> Bar:
    return Bar(kind, y, _drawn(hours * unit), tenths(hours))


def _drawn(value: Decimal) -> float:
    return round(float(value), 1)


def _short(label: str) -> str:
    """The label cut to LONGEST_LABEL characters; the table has it whole."""
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"


def _description(shown: list[Line]) -> str:
    parts = "、".join(
        f"{line.label}は{tenths(line.hours.saved_before)}時間から{tenths(line.hours.saved_after)}時間"
        for line in shown
    )
    return f"デジタル化済の事務の年間の時間を、見直し前と見直し後の2本の横棒で比べた図。{parts}。"
