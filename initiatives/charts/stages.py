"""Geometry of the digitisation chart: each department's tasks by stage, as shares of its bar.

Pure arithmetic from counts to drawing units; the template only writes the numbers down.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hirao_dx.shared.palette import PAPER, SHADES
from hirao_dx.shared.words import number
from inventory.choices import Stage
from inventory.figures.counts import Row

WIDTH = 900
LEFT = 160
RIGHT = 830
TOP = 28
ROW_HEIGHT = 30
BAR_HEIGHT = 20
DIGIT_WIDTH = 9
LABEL_PADDING = 6


@dataclass(frozen=True)
class Kind:
    """How a stage is drawn. The pattern and the depth tell them apart without colour."""

    stage: Stage
    fill: str
    pattern: str = ""
    on_dark: bool = False

    @property
    def label(self) -> str:
        return str(self.stage.label)


KINDS = (
    Kind(Stage.NOT_CONSIDERED, PAPER),
    Kind(Stage.CONSIDERING, SHADES[4], pattern="hatch"),
    Kind(Stage.IN_PROGRESS, SHADES[2]),
    Kind(Stage.DIGITISED, SHADES[0], on_dark=True),
    Kind(Stage.OUT_OF_SCOPE, "#e6e6e6", pattern="dots"),
)


@dataclass(frozen=True)
class Segment:
    """A stage's share of a bar. `text` is empty where the number would not fit."""

    kind: Kind
    x: float
    width: float
    text: str
    title: str

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True)
class Bar:
    label: str
    y: float
    total: int
    segments: tuple[Segment, ...]

    @property
    def text_y(self) -> float:
        return self.y + BAR_HEIGHT / 2 + 5


@dataclass(frozen=True)
class Stages:
    """A whole chart in drawing units, with the town's numbers in words."""

    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]
    height: int
    description: str
    kinds: tuple[Kind, ...] = KINDS
    width: int = WIDTH
    label_x: int = LEFT - 10
    left: int = LEFT
    total_x: int = RIGHT + 10
    top: int = TOP
    bar_height: int = BAR_HEIGHT


def draw(rows: Sequence[Row], total: Row) -> Stages:
    """One bar of the same length per department; each needs at least one task."""
    bars = tuple(_bar(row, TOP + 6 + n * ROW_HEIGHT) for n, row in enumerate(rows))
    width = RIGHT - LEFT
    ticks = tuple((LEFT + width * share / 100, f"{share}%") for share in (0, 25, 50, 75, 100))
    told = "、".join(f"{label}{number(count)}件" for label, count in total.live.stages)
    description = (
        f"課・室・局ごとに、事務をデジタル化の段階で分けた横棒の図。{total.label}では{told}。"
    )
    return Stages(bars, ticks, TOP + 8 + len(bars) * ROW_HEIGHT, description)


def _bar(row: Row, y: int) -> Bar:
    return Bar(row.label, y, row.live.tasks, tuple(_segments(row)))


def _segments(row: Row) -> Iterable[Segment]:
    x = float(LEFT)
    for kind in KINDS:
        count = getattr(row.live, kind.stage.value)
        width = count * (RIGHT - LEFT) / row.live.tasks
        text = number(count)
        if count:
            fits = width >= len(text) * DIGIT_WIDTH + LABEL_PADDING
            yield Segment(
                kind=kind,
                x=round(x, 1),
                width=round(width, 1),
                text=text if fits else "",
                title=f"{row.label} {kind.label}：{text}件",
            )
        x += width
