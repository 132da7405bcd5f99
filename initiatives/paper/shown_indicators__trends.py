"""Draws a paper's indicators over the years, as the dashboard does the live ones. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from hirao_dx.shared.calendar import fiscal_year_short, last_day, wareki_date
from initiatives.charts import trend
from initiatives.choices import TargetKind
from initiatives.indicators.trend import TARGETS, added_up

from .content import IndicatorLine, TargetLine, ValueLine


def drawn(line: IndicatorLine) -> trend.Trend | None:
    """The chart of an indicator, None while it has fewer than two values of its own."""
    by_series: dict[str, list[trend.Point]] = {line.own_series: []}
    for value in sorted(line.values, key=lambda v: v.measured_on):
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
        on=value.measured_on,
        value=_decimal(value.value),
        when=value.label or wareki_date(value.measured_on),
        is_provisional=value.is_provisional,
    )


def _targets(targets: Iterable[TargetLine]) -> Iterable[trend.Point]:
    for target in targets:
        if target.value is not None:
            year = target.fiscal_year
            yield trend.Point(
                last_day(year), _decimal(target.value), f"{fiscal_year_short(year)}末"
            )
