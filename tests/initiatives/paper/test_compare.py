"""Papers side by side: what moved between the first and the last of them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from initiatives.choices import DecisionOutcome, Judgement
from initiatives.paper.compare import compare
from initiatives.paper.content import HoursLine
from tests.factories import paper as made


def one(number, *lines, **figures):
    """A paper of these initiatives."""
    return made.paper(
        number=number, changes=(), figures=made.figures(initiatives=lines, **figures)
    )


@pytest.fixture
def earlier():
    """① 順調 at 60, ② at 80."""
    return one(
        1,
        made.initiative("1", reports=(made.report(progress=60),)),
        made.initiative("2", "消える取組", reports=(made.report(progress=80),)),
    )


@pytest.fixture
def later():
    """① 遅れ at 65.5, ② gone, ③ new and silent."""
    reports = (made.report(progress=65), made.report(made.SECTIONS[1], 66))
    return one(
        3,
        made.initiative(
            "1", "名前を変えた取組", reports=reports, judgement=made.word(Judgement.LATE)
        ),
        made.silent_initiative("3"),
    )


def test_papers_stand_from_the_oldest_to_the_newest(earlier, later):
    comparison = compare([later, earlier])

    assert [paper.number for paper in comparison.papers] == [1, 3]


def test_counts_are_compared_word_by_word(earlier, later):
    comparison = compare([earlier, later])

    rows = {row.judgement.code: (row.values, row.difference) for row in comparison.counts}
    assert rows["on_track"] == ((2, 0), -2)
    assert rows["late"] == ((0, 1), 1)
    assert rows["unreported"] == ((0, 1), 1)
    assert rows["done"] == ((0, 0), 0)


def test_the_plan_and_its_pillars_are_compared_by_points(earlier, later):
    comparison = compare([earlier, later])

    plan, *pillars = comparison.groups
    assert (plan.name, plan.difference) == ("計画全体", Fraction("-4.5"))
    assert [(p.name, p.difference, p.fate) for p in pillars] == [
        ("業務のデジタル化", Fraction("-4.5"), ""),
        ("DX推進のための人材育成", None, "追加"),
    ]


def test_initiatives_are_matched_by_their_code(earlier, later):
    comparison = compare([earlier, later])

    first, silent, gone = comparison.initiatives
    assert (first.name, first.difference) == ("① 名前を変えた取組", Fraction("5.5"))
    assert first.judgement_moved
    assert (silent.lines[0], silent.difference, silent.fate) == (None, None, "追加")
    assert (gone.name, gone.lines[1], gone.fate) == ("② 消える取組", None, "終了")
    assert not gone.judgement_moved


def test_one_that_only_a_middle_paper_holds_is_said_to_be_so(earlier, later):
    between = one(2, made.initiative("7", "一度だけの取組"))

    comparison = compare([earlier, between, later])

    fates = {row.name: row.fate for row in comparison.initiatives}
    assert fates["⑦ 一度だけの取組"] == "途中の資料だけ"
    assert [len(row.lines) for row in comparison.initiatives] == [3, 3, 3, 3]


def test_silence_decisions_and_hours_are_counted(earlier):
    settled = made.decision(outcome=made.word(DecisionOutcome.DONE))
    later = made.paper(
        number=2,
        decisions=(made.decision(), made.decision(number=2), settled),
        figures=made.figures(
            silent=(),
            inventory_total=made.inventory(
                "見本町", 64, saved=HoursLine(known=3, before=Fraction(120), after=Fraction(20))
            ),
        ),
    )

    comparison = compare([earlier, later])

    assert [(r.name, r.values, r.difference) for r in comparison.numbers] == [
        ("未報告の班", ("2", "0"), "−2"),
        ("対応中の決定事項", ("1", "2"), "＋1"),
        ("減った時間（年間）", ("59.5", "100"), "＋40.5"),
        ("減る見込み（年間）", ("30", "30"), "±0"),
    ]


def test_indicators_are_compared_by_their_newest_own_value(earlier):
    value = made.value("本町", "2027-01", "令和9年1月", "88.5")
    more = made.indicator(values=(*made.indicator().values, value))
    new = made.indicator("新しい指標", values=())
    later = one(2, *made.initiatives(), indicators=(more, new))

    comparison = compare([earlier, later])

    card, added, ended = comparison.indicators
    assert card.values == ("85%（令和8年9月末・速報値）", "88.5%（令和9年1月）")
    assert card.difference == "＋3.5"
    assert (added.values, added.difference, added.fate) == (
        ("", "実績値の入力なし"),
        "－",
        "追加",
    )
    assert (ended.name, ended.fate) == ("相談会の回数", "終了")
