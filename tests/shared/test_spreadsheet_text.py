"""Texts on their way into a spreadsheet's cell and back."""

from __future__ import annotations

import io

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hirao_dx.shared.spreadsheet_text import (
    FORMULA_SIGNS,
    from_xml_text,
    harmless,
    put_text,
    unmarked,
    xml_text,
)
from hirao_dx.shared.tables import csv_lines

SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
texts = st.text(st.sampled_from([*SIGNS, "'", "1", "あ"]), max_size=6)


def test_the_signs_are_those_that_any_spreadsheet_calculates():
    assert set(FORMULA_SIGNS) == set(SIGNS)


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_alone_stays_and_one_with_more_is_marked(sign):
    assert harmless(sign) == sign
    assert harmless(f"{sign}1+1") == f"'{sign}1+1"


@given(texts)
@example("'=1")
@example("''=1")
def test_what_went_out_in_csv_comes_back_the_same(text):
    assert unmarked(harmless(text)) == text


def test_a_text_that_is_marked_for_another_reason_keeps_its_mark():
    assert (harmless("'あ"), unmarked("'あ")) == ("'あ", "'あ")


@pytest.mark.parametrize("text", ["_x0041_", "_x005F_", "上_x000D_下", "_x00_", "a_b"])
def test_what_a_workbook_escapes_comes_back_the_same(text):
    assert from_xml_text(xml_text(text)) == text


def test_an_escape_of_what_no_text_may_hold_is_left_alone():
    assert from_xml_text("_x0000_と_xD83D_") == "_x0000_と_xD83D_"


@pytest.mark.parametrize("sign", SIGNS)
def test_a_cell_of_a_workbook_is_text_whatever_it_begins_with(sign):
    book = openpyxl.Workbook()
    file = io.BytesIO()
    put_text(book.active["A1"], f"{sign}1+1")
    put_text(book.active["A2"], sign)
    book.save(file)

    sheet = openpyxl.load_workbook(file).active

    kept = f"{sign}1+1".replace("\r", "\n")
    assert [(c.value, c.data_type, c.quotePrefix) for c in (sheet["A1"], sheet["A2"])] == [
        (kept, "s", True),
        (sign.replace("\r", "\n"), "s", False),
    ]


def test_rows_of_a_csv_file_are_read_as_they_are_sent():
    read = []

    def rows():
        for number in (1, 2):
            read.append(number)
            yield (number, "=あ")

    lines = csv_lines(("番号", "名称"), rows())

    assert (next(lines), read) == ("\ufeff番号,名称\r\n".encode(), [])
    assert (next(lines), read) == ("1,'=あ\r\n".encode(), [1])
