"""Where the digitisation chart puts things: every bar reaches from x 160 to 830."""

from initiatives.charts import stages
from inventory.figures.counts import Counts, Row


def row(label="町民課", **counts):
    return Row(label, 1, Counts(tasks=sum(counts.values()), **counts))


def draw(*rows):
    return stages.draw(rows, row("全体", not_considered=1164))


def test_a_bar_is_shared_out_by_stage():
    (bar,) = draw(row(not_considered=5, in_progress=3, digitised=2)).bars

    # 670 units: 5, 3 and 2 tenths.
    assert [(s.kind.label, s.x, s.width, s.text) for s in bar.segments] == [
        ("未検討", 160.0, 335.0, "5"),
        ("実施中", 495.0, 201.0, "3"),
        ("デジタル化済", 696.0, 134.0, "2"),
    ]
    assert bar.total == 10


def test_departments_of_any_size_have_bars_of_the_same_length():
    bars = draw(row(not_considered=238), row(digitised=1)).bars

    assert [bar.segments[0].width for bar in bars] == [670.0, 670.0]
    assert [bar.y for bar in bars] == [34, 64]


def test_a_share_too_narrow_for_its_number_has_it_in_its_title():
    (bar,) = draw(row(not_considered=99, considering=1)).bars

    narrow = bar.segments[1]
    assert (narrow.width, narrow.text, narrow.title) == (6.7, "", "町民課 検討中：1件")


def test_the_stages_differ_by_fill_or_pattern():
    kinds = draw(row(digitised=1)).kinds

    assert len({(kind.fill, kind.pattern) for kind in kinds}) == 5
    assert [kind.on_dark for kind in kinds] == [False, False, False, True, False]


def test_the_chart_says_the_towns_numbers_in_words():
    description = draw(row(digitised=1)).description

    assert description == (
        "課・室・局ごとに、事務をデジタル化の段階で分けた横棒の図。全体では未検討1,164件、"
        "検討中0件、実施中0件、デジタル化済0件、対象外0件。"
    )


def test_without_tasks_there_is_no_bar():
    assert draw().bars == ()
