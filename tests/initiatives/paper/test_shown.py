"""What page and PDF show of a paper, from its content alone."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from initiatives.choices import Judgement, TargetKind
from initiatives.paper.content import read_paper, to_text
from initiatives.paper.pdf import foot_rule
from initiatives.paper.shown import digest_label, show
from initiatives.paper.shown_indicators import shown_indicators
from tests.factories import paper as made
from tests.factories.meeting import SnapshotFactory

DIGEST = "0123456789abcdef" * 4


def body(paper, digest=DIGEST):
    return render_to_string("initiatives/paper/_body.html", {"paper": show(paper, digest=digest)})


def test_a_paper_read_back_is_shown_the_same():
    paper = made.big_paper()

    again = read_paper(to_text(paper))

    assert show(again, digest=DIGEST) == show(paper, digest=DIGEST)
    assert body(again) == body(paper)


def test_the_body_needs_nothing_but_the_view_model():
    html = body(made.paper())

    assert "href=" not in html.replace('href="#', "")
    assert "<script" not in html


def test_every_section_stands_in_its_order():
    html = body(made.paper())

    titles = [
        "1　判定別の件数と、計画・柱の進み具合",
        "2　前回からの変化",
        "3　判断を要する事項",
        "4　取組別一覧",
        "5　遅れと理由",
        "6　日程：予定と実際",
        "7　未報告",
        "8　前回までの決定事項の対応状況",
        "9　指標",
        "10　マイルストーン",
        "11　業務の棚卸し",
        "12　推移",
        "13　数字の決まり",
    ]
    places = [html.index(f">{title}</h2>") for title in titles]
    assert places == sorted(places)


def test_rare_characters_of_names_are_kept():
    html = body(made.paper())

    assert "髙﨑 邉男" in html
    assert "渡邉記念会館 髙﨑班" in html


def test_silence_is_never_nought_percent():
    lines = (made.silent_initiative("3"),)

    html = body(made.paper(figures=made.figures(initiatives=lines), changes=()))

    row = html[html.index("4　取組別一覧") : html.index("5　遅れと理由")]
    assert 'aria-label="③ 学び直しの場をつくる：未報告"' in row
    assert "progress__value--none" in row
    assert ">0.0%</span>" not in row


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({}, "第3回推進委員会 会議資料"),
        ({"edition": 2, "reason": "数字の誤り"}, "第3回推進委員会 会議資料（第2版）"),
    ],
)
def test_the_title_names_the_edition_from_the_second_on(changes, title):
    assert show(made.paper(**changes), digest=DIGEST).title == title


def test_a_later_edition_says_why():
    html = body(made.paper(edition=2, reason="町民課の数字の誤り"))

    assert "<dt>作り直した理由</dt><dd>町民課の数字の誤り</dd>" in html


def test_a_preview_has_no_number_and_says_what_it_is():
    shown = show(made.paper(number=0))

    html = body(made.paper(number=0), digest="")

    assert shown.is_preview
    assert shown.running_foot == "第3回推進委員会 会議資料　下見（まだ控えではありません）"
    assert "下見（まだ控えではありません）" in html
    assert "控えの番号" not in html
    assert "照合番号の全体" not in html


def test_demo_data_is_marked():
    demo = made.paper(figures=made.figures(contains_demo=True))

    assert "見本　この資料の報告・氏名・数値の一部は、見本データです。" in body(demo)
    assert "見本　この資料" not in body(made.paper())


def test_a_digest_is_labelled_as_its_snapshot_labels_it():
    snapshot = SnapshotFactory.build(meeting=None, plan=None, period=None, taken_by=None)

    assert digest_label(snapshot.digest) == snapshot.digest_label
    assert show(made.paper(), digest=DIGEST).digest_label == "0123 4567 89ab cdef"


def test_only_what_moved_is_listed():
    """① fell, ④ is new, 終わった取組 has ended; ② and ③ are as they were."""
    shown = show(made.paper())

    assert [change.code for change in shown.moved] == ["1", "4", "90"]
    assert (shown.rejudged, shown.unmoved) == (3, 2)


def test_a_first_paper_says_that_there_is_none_before():
    html = body(made.paper(previous=None, changes=()))

    assert "前回の資料がないため、変化はありません。" in html
    assert "判定か進捗率が変わった取組" not in html


def test_only_items_to_decide_stand_under_what_to_decide():
    html = body(made.paper())

    section = html[html.index("3　判断を要する事項") : html.index("4　取組別一覧")]
    assert "議題1　①の進め方" in section
    assert "進捗の報告" not in section
    assert "「遅れ」と判定された取組" in section


def test_delays_come_with_the_sections_own_words():
    shown = show(made.paper())

    late, slightly = shown.delays
    assert late.judgement.code == Judgement.LATE
    assert [r.section for r in late.commented] == list(made.SECTIONS)
    assert [r.section for r in slightly.commented] == [made.LEAD]
    assert "機器の納品が遅れている。\n代わりの機器もない。" in body(made.paper())


def test_only_a_row_of_long_text_may_break_over_two_sheets():
    line = made.late_initiative(
        reports=(
            made.report(issues_text="あ" * 701),
            made.report(made.SECTIONS[1], issues_text="あ" * 700),
        )
    )

    (delay,) = show(made.paper(figures=made.figures(initiatives=(line,)), changes=())).delays

    assert [voice.is_long for voice in delay.commented] == [True, False]


def test_the_chart_is_drawn_from_the_content():
    shown = show(made.paper())

    first, *_, last = shown.gantt.rows
    assert [bar.title for bar in first.adopted] == ["当初の予定　検討：R5〜（終わりは未定）"]
    assert [bar.title for bar in last.bars] == ["予定　検討：R5〜R6", "予定　実施：R7〜R7"]
    assert [cell.mark for cell in first.cells] == ["検", "", "実"]
    assert {row.row.url for row in shown.gantt.rows} == {""}


def test_the_chart_says_which_initiatives_came_and_went():
    line = made.initiative("1")
    rows = (
        made.gantt_line(line, standing="追加", adopted_label="追加時"),
        made.gantt_line(line, standing="終了", planned=()),
        made.gantt_line(line, adopted=line.phases),
    )

    drawn = show(made.paper(figures=made.figures(gantt=rows))).gantt.rows

    assert [row.row.standing for row in drawn] == ["追加", "終了", ""]
    assert drawn[0].row.adopted_label == "追加時"
    assert drawn[2].adopted == ()


def test_milestones_are_told_by_group_with_the_open_ones_apart():
    ((line, group),) = show(made.paper()).milestone_groups

    assert line.name == "④ システムをそろえる"
    assert [m.name for m in group.open] == ["住民基本台帳"]
    assert [m.name for m in group.completed] == ["税務"]
    assert len(group.overdue) == 1
    assert "完了したもの：税務（令和8年3月20日）" in body(made.paper())


def test_unknown_hours_are_a_dash_not_nought():
    html = body(made.paper())

    tax = html[html.index('<th scope="row">税務課</th>') :].split("</tr>")[0]
    assert tax.count('<td class="num">－</td>') == 4


def test_the_words_are_those_of_the_paper():
    """A judgement renamed later changes no paper."""
    renamed = made.word(Judgement.LATE).model_copy(update={"label": "大幅な遅れ"})
    line = made.late_initiative(judgement=renamed)

    html = body(made.paper(figures=made.figures(initiatives=(line,)), changes=()))

    row = html[html.index("4　取組別一覧") : html.index("5　遅れと理由")]
    assert "大幅な遅れ" in row


def test_the_rules_state_the_thresholds_of_the_paper():
    plan = made.figures().plan.model_copy(update={"ahead_from": 3, "slightly_late_from": -20})

    shown = show(made.paper(figures=made.figures(plan=plan)))

    texts = {rule.kind: rule.text for rule in shown.rules if rule.kind}
    assert texts["ahead"] == "差が＋3ポイント以上。"
    assert texts["on_track"] == "差が−5ポイント以上＋3ポイント未満。"
    assert texts["late"].startswith("差が−20ポイント未満。")
    assert set(texts) == {judgement.value for judgement in Judgement}


def test_an_indicator_is_told_in_words():
    level, in_words = shown_indicators(made.figures())

    assert level.baseline == "74.9%（令和4年度末）"
    assert level.latest == "85%（令和8年9月末・速報値）"
    assert level.targets == ("令和9年度 90%",)
    assert level.attained == "66.9%（速報値）"
    assert [(c.series, len(c.steps)) for c in level.courses] == [("本町", 2), ("全国", 1)]
    assert (in_words.latest, in_words.attained) == ("実績値の入力なし", "ことばの目標")


def test_a_value_without_a_label_is_told_by_its_day():
    value = made.value("本町", "2026-03-31", "", "12")

    (shown,) = shown_indicators(
        made.figures(indicators=(made.indicator(unit="件", values=(value,)),))
    )

    assert shown.latest == "12件（令和8年3月31日）"


def test_an_indicator_is_drawn_once_it_has_a_course():
    once = made.value("本町", "2022年度", "令和4年度末", "74.9")
    lines = (made.indicator(), made.indicator("一度だけの値", values=(once,)))

    drawn, undrawn = shown_indicators(made.figures(indicators=lines))

    assert [(line.name, line.value) for line in drawn.chart.lines] == [
        ("本町", "85"),
        ("目標", "90"),
        ("全国", "67"),
    ]
    assert undrawn.chart is None


def test_values_that_add_up_are_drawn_added_up():
    line = made.indicator(kind=made.word(TargetKind.CUMULATIVE), targets=())

    (shown,) = shown_indicators(made.figures(indicators=(line,)))

    assert [(line.name, line.value) for line in shown.chart.lines] == [
        ("本町", "159.9"),
        ("全国", "67"),
    ]


def test_the_foot_of_a_sheet_cannot_break_out_of_its_string():
    rule = foot_rule('第3回" } body { display: none } \\')

    assert rule.startswith(
        '@page paper { @bottom-left { content: "第3回\\22 \\20 \\7d \\20 body\\20 \\7b '
    )
    assert rule.count('"') == foot_rule("第3回").count('"')
