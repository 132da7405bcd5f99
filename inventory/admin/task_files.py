"""Files the office's admin takes in and gives out, read and written as everywhere else."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from import_export.formats.base_formats import Format
from tablib import Dataset

from hirao_dx.shared.tables import csv_lines
from inventory.workbook import header as layout
from inventory.workbook.columns import COLUMNS
from inventory.workbook.read import read_book
from inventory.workbook.rows import rows_of
from organization.people.stafflist.sheets import UnreadableFile

HEADERS = [column.header for column in COLUMNS]
UNKNOWN = (
    "見出しから列の意味がわかりません。「Excelで取り出す」の表を使うか、"
    "サイトの「表の取込」の画面で、列の意味を選んでください。"
)


class TaskDataset(Dataset):
    """Rows for the library, with what a check needs: their cells, and where those stand."""

    places: dict[str, int]
    cells: list[Any]


class TaskFile(Format):
    """An Excel workbook or a CSV file, whichever it turns out to be."""

    def __init__(self, encoding: str | None = None) -> None:
        """The encoding is found out, never asked."""

    def get_title(self) -> str:
        return "Excel（.xlsx）かCSV"

    def can_import(self) -> bool:
        return True

    def create_dataset(self, content: bytes) -> TaskDataset:
        """The rows of the one table in a file. Raises UnreadableFile."""
        book = read_book(content, most_bytes=settings.IMPORT_MAX_BYTES)
        sheets = layout.candidates(book)
        header = layout.find_header(sheets[0]) if len(sheets) == 1 else None
        found = layout.guess(header) if header else None
        if header is None or found is None or not found.is_enough:
            raise UnreadableFile(UNKNOWN)
        data = TaskDataset(headers=HEADERS)
        data.places = found.places
        data.cells = list(rows_of(sheets[0], found.places, header.line))
        for row in data.cells:
            data.append([row.texts.get(column.key, "") for column in COLUMNS])
        if not data.cells:
            raise UnreadableFile("見出しの下に行がありません。事務を書いた表を選んでください。")
        return data


class TaskWorkbook(Format):
    """The workbook with its lists and instructions; `TaskAdmin` writes it from the tasks."""

    def get_title(self) -> str:
        return "Excel（.xlsx）"

    def get_extension(self) -> str:
        return "xlsx"

    def get_content_type(self) -> str:
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def can_export(self) -> bool:
        return True


class TaskCsv(Format):
    """UTF-8 with a mark, so that Excel shows Japanese; nothing in it starts a formula."""

    def get_title(self) -> str:
        return "CSV"

    def get_extension(self) -> str:
        return "csv"

    def get_content_type(self) -> str:
        return "text/csv; charset=utf-8"

    def can_export(self) -> bool:
        return True

    def export_data(self, dataset: Dataset, **kwargs: Any) -> bytes:
        return b"".join(csv_lines(dataset.headers, dataset))
