"""A table as every output needs it: typed columns, plain rows. Pure.

The workbook, the CSV files and their tests read the same tables, so a number stands in one place.
A number that nobody reported is None, with a word in a column beside it; it is never 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from fractions import Fraction

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
