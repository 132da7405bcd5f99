"""Digits, widths and days as people write them, and what is refused."""

from datetime import date, datetime
from decimal import Decimal
from random import Random

import pytest

from hirao_dx.shared import text
from hirao_dx.shared.text import EVERY_YEAR, RECENT_YEARS, cell_day, whole_number, written_day

APRIL = date(2027, 4, 1)
LONG = "9" * 5000

WRITINGS = [
    "2027-04-01",
    "2027/4/1",
    "2027.4.1",
    "２０２７年４月１日",
    "20270401",
    "令和9年4月1日",
    "令和 ９年 ４月 １日",
    "㋿9年4月1日",
    "R9.4.1",
    "r9/4/1",
    "Ｒ０９－０４－０１",
    "2027−4−1",
]
NONSENSE = [
    "あした",
    "4月1日",
    "9.4.1",
    "X9.4.1",
    "2027-02-30",
    "令和9年13月1日",
    "R0.3.31",
    "令和0年4月1日",
    "昭和99年4月1日",
    "平成31年5月1日",
    "令和元年4月30日",
    "R2027.4.1",
    "0000-01-01",
    "04/01/2027",
    "09/04/01",
    f"{LONG}-04-01",
    f"令和{LONG}年4月1日",
    LONG,
]

# What ends a line, what stands between words, and what nobody sees.
BREAKS = ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"]
UNSEEN = [
    *("\x01", "\x07", "\x08", "\t", "\x0b", "\x0c", "\r", "\x0e", "\x1b", "\x1f", "\x7f"),
    *("\x80", "\x85", "\x9f", "\u00ad", "\u061c", "\u180e", "\u200b", "\u200c", "\u200d"),
    *("\u200e", "\u200f", "\u2028", "\u2029", "\u202a", "\u202e", "\u2060", "\u2066"),
    *("\u2069", "\ufeff", "\ufff9", "\ufffe", "\uffff", "\ud800", "\udfff", "\U000e0041"),
]
# What looks like something only with the signs that would be cleaned elsewhere.
SEEN = [
    "葛\U000e0100城",
    "か\u309aき\u3099ハ\u3099ﾊﾞ",
    "👨\u200d👩\u200d👧",
    "👩🏽\u200d💻",
    "❤\ufe0f\u200d🔥",
    "✔\ufe0f1\ufe0f\u20e3",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "नमस्\u200cते",
    "一　二  三\u00a0四",
]


@pytest.mark.parametrize("sign", BREAKS)
def test_every_line_end_is_one_of_a_kind(sign):
    assert text.many_lines(f" 一 {sign}\n二　{sign}") == ("一\n\n二" if sign != "\r" else "一\n二")
    assert text.one_line(f" 一 {sign} 二　{sign}") == "一 二"


@pytest.mark.parametrize("said", SEEN)
def test_what_changes_how_a_sign_looks_stays(said):
    assert text.many_lines(said) == text.one_line(said) == said


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("証明\t\t発行 \t 事務", "証明 発行 事務"),
        ("証\0明", "証明"),
        ("葛\u200d城\u200c", "葛城"),
        ("葛\U000e0100\u200d城", "葛\U000e0100城"),
        ("\U000e0100葛 \ufe0f城", "葛 城"),
        ("\u200d\U000e0100葛城", "葛城"),
        ("👨\u200d", "👨"),
        ("", ""),
    ],
)
def test_what_nobody_sees_is_gone(said, line):
    assert text.one_line(said) == line


def test_a_clean_text_stays_as_it_is():
    """So that a row is not changed by being read and written once more."""
    letters = ["一", "a", " ", "\0", "\n", "👨", "葛", "नम", *BREAKS, *UNSEEN, *SEEN, "\ufe0f"]
    choice = Random(20261201)
    for _ in range(20_000):
        said = "".join(choice.choices(letters, k=choice.randint(1, 8)))
        for clean in (text.many_lines, text.one_line):
            assert clean(clean(said)) == clean(said), ascii(said)


@pytest.mark.parametrize("said", WRITINGS)
def test_a_day_is_read_as_people_write_it(said):
    assert written_day(said) == APRIL
    assert cell_day(said) == APRIL


@pytest.mark.parametrize("said", ["", *NONSENSE])
def test_what_is_no_day_is_none(said):
    assert written_day(said, EVERY_YEAR) is None
    assert cell_day(said) is None


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("H31.4.30", date(2019, 4, 30)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("S64.1.7", date(1989, 1, 7)),
        ("昭和元年12月25日", date(1926, 12, 25)),
    ],
)
def test_an_era_is_read_from_its_first_day_to_its_last(said, day):
    assert written_day(said) == day


@pytest.mark.parametrize(
    ("said", "years", "day"),
    [
        ("1926-01-01", text.YEARS, date(1926, 1, 1)),
        ("1925-12-31", text.YEARS, None),
        ("2099-12-31", text.YEARS, date(2099, 12, 31)),
        ("2100-01-01", text.YEARS, None),
        ("1999-12-31", RECENT_YEARS, None),
        ("0001-01-01", EVERY_YEAR, date(1, 1, 1)),
    ],
)
def test_a_day_outside_the_years_asked_for_is_none(said, years, day):
    assert written_day(said, years) == day


@pytest.mark.parametrize(
    "cell",
    [46478, 46478.0, "46478", APRIL, datetime(2027, 4, 1, 9, 0)],  # noqa: DTZ001
)
def test_a_cell_also_holds_dates_and_excels_numbers(cell):
    assert cell_day(cell) == APRIL


@pytest.mark.parametrize(
    ("cell", "line"),
    [(10001.0, "10001"), (None, ""), ("'０１", "01"), ("見本\u3000花子\n", "見本 花子")],
)
def test_a_cell_is_one_line_of_half_width_text(cell, line):
    assert text.cell_text(cell) == line


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("0", 0),
        ("007", 7),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        (LONG, None),
        ("１２", None),
        ("²", None),
        ("٣", None),
        ("-1", None),
        ("1_0", None),
        (" 1", None),
        ("", None),
        (None, None),
    ],
)
def test_a_number_of_an_address_is_half_width_digits_alone(said, number):
    assert whole_number(said) == number


def test_a_number_of_an_address_has_a_largest():
    assert (whole_number("12", most=12), whole_number("13", most=12)) == (12, None)
    assert whole_number("0", most=-1) is None


@pytest.mark.parametrize(
    ("said", "bare"),
    [
        (" １，２００件 ", "1200"),
        ("1,234,567.5", "1234567.5"),
        ("−1,200", "-1200"),
        ("1,2", "1,2"),
        ("1200,5", "1200,5"),
        ("1,,200", "1,,200"),
        (None, ""),
        (0, "0"),
    ],
)
def test_commas_are_left_out_only_between_thousands(said, bare):
    assert text.without_commas(said, "件") == bare


@pytest.mark.parametrize(
    ("said", "whole", "exact"),
    [
        ("１，１６４", 1164, Decimal(1164)),
        ("−5", -5, Decimal(-5)),
        ("74.9", None, Decimal("74.9")),
        ("1,2", None, None),
        (LONG, None, None),
        ("1e5", None, None),
    ],
)
def test_a_typed_number_is_read_in_any_width(said, whole, exact):
    assert text.integer(said) == whole
    assert text.decimal(said) == exact


@pytest.mark.parametrize(
    ("said", "year"),
    [("R5", 2023), ("令和元年度", 2019), ("H30", 2018), ("R0", None), ("R", None)],
)
def test_a_year_of_an_era_is_guessed(said, year):
    assert text.likely_year(said) == year
