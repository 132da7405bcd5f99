"""Geometry of the Gantt chart: per initiative what is planned, and below it what was reported.

Where a revision changed a schedule, the adopted one is drawn above it as thin outlines. Pure
arithmetic from dates to drawing units; the template only writes the numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import groupby

from hirao_dx.shared.calendar import first_day, fiscal_year_short, last_day
from hirao_dx.shared.palette import (
    ACTUAL_OTHER,
    ACTUAL_PHASES,
    PAPER,
    PLANNED_FILL,
    PLANNED_LINE,
    PLANNED_SOLID,
    SUPERSEDED_LINE,
)
from initiatives.choices import BarStyle

LABEL_WIDTH = 320
YEAR_WIDTH = 168
HEADER_HEIGHT = 40
BAR_HEIGHT = 11
BAR_GAP = 3
ADOPTED_HEIGHT = 6
ACTUAL_HEIGHT = 18
LANE_HEIGHT = 17  # at least, where a lane has its name beside it
ROW_PADDING = 8
TODAY_HEIGHT = 24
ARROW = 10
TITLE_LENGTH = 19
TITLE_BESIDE_NAMES = 14
STRIPES = "url(#planned-stripes)"
PLANNED_FILLS: dict[str, str] = {
    BarStyle.DASHED: PAPER,
    BarStyle.PALE: PLANNED_FILL,
    BarStyle.STRIPED: STRIPES,
    BarStyle.SOLID: PLANNED_SOLID,
}


@dataclass(frozen=True)
class PlannedPhase:
    """A scheduled phase; a last year of None is open.

    Frozen papers hold it: another field is another format of `paper.content`.
    """

    name: str
    style: str
    first_fiscal_year: int
    last_fiscal_year: int | None

    @property
    def years_label(self) -> str:
        """R5〜R7, or R5〜（終わりは未定）."""
        first = fiscal_year_short(self.first_fiscal_year)
        if self.last_fiscal_year is None:
            return f"{first}〜（終わりは未定）"
        return f"{first}〜{fiscal_year_short(self.last_fiscal_year)}"


@dataclass(frozen=True)
class ActualPeriod:
    """What the lead section reported for one period; no words where it did not report.

    Frozen papers hold it: another field is another format of `paper.content`.
    """

    label: str
    starts_on: date
    ends_on: date
    phase: str = ""
    status_label: str = ""

    @property
    def is_silent(self) -> bool:
        """Whether nothing was reported."""
        return not self.status_label

    @property
    def words(self) -> str:
        if self.is_silent:
            return "未報告"
        return self.phase or self.status_label


class Standing(StrEnum):
    """Whether a revision brought an initiative into the plan or took it out."""

    ADOPTED = ""
    ADDED = "追加"
    ENDED = "終了"


@dataclass(frozen=True)
class Row:
    """One initiative of the chart. `adopted` only where it differs from `planned`.

    One that was ended has no `planned`. `adopted_label` is 追加時 for one that joined later.
    """

    symbol: str
    title: str
    url: str
    planned: tuple[PlannedPhase, ...]
    actual: tuple[ActualPeriod, ...]
    adopted: tuple[PlannedPhase, ...] = ()
    standing: str = Standing.ADOPTED
    adopted_label: str = "策定時"
    code: str = ""

    @property
    def is_ended(self) -> bool:
        """Whether a revision took the initiative out of the plan."""
        return self.standing == Standing.ENDED

    @property
    def name(self) -> str:
        """The title, with what a revision did to the initiative: ［追加］窓口の案内."""
        return f"［{self.standing}］{self.title}" if self.standing else self.title

    @property
    def spells(self) -> list[str]:
        """The reported periods in words, runs of the same put together: R5 第1四半期〜…：検討."""
        runs = [(words, list(run)) for words, run in groupby(self.actual, lambda a: a.words)]
        return [
            f"{run[0].label}{f'〜{run[-1].label}' if len(run) > 1 else ''}：{words}"
            for words, run in runs
        ]


@dataclass(frozen=True)
class Bar:
    """A planned or adopted bar. `arrow` holds the points of an open end's arrowhead, else ''."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    line: str
    dashed: bool
    fades: bool
    arrow: str
    title: str


@dataclass(frozen=True)
class Cell:
    """One period of what was really reported."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    silent: bool
    mark: str
    title: str

    @property
    def middle(self) -> float:
        return self.x + self.width / 2

    @property
    def baseline(self) -> float:
        return self.y + self.height - 4.5


@dataclass(frozen=True)
class LaneName:
    """What a row of bars is, written at its left where there are several."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class DrawnRow:
    """An initiative in drawing units: its bars and its cells."""

    row: Row
    y: float
    height: float
    bars: tuple[Bar, ...]
    cells: tuple[Cell, ...]
    adopted: tuple[Bar, ...] = ()
    lanes: tuple[LaneName, ...] = ()

    @property
    def label_y(self) -> float:
        return self.y + self.height / 2 + 5

    @property
    def short_title(self) -> str:
        """The title as far as it fits; the table below the chart has it in full."""
        name = self.row.name
        length = TITLE_BESIDE_NAMES if self.lanes else TITLE_LENGTH
        return name if len(name) <= length else f"{name[: length - 1]}…"


@dataclass(frozen=True)
class YearTick:
    """A fiscal year on the time axis."""

    x: float
    label: str
    middle: float


@dataclass(frozen=True)
class LegendEntry:
    """How a phase looks when planned and when reported."""

    name: str
    planned_fill: str
    dashed: bool
    colour: str


@dataclass(frozen=True)
class Gantt:
    """A whole chart in drawing units, ready to be written as SVG."""

    width: float
    height: float
    years: tuple[YearTick, ...]
    rows: tuple[DrawnRow, ...]
    today_x: float | None
    period_x: float
    period_width: float
    legend: tuple[LegendEntry, ...]

    header_height: int = HEADER_HEIGHT

    @property
    def has_actual(self) -> bool:
        return any(drawn.row.actual for drawn in self.rows)

    @property
    def has_silence(self) -> bool:
        return any(cell.silent for drawn in self.rows for cell in drawn.cells)

    @property
    def has_open_end(self) -> bool:
        return any(bar.arrow for drawn in self.rows for bar in drawn.bars + drawn.adopted)

    @property
    def adopted_label(self) -> str:
        """策定時, 追加時 or both: what the thin outlines of this chart are. Empty without any."""
        return "・".join(dict.fromkeys(d.row.adopted_label for d in self.rows if d.adopted))

    @property
    def has_standing(self) -> bool:
        """Whether a revision added or ended one of the rows."""
        return any(drawn.row.standing for drawn in self.rows)

    @property
    def today_box_x(self) -> float:
        return (self.today_x or 0) - 20

    @property
    def today_box_y(self) -> float:
        return self.height - 20

    @property
    def today_text_y(self) -> float:
        return self.height - 5


def draw(
    rows: Sequence[Row],
    *,
    fiscal_years: range,
    phases: Sequence[tuple[str, str]],
    today: date,
    shown: tuple[date, date] | None,
) -> Gantt:
    """Lay the chart out. `shown` is the period being looked at.

    `phases` are the plan's in its order, each with the style of its bars.
    """
    axis = _Axis(fiscal_years)
    legend = tuple(
        LegendEntry(name, PLANNED_FILLS[style], style == BarStyle.DASHED, colour)
        for (name, style), colour in zip(phases, _phase_colours(len(phases)), strict=True)
    )
    colours = {entry.name: entry.colour for entry in legend}
    drawn: list[DrawnRow] = []
    y = float(HEADER_HEIGHT)
    for row in rows:
        drawn.append(_draw_row(row, y, axis, colours))
        y += drawn[-1].height
    start, end = (axis.x(shown[0]), axis.x_after(shown[1])) if shown else (0, 0)
    return Gantt(
        width=axis.right + ARROW + 2,
        height=y + TODAY_HEIGHT,
        years=tuple(
            YearTick(axis.x(first_day(year)), fiscal_year_short(year), axis.middle(year))
            for year in fiscal_years
        ),
        rows=tuple(drawn),
        today_x=axis.x(today) if axis.holds(today) else None,
        period_x=start,
        period_width=round(end - start, 1),
        legend=legend,
    )


class _Axis:
    """Turns days into drawing units, a month being a twelfth of a year's width."""

    def __init__(self, fiscal_years: range) -> None:
        self.first = first_day(fiscal_years[0])
        self.last = last_day(fiscal_years[-1])
        self.right = LABEL_WIDTH + YEAR_WIDTH * len(fiscal_years)

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    def x(self, day: date) -> float:
        months = (day.year - self.first.year) * 12 + day.month - self.first.month
        months_and_days = months + (day.day - 1) / 31
        return round(LABEL_WIDTH + months_and_days * YEAR_WIDTH / 12, 1)

    def x_after(self, day: date) -> float:
        """The end of a day that is the last of its month."""
        following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        return min(self.x(following), self.right)

    def middle(self, year: int) -> float:
        return self.x(first_day(year)) + YEAR_WIDTH / 2


def _phase_colours(count: int) -> Iterable[str]:
    """From the palette's lightest to its strongest; the last phase is always the strongest."""
    if count == 1:
        return [ACTUAL_PHASES[-1]]
    last = len(ACTUAL_PHASES) - 1
    return [ACTUAL_PHASES[round(i * last / (count - 1))] for i in range(count)]


def _draw_row(row: Row, y: float, axis: _Axis, colours: dict[str, str]) -> DrawnRow:
    """Lanes from the top: adopted where it differs, then planned, then what was reported."""
    named = bool(row.adopted)
    names = []
    top = y + ROW_PADDING
    adopted, bottom = _draw_lane(row.adopted, top, axis, _draw_adopted, ADOPTED_HEIGHT, named)
    if adopted:
        names.append(_lane_name(row.adopted_label, top, bottom))
    top = bottom
    bars, bottom = _draw_lane(row.planned, top, axis, _draw_planned, BAR_HEIGHT, named)
    if adopted and bars:
        names.append(_lane_name("見直し後", top, bottom))
    cells = tuple(_draw_cell(actual, bottom, axis, colours) for actual in row.actual)
    if adopted and cells:
        names.append(_lane_name("報告", bottom, bottom + ACTUAL_HEIGHT))
    bottom += ACTUAL_HEIGHT if cells else 0
    height = max(bottom, y + ROW_PADDING + ACTUAL_HEIGHT) + ROW_PADDING - y
    return DrawnRow(row, y, height, bars, cells, adopted, tuple(names))


def _draw_lane(
    phases: Sequence[PlannedPhase],
    top: float,
    axis: _Axis,
    draw_bar: Callable[[PlannedPhase, float, _Axis], Bar],
    bar_height: float,
    named: bool,
) -> tuple[tuple[Bar, ...], float]:
    """Bars one below the other, and where the next lane begins. No phases take no room."""
    step = bar_height + BAR_GAP
    bars = tuple(draw_bar(p, top + i * step, axis) for i, p in enumerate(phases))
    height = step * len(bars)
    return bars, top + (max(height, LANE_HEIGHT) if named and bars else height)


def _lane_name(text: str, top: float, bottom: float) -> LaneName:
    return LaneName(text, LABEL_WIDTH - 6, (top + bottom) / 2 + 4)


def _draw_planned(planned: PlannedPhase, y: float, axis: _Axis) -> Bar:
    return _draw_bar(planned, y, axis, "予定", BAR_HEIGHT)


def _draw_adopted(planned: PlannedPhase, y: float, axis: _Axis) -> Bar:
    """A thin outline: what was planned before."""
    bar = _draw_bar(planned, y, axis, "当初の予定", ADOPTED_HEIGHT)
    return replace(bar, fill=PAPER, line=SUPERSEDED_LINE, fades=False)


def _draw_bar(planned: PlannedPhase, y: float, axis: _Axis, what: str, height: float) -> Bar:
    is_open = planned.last_fiscal_year is None
    x = axis.x(first_day(planned.first_fiscal_year))
    end = axis.right if is_open else axis.x_after(last_day(planned.last_fiscal_year or 0))
    middle = y + height / 2
    arrow = f"{end},{y - 2} {end + ARROW},{middle} {end},{y + height + 2}" if is_open else ""
    return Bar(
        x=x,
        y=y,
        width=round(end - x, 1),
        height=height,
        fill=PLANNED_FILLS[planned.style],
        line=PLANNED_LINE,
        dashed=planned.style == BarStyle.DASHED,
        fades=is_open and planned.style == BarStyle.PALE,
        arrow=arrow,
        title=f"{what}　{planned.name}：{planned.years_label}",
    )


def _draw_cell(actual: ActualPeriod, y: float, axis: _Axis, colours: dict[str, str]) -> Cell:
    x = axis.x(actual.starts_on)
    return Cell(
        x=x + 0.5,
        y=y,
        width=round(axis.x_after(actual.ends_on) - x - 1, 1),
        height=ACTUAL_HEIGHT,
        fill=colours.get(actual.phase, ACTUAL_OTHER),
        silent=actual.is_silent,
        mark="" if actual.is_silent else actual.words[0],
        title=f"実際　{actual.label}：{actual.words}",
    )
