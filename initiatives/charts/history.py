"""Geometry of the plan's history: judgements as stacked columns, progress as lines below.

Pure arithmetic from figures to drawing units; the template only writes the numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hirao_dx.shared.palette import INK, JUDGEMENTS, PLANNED_LINE, SHADES
from initiatives.choices import Judgement
from initiatives.rollup import words
from initiatives.rollup.figures import PlanFigures

from .scales import Axis, LineStyle, Tick

WIDTH = 1000
LEFT = 64
RIGHT = 960
WIDEST = 88
GAP = 6
COLUMNS_TOP, COLUMNS_BOTTOM = 16, 216
LINES_TOP, LINES_BOTTOM = 286, 406
HEIGHT = 424
LEAST_HEIGHT = 17
MARKS = {
    Judgement.AHEAD: "◎",
    Judgement.ON_TRACK: "●",
    Judgement.SLIGHTLY_LATE: "▲",
    Judgement.LATE: "▼",
    Judgement.DONE: "✓",
    Judgement.UNREPORTED: "－",
    Judgement.OUT_OF_PERIOD: "○",
    Judgement.CANCELLED: "■",
}
# From the ground up: what is settled or well, then what is late, then what is not known.
UPWARDS = (
    Judgement.DONE,
    Judgement.AHEAD,
    Judgement.ON_TRACK,
    Judgement.SLIGHTLY_LATE,
    Judgement.LATE,
    Judgement.UNREPORTED,
    Judgement.OUT_OF_PERIOD,
    Judgement.CANCELLED,
)


@dataclass(frozen=True)
class Block:
    """How many initiatives have one judgement. `text` is empty where it would not fit."""

    judgement: Judgement
    y: float
    height: float
    fill: str
    edge: str
    text: str
    title: str

    @property
    def text_y(self) -> float:
        return round(self.y + self.height / 2 + 5, 1)

    @property
    def is_silent(self) -> bool:
        """Whether these are initiatives that nothing was reported of."""
        return self.judgement == Judgement.UNREPORTED


@dataclass(frozen=True)
class Column:
    """One period. `year` stands only under the first period of a fiscal year."""

    x: float
    width: float
    label: str
    year: str
    is_shown: bool
    blocks: tuple[Block, ...]

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def band_x(self) -> float:
        return round(self.x - GAP / 2, 1)

    @property
    def band_width(self) -> float:
        return round(self.width + GAP, 1)


@dataclass(frozen=True)
class Dot:
    """A percentage of one period, as a place on its line."""

    x: float
    y: float
    title: str

    @property
    def corner(self) -> tuple[float, float]:
        """The upper left of a mark seven units wide."""
        return round(self.x - 3.5, 1), round(self.y - 3.5, 1)

    @property
    def diamond(self) -> str:
        x, y = self.x, self.y
        return f"{x},{y - 5:.1f} {x + 5:.1f},{y} {x},{y + 5:.1f} {x - 5:.1f},{y}"


PLANNED = LineStyle(INK, "diamond", "7 4", 1.5, "予定")
FLOOR = LineStyle(SHADES[2], "square", "2 3", 2.0, "下限")
MEAN = LineStyle(PLANNED_LINE, "circle", "", 2.5, "進捗率")
PERCENT = Axis(Fraction(0), Fraction(100), LINES_BOTTOM, LINES_TOP)


@dataclass(frozen=True)
class Line:
    """A percentage over the periods. It breaks where nothing was reported."""

    style: LineStyle
    path: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class History:
    """A whole chart in drawing units, with its numbers in words."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    percents: tuple[Tick, ...]
    legend: tuple[Block, ...]
    silent: tuple[float, ...]
    description: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    columns_bottom: int = COLUMNS_BOTTOM
    tick_x: int = LEFT - 8
    label_y: int = COLUMNS_BOTTOM + 20
    year_y: int = COLUMNS_BOTTOM + 42
    silent_y: int = LINES_BOTTOM - 8


def draw(history: Sequence[PlanFigures]) -> History:
    """Every period of a history, oldest first; the last is the one shown. Needs at least one."""
    columns = tuple(_columns(history))
    middles = [column.middle for column in columns]
    return History(
        columns=columns,
        lines=tuple(_lines(history, middles)),
        percents=tuple(Tick(PERCENT.at(p), f"{p}%") for p in (0, 50, 100)),
        legend=tuple(_legend(history)),
        silent=tuple(
            x for figures, x in zip(history, middles, strict=True) if figures.plan.mean is None
        ),
        description=_description(history),
    )


def _columns(history: Sequence[PlanFigures]) -> Iterable[Column]:
    step = min((RIGHT - LEFT) / len(history), WIDEST + GAP)
    most = max((figures.plan.total for figures in history), default=0) or 1
    unit = (COLUMNS_BOTTOM - COLUMNS_TOP) / most
    year = ""
    for index, figures in enumerate(history):
        named, part = _names(figures.period.label)
        yield Column(
            x=round(LEFT + index * step + GAP / 2, 1),
            width=round(step - GAP, 1),
            label=part,
            year="" if named == year else named,
            is_shown=index == len(history) - 1,
            blocks=tuple(_blocks(figures, unit)),
        )
        year = named


def _names(label: str) -> tuple[str, str]:
    """令和8年度 第3四半期 as a year and a short part (第3); 上半期 and 通年 stay whole."""
    year, _, part = label.partition(" ")
    return year, part.removesuffix("四半期")


def _blocks(figures: PlanFigures, unit: float) -> Iterable[Block]:
    counts = dict(figures.plan.judgements)
    y = float(COLUMNS_BOTTOM)
    for judgement in UPWARDS:
        count = counts.get(judgement, 0)
        if count:
            height = count * unit
            y -= height
            yield _block(judgement, count, round(y, 1), round(height, 1), figures.period.label)


def _block(judgement: Judgement, count: int, y: float, height: float, period: str) -> Block:
    fill, edge = JUDGEMENTS[judgement.value]
    return Block(
        judgement=judgement,
        y=y,
        height=height,
        fill=fill,
        edge=edge,
        text=f"{MARKS[judgement]}{count}" if height >= LEAST_HEIGHT else "",
        title=f"{period} {judgement.label}：{count}取組",
    )


def _legend(history: Sequence[PlanFigures]) -> Iterable[Block]:
    """The judgements that occur, in the order of the screens."""
    found = {judgement for figures in history for judgement, _ in figures.plan.judgements}
    for judgement in Judgement:
        if judgement in found:
            fill, edge = JUDGEMENTS[judgement.value]
            label = f"{MARKS[judgement]} {judgement.label}"
            yield Block(judgement, 0, LEAST_HEIGHT, fill, edge, label, "")


def _lines(history: Sequence[PlanFigures], middles: Sequence[float]) -> Iterable[Line]:
    """予定, 下限 and 進捗率. Where 進捗率 is not known 下限 is left out: no report is not 0 %."""
    plans = [figures.plan for figures in history]
    labels = [figures.period.label for figures in history]
    floors = [None if plan.mean is None else plan.floor for plan in plans]
    for style, values in (
        (PLANNED, [plan.planned for plan in plans]),
        (FLOOR, floors),
        (MEAN, [plan.mean for plan in plans]),
    ):
        points = [
            None if value is None else _dot(x, value, f"{label} {style.name}")
            for value, x, label in zip(values, middles, labels, strict=True)
        ]
        yield Line(style, _path(points), tuple(point for point in points if point))


def _dot(x: float, percent: Fraction, what: str) -> Dot:
    return Dot(x, PERCENT.at(percent), f"{what}：{words.percent(percent)}")


def _path(points: Sequence[Dot | None]) -> str:
    """The line through the dots, interrupted where there is none."""
    parts = []
    for before, point in zip([None, *points], points, strict=False):
        if point:
            parts.append(f"{'L' if before else 'M'}{point.x} {point.y}")
    return "".join(parts)


def _description(history: Sequence[PlanFigures]) -> str:
    first, last = history[0], history[-1]
    ends = [first] if len(history) == 1 else [first, last]
    told = "。".join(f"{f.period.label}は{_in_words(f)}" for f in ends)
    return f"報告期間ごとの判定の数と、進捗率・予定・下限の移り変わりの図。{told}。"


def _in_words(figures: PlanFigures) -> str:
    counts = "、".join(f"{j.label}{n}取組" for j, n in figures.plan.judgements) or "取組なし"
    return f"{counts}、進捗率は{words.percent(figures.plan.mean)}"
