"""A workbook as it was read: sheets of cells as text. Pure."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field


@dataclass
class Sheet:
    """A sheet's cells as text, blank rows at the top included.

    `odd` says what is wrong with a cell (a formula, an error), by "line,place"; `merges` are (top,
    left, bottom, right). Lines count from 1, places from 0.
    """

    name: str
    rows: list[list[str]]
    odd: dict[str, str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)

    def cell(self, line: int, place: int | None) -> str:
        """The text at a line (from 1) and a place (from 0); blank where there is none."""
        if place is None or line > len(self.rows):
            return ""
        row = self.rows[line - 1]
        return row[place] if place < len(row) else ""

    def oddity(self, line: int, place: int) -> str:
        """What is wrong with a cell, in words; blank if nothing is."""
        return self.odd.get(f"{line},{place}", "")


@dataclass
class Book:
    """All visible sheets of a file. `hidden` names the others, which are not read."""

    sheets: list[Sheet]
    hidden: list[str] = field(default_factory=list)

    def pack(self) -> bytes:
        """The book as compressed JSON, for `ImportJob.content`."""
        stored = {"sheets": [vars(sheet) for sheet in self.sheets], "hidden": self.hidden}
        return zlib.compress(json.dumps(stored, ensure_ascii=False).encode(), level=1)

    @classmethod
    def unpack(cls, content: bytes) -> Book:
        """The book that `pack` made."""
        stored = json.loads(zlib.decompress(content))
        sheets = [
            Sheet(**{**sheet, "merges": [tuple(merge) for merge in sheet["merges"]]})
            for sheet in stored["sheets"]
        ]
        return cls(sheets, stored["hidden"])
