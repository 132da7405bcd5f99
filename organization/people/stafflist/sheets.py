"""Reads an uploaded file into rows of cells. Nothing in a file is ever executed."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from typing import IO

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from hirao_dx.shared.spreadsheet_text import from_xml_text, unmarked

Cell = str | int | float | bool | date | datetime | None
Row = tuple[Cell, ...]

LARGEST_FILE = 2 * 1024 * 1024  # bytes as uploaded
LARGEST_UNPACKED = 40 * 1024 * 1024  # bytes of an Excel file once unpacked
MOST_ROWS = 3000
MOST_COLUMNS = 40


class UnreadableFile(Exception):
    """Raised when a file as a whole cannot be read; its words say why and what to do."""


def read_rows(file: IO[bytes]) -> list[Row]:
    """All rows of the first sheet, blank ones included, so that row numbers are the file's own.

    Raises UnreadableFile if the file is empty, too large (LARGEST_FILE, LARGEST_UNPACKED,
    MOST_ROWS) or in no format that can be read.
    """
    content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise UnreadableFile(
            "ファイルが大きすぎます。名簿だけのファイルにしてください（2MBまで）。"
        )
    if not content:
        raise UnreadableFile("ファイルが空です。中身のあるファイルを選んでください。")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(
            "古い形式（.xls）か、パスワード付きのExcelファイルです。"
            "パスワードを外し、「Excelブック（.xlsx）」で保存し直してください。"
        )
    rows = _excel(content) if content.startswith(b"PK") else _csv(content)
    if len(rows) > MOST_ROWS:
        raise UnreadableFile(f"行が多すぎます。{MOST_ROWS}行までのファイルにしてください。")
    return rows


def _excel(content: bytes) -> list[Row]:
    broken = "Excelファイルとして読めません。.xlsxで保存し直してから、もう一度選んでください。"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
                raise UnreadableFile("Excelファイルの中身が大きすぎます。名簿だけにしてください。")
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise UnreadableFile(broken) from error
    try:
        if not book.worksheets:
            raise UnreadableFile("シートがありません。名簿のシートを入れてください。")
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        cells = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)
        return [tuple(_cell(value) for value in row) for row in cells]
    except (ValueError, KeyError, SyntaxError, zipfile.BadZipFile, EOFError) as error:
        raise UnreadableFile(broken) from error
    finally:
        book.close()


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return from_xml_text(value)
    if value is None or isinstance(value, (int, float, bool, date)):
        return value
    return str(value)


def _csv(content: bytes) -> list[Row]:
    text = decoded(content)
    if "\0" in text:
        raise UnreadableFile("CSVかExcel（.xlsx）のファイルを選んでください。")
    first = text.split("\n", 1)[0]
    delimiter = "\t" if "\t" in first and "," not in first else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[Row] = []
    try:
        for cells in reader:
            rows.append(tuple(unmarked(cell) for cell in cells[:MOST_COLUMNS]))
            if len(rows) > MOST_ROWS:
                break
    except csv.Error as error:
        raise UnreadableFile(
            f'{len(rows) + 1}行目から先を読めません。引用符（"）の数を確かめてください。'
        ) from error
    return rows


def decoded(content: bytes) -> str:
    """A CSV file's text: UTF-8 with or without a byte order mark, else as Japanese Windows saves
    it.

    Raises UnreadableFile for any other encoding.
    """
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(
        "文字コードがわかりません。Excelの「CSV UTF-8」か「CSV」で保存し直してください。"
    )
