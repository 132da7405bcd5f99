"""Text folded for finding: one form for all the ways of writing the same word. Pure."""

from __future__ import annotations

import unicodedata

MOST_DIGITS = 9
_KATAKANA = range(ord("ァ"), ord("ヶ") + 1)
_TO_HIRAGANA = {code: code - (ord("ァ") - ord("ぁ")) for code in _KATAKANA}
# Dashes that people type for one another once NFKC has had its say; the long vowel mark stays.
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


def half_width(value: object) -> str:
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
