"""The workbook of a paper: read back by openpyxl, and looked at by LibreOffice."""

import csv
import io
import shutil
import subprocess
import zipfile
from datetime import UTC, date, datetime
from fractions import Fraction
from xml.etree import ElementTree

import openpyxl
import pytest

from hirao_dx.shared.tables import Column, Kind, table
from initiatives.tables import catalogue, sheets, workbook
from tests.factories import paper as made

DIGEST = "ab12" * 16
SPREADSHEET = shutil.which("soffice")
needs_spreadsheet = pytest.mark.skipif(
    SPREADSHEET is None, reason="libreoffice-calc is not installed"
)


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module")
def data():
    return workbook.to_bytes(workbook.paper_book(made.paper(), DIGEST))


@pytest.fixture(scope="module")
def book(data):
    return opened(data)


def one_sheet(*columns, rows, fixed=1):
    """The sheet of a table of its own."""
    found = table("t", "表", columns, rows, fixed=fixed)
    moment = datetime(2027, 1, 29, tzinfo=UTC)
    made_book = workbook.figures_book(made.figures(), (found,), moment)
    return opened(workbook.to_bytes(made_book))["表"]


def cell_under(sheet, heading, row=1):
    """A cell by its heading and its row, the first being 1."""
    headings = [cell.value for cell in sheet[sheets.HEADER_ROW]]
    return sheet.cell(sheets.HEADER_ROW + row, headings.index(heading) + 1)


def test_every_table_has_a_sheet_after_the_cover(book):
    titles = [t.title for t in catalogue.of_paper(made.paper())]

    assert book.sheetnames == ["表紙", *titles]


def test_the_cover_says_which_paper_it_is(book):
    cover = {row[0]: row[1] for row in book["表紙"].iter_rows(values_only=True) if row[0]}

    assert cover["会議"] == "第3回推進委員会"
    assert cover["開催日"] == "令和9年2月1日"
    assert cover["作成した人"] == "髙﨑 邉男"
    assert cover["照合番号"] == DIGEST
    assert made.CAUTION in cover


def test_the_cover_leads_to_every_sheet(book):
    cells = [cell for row in book["表紙"] for cell in row]

    links = {cell.hyperlink.location for cell in cells if cell.hyperlink}

    assert links == {f"'{name}'!A1" for name in book.sheetnames[1:]}


def test_demo_data_is_said_to_be_demo():
    paper = made.paper(figures=made.figures(contains_demo=True))

    cover = opened(workbook.to_bytes(workbook.paper_book(paper, DIGEST)))["表紙"]

    assert workbook.DEMO in [row[0] for row in cover.iter_rows(values_only=True)]


def test_percentages_are_numbers(book):
    cell = cell_under(book["取組別一覧"], "進捗率")

    assert (cell.value, cell.number_format) == (pytest.approx(140 / 300, abs=1e-15), "0.0%")


@pytest.mark.parametrize(
    ("percent", "cell"),
    [("99.96", 0.999), ("0.04", 0.001), ("100", 1), ("0", 0), ("46.66", 0.4666)],
)
def test_a_percentage_does_not_reach_an_end_by_the_cells_format(percent, cell):
    sheet = one_sheet(Column("進捗率", Kind.PERCENT), rows=[(Fraction(percent),)])

    assert cell_under(sheet, "進捗率").value == pytest.approx(cell, abs=1e-12)


def test_silence_is_an_empty_cell(book):
    sheet = book["取組別一覧"]

    assert cell_under(sheet, "進捗率", row=3).value is None
    assert cell_under(sheet, "状態", row=3).value == "未報告"


def test_dates_are_dates(book):
    cell = cell_under(book["マイルストーン"], "期限")

    assert (cell.is_date, cell.value.date()) == (True, date(2026, 3, 31))


@pytest.mark.parametrize("name", ["取組別一覧", "報告一覧", "判定別の件数", "業務の棚卸し"])
def test_every_sheet_is_ready_for_a4_landscape(book, name):
    sheet = book[name]

    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.print_area.endswith(f"${sheet.max_row}")
    assert sheet.oddFooter.center.text == "&P / &N"
    assert DIGEST[:16] in sheet.oddFooter.right.text


def test_headings_and_names_stay_in_sight(book):
    assert book["取組別一覧"].freeze_panes == "C5"
    assert book["計画と柱"].freeze_panes == "B5"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "#N/A", "=cmd|'/c'!A1"])
def test_a_text_never_becomes_a_formula(text):
    cell = cell_under(one_sheet("文", rows=[(text,)]), "文")

    assert (cell.data_type, cell.value) == ("s", text)
    assert cell.quotePrefix == text.startswith(("=", "+", "-", "@", "\t"))


def test_what_xml_refuses_does_not_stop_the_workbook():
    cell = cell_under(one_sheet("文", rows=[("髙\x00﨑\ud83d",)]), "文")

    assert cell.value == "髙\ufffd﨑\ufffd"


def test_a_long_text_goes_on_in_the_next_rows():
    text = "髙﨑と渡邉が様式を見直した。" * 150
    columns = ("取組", "文", Column("数", Kind.INT))

    sheet = one_sheet(*columns, rows=[("① 窓口", text, 7), ("② 電子", "短い", 8)])

    rows = list(sheet.iter_rows(min_row=sheets.HEADER_ROW + 1, values_only=True))
    assert "".join(row[1] for row in rows[:-1]) == text
    assert {row[0] for row in rows[1:-1]} == {"① 窓口（続き）"}
    assert [row[2] for row in rows if row[2] is not None] == [7, 8]
    heights = [sheet.row_dimensions[n].height for n in range(5, sheet.max_row + 1)]
    assert max(heights) <= 409


def test_a_page_holds_every_column():
    for found in catalogue.of_paper(made.big_paper()):
        assert sum(sheets.column_widths(found)) <= sheets.PAGE_WIDTH


def test_an_empty_table_says_so():
    assert one_sheet("文", rows=[])["A5"].value == "該当するものはありません。"


@pytest.mark.parametrize(
    ("title", "name"),
    [("あ" * 40, "あ" * 31), ("a/b:c", "a・b・c"), ("'表'", "表"), ("", "表")],
)
def test_a_sheets_name_is_one_that_excel_takes(title, name):
    assert sheets.sheet_title(title) == name


def test_the_footer_shows_an_ampersand_as_one():
    sheet = openpyxl.Workbook().active

    sheets.set_up_page(sheet, "A&B", "1&P")

    assert (sheet.oddFooter.left.text, sheet.oddFooter.right.text) == ("A&&B", "1&&P")


def test_the_same_paper_is_the_same_file(data, monkeypatch):
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)

    again = workbook.to_bytes(workbook.paper_book(made.paper(), DIGEST))

    assert again == data


def test_the_files_only_time_is_the_snapshots(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        times = {entry.date_time for entry in package.infolist()}
        core = ElementTree.fromstring(package.read("docProps/core.xml"))

    said = {e.text for e in core if e.tag.endswith(("created", "modified"))}
    assert times == {(1980, 1, 1, 0, 0, 0)}
    assert said == {"2027-01-29T05:30:00Z"}


# --- as LibreOffice sees it -------------------------------------------------------------------


def converted(data, folder, kind):
    """The workbook as another kind of file; for csv, its sheets by name."""
    (folder / "paper.xlsx").write_bytes(data)
    subprocess.run(
        [
            *(SPREADSHEET, "--headless", f"-env:UserInstallation=file://{folder}/profile"),
            *("--convert-to", kind, "--outdir", str(folder), str(folder / "paper.xlsx")),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder


@needs_spreadsheet
def test_a_second_program_reads_the_same_numbers(data, tmp_path):
    # The ninth says: as shown; the last: every sheet.
    options = "44,34,76,1,,0,false,true,true,false,false,-1"

    converted(data, tmp_path, f"csv:Text - txt - csv (StarCalc):{options}")

    def rows(name):
        text = (tmp_path / f"paper-{name}.csv").read_text(encoding="utf-8")
        return list(csv.reader(io.StringIO(text)))

    heading, late = rows("取組別一覧")[3:5]
    shown = dict(zip(heading, late, strict=True))
    assert (shown["進捗率"], shown["予定との差"]) == ("46.7%", "-28.3")
    heading, first = rows("マイルストーン")[3:5]
    assert dict(zip(heading, first, strict=True))["期限"] == "令和8年3月31日"


@needs_spreadsheet
def test_a_second_program_prints_every_row(tmp_path):
    data = workbook.to_bytes(workbook.paper_book(made.big_paper(), DIGEST))

    converted(data, tmp_path, "pdf")

    printed = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "paper.pdf"), "-"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    pages = printed.split("\f")
    reports = [page for page in pages if "続いている" in page and "実施内容" in page]
    assert len(reports) > 5  # headings stand on every page of the long table
    assert all(title in printed for title in made.TITLES)
    assert "髙﨑班と渡邉班" in printed.replace(" ", "")
