"""Sums of the inventory's tables and the geometry of its chart, on small numbers."""

from decimal import Decimal

from inventory.figures import headlines, stacked_bars
from inventory.figures.counts import Counts, Group, Published, Row, total_of


def counts(**values):
    return Counts(**values)


def row(label="班", live=None, published=None, pk=1):
    return Row(label, pk, live or Counts(), published or Published())


def cells_of(a_row):
    return [(cell.published, cell.live, cell.difference) for cell in a_row.cells]


def test_row_puts_published_beside_live():
    live = counts(tasks=11, core=2, non_core=1, other=5, none=3)
    published = Published(tasks=10, core=2, non_core=None, other=5, total=7)

    cells = cells_of(row(live=live, published=published))

    assert cells == [(10, 11, 1), (2, 2, 0), (None, 1, 1), (5, 5, 0), (7, 8, 1), (3, 3, 0)]


def test_published_use_of_none_is_what_the_systems_leave():
    assert Published(tasks=10, core=4, total=4).none == 6
    assert Published(tasks=10).none == 10
    assert Published().none is None


def test_total_keeps_a_column_empty_that_no_row_fills():
    first = row(published=Published(tasks=5, non_core=4, total=4))
    second = row(published=Published(tasks=8, non_core=2, total=2))

    total = total_of("計", [first, second])

    assert total.published == Published(tasks=13, core=None, non_core=6, other=None, total=6)


def test_total_counts_a_published_zero():
    first = row(published=Published(tasks=5, total=0))
    second = row(published=Published(tasks=6))

    assert total_of("計", [first, second]).published.total == 0


def test_total_adds_live_counts_and_hours():
    first = row(live=counts(tasks=2, named=1, saved_known=1, saved_before=Decimal("10.5")))
    second = row(live=counts(tasks=3, digitised=1, saved_known=1, saved_before=Decimal("2")))

    live = total_of("計", [first, second]).live

    assert (live.tasks, live.named, live.unnamed, live.digitised) == (5, 1, 4, 1)
    assert (live.saved_known, live.hours_saved) == (2, Decimal("12.5"))


def test_group_sums_only_several_sections():
    one = Group(3, "議会事務局", (row(),))
    two = Group(4, "税務課", (row(), row()))

    assert (one.has_subtotal, two.has_subtotal) == (False, True)
    assert (two.subtotal.label, two.as_row.label, two.as_row.pk) == ("税務課 計", "税務課", 4)


def test_counts_name_every_stage():
    live = counts(not_considered=1, considering=2, in_progress=3, digitised=4, out_of_scope=5)

    assert live.stages == [
        ("未検討", 1),
        ("検討中", 2),
        ("実施中", 3),
        ("デジタル化済", 4),
        ("対象外", 5),
    ]


def test_headlines_say_over_how_many_tasks_hours_are_saved():
    live = counts(
        tasks=9,
        digitised=4,
        considering=2,
        in_progress=1,
        saved_known=2,
        saved_before=Decimal(30),
        saved_after=Decimal(12),
        expected_known=1,
        expected_before=Decimal(5),
        expected_after=Decimal(6),
    )

    saved, expected = headlines.of_counts(live)[-2:]

    assert (saved.value, saved.unit, expected.value) == ("18.0", "時間", "−1.0")
    assert saved.note == "デジタル化済4件のうち、前後の時間がわかる2件で計算"
    assert expected.note == (
        "検討中・実施中3件のうち、前後の時間がわかる1件で計算。減った時間には足しません"
    )


def test_headlines_show_no_zero_where_no_hours_are_known():
    shown = headlines.of_counts(counts(tasks=9))[-2:]

    assert [(h.value, h.missing) for h in shown] == [("未入力", True), ("未入力", True)]


def chart_of(*lives):
    groups = [Group(i, f"第{i}課", (row(live=live),)) for i, live in enumerate(lives)]
    return stacked_bars.systems_by_department(
        groups, total_of("合計", [g.subtotal for g in groups])
    )


def test_chart_stacks_segments_side_by_side():
    chart = chart_of(counts(tasks=100, core=50, none=50))

    first, second = chart.bars[0].segments

    assert (first.kind.name, first.x, first.text) == ("core", 150.0, "50")
    assert (second.kind.name, second.x) == ("none", 495.0)
    assert chart.bars[0].total_x == 848.0
    assert first.width == 345 - stacked_bars.GAP


def test_chart_leaves_out_numbers_that_would_not_fit():
    chart = chart_of(counts(tasks=238, core=1, none=237))

    assert [segment.text for segment in chart.bars[0].segments] == ["", "237"]


def test_chart_axis_ends_on_a_round_number():
    chart = chart_of(counts(tasks=238, other=238), counts(tasks=1, other=1))

    assert [tick.label for tick in chart.ticks] == ["0", "50", "100", "150", "200", "250"]


def test_chart_has_no_bar_for_a_department_without_tasks():
    chart = chart_of(counts(), counts(tasks=1, core=1))

    assert [bar.label for bar in chart.bars] == ["第1課"]


def test_chart_of_nothing_still_draws():
    assert chart_of().bars == ()


def test_chart_says_its_numbers_in_words():
    chart = chart_of(counts(tasks=1164, core=139, non_core=136, other=626, none=263))

    assert chart.description == (
        "課・室・局ごとの事務数を、使用システムの区分で分けた横棒の図。全体では"
        "基幹系139件、基幹系以外136件、その他（エクセル等）626件、使用なし263件。"
    )
