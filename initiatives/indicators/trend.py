"""An indicator's values and targets as lines of its trend chart. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from hirao_dx.shared.calendar import fiscal_year_short, last_day
from initiatives.charts import trend
from initiatives.choices import TargetKind
from initiatives.models import Indicator, IndicatorTarget, IndicatorValue

TARGETS = "目標"


def draw(
    indicator: Indicator, values: Iterable[IndicatorValue], targets: Iterable[IndicatorTarget]
) -> trend.Trend | None:
    """The chart of an indicator; None where no number is entered.

    Values of a cumulative indicator are added up, as its target is.
    """
    by_series: dict[str, list[trend.Point]] = {indicator.own_series: []}
    for value in values:
        by_series.setdefault(value.series, []).append(_point(value))
    adds_up = indicator.kind == TargetKind.CUMULATIVE
    own, *others = [
        trend.Series(name, tuple(added_up(points) if adds_up else points))
        for name, points in by_series.items()
    ]
    return trend.draw(
        indicator.name, indicator.unit, own=own, targets=_targets(targets), others=others
    )


def _point(value: IndicatorValue) -> trend.Point:
    return trend.Point(
        on=value.measured_on,
        value=value.value,
        when=value.when,
        is_provisional=value.is_provisional,
    )


def added_up(points: Iterable[trend.Point]) -> Iterable[trend.Point]:
    """Each value with all before it; provisional once one of them is."""
    total, is_provisional = Decimal(0), False
    for point in points:
        total += point.value
        is_provisional = is_provisional or point.is_provisional
        yield trend.Point(point.on, total, f"{point.when}まで", is_provisional)


def _targets(targets: Iterable[IndicatorTarget]) -> trend.Series:
    """Targets in numbers, each at the end of its fiscal year."""
    return trend.Series(
        TARGETS,
        tuple(
            trend.Point(
                last_day(target.fiscal_year),
                target.value,
                f"{fiscal_year_short(target.fiscal_year)}末",
            )
            for target in targets
            if target.value is not None
        ),
    )
