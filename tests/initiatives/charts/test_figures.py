"""Geometry of the small bar charts, on numbers one can check by hand."""

from decimal import Decimal

import pytest

from initiatives.charts import figures
from initiatives.choices import FigureKind
from initiatives.models import BackgroundFigure


def figure(year=2020, value="100", series="本町", unit="人", **values):
    return BackgroundFigure(
        pk=1,
        topic="総人口",
        year=year,
        value=Decimal(value),
        series=series,
        unit=unit,
        **({"source": "国勢調査", "reference": "第1章1"} | values),
    )


def test_longest_bar_fills_the_width_and_others_follow_from_zero():
    chart = figures.draw([figure(1990, "200"), figure(2020, "100")])

    assert [(bar.y, bar.width) for bar in chart.bars] == [(0.0, 318.0), (58.0, 159.0)]
    assert chart.height == 116


def test_years_are_named_in_both_calendars():
    chart = figures.draw([figure(1990), figure(2019), figure(2045, kind=FigureKind.PROJECTION)])

    assert [bar.label for bar in chart.bars] == [
        "1990年（平成2年）",
        "2019年（令和元年）",
        "2045年（令和27年） ［推計］",
    ]


def test_series_of_one_year_are_named_by_place():
    chart = figures.draw([figure(value="43.2", unit="％"), figure(value="28.6", series="全国")])

    assert [bar.label for bar in chart.bars] == ["本町", "全国"]
    assert chart.bars[0].fill != chart.bars[1].fill


def test_series_of_several_years_are_named_by_both():
    chart = figures.draw([figure(2020), figure(2015, series="全国")])

    assert [bar.label for bar in chart.bars] == [
        "本町 2020年（令和2年）",
        "全国 2015年（平成27年）",
    ]


def test_only_projections_are_hatched():
    chart = figures.draw(
        [figure(1990, kind=FigureKind.DERIVED), figure(2045, kind=FigureKind.PROJECTION)]
    )

    assert [bar.hatched for bar in chart.bars] == [False, True]
    assert chart.has_projection
    assert chart.bars[0].label.endswith("［計算］")


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("14801.000", "人", "14,801人"),
        ("43.200", "％", "43.2％"),
        ("0", "人", "0人"),
        ("100", "％", "100％"),
    ],
)
def test_values_carry_no_needless_decimals(value, unit, shown):
    assert figures.value_label(figure(value=value, unit=unit)) == shown


def test_zeroes_draw_no_bar():
    assert [bar.width for bar in figures.draw([figure(value="0"), figure(2021, "0")]).bars] == [
        *(0.0, 0.0)
    ]


def test_chart_names_each_source_and_place_once():
    chart = figures.draw(
        [figure(1990), figure(2020), figure(2045, source="推計", reference="p.4")]
    )

    assert (chart.sources, chart.references) == ("国勢調査、推計", "第1章1、p.4")


def test_chart_says_its_numbers_in_words():
    chart = figures.draw(
        [figure(value="43.2", unit="％"), figure(value="28.6", series="全国", unit="％")]
    )

    assert chart.description == "総人口を比べる横棒の図。本町は43.2％、全国は28.6％。"
