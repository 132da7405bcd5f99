"""A workbook as it was read: sheets of cells as text. Pure; packs into bytes and back."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field


@dataclass
class Sheet:
    """A sheet's cells as text. `rows` starts with the sheet's first row, blank rows included.

    `odd` says what is wrong with a cell, by "line,place": a formula, an error, a merged cell.
    """

    name: str
    rows: list[list[str]]
    odd: dict[str, str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)

    def cell(self, line: int, place: int | None) -> str:
        """The text at a line (from 1) and a place (from 0); blank where nothing stands."""
        if place is None or line > len(self.rows):
            return ""
        row = self.rows[line - 1]
        return row[place] if place < len(row) else ""

    def oddity(self, line: int, place: int) -> str:
        return self.odd.get(f"{line},{place}", "")


@dataclass
class Book:
    """All visible sheets of a file. `hidden` names the others, which are not read."""

    sheets: list[Sheet]
    hidden: list[str] = field(default_factory=list)

    def pack(self) -> bytes:
        stored = {"sheets": [vars(sheet) for sheet in self.sheets], "hidden": self.hidden}
        return zlib.compress(json.dumps(stored, ensure_ascii=False).encode(), level=1)

    @classmethod
    def unpack(cls, content: bytes) -> Book:
        stored = json.loads(zlib.decompress(content))
        sheets = [
            Sheet(**{**sheet, "merges": [tuple(merge) for merge in sheet["merges"]]})
            for sheet in stored["sheets"]
        ]
        return cls(sheets, stored["hidden"])
