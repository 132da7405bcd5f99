"""Single values as people write them: numbers, dates and yes/no, read from text.

plan.yaml is read as text only (`yaml_lines`), so a code such as 01 keeps its zero and 74.9 is
exactly 74.9. Each function returns None where the text is not what was asked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Q

_ERA_YEAR = re.compile(r"(令和|R|平成|H)\s*(元|\d{1,2})(年度?)?", re.IGNORECASE)
_ERA_OFFSET = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988}
_DATE_PARTS = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_YES_NO = {"true": True, "yes": True, "はい": True, "false": False, "no": False, "いいえ": False}


def half_width(text: str) -> str:
    """Full-width digits and signs made half-width (NFKC), without spaces around."""
    return unicodedata.normalize("NFKC", text).replace("−", "-").strip()


def integer(text: str) -> int | None:
    """12, １２, -5 and 1,164."""
    plain = half_width(text)
    if re.fullmatch(r"[+-]?(\d{1,18}|\d{1,3}(,\d{3}){1,5})", plain, re.ASCII):
        return int(plain.replace(",", ""))
    return None


def decimal(text: str) -> Decimal | None:
    """74.9, -2.5 and 11,914."""
    plain = half_width(text)
    if re.fullmatch(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", plain, re.ASCII):
        return Decimal(plain.replace(",", ""))
    return None


def yes_no(text: str) -> bool | None:
    return _YES_NO.get(half_width(text).lower())


def day(text: str) -> date | None:
    """2026-03-31, and nothing else."""
    plain = half_width(text)
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", plain, re.ASCII):
        return None
    try:
        return date.fromisoformat(plain)
    except ValueError:
        return None


def likely_day(text: str) -> str:
    """The YYYY-MM-DD that was probably meant by 2026/3/31 or 2026年3月31日, else an example."""
    match = _DATE_PARTS.fullmatch(half_width(text))
    if match:
        guess = "{}-{:0>2}-{:0>2}".format(*match.groups())
        if day(guess):
            return guess
    return "2026-03-31"


def likely_year(text: str) -> int | None:
    """The Western year that was probably meant by R5 or 令和5年度."""
    match = _ERA_YEAR.fullmatch(half_width(text))
    if not match:
        return None
    number = 1 if match[2] == "元" else int(match[2])
    return _ERA_OFFSET[match[1].upper()] + number


MOST_DIGITS = 9
_KATAKANA = range(ord("ァ"), ord("ヶ") + 1)
_TO_HIRAGANA = {code: code - (ord("ァ") - ord("ぁ")) for code in _KATAKANA}
# Dashes that people type for one another once NFKC has had its say; the long vowel mark stays.
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


def narrow(value: object) -> str:
    """Full-width letters and digits as half-width ones (NFKC), without blanks around."""
    return unicodedata.normalize("NFKC", str(value)).strip()


def is_number(word: str) -> bool:
    """Whether a half-width word is a number short enough to be looked up."""
    return word.isascii() and word.isdigit() and len(word) <= MOST_DIGITS


def folded(text: str) -> str:
    """Half-width letters and digits, lower case, hiragana for katakana, no blanks.

    ＲＰＡ, rpa and ｒｐａ fold alike, so do ヒョウ and ひょう, and 申 請 and 申請.
    """
    plain = unicodedata.normalize("NFKC", text).lower().translate(_DASHES)
    return "".join(plain.translate(_TO_HIRAGANA).split())


# ASCII from ! to ~ stands at a fixed distance from its full-width twin.
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def variants(word: str) -> set[str]:
    """A word as typed, in compatibility form (NFKC), and with wide letters and digits.

    Wide letters come in both cases: SQLite ignores the case of narrow ones only.
    """
    plain = unicodedata.normalize("NFKC", word)
    wide = {cased.translate(_WIDE) for cased in (plain, plain.upper(), plain.lower())}
    return {word, plain, *wide}


def matching(term: str, fields: Iterable[str]) -> Q:
    """Rows in which every word of the term stands in some field, in any width."""
    condition = Q()
    for word in term.split():
        found = Q()
        for field in fields:
            for variant in variants(word):
                found |= Q(**{f"{field}__icontains": variant})
        condition &= found
    return condition
