"""Files as they come: what is understood, and what is said of the rest."""

import io
import zipfile

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from hirao_dx.shared.excel import MOST_CELLS
from hirao_dx.shared.uploads import COMPOUND, LARGEST_UNPACKED, UnreadableFile
from inventory.workbook import header as layout
from inventory.workbook import read
from inventory.workbook.book import Book
from inventory.workbook.rows import rows_of
from tests.bad_files import packed

from .sheets import saved, table

MOST = 10 * 1024 * 1024


def book_of(content):
    return read.read_book(content, most_bytes=MOST)


def refusal(content, most=MOST):
    with pytest.raises(UnreadableFile) as refused:
        read.read_book(content, most_bytes=most)
    return str(refused.value)


def rows(content):
    """Every row under the header that is found, with its texts by column."""
    sheet = book_of(content).sheets[0]
    header = layout.find_header(sheet)
    places = layout.guess(header).places
    return [(row.line, row.texts, row.odd) for row in rows_of(sheet, places, header.line)]


def test_titles_above_the_header_and_blank_rows_with_a_format_are_passed_over():
    book = table(["事務分掌"], [], ["課", "班", "事務名"], ["税務課", "課税班", "証明の発行"])
    for line in range(5, 200):
        book.active.cell(line, 1).number_format = "@"

    assert rows(saved(book)) == [
        (4, {"department": "税務課", "section": "課税班", "name": "証明の発行"}, {})
    ]


def test_formula_is_named_and_never_worked_out():
    book = table(["番号", "事務名", "件数"], [1, "証明", "=1+1"])
    book.active["B3"] = ArrayFormula("B3", "=A2:A3")

    found = rows(saved(book))

    assert [odd for _, _, odd in found] == [{"volume": read.FORMULA}, {"name": read.FORMULA}]
    assert found[0][1]["volume"] == "=1+1"


def test_error_value_is_named():
    book = table(["番号", "事務名"], [1, "#REF!"])

    assert rows(saved(book))[0][2] == {"name": read.BROKEN_VALUE}


def test_error_value_kept_as_text_is_named_all_the_same():
    book = table(["番号", "事務名"], [1, "x"])
    book.active["B2"].value = "#N/A"
    book.active["B2"].data_type = "s"

    assert rows(saved(book))[0][2] == {"name": read.BROKEN_VALUE}
    assert rows("番号,事務名\n1,#N/A\n".encode())[0][2] == {"name": read.BROKEN_VALUE}


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.5, "0%", "50%"),
        (0.125, "0.0%", "12.5%"),
        (0.3, "0%", "30%"),
        (1200, '"¥"#,##0;"¥"\\-#,##0', "1200円"),
        (1200, "[$¥-411]#,##0", "1200円"),
        (1200, '#,##0"円"', "1200円"),
        (1200, '"$"#,##0_);("$"#,##0)', "1200円"),
        (1200, '#,##0"件"', "1200"),
        (12, '"%"0', "12"),
        (1200.5, "#,##0.0_ ;[Red]\\-#,##0.0\\ ", "1200.5"),
    ],
)
def test_share_or_amount_of_money_is_not_taken_for_a_plain_number(value, form, text):
    book = table(["番号", "件数"], [1, value])
    book.active["B2"].number_format = form

    assert rows(saved(book))[0][1]["volume"] == text


def test_carriage_return_of_excel_is_a_line_break():
    book = table(["番号", "備考"], [1, "上_x000D_\n下"])

    assert rows(saved(book))[0][1]["remarks"] == "上\r\n下"


def test_text_that_only_looks_like_a_formula_is_text():
    book = table(["番号", "事務名"], [1, "x"])
    book.active["B2"].value = "=見本"
    book.active["B2"].data_type = "s"

    assert rows(saved(book)) == [(2, {"number": "1", "name": "=見本"}, {})]


def test_places_merged_over_rows_hold_for_all_of_them():
    book = table(["課", "班", "事務名"], ["税務課", "課税班", "証明"], [None, None, "台帳"])
    book.active.merge_cells("A2:A3")
    book.active.merge_cells("B2:B3")

    assert [texts for _, texts, _ in rows(saved(book))] == [
        {"department": "税務課", "section": "課税班", "name": "証明"},
        {"department": "税務課", "section": "課税班", "name": "台帳"},
    ]


def test_other_merged_cells_are_named():
    book = table(["番号", "事務名", "件数"], [1, "証明", 5], [2, None, 6])
    book.active.merge_cells("B2:B3")

    assert [odd for _, _, odd in rows(saved(book))] == [{"name": read.MERGED}] * 2


def test_header_of_two_rows_with_merged_cells_is_read_whole():
    book = table(
        ["番号", "事務名", "年間の時間", None],
        [None, None, "（見直し前）", "（見直し後）"],
        [1, "証明", 10, 5],
    )
    for area in ("A1:A2", "B1:B2", "C1:D1"):
        book.active.merge_cells(area)

    assert rows(saved(book)) == [
        (
            3,
            {
                "number": "1",
                "name": "証明",
                "annual_hours_before": "10",
                "annual_hours_after": "5",
            },
            {},
        )
    ]


def test_furigana_of_a_cell_is_not_part_of_its_text():
    content = saved(table(["番号", "事務名"], [1, "証明"]))
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    plain = "<t>事務名</t>".encode()
    reading = '<rPh sb="0" eb="2"><t>ジムメイ</t></rPh>'.encode()
    (name,) = (name for name, part in parts.items() if plain in part)
    parts[name] = parts[name].replace(plain, plain + reading)

    assert rows(packed(parts)) == [(2, {"number": "1", "name": "証明"}, {})]


def test_hidden_rows_are_read_and_named_and_hidden_sheets_are_not_read():
    book = table(["番号", "事務名"], [1, "証明"], [2, "台帳"])
    book.active.row_dimensions[3].hidden = True
    hidden = book.create_sheet("旧")
    hidden.append(["番号", "事務名"])
    hidden.sheet_state = "hidden"

    read_in = book_of(saved(book))
    header = layout.find_header(read_in.sheets[0])

    assert [sheet.name for sheet in read_in.sheets] == ["Sheet1"]
    assert layout.notes(read_in, read_in.sheets[0], header, {"number": 0}) == [
        "非表示の行も読みました（1行：3行目）。",
        "非表示のシートは読んでいません（旧）。",
        "次の列は読んでいません：B列「事務名」。",
    ]


def test_only_sheets_with_known_headings_are_candidates():
    book = table(["番号", "事務名"], [1, "証明"])
    book.create_sheet("表紙").append(["町の事務"])

    assert [sheet.name for sheet in layout.candidates(book_of(saved(book)))] == ["Sheet1"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_csv_is_read_in_the_encodings_of_excel(encoding):
    text = "番号,事務名,件数\r\n1,証明の発行,=1+1\r\n2,'=見本,３\r\n"

    assert rows(text.encode(encoding)) == [
        (2, {"number": "1", "name": "証明の発行", "volume": "=1+1"}, {"volume": read.FORMULA}),
        (3, {"number": "2", "name": "=見本", "volume": "３"}, {}),
    ]


def test_book_is_the_same_after_it_was_kept():
    book = book_of(saved(table(["番号", "事務名"], [1, "=1"])))

    assert Book.unpack(book.pack()) == book


def _with_sheet(xml):
    """A workbook with other XML for its sheet."""
    with zipfile.ZipFile(io.BytesIO(saved(table(["番号"])))) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    return packed(parts | {"xl/worksheets/sheet1.xml": xml})


def _many_cells():
    row = b'<row r="1">' + b'<c r="A1" s="1"/>' * (MOST_CELLS + 1) + b"</row>"
    return _with_sheet(b"<worksheet><sheetData>" + row)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "ファイルが空です"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "古い形式（.xls）のファイルです"),
        (
            COMPOUND + "EncryptedPackage".encode("utf-16-le"),
            "パスワードの付いたExcelファイルです",
        ),
        (b"PK\x03\x04broken", "Excelファイルとして読めません"),
        (packed({"xl/vbaProject.bin": b"x"}), "マクロの入ったファイル"),
        (packed({"xl/big.xml": b"0" * (LARGEST_UNPACKED + 1)}), "中身が大きすぎます"),
        (_with_sheet(b"<!DOCTYPE x><x/>"), "Excelファイルとして読めません"),
        (_many_cells(), "セルが多すぎます"),
        (b"a,b\n\0\0", "Excel（.xlsx）かCSVのファイル"),
        (b"\xff\xfe\x00\x81", "文字コードがわかりません"),
    ],
    ids=["empty", "xls", "password", "broken", "macro", "bomb", "entity", "cells", "nul", "code"],
)
def test_file_that_cannot_be_read_says_what_to_do(content, words):
    assert words in refusal(content)


def test_file_over_the_limit_is_refused():
    assert refusal(b"x" * 11, most=10).startswith("ファイルが大きすぎます")


def test_a_single_cell_far_below_costs_a_sentence_not_the_memory():
    book = openpyxl.Workbook()
    book.active.cell(1_048_576, 1).value = "x"

    assert refusal(saved(book)).startswith("行が多すぎます。20,000行まで")
