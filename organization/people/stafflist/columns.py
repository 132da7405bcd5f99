"""Finds the header of a staff list, and which column means what."""

from __future__ import annotations

from dataclasses import dataclass

from hirao_dx.shared.text import cell_text
from hirao_dx.shared.uploads import UnreadableFile

from .cells import solid
from .sheets import Cell, Row

# Column, and what else people head it with. The first name is the one the template uses.
NAMES = {
    "number": ("職員番号", "職員コード", "職員NO", "職員No.", "番号"),
    "name": ("氏名", "職員氏名", "名前"),
    "kana": ("ふりがな", "フリガナ", "氏名カナ", "氏名かな", "カナ", "かな", "よみ"),
    "department": ("課", "課・室・局", "課室局", "課名", "所属課", "所属"),
    "section": ("班", "班名", "係", "係名"),
    "role": ("役割", "役職"),
    "extra": ("兼務", "兼職"),
    "on": ("異動日", "発令日", "異動年月日", "発令年月日"),
    "leaves": ("退職",),
}
REQUIRED = ("number", "name", "department")
HEADER_WITHIN = 20  # rows in which a title may stand above the header


def _plain(heading: Cell) -> str:
    """A heading without width, blanks, case and remarks: 兼務（○） is 兼務."""
    return solid(heading).upper().partition("(")[0].rstrip("※*")


_MEANING = {_plain(word): column for column, words in NAMES.items() for word in words}


@dataclass(frozen=True)
class Header:
    """The line of the header (from 1) and the place of each column (from 0)."""

    line: int
    places: dict[str, int]

    def cell(self, row: Row, column: str) -> Cell:
        """The cell of a row in a column; None where the list does not have it."""
        place = self.places.get(column)
        return row[place] if place is not None and place < len(row) else None


def label(column: str) -> str:
    """What the template calls a column."""
    return NAMES[column][0]


def find_header(rows: list[Row]) -> Header:
    """The first row with a heading for the number and one for the name or the department.

    Raises UnreadableFile if there is none within HEADER_WITHIN rows, if a needed column is missing
    or one occurs twice.
    """
    for line, row in enumerate(rows[:HEADER_WITHIN], start=1):
        places: dict[str, int] = {}
        twice = []
        for place, heading in enumerate(row):
            column = _MEANING.get(_plain(heading))
            if column and column in places:
                twice.append(cell_text(heading))
            elif column:
                places[column] = place
        if {"number", "name"} <= set(places) or {"number", "department"} <= set(places):
            _require_whole(line, places, twice)
            return Header(line, places)
    raise UnreadableFile(
        "見出しの行が見つかりません。「職員番号」「氏名」「課」の見出しを、"
        f"上から{HEADER_WITHIN}行までに入れてください。ひな形を使うと確実です。"
    )


def _require_whole(line: int, places: dict[str, int], twice: list[str]) -> None:
    """Raises UnreadableFile if a needed column is missing or one occurs twice."""
    missing = [label(column) for column in REQUIRED if column not in places]
    if missing:
        raise UnreadableFile(
            f"{line}行目の見出しに「{'」「'.join(missing)}」の列がありません。列を足してください。"
        )
    if twice:
        raise UnreadableFile(
            f"{line}行目の見出しに、同じ意味の列が2つあります（{'、'.join(twice)}）。"
            "どちらかを消してください。"
        )
