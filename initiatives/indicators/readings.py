"""Reads an initiative's indicators with how far each has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from hirao_dx.shared.calendar import months_between
from initiatives.charts.trend import Trend
from initiatives.models import Indicator, IndicatorTarget, IndicatorValue, Initiative, Plan

from . import trend as indicator_trend
from .attainment import Attainment, Measured, Reading, attainment


@dataclass(frozen=True)
class IndicatorReading:
    """An indicator with its values (all series, oldest first), targets and attainment."""

    indicator: Indicator
    values: tuple[IndicatorValue, ...]
    targets: tuple[IndicatorTarget, ...]
    attainment: Attainment
    on: date
    """The day as of which its values are new or old."""

    @property
    def words_target(self) -> str:
        """The target in words: the newest of a year, else the indicator's own. Empty for none."""
        said = [t.text for t in self.targets if t.text]
        return said[-1] if said else self.indicator.words_target

    @property
    def words(self) -> str:
        """What is said where no share can be computed: the target's own words, or why not."""
        reading = self.attainment.reading
        if reading in (Reading.IN_WORDS, Reading.NO_TARGET) and self.words_target:
            return f"目標：{self.words_target}"
        return reading.value

    @property
    def latest(self) -> IndicatorValue | None:
        """The town's own newest value."""
        own = [v for v in self.values if v.series == self.indicator.own_series]
        return own[-1] if own else None

    @property
    def age(self) -> str:
        """That the newest value is older than it should be; empty where it is not, or is none."""
        latest = self.latest
        if latest is None:
            return ""
        months = months_between(latest.measured_on, self.on)
        if months < self.indicator.every_months or self.on <= latest.measured_on:
            return ""
        return (
            f"{self.indicator.get_every_months_display()}に測る指標ですが、いちばん新しい値は"
            f"{latest.when}のものです（{_ago(months)}）。"
        )

    @property
    def trend(self) -> Trend | None:
        """The chart of all its numbers; None where there is none."""
        return indicator_trend.draw(self.indicator, self.values, self.targets)


def readings(initiative: Initiative, *, on: date) -> list[IndicatorReading]:
    """Every indicator of an initiative. Three queries."""
    return [_read(i, on) for i in initiative.indicators.prefetch_related("targets", "values")]


def plan_readings(plan: Plan, *, on: date) -> list[IndicatorReading]:
    """Every indicator of a plan with its initiative, in the plan's order. Three queries."""
    found = Indicator.objects.filter(initiative__plan=plan).select_related("initiative")
    return [_read(i, on) for i in found.prefetch_related("targets", "values")]


def reading(plan: Plan, pk: int, *, on: date) -> IndicatorReading | None:
    """One indicator of a plan with its initiative, None if there is none. Three queries."""
    found = Indicator.objects.filter(initiative__plan=plan, pk=pk).select_related("initiative")
    one = found.prefetch_related("targets", "values").first()
    return _read(one, on) if one else None


def _ago(months: int) -> str:
    """3年8か月前, of whole months."""
    years, rest = divmod(months, 12)
    return f"{f'{years}年' if years else ''}{f'{rest}か月' if rest else ''}前"


def _read(indicator: Indicator, on: date) -> IndicatorReading:
    values = tuple(indicator.values.all())
    targets = tuple(indicator.targets.all())
    numbers = [t.value for t in targets if t.value is not None]
    return IndicatorReading(
        indicator=indicator,
        values=values,
        targets=targets,
        on=on,
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
