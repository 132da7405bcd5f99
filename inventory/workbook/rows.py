"""The rows of a sheet below its header, each cell under the column it stands for. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .book import Sheet
from .header import FILLED_DOWN
from .read import MERGED
from .rows__sums import sum_cell


@dataclass
class Row:
    """A row: text by column, and what is odd about a cell, by column.

    `total` is the place and text of the cell that says the row adds up others.
    """

    line: int
    texts: dict[str, str]
    odd: dict[str, str] = field(default_factory=dict)
    total: tuple[int, str] | None = None


def rows_of(sheet: Sheet, places: Mapping[str, int], header_line: int) -> Iterator[Row]:
    """Every row that says anything in a column that is read. Blank ones are passed over.

    A place (課・班) merged over several rows holds for all of them; any other merged cell is odd.
    """
    filled, merged = _merged(sheet, places, header_line)
    for line in range(header_line + 1, len(sheet.rows) + 1):
        texts = {key: sheet.cell(line, place) for key, place in places.items()}
        if not any(texts.values()):
            continue
        row = Row(line, texts | filled.get(line, {}), total=sum_cell(sheet, line, places))
        for key, place in places.items():
            odd = sheet.oddity(line, place) or merged.get((line, key), "")
            if odd:
                row.odd[key] = odd
        yield row


def _merged(
    sheet: Sheet, places: Mapping[str, int], header_line: int
) -> tuple[dict[int, dict[str, str]], dict[tuple[int, str], str]]:
    """Texts that hold further down, by line; and the cells whose merging leaves them unclear."""
    filled: dict[int, dict[str, str]] = {}
    unclear: dict[tuple[int, str], str] = {}
    for top, left, bottom, right in sheet.merges:
        if bottom <= header_line:
            continue
        touched = [key for key, place in places.items() if left <= place <= right]
        for line in range(max(top, header_line + 1), min(bottom, len(sheet.rows)) + 1):
            for key in touched:
                if key in FILLED_DOWN and left == right:
                    filled.setdefault(line, {})[key] = sheet.cell(top, left)
                else:
                    unclear[line, key] = MERGED
    return filled, unclear
