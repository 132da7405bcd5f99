"""A table as every output needs it: typed columns, plain rows. Pure.

The workbook, the CSV files and their tests read the same tables, so a number stands in one place.
A number that nobody reported is None, with a word in a column beside it; it is never 0.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any
from urllib.parse import quote

from django.http import StreamingHttpResponse

from hirao_dx.shared.numbers import decimal, one_decimal

from .spreadsheet_text import harmless

Cell = str | int | Fraction | date | None


class Kind(Enum):
    """What a column holds. Percentages are 0–100, points their differences."""

    TEXT = "text"
    INT = "int"
    PERCENT = "percent"
    POINTS = "points"
    DATE = "date"
    HOURS = "hours"
    NUMBER = "number"
    """A measured value in the row's own unit."""


@dataclass(frozen=True)
class Column:
    heading: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Table:
    """`key` names it in addresses, `fixed` is how many leading columns say what a row is about."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    fixed: int = 1


def table(
    key: str,
    title: str,
    columns: Iterable[Column | str],
    rows: Iterable[tuple[Cell, ...]],
    *,
    note: str = "",
    fixed: int = 1,
) -> Table:
    """A table; a column that is only a word holds text. Raises ValueError if a row is uneven."""
    made = tuple(Column(c) if isinstance(c, str) else c for c in columns)
    kept = tuple(rows)
    if any(len(row) != len(made) for row in kept):
        raise ValueError(f"{key}: a row has another length than the heading")
    return Table(key, title, made, kept, note, fixed)


UNITS = {Kind.PERCENT: "（％）", Kind.POINTS: "（ポイント）"}


def to_bytes(table: Table) -> bytes:
    """UTF-8 with its mark, lines ended as Windows does. Numbers are rounded as on the screen."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(c.heading + UNITS.get(c.kind, "") for c in table.columns)
    for row in table.rows:
        writer.writerow(_written(c, value) for c, value in zip(table.columns, row, strict=True))
    return file.getvalue().encode("utf-8-sig", "replace")


def _written(column: Column, value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, date):
        return value.isoformat()
    if column.kind in (Kind.PERCENT, Kind.POINTS, Kind.HOURS):
        return one_decimal(Fraction(value))
    return str(decimal(Fraction(value)))


BYTE_ORDER_MARK = "\ufeff"
# A cell that starts so would run as a formula when the file is opened.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """Hands each written line straight back."""

    def write(self, line: str) -> str:
        return line


def csv_answer(
    name: str, head: Iterable[str], rows: Iterable[Iterable[Any]]
) -> StreamingHttpResponse:
    """The file to download, called `name`.csv. A missing figure is an empty cell, never 0."""
    answer = StreamingHttpResponse(_lines(head, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.csv"
    return answer


def _lines(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK
    yield writer.writerow(list(head))
    for row in rows:
        yield writer.writerow([_cell(value) for value in row])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, int | Decimal):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
