"""Search that does not mind full-width and half-width letters (全角・半角)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from django.db.models import Q

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
