"""Finding tasks however words are written: wide or narrow, hiragana or katakana, in part."""

from __future__ import annotations

from django.db.models import Q

from hirao_dx.shared.text__folding import folded, is_number
from inventory.models import System, SystemAlias


def matching(query: str) -> Q:
    """Tasks that hold every word of a query in what is written of them or of their system.

    A word of digits also finds the task of that number in its section. Two queries for the
    systems' names, none without a word.
    """
    words = words_of(query)
    systems = _systems() if words else []
    condition = Q()
    for word in words:
        condition &= _holding(word, systems)
    return condition


def words_of(query: str) -> list[str]:
    """The words of a query, folded."""
    return [word for word in (folded(typed) for typed in query.split()) if word]


def _systems() -> list[tuple[int, str]]:
    """Every way a system is written, folded, with the system's key."""
    names = [*System.objects.order_by().values_list("pk", "name")]
    names += SystemAlias.objects.order_by().values_list("system_id", "name")
    return [(pk, folded(name)) for pk, name in names]


def _holding(word: str, systems: list[tuple[int, str]]) -> Q:
    found = Q(search_text__contains=word)
    named = {pk for pk, name in systems if word in name}
    if named:
        found |= Q(system__in=named)
    if is_number(word):
        found |= Q(number=int(word))
    return found
