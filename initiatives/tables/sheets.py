"""One table as one sheet: real numbers and dates, frozen headings, ready for A4 landscape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import cast

from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from hirao_dx.shared import spreadsheet_text
from hirao_dx.shared.numbers import one_decimal, percent_digits
from hirao_dx.shared.tables import Cell, Column, Kind, Table

FONT = "BIZ UDゴシック"
SIZE = 10
TITLE_LENGTH = 31
FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
HEADER_ROW = 4
A4 = 9

LINE_HEIGHT, LINE_PADDING = 15, 4  # points
MOST_LINES = 26  # of a row: Excel allows 409 points
NARROWEST, WIDEST, WIDEST_HEADING = 4, 60, 7
NARROW_NAME, NARROW_WORD = 21, 14  # 令和8年度 第3四半期; 前の報告を引継ぎ wraps once
PAGE_WIDTH = 190  # characters across A4 landscape at which 10 points still read well
PADDING = 2
CONTINUED = "（続き）"
NOTHING = "該当するものはありません。"

FORMATS = {
    Kind.INT: "#,##0",
    Kind.PERCENT: "0.0%",
    Kind.POINTS: "+0.0;-0.0;0.0",
    Kind.DATE: '[$-411]ggge"年"m"月"d"日"',
    Kind.TENTHS: "#,##0.0",
}
WIDTHS = {Kind.PERCENT: 10, Kind.POINTS: 10, Kind.DATE: 18, Kind.TENTHS: 12, Kind.NUMBER: 12}

LINE = Side(style="thin", color="949494")
BORDER = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
HEADING_FILL = PatternFill("solid", fgColor="E6E6E6")
HEADING_FONT = Font(name=FONT, size=SIZE, bold=True)
BODY_FONT = Font(name=FONT, size=SIZE)
HEADING_PLACE = Alignment(horizontal="center", vertical="center", wrap_text=True)
TEXT_PLACE = Alignment(horizontal="left", vertical="top", wrap_text=True)
NUMBER_PLACE = Alignment(horizontal="right", vertical="top", indent=1)


def sheet_title(title: str) -> str:
    """A name a sheet may have: at most 31 characters, none that Excel forbids."""
    return FORBIDDEN.sub("・", title).strip("'")[:TITLE_LENGTH] or "表"


def put_text(sheet: Worksheet, line: int, column: int, text: str) -> SheetCell:
    """Write text that stays text, whatever it begins with."""
    cell = cast(SheetCell, sheet.cell(line, column))
    cell.font = BODY_FONT
    spreadsheet_text.put_text(cell, text)
    return cell


def write_table(sheet: Worksheet, table: Table) -> None:
    """Title, note, headings and rows, with print area and repeated headings."""
    widths = column_widths(table)
    put_text(sheet, 1, 1, table.title).font = Font(name=FONT, size=14, bold=True)
    put_text(sheet, 2, 1, table.note)
    _write_headings(sheet, table, widths)
    line = HEADER_ROW
    for row in table.rows:
        for part in _parts(row, table.fixed, widths):
            line += 1
            _write_row(sheet, line, table.columns, part)
            _set_height(sheet, line, part, widths)
    if not table.rows:
        line += 1
        put_text(sheet, line, 1, NOTHING)
    last = get_column_letter(len(table.columns))
    sheet.freeze_panes = f"{get_column_letter(table.fixed + 1)}{HEADER_ROW + 1}"
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{last}{line}"
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.print_area = f"A1:{last}{line}"


def set_up_page(sheet: Worksheet, title: str, mark: str) -> None:
    """A4 landscape, as many pages high as it takes and one wide, with page numbers."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.5, 0.75
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    footer = cast(HeaderFooterItem, sheet.oddFooter)
    footer.left.text = _footer(title)
    footer.center.text = "&P / &N"
    footer.right.text = _footer(mark)


def _footer(text: str) -> str:
    """A footer's text: & begins a code there, and the three parts share 255 characters."""
    return spreadsheet_text.xml_text(text)[:80].replace("&", "&&")


def column_widths(table: Table) -> list[int]:
    """Each column as wide as what stands in it, until the page is full.

    Then names and words give way first, down to what wraps well; after them whatever is widest.
    """
    wanted = [_wanted(table, place) for place in range(len(table.columns))]
    least = [NARROW_NAME if n < table.fixed else NARROW_WORD for n in range(len(wanted))]
    widths = [min(width, WIDEST) for width in wanted]
    while sum(widths) > PAGE_WIDTH:
        names = [n for n, w in enumerate(widths) if wanted[n] <= WIDEST and w > least[n]]
        widest = max(names or range(len(widths)), key=widths.__getitem__)
        widths[widest] -= 1
    return widths


def _wanted(table: Table, place: int) -> int:
    """How wide a column would be if nothing in it wrapped."""
    column = table.columns[place]
    if column.kind in WIDTHS:
        return WIDTHS[column.kind]
    values = [row[place] for row in table.rows]
    widest = max((spreadsheet_text.width(str(v)) for v in values if v is not None), default=0)
    heading = min(spreadsheet_text.width(column.heading), WIDEST_HEADING)
    return max(widest, heading, NARROWEST) + PADDING


def _set_height(sheet: Worksheet, line: int, row: Sequence[Cell], widths: list[int]) -> None:
    """As high as the text that wraps most often; not every program finds out by itself."""
    texts = zip(row, widths, strict=True)
    lines = max(
        spreadsheet_text.lines(str(v), w - PADDING) if v is not None else 1 for v, w in texts
    )
    sheet.row_dimensions[line].height = lines * LINE_HEIGHT + LINE_PADDING


def _parts(row: tuple[Cell, ...], fixed: int, widths: list[int]) -> Iterator[tuple[Cell, ...]]:
    """A row, and rows that go on with texts too long for one. Numbers stand in the first only."""
    texts = [
        spreadsheet_text.pieces(spreadsheet_text.xml_text(value), width - PADDING, MOST_LINES)
        if isinstance(value, str)
        else None
        for value, width in zip(row, widths, strict=True)
    ]
    yield tuple(
        text[0] if text is not None else value for text, value in zip(texts, row, strict=True)
    )
    for part in range(1, max((len(text) for text in texts if text), default=1)):
        rest = tuple(text[part] if text and part < len(text) else None for text in texts)
        names = tuple(f"{name}{CONTINUED}" if name else name for name in row[:fixed])
        yield (*names, *rest[fixed:])


def _write_headings(sheet: Worksheet, table: Table, widths: list[int]) -> None:
    for place, (column, width) in enumerate(zip(table.columns, widths, strict=True), start=1):
        cell = put_text(sheet, HEADER_ROW, place, column.heading)
        cell.font, cell.fill, cell.border = HEADING_FONT, HEADING_FILL, BORDER
        cell.alignment = HEADING_PLACE
        sheet.column_dimensions[get_column_letter(place)].width = width
    _set_height(sheet, HEADER_ROW, [column.heading for column in table.columns], widths)


def _write_row(
    sheet: Worksheet, line: int, columns: tuple[Column, ...], row: tuple[Cell, ...]
) -> None:
    for place, (column, value) in enumerate(zip(columns, row, strict=True), start=1):
        if isinstance(value, str):
            cell = put_text(sheet, line, place, value)
            cell.alignment = TEXT_PLACE
        else:
            cell = put_text(sheet, line, place, "")
            cell.value = _number(column.kind, value)
            cell.number_format = FORMATS.get(column.kind) or _as_it_is(value)
            cell.alignment = NUMBER_PLACE
        cell.border = BORDER


def _number(
    kind: Kind, value: int | Decimal | Fraction | date | None
) -> int | float | date | None:
    """A number as Excel holds it: percentages 0–1."""
    if value is None or isinstance(value, date):
        return value
    exact = Fraction(value)
    if kind is Kind.PERCENT:
        # Excel rounds by itself: what would reach an end by it goes in as it is shown.
        shown = percent_digits(exact)
        exact = (exact if shown == one_decimal(exact) else Fraction(shown)) / 100
    return exact.numerator if exact.denominator == 1 else float(exact)


def _as_it_is(value: Cell) -> str:
    whole = isinstance(value, int) or (isinstance(value, Fraction) and value.denominator == 1)
    return "#,##0" if whole else "#,##0.0###"
