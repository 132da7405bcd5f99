"""Finds a sheet's header, and which of its columns means what. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from .book import Book, Sheet
from .columns import meant_by, plain_header

HEADER_WITHIN = 30  # rows in which titles may stand above the header
DEEPEST_HEADER = 3  # rows a header with merged cells may take
TELLING = 2  # known headings that make a row a header
LISTED = 10  # lines a note names
FILLED_DOWN = ("department", "section")


@dataclass(frozen=True)
class Heading:
    """One heading of a sheet with some cells below. `place` counts from 0."""

    place: int
    text: str
    samples: tuple[str, ...] = ()

    @property
    def letter(self) -> str:
        """The column as spreadsheets name it: C."""
        return get_column_letter(self.place + 1)


@dataclass(frozen=True)
class Header:
    """The header of a sheet: its last line (from 1) and its headings."""

    line: int
    headings: tuple[Heading, ...]

    @property
    def signature(self) -> str:
        """A digest that sheets with the same headings in the same order share."""
        said = "\n".join(plain_header(heading.text) for heading in self.headings)
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass
class Guess:
    """Which place has which column, as far as the headings say so."""

    places: dict[str, int] = field(default_factory=dict)
    unknown: list[Heading] = field(default_factory=list)
    twice: list[Heading] = field(default_factory=list)

    @property
    def is_enough(self) -> bool:
        """Whether the headings alone say which task each row means."""
        if self.twice:
            return False
        if "key" in self.places:
            return True
        return {"department", "section", "name"} <= set(self.places) and not self.unknown


def candidates(book: Book) -> list[Sheet]:
    """The sheets that may hold tasks: those with known headings, else all that are not empty."""
    filled = [sheet for sheet in book.sheets if any(any(row) for row in sheet.rows)]
    known = [sheet for sheet in filled if _best_line(sheet)]
    return known or filled


def find_header(sheet: Sheet, line: int = 0) -> Header | None:
    """The header at the line given (from 1), or at the one that looks like it; None without
    any."""
    line = line or _best_line(sheet) or _first_full_line(sheet)
    if not line or line > len(sheet.rows):
        return None
    last = min(_depth(sheet, line), len(sheet.rows))
    headings = []
    for place in range(max(len(row) for row in sheet.rows)):
        text = _heading(sheet, line, last, place)
        if text or any(sheet.cell(below, place) for below in range(last + 1, last + 6)):
            headings.append(Heading(place, text, _samples(sheet, last, place)))
    return Header(last, tuple(headings))


def guess(header: Header) -> Guess:
    """The columns that the headings name."""
    found = Guess()
    for heading in header.headings:
        column = meant_by(heading.text) if heading.text else None
        if column is None:
            found.unknown.append(heading)
        elif column.name in found.places:
            found.twice.append(heading)
        else:
            found.places[column.name] = heading.place
    return found


def _known(sheet: Sheet, line: int) -> int:
    """How many different columns a line's cells name."""
    named = {meant_by(text) for text in sheet.rows[line - 1] if text and len(text) < 60}
    return len(named - {None})


def _best_line(sheet: Sheet) -> int:
    lines = range(1, min(len(sheet.rows), HEADER_WITHIN) + 1)
    best = max(lines, key=lambda line: (_known(sheet, line), -line), default=0)
    return best if best and _known(sheet, best) >= TELLING else 0


def _first_full_line(sheet: Sheet) -> int:
    """The first line with three or more cells, else the one with most."""
    counts = [sum(map(bool, row)) for row in sheet.rows[:HEADER_WITHIN]]
    for line, count in enumerate(counts, start=1):
        if count >= 3:
            return line
    most = max(counts, default=0)
    return counts.index(most) + 1 if most else 0


def _depth(sheet: Sheet, line: int) -> int:
    """The last line of a header, whose cells may be merged downwards or have parts below."""
    tall = [bottom for top, _, bottom, _ in sheet.merges if top == line < bottom]
    wide = [1 for top, left, _, right in sheet.merges if top == line and left < right]
    if tall:
        return min(max(tall), line + DEEPEST_HEADER - 1)
    return line + 1 if wide and line < len(sheet.rows) and _known(sheet, line + 1) else line


def _heading(sheet: Sheet, first: int, last: int, place: int) -> str:
    """The words above a place; those of a merged cell count for all it covers."""
    words: list[str] = []
    for line in range(first, last + 1):
        text = sheet.cell(line, place) or _covering(sheet, line, place)
        if text and text not in words:
            words.append(text)
    if len(words) > 1 and meant_by(words[-1]) and not meant_by("".join(words)):
        return words[-1]
    return "".join(words)


def _covering(sheet: Sheet, line: int, place: int) -> str:
    for top, left, bottom, right in sheet.merges:
        if top <= line <= bottom and left <= place <= right:
            return sheet.cell(top, left)
    return ""


def _samples(sheet: Sheet, line: int, place: int) -> tuple[str, ...]:
    below = (sheet.cell(row, place) for row in range(line + 1, len(sheet.rows) + 1))
    found: list[str] = []
    for text in below:
        if text and text not in found:
            found.append(text)
        if len(found) == 3:
            break
    return tuple(found)


def at(line: int, place: int | None) -> str:
    """A cell's address: C12. Without a place only its line: 12行目."""
    return f"{get_column_letter(place + 1)}{line}" if place is not None else f"{line}行目"


def notes(book: Book, sheet: Sheet, header: Header, places: dict[str, int]) -> list[str]:
    """What was not read, or read although it is hidden: sentences for the person who imports."""
    said = []
    below = [line for line in sheet.hidden_rows if line > header.line]
    if below:
        lines = "、".join(str(line) for line in below[:LISTED])
        more = "など" if len(below) > LISTED else ""
        said.append(f"非表示の行も読みました（{len(below)}行：{lines}{more}行目）。")
    if book.hidden:
        said.append(f"非表示のシートは読んでいません（{'、'.join(book.hidden)}）。")
    unread = [one for one in header.headings if one.place not in places.values()]
    if unread:
        names = "、".join(f"{one.letter}列「{one.text or '見出しなし'}」" for one in unread)
        said.append(f"次の列は読んでいません：{names}。")
    return said
