"""Geometry of an indicator's trend: measured values, targets and comparators over the years.

Pure arithmetic from values to drawing units; the template only writes the numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hirao_dx.shared.calendar import fiscal_year, fiscal_year_short, last_day
from hirao_dx.shared.palette import ACTUAL_OTHER, INK, PLANNED_LINE
from hirao_dx.shared.words import number

from .scales import Axis, LineStyle, Tick, levels, spread

# As narrow as a telephone; the names of the lines stand right of the plot, in two rows each.
WIDTH = 360
HEIGHT = 250
LEFT = 48
RIGHT = 242
TOP = 24
BOTTOM = 216
INSET = 16
LABEL_X = 262
LABEL_GAP = 36
LABELS_FROM, LABELS_TO = 18, 222
NAME_LENGTH = 7
VALUE_APART = 40
MOST_YEARS = 4


@dataclass(frozen=True)
class Point:
    """A value on a day; `when` is the day in words."""

    on: date
    value: Decimal
    when: str
    is_provisional: bool = False


@dataclass(frozen=True)
class Series:
    """A line's values, oldest first."""

    name: str
    points: tuple[Point, ...]


OWN = LineStyle(PLANNED_LINE, "circle", "", 2.5)
TARGET = LineStyle(INK, "diamond", "7 4", 1.5)
OTHERS = (
    LineStyle(ACTUAL_OTHER, "square", "6 3", 1.5),
    LineStyle(ACTUAL_OTHER, "triangle", "2 3", 1.5),
    LineStyle(ACTUAL_OTHER, "cross", "9 3 2 3", 1.5),
)


@dataclass(frozen=True)
class Dot:
    """A value drawn. `label` is empty where it would run into another."""

    x: float
    y: float
    label: str
    hollow: bool
    title: str

    @property
    def label_y(self) -> float:
        return round(self.y - 10, 1)

    @property
    def diamond(self) -> str:
        return self._corners((0, -6), (6, 0), (0, 6), (-6, 0))

    @property
    def square(self) -> str:
        return self._corners((-4, -4), (4, -4), (4, 4), (-4, 4))

    @property
    def triangle(self) -> str:
        return self._corners((0, -5), (5, 4), (-5, 4))

    @property
    def cross(self) -> str:
        return self._corners((-4, -4), (4, 4), (0, 0), (4, -4), (-4, 4), (0, 0))

    def _corners(self, *offsets: tuple[int, int]) -> str:
        return " ".join(f"{self.x + dx:.1f},{self.y + dy:.1f}" for dx, dy in offsets)


@dataclass(frozen=True)
class Line:
    """A series drawn. `path` is empty for a single value, which shows no trend."""

    name: str
    style: LineStyle
    dots: tuple[Dot, ...]
    path: str
    value: str
    label_y: float
    leader: str = ""

    @property
    def is_own(self) -> bool:
        return self.style is OWN

    @property
    def short_name(self) -> str:
        """The name as far as it fits; the table below the chart has it in full."""
        return self.name if len(self.name) <= NAME_LENGTH else f"{self.name[: NAME_LENGTH - 1]}…"

    @property
    def name_y(self) -> float:
        return round(self.label_y - 3, 1)

    @property
    def value_y(self) -> float:
        return round(self.label_y + 14, 1)


@dataclass(frozen=True)
class Trend:
    """A whole chart in drawing units, with its numbers in words."""

    lines: tuple[Line, ...]
    levels: tuple[Tick, ...]
    years: tuple[Tick, ...]
    description: str
    from_zero: bool
    has_provisional: bool
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM
    tick_x: int = LEFT - 8
    year_y: int = BOTTOM + 24
    label_x: int = LABEL_X


def draw(
    name: str, unit: str, *, own: Series, targets: Series, others: Sequence[Series] = ()
) -> Trend | None:
    """Lay the chart out; None where there is no number to draw. Empty series are left out."""
    styles = (OWN, TARGET, *(OTHERS[n % len(OTHERS)] for n in range(len(others))))
    styled = zip((own, targets, *others), styles, strict=True)
    shown = [(series, style) for series, style in styled if series.points]
    if not shown:
        return None
    points = [point for series, _ in shown for point in series.points]
    frame = _Frame(points)
    return Trend(
        lines=tuple(_named([_line(series, unit, style, frame) for series, style in shown])),
        levels=tuple(Tick(frame.y(level), number(level)) for level in frame.levels),
        years=tuple(frame.years()),
        description=_description(name, unit, [series for series, _ in shown]),
        from_zero=frame.levels[0] == 0,
        has_provisional=any(p.is_provisional for p in points),
    )


class _Frame:
    """The axes: days from left to right, values from bottom to top."""

    def __init__(self, points: Sequence[Point]) -> None:
        self.first = min(p.on for p in points)
        self.last = max(p.on for p in points)
        self.levels = levels([Fraction(p.value) for p in points])
        self.y = Axis(self.levels[0], self.levels[-1], BOTTOM, TOP).at

    def x(self, on: date) -> float:
        """The place of a day; in the middle where there is only one."""
        days = (self.last - self.first).days
        if not days:
            return (LEFT + RIGHT) / 2
        days_axis = Axis(Fraction(0), Fraction(days), LEFT + INSET, RIGHT - INSET)
        return days_axis.at((on - self.first).days)

    def years(self) -> list[Tick]:
        """The ends of fiscal years, every n-th back from the last; else the last day's year."""
        years = range(fiscal_year(self.first), fiscal_year(self.last) + 1)
        ends = [year for year in years if self.first <= last_day(year) <= self.last]
        if not ends:
            year = fiscal_year(self.last)
            return [Tick(self.x(self.last), f"{fiscal_year_short(year)}年度")]
        every = -(-len(ends) // MOST_YEARS)
        shown = reversed(ends[::-every])
        return [Tick(self.x(last_day(y)), f"{fiscal_year_short(y)}末") for y in shown]


def _line(series: Series, unit: str, style: LineStyle, frame: _Frame) -> Line:
    dots = tuple(_dots(series, unit, frame, labelled=style is OWN))
    return Line(
        name=series.name,
        style=style,
        dots=dots,
        path=_path(dots, level=style is TARGET),
        value=number(series.points[-1].value),
        label_y=dots[-1].y,
    )


def _path(dots: Sequence[Dot], *, level: bool) -> str:
    """The line through the dots.

    A single target is a level across the plot, a single value no line.
    """
    if len(dots) > 1:
        return "M" + "L".join(f"{dot.x} {dot.y}" for dot in dots)
    return f"M{LEFT} {dots[0].y}H{RIGHT}" if level else ""


def _dots(series: Series, unit: str, frame: _Frame, *, labelled: bool) -> Iterable[Dot]:
    """Each value's dot. The last value is written at the line's end, so its dot has no label."""
    *earlier, last = series.points
    free_from, free_to = 0.0, frame.x(last.on) - VALUE_APART
    for point in (*earlier, last):
        x = frame.x(point.on)
        fits = labelled and point is not last and free_from <= x <= free_to
        if fits:
            free_from = x + VALUE_APART
        note = "（速報値）" if point.is_provisional else ""
        yield Dot(
            x=x,
            y=frame.y(point.value),
            label=number(point.value) if fits else "",
            hollow=point.is_provisional,
            title=f"{series.name} {point.when}：{number(point.value)}{unit}{note}",
        )


def _named(lines: Sequence[Line]) -> Iterable[Line]:
    """The lines with their names at the ends, moved apart where they would overlap."""
    wanted = [line.label_y for line in lines]
    places = spread(wanted, gap=LABEL_GAP, low=LABELS_FROM, high=LABELS_TO)
    for line, y in zip(lines, places, strict=True):
        end = line.dots[-1]
        leader = f"M{end.x + 7:.1f} {end.y}L{LABEL_X - 5} {y}"
        yield replace(line, label_y=y, leader=leader)


def _description(name: str, unit: str, shown: Sequence[Series]) -> str:
    return f"{name}の移り変わりの図。" + "".join(_in_words(series, unit) for series in shown)


def _in_words(series: Series, unit: str) -> str:
    first, last = series.points[0], series.points[-1]
    ends = [first] if first is last else [first, last]
    values = "、".join(f"{p.when}に{number(p.value)}{unit}" for p in ends)
    return f"{series.name}は{values}。"
