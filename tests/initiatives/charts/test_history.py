"""Where the history chart puts things: columns stand on y 216, the lines' 0 % on y 406."""

from initiatives.charts import history as chart
from initiatives.choices import Judgement, ReportStatus
from tests.initiatives.made_figures import (
    Q1,
    Q2,
    Q3,
    figures,
    history,
    initiative,
    report,
    taking_part,
)


def test_a_column_stacks_the_judgements_from_the_ground_up():
    # Planned 75: 80 is +5 (前倒し), 10 is −65 (遅れ), and ③ says nothing.
    initiatives = [initiative(n, taking_part(n)) for n in (1, 2, 3)]
    told = [report(1, Q3, 80), report(2, Q3, 10)]

    drawn = chart.draw([figures(Q3, initiatives, told)])

    blocks = drawn.columns[0].blocks
    # Three initiatives share 200 units: 66.7 each.
    assert [(b.judgement, b.text, b.y, b.height) for b in blocks] == [
        (Judgement.AHEAD, "◎1", 149.3, 66.7),
        (Judgement.LATE, "▼1", 82.7, 66.7),
        (Judgement.UNREPORTED, "－1", 16.0, 66.7),
    ]
    assert [b.is_silent for b in blocks] == [False, False, True]


def test_columns_are_as_high_as_their_initiatives_are_many():
    few, many = [initiative(1, taking_part(1))], [initiative(n, taking_part(n)) for n in (1, 2)]

    drawn = chart.draw([figures(Q1, few), figures(Q2, many)])

    assert [sum(b.height for b in c.blocks) for c in drawn.columns] == [100.0, 200.0]


def test_columns_stand_side_by_side_and_the_last_is_the_one_shown():
    drawn = chart.draw(history([initiative(1, taking_part(1))]))

    assert [(c.x, c.width, c.is_shown) for c in drawn.columns] == [
        (67.0, 88.0, False),
        (161.0, 88.0, False),
        (255.0, 88.0, True),
    ]


def test_twenty_periods_fit_side_by_side():
    drawn = chart.draw([figures(Q1, [])] * 20)

    assert drawn.columns[-1].x + drawn.columns[-1].width <= drawn.right


def test_a_fiscal_year_is_named_once():
    drawn = chart.draw(history([]))

    assert [(c.year, c.label) for c in drawn.columns] == [
        ("令和8年度", "第1"),
        ("", "第2"),
        ("", "第3"),
    ]


def test_lines_show_progress_planned_and_floor():
    both = initiative(1, taking_part(1), taking_part(2))

    planned, floor, mean = chart.draw([figures(Q3, [both], [report(1, Q3, 50)])]).lines

    # 75 %: 406 − 90; floor 50 ÷ 2 = 25 %: 406 − 30; mean 50 %: 406 − 60.
    assert [(line.style.name, line.dots[0].y) for line in (planned, floor, mean)] == [
        ("予定", 316.0),
        ("下限", 376.0),
        ("進捗率", 346.0),
    ]
    assert len({(line.style.dash, line.style.mark) for line in (planned, floor, mean)}) == 3
    assert mean.dots[0].title == "令和8年度 第3四半期 進捗率：50.0%"


def test_silence_breaks_the_lines_instead_of_falling_to_zero():
    told = [report(1, Q2, 50)]
    initiatives = [initiative(1, taking_part(1))]
    silent = figures(Q1, initiatives)

    drawn = chart.draw([figures(Q2, initiatives, told), silent, figures(Q3, initiatives, told)])

    planned, floor, mean = drawn.lines
    assert mean.path == "M111.0 346.0M299.0 346.0"
    assert (len(planned.dots), len(floor.dots), len(mean.dots)) == (2, 2, 2)
    assert drawn.silent == (205.0,)


def test_a_block_too_low_for_letters_has_its_words_in_its_title():
    many = [initiative(n, taking_part(n)) for n in range(1, 14)]

    block = chart.draw([figures(Q3, many, [report(1, Q3, 80)])]).columns[0].blocks[0]

    assert (block.height, block.text) == (15.4, "")
    assert block.title == "令和8年度 第3四半期 前倒し：1取組"


def test_the_legend_names_only_what_occurs():
    told = [report(1, Q3, 100, ReportStatus.DONE)]

    drawn = chart.draw(history([initiative(1, taking_part(1))], told))

    assert [block.text for block in drawn.legend] == ["✓ 完了", "－ 未報告"]


def test_a_plan_without_initiatives_draws_empty_columns():
    drawn = chart.draw([figures(Q1, [])])

    assert drawn.columns[0].blocks == ()
    assert [line.dots for line in drawn.lines] == [(), (), ()]


def test_the_chart_says_its_ends_in_words():
    told = [report(1, Q3, 75)]

    drawn = chart.draw(history([initiative(1, taking_part(1))], told))

    assert drawn.description == (
        "報告期間ごとの判定の数と、進捗率・予定・下限の移り変わりの図。"
        "令和8年度 第1四半期は未報告1取組、進捗率は未報告。"
        "令和8年度 第3四半期は順調1取組、進捗率は75.0%。"
    )
