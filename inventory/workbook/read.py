"""Reads an uploaded file into a `Book` of text. Nothing in a file is ever executed."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from openpyxl.cell.cell import ERROR_CODES, Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from hirao_dx.shared.excel import open_workbook
from hirao_dx.shared.spreadsheet_text import from_xml_text, unmarked
from hirao_dx.shared.uploads import UnreadableFile, checked, csv_rows
from hirao_dx.shared.words import number

from .book import Book, Sheet

MOST_ROWS = 20_000
MOST_COLUMNS = 60
MONEY = re.compile(r'[¥￥円]|"\$"|\[\$[^-\]]')
QUOTED = re.compile(r'"[^"]*"|\\.')
TOO_MANY_ROWS = f"行が多すぎます。{number(MOST_ROWS)}行までのファイルにしてください。"
FORMULA = "数式です。数式は読みません。計算した値を「値の貼り付け」で入れ直してください。"
BROKEN_VALUE = "Excelのエラーの値です。正しい値を書くか、空欄にしてください。"
MERGED = "結合されたセルです。セルの結合を解除して、1行ずつ値を書いてください。"


def read_book(content: bytes, *, most_bytes: int) -> Book:
    """Every visible sheet of an .xlsx file, or the one table of a CSV file.

    Raises UnreadableFile, with words on what to do, if it is empty, larger than `most_bytes`, in
    another format, or has too many cells or rows.
    """
    content = checked(content, most_bytes, "課ごとに分けてください。")
    return _excel(content) if content.startswith(b"PK") else Book([_csv(content)])


def _excel(content: bytes) -> Book:
    book = open_workbook(content, data_only=False)
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    return Book([_sheet(sheet) for sheet in visible], hidden)


def _sheet(sheet: Worksheet) -> Sheet:
    """The cells of a sheet that have a value. Raises UnreadableFile for more than MOST_ROWS."""
    found = Sheet(sheet.title, [])
    lines: dict[int, dict[int, str]] = {}
    # Iterating over the sheet itself would create a cell for every gap.
    for (line, column), cell in sheet._cells.items():
        if column <= MOST_COLUMNS and (text := _text(cell, found)):
            lines.setdefault(line, {})[column - 1] = text
    last = max(lines, default=0)
    if last > MOST_ROWS:
        raise UnreadableFile(TOO_MANY_ROWS)
    for line in range(1, last + 1):
        cells = lines.get(line, {})
        found.rows.append([cells.get(place, "") for place in range(max(cells, default=-1) + 1)])
    for area in sheet.merged_cells.ranges:
        found.merges.append((area.min_row, area.min_col - 1, area.max_row, area.max_col - 1))
    found.hidden_rows = [
        line
        for line in sorted(lines)
        if line in sheet.row_dimensions and sheet.row_dimensions[line].hidden
    ]
    return found


def _text(cell: Cell | MergedCell, sheet: Sheet) -> str:
    if isinstance(cell, MergedCell) or cell.value is None:
        return ""
    if cell.data_type in ("f", "e") or cell.value in ERROR_CODES:
        odd = FORMULA if cell.data_type == "f" else BROKEN_VALUE
        sheet.odd[f"{cell.row},{cell.column - 1}"] = odd
        value = cell.value
        return value if isinstance(value, str) else str(getattr(value, "text", None) or "=")
    return as_text(cell.value, cell.number_format)


def as_text(value: Any, form: str = "General") -> str:
    """A cell's value as one would type it: 10.0 is 10, a date is 2027-03-31.

    `form` is the cell's number format. A share or an amount of money keeps its sign (50%, 1200円),
    so that it is not taken for a plain number.
    """
    if isinstance(value, str):
        return from_xml_text(value) if value.strip() else ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        if "%" in QUOTED.sub("", form):
            return f"{_number(float(f'{value * 100:.12g}'))}%"
        return _number(value) + ("円" if MONEY.search(form) else "")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else f"{value:.12g}"


def _csv(content: bytes) -> Sheet:
    sheet = Sheet("CSV", [])
    for line, row in enumerate(csv_rows(content), start=1):
        if line > MOST_ROWS:
            raise UnreadableFile(TOO_MANY_ROWS)
        sheet.rows.append(
            [_typed(cell, sheet, line, place) for place, cell in enumerate(row[:MOST_COLUMNS])]
        )
    return sheet


def _typed(cell: str, sheet: Sheet, line: int, place: int) -> str:
    """A CSV cell. One that a spreadsheet would calculate is odd, unless it is marked as text."""
    text = unmarked(cell)
    if text != cell:
        return text
    if cell.startswith("="):
        sheet.odd[f"{line},{place}"] = FORMULA
    if cell in ERROR_CODES:
        sheet.odd[f"{line},{place}"] = BROKEN_VALUE
    return cell if cell.strip() else ""
