"""What a cell says: numbers, marks and dates as people type them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from openpyxl.utils.datetime import from_excel

from hirao_dx.shared.calendar import ERAS

from .sheets import Cell

YES = {"○", "〇", "◯", "◎", "●", "1", "レ", "✓", "✔", "はい", "yes", "true"}
NO = {"", "0", "×", "-", "なし", "いいえ", "no", "false"}
DASHES = {"-", "ー", "―", "‐", "−", "－", "なし"}
_ERA_LETTERS = {letter: start.year for start, _, letter in ERAS}
_ERA_NAMES = {name: letter for _, name, letter in ERAS}
_DATE = re.compile(r"([A-Z]?)(\d{1,4}|元)[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_SOLID = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIALS = range(36526, 73051)  # Excel's day numbers of the years 2000 to 2099


def text(value: Cell) -> str:
    """A cell as one line of half-width text; 10001.0 is 10001."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if value is None:
        return ""
    plain = unicodedata.normalize("NFKC", str(value))
    return " ".join(plain.removeprefix("'").split())


def solid(value: Cell) -> str:
    """The same without any blanks, to compare names of places."""
    return text(value).replace(" ", "")


def is_marked(value: Cell) -> bool | None:
    """Whether a cell is ticked; None when it says something else."""
    said = solid(value).lower()
    if said in {solid(mark) for mark in YES}:
        return True
    return False if said in {solid(mark) for mark in NO} else None


def day(value: Cell) -> date | None:
    """A date as Excel keeps it or as people write it, by era or not; None if it is none.

    令和9年4月1日, R9.4.1, 2027-04-01, 2027/4/1, 20270401.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    said = solid(value).upper()
    if said.isdecimal() and int(said) in _SERIALS:
        moment: datetime = from_excel(int(said))
        return moment.date()
    for name, letter in _ERA_NAMES.items():
        said = said.replace(name, letter)
    found = _DATE.fullmatch(said) or _SOLID.fullmatch(said)
    if not found:
        return None
    letter, year, month, number = ("", *found.groups())[-4:]
    return _real(letter, 1 if year == "元" else int(year), int(month), int(number))


def _real(letter: str, year: int, month: int, number: int) -> date | None:
    if letter:
        if letter not in _ERA_LETTERS:
            return None
        year += _ERA_LETTERS[letter] - 1
    elif year < 1000:
        return None
    try:
        return date(year, month, number)
    except ValueError:
        return None
