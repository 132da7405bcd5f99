"""Texts for a spreadsheet's cells and back, and the room they take there. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

MOST_CHARACTERS = 32_767  # in a cell, counted as UTF-16 does
CUT = "…（長いため、ここまで。全文は画面で読めます。）"
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
MARK = "'"  # what says that a cell is text


def xml_text(text: str) -> str:
    """A text as a workbook may hold it: line ends as LF, characters that XML forbids as �.

    Spreadsheets read `_x0041_` as an escaped A, so such a text is escaped itself. Longer texts are
    cut to what a cell holds (see `cut`).
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return cut(ESCAPED.sub("_x005F_", ILLEGAL.sub("\ufffd", lines)))


def from_xml_text(text: str) -> str:
    """The text that a workbook's cell stands for: `xml_text` undone, and what Excel escapes."""
    return ESCAPE.sub(_unescaped, text)


def _unescaped(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return escape[0] if ILLEGAL.match(character) else character


def cut(text: str, most: int = MOST_CHARACTERS) -> str:
    """A text of at most `most` characters (UTF-16 units); one that is cut says so at its end."""
    if _units(text) <= most:
        return text
    room, kept = most - _units(CUT), []
    for character in text:
        room -= _units(character)
        if room < 0:
            break
        kept.append(character)
    return "".join(kept) + CUT


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def is_risky(text: str) -> bool:
    """Whether a spreadsheet may calculate a text. A sign alone is not calculated."""
    return len(text) > 1 and text.startswith(FORMULA_SIGNS)


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula when it opens a CSV file.

    It gets a mark in front, and so does one that is marked already, so that `unmarked` gives the
    text back.
    """
    return f"{MARK}{text}" if is_risky(text.lstrip(MARK)) else text


def unmarked(text: str) -> str:
    """The text that a CSV file's cell stands for: `harmless` undone."""
    marked = text.startswith(MARK) and is_risky(text.lstrip(MARK))
    return text.removeprefix(MARK) if marked else text


def put_text(cell: Any, text: str) -> None:
    """Fill a workbook's cell with text that stays text, whatever it begins with.

    Set the cell's named style before: setting it afterwards would drop the mark of a text.
    """
    if text:
        cell.value = xml_text(text)
        cell.data_type = "s"
        cell.quotePrefix = is_risky(text)


def width(text: str) -> int:
    """How many half-width characters the longest line of a text takes."""
    return max((sum(map(_advance, line)) for line in text.split("\n")), default=0)


def _advance(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1


def lines(text: str, columns: int) -> int:
    """How many lines a text takes in a column of `columns` half-width characters."""
    return sum(1 for _ in _starts(text, columns))


def pieces(text: str, columns: int, most: int) -> list[str]:
    """A text in parts that each fill at most `most` lines of a column of `columns` half-width
    characters.

    A spreadsheet limits the height of a row and hides the rest; further parts go to further rows.
    """
    starts = list(_starts(text, columns))[::most]
    return [text[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]


def _starts(text: str, columns: int) -> Iterator[int]:
    """The index at which each line of a text begins once it is wrapped."""
    yield 0
    filled = 0
    for place, character in enumerate(text):
        if character == "\n":
            yield place + 1
            filled = 0
            continue
        advance = _advance(character)
        if filled + advance > columns:
            yield place
            filled = 0
        filled += advance
