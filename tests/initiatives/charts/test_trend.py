"""Where an indicator's trend puts things: the plot is x 48–242, y 216 up to 24."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest

from hirao_dx.shared.words import number
from initiatives.charts import scales, trend


def point(year, value, **fields):
    """A value at the end of a fiscal year."""
    return trend.Point(date(year + 1, 3, 31), Decimal(value), f"{year}年度末", **fields)


def series(name, *values, first=2022):
    """One value a year."""
    return trend.Series(name, tuple(point(first + n, v) for n, v in enumerate(values)))


def draw(own, targets=(), others=(), unit="％"):
    return trend.draw(
        "交付率", unit, own=own, targets=trend.Series("目標", tuple(targets)), others=others
    )


def test_values_run_from_the_first_day_to_the_last():
    line = draw(series("本町", "70", "80")).lines[0]

    # 16 units within the plot on each side: 64 and 226. Levels 70 … 80 by 2.
    assert [(dot.x, dot.y) for dot in line.dots] == [(64.0, 216.0), (226.0, 24.0)]
    assert line.path == "M64.0 216.0L226.0 24.0"
    assert line.is_own


def test_levels_are_round_and_hold_every_value():
    chart = draw(series("本町", "70", "80"))

    assert [(tick.label, tick.at) for tick in chart.levels] == [
        ("70", 216.0),
        ("72", 177.6),
        ("74", 139.2),
        ("76", 100.8),
        ("78", 62.4),
        ("80", 24.0),
    ]
    assert chart.from_zero is False


def test_a_single_value_is_a_dot_in_the_middle_without_a_line():
    line = draw(series("本町", "74.9")).lines[0]

    assert (line.path, [dot.x for dot in line.dots]) == ("", [145.0])
    assert (line.name, line.value) == ("本町", "74.9")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["0", "0"], ["−1", "0", "1"]),
        (["7"], ["6", "7", "8"]),
        (["50", "50"], ["45", "50", "55"]),
        (["-8", "-3"], ["−8", "−7", "−6", "−5", "−4", "−3"]),
        (["-3", "4"], ["−4", "−2", "0", "2", "4"]),
        (["0", "27"], ["0", "10", "20", "30"]),
        (["13", "1164"], ["0", "500", "1,000", "1,500"]),
        (["0.1", "0.3"], ["0.1", "0.15", "0.2", "0.25", "0.3"]),
    ],
)
def test_levels_fit_values_of_any_size_and_sign(values, expected):
    found = scales.levels([Fraction(v) for v in values])

    assert [number(level) for level in found] == expected


def test_a_falling_indicator_falls():
    low, high = draw(series("本町", "80", "70")).lines[0].dots

    assert (low.y, high.y) == (24.0, 216.0)


def test_far_apart_years_keep_their_distance():
    own = trend.Series("本町", (point(2000, "1"), point(2020, "2"), point(2025, "3")))

    dots = draw(own).lines[0].dots

    # 7,305 of 9,131 days: 64 + 162 × 0.8000… = 193.6.
    assert [dot.x for dot in dots] == [64.0, 193.6, 226.0]


def test_many_years_are_thinned_back_from_the_last():
    years = draw(series("本町", *"123456789012", first=2014)).years

    # Twelve years, four ticks at most: every third.
    assert [tick.label for tick in years] == ["H28末", "R1末", "R4末", "R7末"]


def test_a_day_within_a_year_names_that_year():
    own = trend.Series("本町", (trend.Point(date(2020, 10, 1), Decimal("43.2"), "2020年"),))

    assert [tick.label for tick in draw(own).years] == ["R2年度"]


def test_targets_are_dashed_with_a_mark_of_their_own():
    own, target = draw(series("本町", "70"), [point(2023, "80"), point(2024, "90")]).lines

    assert (own.style.dash, own.style.mark) == ("", "circle")
    assert (target.style.dash, target.style.mark) == ("7 4", "diamond")
    assert target.path.count("L") == 1


def test_a_lone_target_is_a_level_across_the_plot():
    target = draw(series("本町", "70", "75"), [point(2027, "90")]).lines[1]

    assert target.path == f"M48 {target.dots[0].y}H242"


def test_comparators_differ_by_mark_and_dashes_and_are_named_at_their_end():
    others = [series(name, "60", "65") for name in ("全国", "県", "近隣")]

    _, *found = draw(series("本町", "70", "75"), others=others).lines

    assert [(line.name, line.value) for line in found] == [
        ("全国", "65"),
        ("県", "65"),
        ("近隣", "65"),
    ]
    assert len({line.style.mark for line in found}) == 3
    assert len({line.style.dash for line in found}) == 3


def test_names_at_the_ends_are_pushed_apart_and_tied_to_their_dots():
    others = [series("全国", "67.0"), series("県", "67.1")]

    lines = draw(series("本町", "67.2"), others=others).lines

    heights = sorted(line.label_y for line in lines)
    assert [round(b - a) >= 36 for a, b in pairwise(heights)] == [True, True]
    assert [line.leader for line in lines if line.name == "本町"] == ["M152.0 24.0L257 24.0"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ([100.0, 50.0], [100.0, 50.0]),
        ([100.0, 101.0, 102.0], [100.0, 118.0, 136.0]),
        ([230.0, 235.0], [218.0, 236.0]),
        ([236.0, 236.0, 236.0], [200.0, 218.0, 236.0]),
        ([0.0], [16.0]),
    ],
)
def test_labels_spread_within_their_bounds(wanted, expected):
    assert scales.spread(wanted, gap=18, low=16, high=236) == expected


def test_a_long_name_is_shortened_in_the_drawing_only():
    line = draw(series("県内の市と町の平均", "34.6")).lines[0]

    assert (line.short_name, line.name) == ("県内の市と町…", "県内の市と町の平均")


def test_a_provisional_value_is_hollow_and_says_so():
    own = trend.Series("本町", (point(2024, "70"), point(2025, "75", is_provisional=True)))

    chart = draw(own)

    assert [dot.hollow for dot in chart.lines[0].dots] == [False, True]
    assert chart.lines[0].dots[1].title == "本町 2025年度末：75％（速報値）"
    assert chart.has_provisional


def test_values_close_in_time_leave_some_labels_out():
    days = (date(2026, 1, 1), date(2026, 1, 2), date(2026, 7, 1), date(2026, 12, 31))
    own = trend.Series("本町", tuple(trend.Point(d, Decimal(5), str(d)) for d in days))

    assert [dot.label for dot in draw(own).lines[0].dots] == ["5", "", "5", ""]


def test_targets_alone_are_drawn():
    chart = draw(trend.Series("本町", ()), [point(2025, "80"), point(2027, "90")])

    assert [line.name for line in chart.lines] == ["目標"]


def test_no_number_gives_no_chart():
    assert draw(trend.Series("本町", ())) is None


def test_the_chart_says_its_numbers_in_words():
    chart = draw(series("本町", "70", "74.9"), others=[series("全国", "67")])

    assert chart.description == (
        "交付率の移り変わりの図。本町は2022年度末に70％、2023年度末に74.9％。"
        "全国は2022年度末に67％。"
    )
