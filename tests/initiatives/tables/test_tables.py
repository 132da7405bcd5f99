"""The tables that workbook, CSV and JSON share, from papers made by hand."""

import csv
import io
import json
import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from hirao_dx.shared import spreadsheet_text
from hirao_dx.shared.tables import Column, Kind, csv_of, table
from initiatives.tables import catalogue, numbers
from tests.factories import paper as made

DOCS = Path(__file__).resolve().parents[3] / "docs/numbers-json.md"


def rows_of(found):
    """Each row of a table as a dictionary by heading."""
    headings = [column.heading for column in found.columns]
    return [dict(zip(headings, row, strict=True)) for row in found.rows]


def of(key, figures=None):
    return rows_of(catalogue.source(key).make(figures or made.figures()))


def lines_of(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def joined(found):
    return b"".join(csv_of(found))


def test_each_table_is_called_what_its_address_says():
    made_tables = catalogue.of_figures(made.figures())

    named = [(t.key, t.title) for t in made_tables]

    assert named == [(s.key, s.title) for s in catalogue.SOURCES]


def test_a_paper_has_its_meetings_tables_and_its_periods():
    titles = [t.title for t in catalogue.of_paper(made.paper())]

    assert titles == [
        "前回からの変化",
        "判断を要する事項",
        "議題",
        "前回決定の対応状況",
        *(s.title for s in catalogue.SOURCES),
        "出席者",
    ]


def test_counts_name_every_judgement():
    found = {row["判定"]: row["取組の数"] for row in of("counts")}

    assert found["遅れ"] == 1
    assert found["前倒し"] == 0
    assert sum(found.values()) == 4


def test_numbers_stay_exact():
    row = of("initiatives")[0]

    assert (row["進捗率"], row["予定との差"]) == (Fraction(140, 3), Fraction(140, 3) - 75)


@pytest.mark.parametrize("key", ["initiatives", "pillars", "history"])
def test_silence_is_an_empty_number_beside_a_word(key):
    silent = (made.silent_initiative(),)
    history = (made.history_line("令和8年度 第3四半期", silent),)

    row = of(key, made.figures(initiatives=silent, history=history))[0]

    assert (row["進捗率"], row["下限"], row["状態"]) == (None, None, "未報告")


def test_a_missing_report_has_no_progress():
    found = [row for row in of("reports") if row["報告の状態"] == "未報告"]

    assert {row["進捗率"] for row in found} == {None}
    assert {row["取組の状況"] for row in found} == {""}


def test_reports_hold_what_the_sections_wrote():
    row = of("reports")[1]

    assert row["班"] == "町民課 窓口班"
    assert row["課題"] == "機器の納品が遅れている。\n代わりの機器もない。"
    assert (row["進捗率"], row["確認"]) == (20, "確認前")


def test_delays_say_each_number_once():
    found = of("late")

    assert [row["取組"] for row in found] == [
        *["① 窓口の様式を減らす"] * 3,
        "④ システムをそろえる",
    ]
    assert [row["進捗率"] for row in found] == [Fraction(140, 3), None, None, 97]
    assert found[2]["班からの課題"] == "髙﨑さんの後任を探している。"
    assert found[3]["期限を過ぎたマイルストーン"] == "住民基本台帳"


def test_hours_nobody_knows_are_empty():
    known, unknown, total = of("inventory")

    assert known["減った時間（時間）"] == Fraction("59.5")
    assert known["減る見込み（時間）"] == 30
    assert (unknown["減った時間（時間）"], unknown["減る見込み（時間）"]) == (None, None)
    assert total["事務"] == 64


def test_an_indicators_attainment_stands_at_its_newest_value():
    found = of("indicators")

    assert [row["達成率"] for row in found] == [None, None, Fraction(10100, 151), None]
    assert found[2]["速報値"] == "速報値"
    assert (found[3]["値"], found[3]["達成の状況"]) == (None, "ことばの目標")


def test_targets_in_words_stand_as_words():
    found = of("indicator-targets")

    assert [(row["目標値"], row["ことばの目標"]) for row in found] == [
        (90, ""),
        (None, "町内のどの地区でも開く"),
    ]


def test_milestones_say_where_they_stand():
    found = of("milestones")

    assert [(row["期限"], row["状態"]) for row in found] == [
        (date(2026, 3, 31), "期限超過"),
        (date(2026, 3, 31), "完了"),
    ]


def test_the_schedule_says_silence_and_open_ends():
    row = of("schedule")[0]

    assert row["今の予定"] == "検討：R5〜（終わりは未定）\n実施：R5〜（終わりは未定）"
    assert row["主管の班の報告"].split("\n")[1] == "R8 第2四半期：未報告"


def test_the_schedule_puts_runs_of_the_same_word_together():
    line = made.gantt_line(made.initiative())
    twice = (line.actual[0], *line.actual)

    row = of("schedule", made.figures(gantt=(line.model_copy(update={"actual": twice}),)))[0]

    assert row["主管の班の報告"].split("\n")[0] == "R8 第1四半期〜R8 第1四半期：検討"


def test_changes_tell_added_and_ended_initiatives():
    changes = rows_of(catalogue.of_paper(made.paper())[0])

    assert [(row["動き"], row["今回の進捗率"]) for row in changes] == [
        ("判定が変わった", Fraction(140, 3)),
        ("変化なし", 70),
        ("変化なし", None),
        ("前回の資料にない取組", 97),
        ("終わった取組", None),
    ]


def test_without_a_paper_before_the_changes_say_so():
    changes = catalogue.of_paper(made.paper(previous=None, changes=()))[0]

    assert (changes.rows, changes.note) == ((), "前回の資料がないため、比べていません。")


def test_matters_begin_with_what_the_office_asks():
    matters = rows_of(catalogue.of_paper(made.paper())[1])

    assert [row["対象"] for row in matters] == ["議題1 ①の進め方", "① 窓口の様式を減らす"]


def test_a_decision_past_its_date_says_so():
    decisions = rows_of(catalogue.of_paper(made.paper())[3])

    assert [row["対応状況"] for row in decisions] == ["対応中（期限超過）", "対応済"]


def test_an_uneven_row_is_refused():
    with pytest.raises(ValueError, match="k: a row has another length"):
        table("k", "表", ("一", "二"), [("あ",)])


# --- CSV ----------------------------------------------------------------------------------------


def test_csv_begins_with_its_mark_and_ends_lines_as_windows_does():
    data = joined(catalogue.source("counts").make(made.figures()))

    assert data.startswith("\ufeff判定,取組の数\r\n前倒し,0\r\n".encode())
    assert data.endswith("中止,0\r\n".encode())


def test_csv_numbers_are_plain_and_silence_is_empty():
    data = joined(catalogue.source("initiatives").make(made.figures()))

    heading, late, *_, silent, overdue = lines_of(data)
    at = heading.index("進捗率（％）")
    assert late[at : at + 4] == ["46.7", "35.0", "75.0", "-28.3"]
    assert silent[at : at + 4] == ["", "", "75.0", ""]
    assert overdue[heading.index("目標の日")] == "2026-03-31"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"])
def test_csv_text_is_no_formula(sign):
    odd = table("k", "表", ("文",), [(f"{sign}1+1",)])

    data = joined(odd)

    assert lines_of(data)[1] == [f"'{sign}1+1"]


def test_csv_keeps_the_names_of_people():
    data = joined(catalogue.of_paper(made.paper())[-1])

    assert lines_of(data)[1:] == [
        ["髙﨑 花子", "町民課 課長", "出席"],
        ["渡邉 太郎", "税務課 課長", "代理出席"],
    ]


def test_csv_numbers_have_no_more_digits_than_they_need():
    values = [Fraction(13), Fraction("74.9"), Fraction(2, 3), Fraction(-1, 8)]
    found = table("k", "表", (Column("値", Kind.NUMBER),), [(v,) for v in values])

    data = joined(found)

    assert [line[0] for line in lines_of(data)[1:]] == ["13", "74.9", "0.666667", "-0.125"]


# --- JSON ---------------------------------------------------------------------------------------


def test_json_says_each_number_twice():
    data = json.loads(numbers.to_json(made.figures()))

    late, silent = data["initiatives"][0], data["initiatives"][2]
    assert (late["mean"], late["mean_exact"]) == (46.666667, "140/3")
    assert (silent["mean"], silent["mean_exact"]) == (None, None)
    assert data["indicators"][0]["baseline"] == 74.9
    assert data["period"]["ends_on"] == "2026-12-31"


def test_json_is_the_same_each_time():
    figures = made.figures()

    assert numbers.to_json(figures) == numbers.to_json(figures)


def names_in(value):
    """Every field name anywhere in the data."""
    if isinstance(value, dict):
        return {*value, *(name for one in value.values() for name in names_in(one))}
    return {name for one in value for name in names_in(one)} if isinstance(value, list) else set()


def test_every_field_of_the_json_is_documented():
    fields = names_in(numbers.as_data(made.figures()))
    told = set(re.findall(r"`([a-z_]+)`", DOCS.read_text(encoding="utf-8")))

    untold = {name for name in fields if name.removesuffix(numbers.EXACT) not in told}

    assert untold == set()


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        (Fraction(70), 70),
        (Fraction(211, 3), "70.333333"),
        (Fraction(-1, 2_000_000), "-0.000001"),
        (Fraction(1, 2), "0.5"),
    ],
)
def test_a_decimal_rounds_halves_away_from_zero(exact, shown):
    assert str(numbers.decimal(exact)) == str(shown)


# --- texts --------------------------------------------------------------------------------------


def test_what_xml_refuses_is_shown_as_missing():
    assert (
        spreadsheet_text.xml_text("a\x00b\x0bc\ud800d\uffff\r\ne\rf")
        == "a\ufffdb\ufffdc\ufffdd\ufffd\ne\nf"
    )


def test_what_a_spreadsheet_reads_as_an_escape_is_escaped():
    assert spreadsheet_text.xml_text("_x0041_と_y") == "_x005F_x0041_と_y"


def test_a_text_too_long_for_a_cell_says_that_it_was_cut():
    fits, too_long = "𠮷" * 16_383, "𠮷" * 16_384

    shortened = spreadsheet_text.cut(too_long)

    assert spreadsheet_text.cut(fits) == fits
    assert shortened.endswith(spreadsheet_text.CUT)
    assert len(shortened.encode("utf-16-le")) // 2 <= spreadsheet_text.MOST_CHARACTERS


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [("", 10, 1), ("ああ", 4, 1), ("あああ", 4, 2), ("ab\ncd\n", 4, 3), ("a" * 9, 4, 3)],
)
def test_lines_are_counted_by_width(text, columns, lines):
    assert spreadsheet_text.lines(text, columns) == lines


def test_pieces_lose_nothing():
    text = "髙﨑と渡邉。\n" * 40

    pieces = spreadsheet_text.pieces(text, 8, 10)

    assert "".join(pieces) == text
    assert max(spreadsheet_text.lines(piece.removesuffix("\n"), 8) for piece in pieces) <= 10
