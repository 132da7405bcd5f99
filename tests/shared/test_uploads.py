"""Files that would stop the site are refused in words before a reader opens them."""

import re
import subprocess
import sys

import pytest

from hirao_dx.shared import excel, uploads
from hirao_dx.shared.excel import open_workbook
from hirao_dx.shared.uploads import NOT_READABLE, UNPACKS_TO_TOO_MUCH, UnreadableFile
from tests import bad_files
from tests.bad_files import beside_cells, in_cells, merged, packed, workbook
from tests.project.repository import ROOT


def refusal(content):
    with pytest.raises(UnreadableFile) as refused:
        open_workbook(content, data_only=False)
    return str(refused.value)


def cells(content):
    """What stands in the cells of the first sheet, by address."""
    (sheet, *_) = open_workbook(content, data_only=False).worksheets
    return {cell.coordinate: cell.value for cell in sheet._cells.values()}


def unlike(content, most=100_000_000):
    with pytest.raises(UnreadableFile) as refused:
        uploads.checked(content, most, "分けてください。")
    return str(refused.value)


# --- what is read -----------------------------------------------------------------------------


def test_values_and_number_formats_of_a_workbook_are_read():
    sheet = open_workbook(workbook(), data_only=False).worksheets[0]

    assert sheet.title == "名簿"
    assert [cell.value for cell in sheet[1]] == bad_files.TEXTS
    assert (sheet["A2"].value, sheet["A2"].number_format) == (7, '0"件"')
    assert str(sheet["B2"].value) == "2027-04-01 00:00:00"


def test_days_counted_from_1904_are_read_as_such():
    old = bad_files.PARTS["xl/workbook.xml"].replace(
        "<sheets>", '<workbookPr date1904="1"/><sheets>'
    )

    sheet = open_workbook(workbook(book=old), data_only=False).worksheets[0]

    assert str(sheet["B2"].value) == "2031-04-02 00:00:00"


def test_texts_with_formats_are_joined_and_furigana_left_out():
    strings = (
        f'<x:sst xmlns:x="{bad_files.MAIN}"><x:si><x:r><x:rPr><x:b/></x:rPr><x:t>証</x:t></x:r>'
        '<x:r><x:t xml:space="preserve"> 明&amp;&lt;&#13;</x:t></x:r>'
        '<x:rPh sb="0" eb="1"><x:t>ショウ</x:t></x:rPh></x:si>'
        + "<x:si><x:t>氏</x:t></x:si>" * 5
        + "</x:sst>"
    )

    assert cells(workbook(strings=strings))["A1"] == "証 明&<\r"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_what_stands_before_and_behind_the_cells_is_left_out(encoding):
    sheet = bad_files.PARTS[bad_files.SHEET].replace(
        "<sheetData>", "<sheetPr/><!--あ--><sheetData>"
    )
    sheet = sheet.replace(
        "</worksheet>",
        '<hyperlinks><hyperlink ref="A1:XFD1048576" location="a"/></hyperlinks>'
        f"<extLst>{'<ext/>' * 30_000}</extLst></worksheet>",
    )

    found = cells(workbook(sheet=sheet.encode(encoding)))

    assert found == cells(workbook())


def test_only_the_first_cell_of_a_merged_area_is_there():
    book = open_workbook(merged("A1:B2", "D1:D1048576"), data_only=False)
    sheet = book.worksheets[0]

    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:B2", "D1:D1048576"}
    assert sorted(cell.coordinate for cell in sheet._cells.values()) == [
        "A1",
        "C1",
        "D1",
        "E1",
        "F1",
    ]


# --- what unpacks to too much -----------------------------------------------------------------


def test_a_merged_area_over_the_whole_sheet_is_named():
    bomb = merged("A1:XFD1048576")

    assert len(bomb) < 4096
    assert refusal(bomb) == (
        "シート「名簿」のA1:XFD1048576は、17,179,869,184個のセルを結合しています"
        "（結合できるのは全部で4,000,000個まで）。結合を解除して、保存し直してください。"
    )


def test_merged_areas_are_counted_together():
    assert "D1:D1048576は、1,048,576個" in refusal(merged(*["D1:D1048576"] * 4))
    assert "結合されたところが多すぎます" in refusal(merged(*["A1:B1"] * (excel.MOST_AREAS + 1)))


def test_a_merged_area_among_the_cells_is_no_way_around():
    area = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'

    assert refusal(in_cells(area)) == NOT_READABLE
    assert refusal(in_cells(f'<row r="1"><c r="A1">{area}</c></row>')) == NOT_READABLE


@pytest.mark.parametrize("name", ["xl/media/a.bin", bad_files.SHEET])
def test_a_part_of_many_zeros_is_refused(name):
    zeros = b"0" * (excel.LARGEST_FLAT + 1)

    assert refusal(packed({**bad_files.PARTS, name: zeros})) == UNPACKS_TO_TOO_MUCH


def test_many_parts_are_counted_together():
    ten = {f"xl/{n}.bin": b"0" * 10_000_000 for n in range(9)}

    assert refusal(workbook(parts=ten)) == UNPACKS_TO_TOO_MUCH


def test_more_parts_than_a_workbook_has_are_refused():
    many = {f"{n}": b"" for n in range(uploads.MOST_MEMBERS)}

    assert refusal(workbook(parts=many)) == UNPACKS_TO_TOO_MUCH


@pytest.mark.parametrize(
    ("rows", "limit", "words"),
    [
        ('<row><c r="A1" s="1"/><c r="B1"/></row>', "MOST_CELLS", "セルが多すぎます"),
        ('<row s="1"/><row/>', "MOST_ROWS_LISTED", "行が多すぎます"),
        ('<row a="1" b="2" c="3"/>', "MOST_NODES", "セルが多すぎます"),
        ("<row><c><f>1+1</f></c></row>", "MOST_FORMULAS", "数式が多すぎます"),
        ('<row><c t="str"><v>長い</v></c></row>', "MOST_TEXT", "文字が多すぎます"),
    ],
)
def test_what_stands_in_the_cells_is_counted(monkeypatch, rows, limit, words):
    monkeypatch.setattr(excel, limit, 1)

    assert words in refusal(in_cells(rows))


def test_a_formula_that_cells_share_counts_in_each(monkeypatch):
    monkeypatch.setattr(excel, "MOST_FORMULAS", 11)
    first = '<row><c r="A1"><f t="shared" si="0" ref="A1:A9">A2+10</f></c></row>'
    other = '<row r="{0}"><c r="A{0}"><f t="shared" si="0"/></c></row>'

    assert cells(in_cells(first + other.format(2))) == {"A1": "=A2+10", "A2": "=A3+10"}
    assert "数式が多すぎます" in refusal(in_cells(first + other.format(2) + other.format(3)))


@pytest.mark.parametrize(
    ("part", "limit", "words"),
    [
        ("styles", "MOST_FORMATS", "セルの書式の種類が多すぎます"),
        ("sharedStrings", "MOST_STRINGS", "セルが多すぎます"),
        ("workbook", "MOST_SHEETS", "シートが多すぎます"),
    ],
)
def test_formats_texts_and_sheets_are_counted(monkeypatch, part, limit, words):
    monkeypatch.setattr(excel, limit, 0)

    assert words in refusal(workbook())


def test_a_tag_that_does_not_end_is_refused():
    comment = f"<!--{'x' * (excel.LONGEST_TOKEN + 2 * excel.CHUNK)}-->"

    assert refusal(beside_cells(comment)) == NOT_READABLE


def test_elements_inside_one_another_are_counted():
    deep = excel.DEEPEST + 1

    assert refusal(beside_cells("<x>" * deep + "</x>" * deep)) == NOT_READABLE


BOMBS = {
    "one merged area": lambda: merged("A1:XFD1048576"),
    "links over the whole sheet": lambda: beside_cells(
        '<hyperlinks><hyperlink ref="A1:XFD1048576" location="a"/></hyperlinks>'
    ),
    "a merged column": lambda: merged("D1:D1048576"),
    "formats in every row": lambda: in_cells('<row s="1" customFormat="1"/>' * 1_048_576),
    "entities": lambda: workbook(strings=bad_files.laughs("sst")),
    "text behind the end": bad_files.hidden_behind,
    "one text in many cells": lambda: in_cells(
        f'<row r="1"><c t="str"><v>{"x" * 300_000}</v></c></row>' * 200
    ),
}
READ_IN_LITTLE_MEMORY = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
from hirao_dx.shared.excel import open_workbook
from hirao_dx.shared.uploads import UnreadableFile
try:
    open_workbook(sys.stdin.buffer.read(), data_only=False)
except UnreadableFile as refused:
    print("refused")
else:
    print("read")
"""


@pytest.mark.parametrize(
    ("bomb", "answer"),
    [
        ("one merged area", "refused"),
        ("links over the whole sheet", "read"),
        ("a merged column", "read"),
        ("formats in every row", "refused"),
        ("entities", "refused"),
        ("text behind the end", "read"),
        ("one text in many cells", "refused"),
    ],
)
def test_a_reader_with_a_gigabyte_answers(bomb, answer):
    done = subprocess.run(
        [sys.executable, "-c", READ_IN_LITTLE_MEMORY],
        input=BOMBS[bomb](),
        capture_output=True,
        cwd=ROOT,
        check=False,
    )

    assert (done.stdout.decode().strip(), done.returncode) == (answer, 0), done.stderr.decode()


# --- what is damaged or lies --------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_every_damaged_file_is_read_or_refused():
    answers = {}
    for name, content in bad_files.damaged():
        try:
            open_workbook(content, data_only=True)
        except UnreadableFile as refused:
            answers[name] = str(refused)
        else:
            answers[name] = "read"

    assert len(answers) >= 59
    assert set(answers.values()) == {
        "read",
        NOT_READABLE,
        "シートがありません。表のあるシートを入れてください。",
    }


@pytest.mark.parametrize("part", bad_files.PARTS)
@pytest.mark.parametrize(
    "content", ["<workbook><", "", bad_files.laughs("x"), "<!DOCTYPE x><x/>", b"\0\xff\xfe"]
)
def test_a_part_that_is_no_plain_xml_is_refused(part, content):
    assert refusal(packed({**bad_files.PARTS, part: content})) == NOT_READABLE


@pytest.mark.parametrize("size", [0, 100, 60_000, 0xFFFFFFFF])
def test_a_part_that_unpacks_to_another_size_than_is_said_is_refused(size):
    lie = bad_files.declared(workbook(), bad_files.SHEET, size)

    assert refusal(lie) in (NOT_READABLE, UNPACKS_TO_TOO_MUCH)


def test_what_lies_behind_the_size_that_is_said_is_never_unpacked():
    assert cells(bad_files.hidden_behind()) == cells(workbook())


def test_a_part_that_needs_a_password_is_named():
    assert refusal(bad_files.flagged(workbook(), uploads.ENCRYPTED)) == uploads.LOCKED


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused():
    twice = workbook(parts={"xl/worksheets/sheet2.xml": bad_files.PARTS[bad_files.SHEET]})

    assert refusal(twice.replace(b"sheet2.xml", b"sheet1.xml")) == NOT_READABLE


def test_a_workbook_of_the_strict_kind_is_named():
    strict = bad_files.PARTS["xl/workbook.xml"].replace(
        bad_files.MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"
    )

    assert refusal(workbook(book=strict)) == excel.STRICT_WORDS


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("word/document.xml", "Word"),
        ("ppt/presentation.xml", "PowerPoint"),
        ("content.xml", "OpenDocument（.ods）"),
        ("xl/workbook.bin", "Excelバイナリブック（.xlsb）"),
    ],
)
def test_another_kind_of_package_is_named(part, kind):
    assert refusal(packed({part: b"x"})) == (
        f"これは{kind}のファイルです。Excelで「.xlsx」として保存し直してください。"
    )


# --- what is no spreadsheet ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", "PDF"),
        ("\ufeff\n<!DOCTYPE html><html>".encode(), "ウェブページ（HTML・XML）"),
        (b"<table><tr><td>1</td></tr></table>", "ウェブページ（HTML・XML）"),
        (b'<?xml version="1.0"?><Workbook/>', "ウェブページ（HTML・XML）"),
        (b"\x89PNG\r\n", "画像"),
        (b"Rar!\x1a\x07", "圧縮（RAR）"),
        (b"{\\rtf1", "リッチテキスト（RTF）"),
    ],
)
def test_a_file_of_another_kind_is_named(content, kind):
    assert unlike(content) == (
        f"これは{kind}のファイルです。Excelで「.xlsx」として保存し直してください。"
    )


def test_an_empty_an_old_and_a_large_file_are_named():
    assert unlike(b"") == uploads.EMPTY
    assert unlike(uploads.COMPOUND).startswith("古い形式（.xls）のファイルです。")
    assert unlike(uploads.COMPOUND + "EncryptedPackage".encode("utf-16-le")) == uploads.LOCKED
    assert unlike(b"x" * 1_048_577, 1_048_576) == (
        "ファイルが大きすぎます（1MBまで）。分けてください。"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a\0b", re.escape(uploads.NO_TABLE_FILE)),
        ("a\n" + "x" * (uploads.LONGEST_LINE + 1), "^2行目が長すぎます（1,000,000文字まで）。"),
        ("a\n" + "," * uploads.MOST_FIELDS, "^2行目の列が多すぎます（16,384列まで）。"),
        ("a\n" + '"' + "x\n" * 100_000, "^2行目から先を読めません。"),
    ],
)
def test_rows_of_a_csv_file_that_cannot_be_read_are_named(text, words):
    with pytest.raises(UnreadableFile, match=words):
        list(uploads.csv_rows(text.encode()))


def test_rows_of_a_csv_file_are_read_with_commas_or_tabs():
    assert list(uploads.csv_rows(b'a,b\n"1\n2",\'=c')) == [["a", "b"], ["1\n2", "'=c"]]
    assert list(uploads.csv_rows("氏名\t課\n".encode("cp932"))) == [["氏名", "課"]]
