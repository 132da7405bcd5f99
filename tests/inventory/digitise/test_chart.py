"""The chart of hours before and after: axis, bars, and what is not drawn."""

from decimal import Decimal

import pytest

from hirao_dx.shared.charts import axis
from inventory.digitise.chart import LABEL_WIDTH, hours_before_and_after
from inventory.digitise.hours import Hours, Line


def line(label, before, after, known=1):
    hours = Hours(
        tasks=2,
        saved_known=known,
        saved_before=Decimal(before),
        saved_after=Decimal(after),
        expected_known=1,
        expected_before=Decimal(9999),
    )
    return Line(label, hours)


@pytest.mark.parametrize(
    ("most", "step", "end"),
    [
        (0, 1, 1),
        (1, 1, 1),
        (6, 1, 6),
        (7, 2, 8),
        (31, 10, 40),
        (2810, 500, 3000),
        (6001, 2000, 8000),
    ],
)
def test_the_axis_ends_at_the_first_tick_past_the_longest_bar(most, step, end):
    assert axis(Decimal(most)) == (step, end)


def test_bars_are_as_long_as_their_hours():
    chart = hours_before_and_after([line("戸籍班", 600, 300)])

    before, after = chart.rows[0].bars

    assert (before.width, after.width) == (560.0, 280.0)
    assert (before.text, after.text) == ("600.0", "300.0")
    assert chart.ticks[-1].x == LABEL_WIDTH + 560


def test_a_line_without_both_figures_is_counted_not_drawn_as_nothing():
    chart = hours_before_and_after([line("戸籍班", 600, 300), line("こども班", 0, 0, known=0)])

    assert [row.label for row in chart.rows] == ["戸籍班"]
    assert chart.left_out == 1


def test_the_words_hold_every_number():
    chart = hours_before_and_after([line("戸籍班", "600.5", 300)])

    assert "戸籍班は600.5時間から300.0時間" in chart.description


def test_a_long_label_is_cut_short():
    chart = hours_before_and_after([line("あ" * 30, 1, 1)])

    assert chart.rows[0].label == "あ" * 16 + "…"
