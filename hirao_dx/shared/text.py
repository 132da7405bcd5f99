"""Reads text as people write it: widths folded, numbers, days and yes/no, words searched for.

A plan's file is read as text only (`initiatives.planfile.syntax`), so a code such as 01 keeps its
zero and 74.9 is exactly 74.9. Each reader returns None where the text is not what was asked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q

from .calendar import ERAS, era_year

YEARS = range(1926, 2100)  # of any day in the town's records: the first is 昭和元年
RECENT_YEARS = range(2000, 2100)  # of what the town plans and decides with this site
EVERY_YEAR = range(MINYEAR, MAXYEAR + 1)
MOST_DIGITS = 18  # fits the keys of every database
LARGEST_KEY = 10**MOST_DIGITS - 1

_ERA_STARTS = {word: start.year for start, name, letter in ERAS for word in (name, letter)}
_ERA = rf"({'|'.join(_ERA_STARTS)})"
_ERA_YEAR = re.compile(rf"{_ERA}\s*(元|0?[1-9]|[1-9]\d)(年度?)?", re.IGNORECASE | re.ASCII)
_DAY = re.compile(
    rf"(?:{_ERA}(元|\d{{1,2}})|(\d{{4}}))[-/.年](\d{{1,2}})[-/.月](\d{{1,2}})日?",
    re.IGNORECASE | re.ASCII,
)
_SOLID_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_SERIALS = range(36526, 73051)  # Excel's day numbers of the years 2000 to 2099
_SERIAL_ZERO = date(1899, 12, 30)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_YES_NO = {"true": True, "yes": True, "はい": True, "false": False, "no": False, "いいえ": False}


def half_width(value: object) -> str:
    """A value as text in half-width letters, digits and signs (NFKC, and − as -).

    Without blanks at its ends; None is the empty text.
    """
    plain = "" if value is None else unicodedata.normalize("NFKC", str(value))
    return plain.replace("−", "-").strip()


# Signs that no reader sees and no spreadsheet, name or search can hold, as code points: controls,
# soft hyphen, zero-width spaces and marks of direction, tags, halves of surrogate pairs, and what
# Unicode says is no character.
_UNSEEN = (
    *((0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x61C, 0x61C), (0x180E, 0x180E)),
    *((0x200B, 0x200B), (0x200E, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xD800, 0xDFFF)),
    *((0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB), (0xFFFE, 0xFFFF), (0xE0000, 0xE001F)),
)
# What joins or varies its neighbours, and says nothing without them: variation selectors after a
# sign (葛󠄀, ✔️), joiners between emoji or within a script that writes with them, tags after a flag.
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_EMOJI = "\u00a9\u00ae\u203c-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_TAGS = "\U000e0020-\U000e007f"
_JOINING = "\u0600-\u109f\u1780-\u18af"
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_DROPPED = re.compile("[" + "".join(f"{chr(a)}-{chr(b)}" for a, b in _UNSEEN) + "]+")
_STRAY = re.compile(
    f"(?<![^\\s\u200c\u200d{_TAGS}])[{_SELECTORS}]+"
    f"|(?<![{_EMOJI}{_JOINING}])(?<![{_EMOJI}]\ufe0f)\u200d|\u200d(?![{_EMOJI}{_JOINING}])"
    f"|(?<![{_JOINING}])\u200c|\u200c(?![{_JOINING}])"
    f"|(?<![\U0001f3f4{_TAGS}])[{_TAGS}]+"
)
_BLANKS = re.compile("[ \t]+")


def many_lines(text: str) -> str:
    """What a person can see of a text, on its lines: no blanks at their ends nor around it.

    Every line end that Word, Excel or a browser sends is one of a kind, a tab is a blank, and
    signs that nobody sees are gone, but for those that change how a visible one looks.
    """
    lines = _LINE_ENDS.sub("\n", text)
    apart = _BLANKS.sub(lambda run: " " if "\t" in run[0] else run[0], _DROPPED.sub("", lines))
    seen = _STRAY.sub("", apart)
    return "\n".join(line.rstrip() for line in seen.split("\n")).strip()


def one_line(text: str) -> str:
    """The same without line breaks, which a name or a title has no use for."""
    return " ".join(line.strip() for line in many_lines(text).split("\n") if line.strip())


def composed(text: str) -> str:
    """The same text with each letter in one character (NFC): macOS sends がぎぐ in two each."""
    return unicodedata.normalize("NFC", text)


def whole_number(text: object, most: int = LARGEST_KEY) -> int | None:
    """A number from 0 in half-width digits and nothing else, as addresses and hidden fields hold.

    What people type goes through `half_width` first. None if it is larger than `most`.
    """
    if not (isinstance(text, str) and text.isascii() and text.isdigit()):
        return None
    number = int(text) if len(text) <= MOST_DIGITS else None
    return number if number is not None and number <= most else None


def without_commas(value: object, unit: str = "") -> str:
    """A number as text without its unit and the commas between thousands: １，２００件 is 1200.

    1,2 stays as it is, and no reader takes it for a number.
    """
    plain = half_width(value).removesuffix(half_width(unit)).strip()
    return plain.replace(",", "") if _THOUSANDS.fullmatch(plain) else plain


def integer(text: str) -> int | None:
    """The whole number a text writes, with or without a sign: 12, １２, -5 and 1,164."""
    plain = without_commas(text)
    return int(plain) if re.fullmatch(r"[+-]?\d{1,18}", plain, re.ASCII) else None


def decimal(text: str) -> Decimal | None:
    """The exact number a text writes: 74.9, -2.5 and 11,914."""
    plain = without_commas(text)
    found = re.fullmatch(r"[+-]?\d{1,40}(\.\d{1,40})?", plain, re.ASCII)
    return Decimal(plain) if found else None


def yes_no(text: str) -> bool | None:
    """Whether a text says はい, yes or true (True), or いいえ, no or false (False)."""
    return _YES_NO.get(half_width(text).lower())


def day(text: str) -> date | None:
    """The day of a text such as 2026-03-31; of no other form."""
    plain = half_width(text)
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", plain, re.ASCII):
        return None
    try:
        return date.fromisoformat(plain)
    except ValueError:
        return None


def written_day(text: object, years: range = YEARS) -> date | None:
    """The day a text writes, by era or not, in any width; its year has to be one of `years`.

    2027-04-01, 2027/4/1, 2027年4月1日, 20270401, 令和9年4月1日, 令和元年5月1日, R9.4.1. A day that
    lies outside its era (R0.3.31, 昭和99年4月1日) is None: which one was meant cannot be told.
    """
    said = "".join(half_width(text).split())
    if found := _SOLID_DAY.fullmatch(said):
        era, (year, month, number) = "", found.groups()
    elif found := _DAY.fullmatch(said):
        era, count, year, month, number = found.groups()
        era = (era or "").upper()
        year = year or _ERA_STARTS[era] + (1 if count == "元" else int(count)) - 1
    else:
        return None
    try:
        there = date(int(year), int(month), int(number))
    except ValueError:
        return None
    in_era = not era or era in era_year(there)
    return there if in_era and there.year in years else None


def likely_day(text: str) -> str:
    """For a message: what 2026/3/31 or 令和8年3月31日 means as YYYY-MM-DD, else an example."""
    found = written_day(text, EVERY_YEAR)
    return found.isoformat() if found else "2026-03-31"


def likely_year(text: str) -> int | None:
    """For a message: the Western year that R5 or 令和5年度 means."""
    match = _ERA_YEAR.fullmatch(half_width(text))
    if not match:
        return None
    number = 1 if match[2] == "元" else int(match[2])
    return _ERA_STARTS[match[1].upper()] + number - 1


def cell_text(value: object) -> str:
    """A spreadsheet's cell as one line of half-width text; 10001.0 is 10001."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(one_line(half_width(value)).removeprefix("'").split())


def cell_line(value: object) -> str:
    """A spreadsheet's cell as one line with its letters as they were written: for names."""
    plain = "" if value is None else one_line(str(value).strip().removeprefix("'"))
    return " ".join(plain.split())


def cell_day(value: object) -> date | None:
    """The day a spreadsheet's cell holds: a date, Excel's number of a day, or a written day."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    said = cell_text(value)
    serial = whole_number(said) or 0
    return _SERIAL_ZERO + timedelta(days=serial) if serial in _SERIALS else written_day(said)


_KATAKANA = range(ord("ァ"), ord("ヶ") + 1)
_TO_HIRAGANA = {code: code - (ord("ァ") - ord("ぁ")) for code in _KATAKANA}
# Dashes that people type for one another, as NFKC leaves them; the long vowel mark stays.
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


def folded(text: str) -> str:
    """A text as it is compared: half-width letters and digits, lower case, hiragana for katakana,
    no blanks.

    ＲＰＡ, rpa and ｒｐａ fold alike, so do ヒョウ and ひょう, and 申 請 and 申請.
    """
    plain = unicodedata.normalize("NFKC", text).lower().translate(_DASHES)
    return "".join(plain.translate(_TO_HIRAGANA).split())


# From ! to ~, a full-width character has the code of the ASCII one and 0xFEE0.
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def variants(word: str) -> set[str]:
    """A word as typed, in compatibility form (NFKC), and with wide letters and digits.

    Wide letters come in both cases: SQLite ignores the case of narrow ones only.
    """
    plain = unicodedata.normalize("NFKC", word)
    wide = {cased.translate(_WIDE) for cased in (plain, plain.upper(), plain.lower())}
    return {word, plain, *wide}


def matching(term: str, fields: Iterable[str]) -> Q:
    """The condition for rows in which every word of a term is in some field, in any width."""
    condition = Q()
    for word in term.split():
        found = Q()
        for field in fields:
            for variant in variants(word):
                found |= Q(**{f"{field}__icontains": variant})
        condition &= found
    return condition
