"""A table as CSV that Excel opens with its Japanese and without its formulas. Pure."""

from __future__ import annotations

import csv
import io
from datetime import date
from fractions import Fraction

from initiatives.rollup.figures import one_decimal
from initiatives.tables.numbers import decimal

from .spreadsheet_text import harmless
from .tables import Cell, Column, Kind, Table

UNITS = {Kind.PERCENT: "（％）", Kind.POINTS: "（ポイント）"}


def to_bytes(table: Table) -> bytes:
    """UTF-8 with its mark, lines ended as Windows does. Numbers are rounded as on the screen."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(c.heading + UNITS.get(c.kind, "") for c in table.columns)
    for row in table.rows:
        writer.writerow(_cell(c, value) for c, value in zip(table.columns, row, strict=True))
    return file.getvalue().encode("utf-8-sig", "replace")


def _cell(column: Column, value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, date):
        return value.isoformat()
    if column.kind in (Kind.PERCENT, Kind.POINTS, Kind.HOURS):
        return one_decimal(Fraction(value))
    return str(decimal(Fraction(value)))
