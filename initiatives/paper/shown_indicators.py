"""Prepares a paper's indicators for reading: latest values, targets and their course. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hirao_dx.shared.calendar import fiscal_year_label, fiscal_year_short, last_day
from hirao_dx.shared.words import number, percent
from initiatives.charts import trend
from initiatives.charts.trend import Trend
from initiatives.choices import TargetKind
from initiatives.indicators.trend import TARGETS, added_up

from .content import Figures, IndicatorLine, TargetLine, ValueLine


def drawn(line: IndicatorLine) -> trend.Trend | None:
    """The chart of an indicator, None while it has fewer than two values of its own."""
    by_series: dict[str, list[trend.Point]] = {line.own_series: []}
    for value in sorted(line.values, key=lambda v: v.until):
        by_series.setdefault(value.series, []).append(_point(value))
    if len(by_series[line.own_series]) < 2:
        return None
    adds_up = line.kind.code == TargetKind.CUMULATIVE
    own, *others = [
        trend.Series(name, tuple(added_up(points) if adds_up else points))
        for name, points in by_series.items()
    ]
    targets = trend.Series(TARGETS, tuple(_targets(line.targets)))
    return trend.draw(line.name, line.unit, own=own, targets=targets, others=others)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / value.denominator


def _point(value: ValueLine) -> trend.Point:
    return trend.Point(
        on=value.until,
        value=_decimal(value.value),
        when=value.when,
        is_provisional=value.is_provisional,
    )


def _targets(targets: Iterable[TargetLine]) -> Iterable[trend.Point]:
    for target in targets:
        if target.value is not None:
            year = target.fiscal_year
            yield trend.Point(
                last_day(year), _decimal(target.value), f"{fiscal_year_short(year)}末"
            )


@dataclass(frozen=True)
class Course:
    """One series of an indicator, oldest first: 本町 74.9（令和4年度末）→ 85（令和8年9月末）."""

    series: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class ShownIndicator:
    """An indicator in words, and drawn once it has a course to draw."""

    line: IndicatorLine
    baseline: str
    latest: str
    targets: tuple[str, ...]
    attained: str
    courses: tuple[Course, ...]
    chart: Trend | None
    chart_id: str


def shown_indicators(figures: Figures) -> tuple[ShownIndicator, ...]:
    """Every indicator of a paper in its order."""
    return tuple(_shown(line, place) for place, line in enumerate(figures.indicators, start=1))


def latest_own(line: IndicatorLine) -> ValueLine | None:
    """The town's own newest value."""
    own = [v for v in line.values if v.series == line.own_series]
    return max(own, key=lambda v: v.until, default=None)


def _shown(line: IndicatorLine, place: int) -> ShownIndicator:
    latest = latest_own(line)
    return ShownIndicator(
        line=line,
        baseline=_baseline(line),
        latest=value_label(latest, line.unit) if latest else "実績値の入力なし",
        targets=tuple(_target(t, line.unit) for t in line.targets),
        attained=_attained(line),
        courses=_courses(line),
        chart=drawn(line),
        chart_id=f"paper-trend-{place}",
    )


def _baseline(line: IndicatorLine) -> str:
    if line.baseline is None:
        return "－"
    label = f"（{line.baseline_label}）" if line.baseline_label else ""
    return f"{number(line.baseline)}{line.unit}{label}"


def value_label(value: ValueLine, unit: str) -> str:
    """85%（令和8年9月末・速報値）."""
    provisional = "・速報値" if value.is_provisional else ""
    return f"{number(value.value)}{unit}（{value.when}{provisional}）"


def _target(target: TargetLine, unit: str) -> str:
    said = target.text if target.value is None else f"{number(target.value)}{unit}"
    return f"{fiscal_year_label(target.fiscal_year)} {said}"


def _attained(line: IndicatorLine) -> str:
    if line.attained is None:
        return line.reading
    provisional = "（速報値）" if line.is_provisional else ""
    return f"{percent(line.attained)}{provisional}"


def _courses(line: IndicatorLine) -> tuple[Course, ...]:
    """The town's own series first, then the others as they come."""
    names = dict.fromkeys(v.series for v in line.values)
    ordered = sorted(names, key=lambda series: series != line.own_series)
    return tuple(
        Course(
            series,
            tuple(
                value_label(v, line.unit)
                for v in sorted(line.values, key=lambda v: v.until)
                if v.series == series
            ),
        )
        for series in ordered
    )
