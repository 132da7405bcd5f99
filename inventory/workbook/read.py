"""Reads an uploaded file into a `Book` of text. Nothing in a file is ever executed."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date, datetime, time
from typing import Any

import openpyxl
from openpyxl.cell.cell import ERROR_CODES, Cell, MergedCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from hirao_dx.shared.spreadsheet_text import from_xml_text, unmarked
from hirao_dx.shared.words import number
from organization.people.stafflist.sheets import UnreadableFile, decoded

from .book import Book, Sheet

LARGEST_UNPACKED = 80 * 1024 * 1024  # bytes of an Excel file once unpacked
MOST_CELLS = 800_000  # cells of an Excel file, those that only have a format included
MOST_ROWS = 20_000
MOST_COLUMNS = 60
CHUNK = 1 << 20
LOCKED = (b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0",)
MONEY = re.compile(r'[¥￥円]|"\$"|\[\$[^-\]]')
QUOTED = re.compile(r'"[^"]*"|\\.')
TOO_MANY_ROWS = f"行が多すぎます。{number(MOST_ROWS)}行までのファイルにしてください。"
FORMULA = "数式です。数式は読みません。計算した値を「値の貼り付け」で入れ直してください。"
BROKEN_VALUE = "Excelのエラーの値です。正しい値を書くか、空欄にしてください。"
MERGED = "結合されたセルです。セルの結合を解除して、1行ずつ値を書いてください。"
NOT_READABLE = "Excelファイルとして読めません。.xlsxで保存し直してから、もう一度選んでください。"


def read_book(content: bytes, *, most_bytes: int) -> Book:
    """Every visible sheet of an .xlsx file, or the one table of a CSV file.

    Raises UnreadableFile, with words on what to do, if it is empty, larger than `most_bytes`, in
    another format, or has too many cells or rows.
    """
    if len(content) > most_bytes:
        size = f"{most_bytes // 1024 // 1024}MB"
        raise UnreadableFile(f"ファイルが大きすぎます（{size}まで）。課ごとに分けてください。")
    if not content:
        raise UnreadableFile("ファイルが空です。中身のあるファイルを選んでください。")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(_old_format(content))
    if content.startswith(b"PK"):
        return _excel(content)
    return Book([_csv(content)])


def _old_format(content: bytes) -> str:
    if any(mark in content for mark in LOCKED):
        return (
            "パスワードの付いたExcelファイルです。"
            "パスワードを外して保存し直してから、もう一度選んでください。"
        )
    return "古い形式（.xls）のファイルです。「Excelブック（.xlsx）」で保存し直してください。"


def _excel(content: bytes) -> Book:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_outsized(archive)
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=False, keep_links=False)
    except UnreadableFile:
        raise
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        EOFError,
        SyntaxError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise UnreadableFile(NOT_READABLE) from error
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    return Book([_sheet(sheet) for sheet in visible], hidden)


def _refuse_outsized(archive: zipfile.ZipFile) -> None:
    """Raises UnreadableFile for a file too large for the memory, before anything is built from
    it."""
    names = archive.namelist()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UnreadableFile(
            "マクロの入ったファイル（.xlsm）です。"
            "「Excelブック（.xlsx）」で保存し直してから、もう一度選んでください。"
        )
    if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
        raise UnreadableFile(
            "Excelファイルの中身が大きすぎます。事務の表だけのファイルにしてください。"
        )
    cells = 0
    for name in names:
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            cells += _count_cells(archive, name)
    if cells > MOST_CELLS:
        raise UnreadableFile(
            "セルが多すぎます。使っていない行と列に書式が残っていることがあります。"
            "その行と列を削除して、保存し直してください。"
        )


def _count_cells(archive: zipfile.ZipFile, name: str) -> int:
    """How many cells a sheet has. Raises UnreadableFile if its XML declares entities."""
    cells, tail = 0, b""
    with archive.open(name) as part:
        while chunk := part.read(CHUNK):
            text = tail + chunk
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise UnreadableFile(NOT_READABLE)
            cells += text.count(b"<c ") - tail.count(b"<c ")
            tail = text[-8:]  # a mark may be cut in two by the end of a chunk
    return cells


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
    text = decoded(content)
    if "\0" in text:
        raise UnreadableFile("Excel（.xlsx）かCSVのファイルを選んでください。")
    first = text.split("\n", 1)[0]
    delimiter = "\t" if "\t" in first and "," not in first else ","
    sheet = Sheet("CSV", [])
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            sheet.rows.append(
                [
                    _typed(cell, sheet, len(sheet.rows) + 1, place)
                    for place, cell in enumerate(row[:MOST_COLUMNS])
                ]
            )
            if len(sheet.rows) > MOST_ROWS:
                raise UnreadableFile(TOO_MANY_ROWS)
    except csv.Error as error:
        raise UnreadableFile(
            f'{len(sheet.rows) + 1}行目から先を読めません。引用符（"）の数を確かめてください。'
        ) from error
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
