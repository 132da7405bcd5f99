"""Reads an initiative's indicators with how far each has come."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from initiatives.charts.trend import Trend
from initiatives.models import Indicator, IndicatorTarget, IndicatorValue, Initiative, Plan

from . import trend as indicator_trend
from .attainment import Attainment, Measured, attainment


@dataclass(frozen=True)
class IndicatorReading:
    """An indicator with its values (all series, oldest first), targets and attainment."""

    indicator: Indicator
    values: tuple[IndicatorValue, ...]
    targets: tuple[IndicatorTarget, ...]
    attainment: Attainment

    @property
    def trend(self) -> Trend | None:
        """The chart of all its numbers; None where there is none."""
        return indicator_trend.draw(self.indicator, self.values, self.targets)


def readings(initiative: Initiative) -> list[IndicatorReading]:
    """Every indicator of an initiative. Three queries."""
    return [_read(i) for i in initiative.indicators.prefetch_related("targets", "values")]


def plan_readings(plan: Plan) -> list[IndicatorReading]:
    """Every indicator of a plan with its initiative, in the plan's order. Three queries."""
    found = Indicator.objects.filter(initiative__plan=plan).select_related("initiative")
    return [_read(i) for i in found.prefetch_related("targets", "values")]


def reading(plan: Plan, pk: int) -> IndicatorReading | None:
    """One indicator of a plan with its initiative, None if there is none. Three queries."""
    found = Indicator.objects.filter(initiative__plan=plan, pk=pk).select_related("initiative")
    one = found.prefetch_related("targets", "values").first()
    return _read(one) if one else None


def _read(indicator: Indicator) -> IndicatorReading:
    values = tuple(indicator.values.all())
    targets = tuple(indicator.targets.all())
    numbers = [t.value for t in targets if t.value is not None]
    return IndicatorReading(
        indicator=indicator,
        values=values,
        targets=targets,
        attainment=attainment(
            kind=indicator.kind,
            direction=indicator.direction,
            baseline=None if indicator.baseline is None else Fraction(indicator.baseline),
            target=Fraction(numbers[-1]) if numbers else None,
            values=[
                Measured(Fraction(v.value), v.is_provisional)
                for v in values
                if v.series == indicator.own_series
            ],
        ),
    )
