"""Reads an uploaded file into rows of cells. Nothing in a file is ever executed."""

from __future__ import annotations

from datetime import date, datetime
from itertools import islice
from typing import IO

from hirao_dx.shared.excel import open_workbook
from hirao_dx.shared.spreadsheet_text import from_xml_text, unmarked
from hirao_dx.shared.uploads import UnreadableFile, checked, csv_rows

Cell = str | int | float | bool | date | datetime | None
Row = tuple[Cell, ...]

LARGEST_FILE = 2 * 1024 * 1024  # bytes as uploaded
MOST_ROWS = 3000
MOST_COLUMNS = 40


def read_rows(file: IO[bytes]) -> list[Row]:
    """All rows of the first sheet, blank ones included, so that row numbers are the file's own.

    Raises UnreadableFile if the file is empty, too large (LARGEST_FILE, LARGEST_UNPACKED,
    MOST_ROWS) or in no format that can be read.
    """
    content = file.read(LARGEST_FILE + 1)
    content = checked(content, LARGEST_FILE, "名簿だけのファイルにしてください。")
    rows = _excel(content) if content.startswith(b"PK") else _csv(content)
    if len(rows) > MOST_ROWS:
        raise UnreadableFile(f"行が多すぎます。{MOST_ROWS}行までのファイルにしてください。")
    return rows


def _excel(content: bytes) -> list[Row]:
    sheet = open_workbook(content, data_only=True).worksheets[0]
    cells = sheet.iter_rows(
        max_row=min(sheet.max_row, MOST_ROWS + 1), max_col=MOST_COLUMNS, values_only=True
    )
    return [tuple(_cell(value) for value in row) for row in cells]


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return from_xml_text(value)
    if value is None or isinstance(value, (int, float, bool, date)):
        return value
    return str(value)


def _csv(content: bytes) -> list[Row]:
    return [
        tuple(unmarked(cell) for cell in row[:MOST_COLUMNS])
        for row in islice(csv_rows(content), MOST_ROWS + 1)
    ]
