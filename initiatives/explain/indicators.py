"""Explains how far an indicator has come toward its target. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from hirao_dx.shared.calendar import fiscal_year_label
from hirao_dx.shared.words import number
from initiatives.choices import TargetKind
from initiatives.indicators.readings import IndicatorReading
from initiatives.models import IndicatorValue
from initiatives.rollup.words import percent

from .model import Explanation, Link, Row
from .working import Attained

RULES = {
    TargetKind.LEVEL: "（いちばん新しい値 − 基準値）÷（目標値 − 基準値）で計算します。"
    "減らす指標も、同じ式で計算します。",
    TargetKind.CUMULATIVE: "これまでの値をすべて足し、目標値で割ります。",
    TargetKind.MAINTAIN: "いちばん新しい値が、目標値を守っているかどうかを見ます。"
    "％は計算しません。",
    TargetKind.WORDS: "目標がことばで決められているため、％は計算しません。",
}


def indicator(reading: IndicatorReading) -> Explanation:
    """The values used, the others, and the formula where one applies."""
    one, attained = reading.indicator, reading.attainment
    used = _used(reading)
    return Explanation(
        title="目標に対する達成率",
        about=f"{one.initiative}　{one.name}",
        value=value(reading),
        missing=attained.percent is None,
        rule=(
            RULES[TargetKind(one.kind)],
            "基準値や目標値が決まっていないときは、計算せず、推移だけを示します。",
            "報告期間に関係なく、今までに入力された値を使います。",
        ),
        working=Attained(attained.way) if attained.way else None,
        steps=tuple(_steps(reading)),
        counted=(*_given(reading), *_values(reading, used)),
        not_counted=tuple(
            _values(reading, [v for v in reading.values if v not in used], left_out=True)
        ),
    )


def _steps(reading: IndicatorReading) -> Iterable[str]:
    if reading.attainment.is_provisional:
        yield "速報値を使っています。確定した値が出ると、変わることがあります。"
    if reading.age:
        yield reading.age


def value(reading: IndicatorReading) -> str:
    """The attained share, or the words shown instead."""
    if reading.attainment.percent is None:
        return reading.words
    return percent(reading.attainment.percent)


def _used(reading: IndicatorReading) -> list[IndicatorValue]:
    own = [v for v in reading.values if v.series == reading.indicator.own_series]
    return own if reading.indicator.kind == TargetKind.CUMULATIVE else own[-1:]


def _given(reading: IndicatorReading) -> Iterable[Row]:
    """Baseline and target, as far as they are set."""
    one = reading.indicator
    if one.baseline is not None:
        yield Row("基準値", f"{number(one.baseline)}{one.unit}", one.baseline_label)
    numbers = [t for t in reading.targets if t.value is not None]
    for target in numbers[-1:]:
        if target.value is not None:
            year = fiscal_year_label(target.fiscal_year)
            yield Row("目標値", f"{number(target.value)}{one.unit}", year)
    for target in (t for t in reading.targets if t.text):
        yield Row("目標", target.text, fiscal_year_label(target.fiscal_year))
    if one.words_target:
        yield Row("目標", note=one.words_target)


def _values(
    reading: IndicatorReading, values: Iterable[IndicatorValue], *, left_out: bool = False
) -> Iterable[Row]:
    one = reading.indicator
    for measured in values:
        notes = ["速報値です。"] if measured.is_provisional else []
        if left_out:
            is_own = measured.series == one.own_series
            notes.append("これより新しい値があります。" if is_own else "比べるための値です。")
        yield Row(
            label=f"{measured.series}　{measured.when}",
            figure=f"{number(measured.value)}{one.unit}",
            note="".join(notes),
            link=Link("initiative", (one.initiative.code,), anchor="indicators-title"),
        )
