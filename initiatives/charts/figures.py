"""Geometry of the small bar charts of background figures: one bar per figure, words above it.

Pure arithmetic from values to drawing units; the template only writes the numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hirao_dx.shared.calendar import era_year
from hirao_dx.shared.palette import SHADES
from hirao_dx.shared.words import number
from initiatives.choices import FigureKind
from initiatives.models import BackgroundFigure

WIDTH = 320
ROW_HEIGHT = 58
LABEL_Y = 18
BAR_Y = 26
BAR_HEIGHT = 22
KIND_WORDS = {FigureKind.PROJECTION: "推計", FigureKind.DERIVED: "計算"}


@dataclass(frozen=True)
class Bar:
    """One figure. A projection is hatched and its outline dashed."""

    label: str
    value: str
    y: float
    width: float
    fill: str
    hatched: bool

    @property
    def label_y(self) -> float:
        return self.y + LABEL_Y

    @property
    def bar_y(self) -> float:
        return self.y + BAR_Y


@dataclass(frozen=True)
class BarChart:
    """All figures of one topic, in drawing units and in words."""

    topic: str
    unit: str
    bars: tuple[Bar, ...]
    figures: tuple[BackgroundFigure, ...]
    width: int = WIDTH
    bar_height: int = BAR_HEIGHT
    value_x: int = WIDTH - 1

    @property
    def id(self) -> str:
        """Names the drawing within its page."""
        return f"figure-{self.figures[0].pk}"

    @property
    def height(self) -> int:
        return len(self.bars) * ROW_HEIGHT

    @property
    def description(self) -> str:
        parts = "、".join(f"{bar.label}は{bar.value}" for bar in self.bars)
        return f"{self.topic}を比べる横棒の図。{parts}。"

    @property
    def has_projection(self) -> bool:
        return any(bar.hatched for bar in self.bars)

    @property
    def sources(self) -> str:
        """Every source once, in the figures' order."""
        return "、".join(dict.fromkeys(figure.source for figure in self.figures))

    @property
    def references(self) -> str:
        return "、".join(dict.fromkeys(figure.reference for figure in self.figures))


def draw(figures: Sequence[BackgroundFigure]) -> BarChart:
    """Lay out the figures of one topic, all in the same unit. Bars start at 0."""
    most = max((abs(figure.value) for figure in figures), default=Decimal(0)) or Decimal(1)
    by_year = len({figure.year for figure in figures}) > 1
    by_series = len({figure.series for figure in figures}) > 1
    own = figures[0].series
    bars = tuple(
        Bar(
            label=_label(figure, by_year=by_year, by_series=by_series),
            value=value_label(figure),
            y=float(index * ROW_HEIGHT),
            width=round(float(max(figure.value, Decimal(0)) / most) * (WIDTH - 2), 1),
            fill=SHADES[1] if figure.series == own else SHADES[3],
            hatched=figure.kind == FigureKind.PROJECTION,
        )
        for index, figure in enumerate(figures)
    )
    return BarChart(figures[0].topic, figures[0].unit, bars, tuple(figures))


def year_label(year: int) -> str:
    """2020年（令和2年）."""
    era, _, number = era_year(date(year, 12, 31))
    return f"{year}年（{era}{'元' if number == 1 else number}年）"


def value_label(figure: BackgroundFigure) -> str:
    """14,801人, without needless decimals."""
    return f"{number(figure.value)}{figure.unit}"


def _label(figure: BackgroundFigure, *, by_year: bool, by_series: bool) -> str:
    words = []
    if by_series or not by_year:
        words.append(figure.series)
    if by_year:
        words.append(year_label(figure.year))
    if figure.kind in KIND_WORDS:
        words.append(f"［{KIND_WORDS[FigureKind(figure.kind)]}］")
    return " ".join(words)
