"""Tables of typed columns and plain rows, and their CSV files. Pure.

Workbooks, CSV files and their tests read the same tables, so each number is worked out once. A
number that nobody reported is None, with a word in a column beside it; it is never 0.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from .numbers import decimal, one_decimal, percent_digits
from .spreadsheet_text import harmless

Cell = str | int | Decimal | Fraction | date | None


class Kind(Enum):
    """What a column holds. Percentages are 0–100, points their differences."""

    TEXT = "text"
    INT = "int"
    PERCENT = "percent"
    POINTS = "points"
    DATE = "date"
    TENTHS = "tenths"
    """Hours and the like, at one decimal."""
    NUMBER = "number"
    """A measured value in the row's own unit."""


@dataclass(frozen=True)
class Column:
    """A heading and what its cells hold."""

    heading: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Table:
    """A table. `key` names it in addresses; the first `fixed` columns say what a row is about."""

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
    """A table; a column that is only a word holds text.

    Raises ValueError if a row has another length than the heading.
    """
    made = _made(columns)
    kept = tuple(rows)
    if any(len(row) != len(made) for row in kept):
        raise ValueError(f"{key}: a row has another length than the heading")
    return Table(key, title, made, kept, note, fixed)


def _made(columns: Iterable[Column | str]) -> tuple[Column, ...]:
    return tuple(Column(c) if isinstance(c, str) else c for c in columns)


UNITS = {Kind.PERCENT: "（％）", Kind.POINTS: "（ポイント）"}
BYTE_ORDER_MARK = "\ufeff"  # without it Excel shows no Japanese


class _Echo:
    """A file for the csv module that returns each line."""

    def write(self, line: str) -> str:
        """The line as it was written."""
        return line


def csv_of(table: Table) -> Iterator[bytes]:
    """The lines of a table as a CSV file (see `csv_lines`)."""
    return csv_lines(table.columns, table.rows)


def csv_lines(columns: Iterable[Column | str], rows: Iterable[Iterable[Cell]]) -> Iterator[bytes]:
    """The lines of a CSV file: UTF-8 with a byte order mark, ended by CR LF.

    Numbers are rounded as on the screen, a missing one is an empty cell, and no text is a formula.
    `rows` are read as the lines are asked for. Raises ValueError if a row has another length than
    `columns`.
    """
    made = _made(columns)
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    heading = writer.writerow(c.heading + UNITS.get(c.kind, "") for c in made)
    yield f"{BYTE_ORDER_MARK}{heading}".encode()
    for row in rows:
        cells = (_written(c, value) for c, value in zip(made, row, strict=True))
        yield writer.writerow(cells).encode("utf-8", "replace")


def _written(column: Column, value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, date):
        return value.isoformat()
    if column.kind is Kind.PERCENT:
        return percent_digits(value)
    if column.kind in (Kind.POINTS, Kind.TENTHS):
        return one_decimal(value)
    return str(decimal(value))
