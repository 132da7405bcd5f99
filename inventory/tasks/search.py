"""Finds tasks by words in any width, in hiragana or katakana, in whole or in part."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from hirao_dx.shared.text import folded, whole_number
from inventory.models import System, SystemAlias, Task
from inventory.models.task import SEARCHED

from .words import label_of


def matching(query: str) -> Q:
    """The condition for tasks with every word of a query in their texts or their system's names.

    A word of digits also finds the task of that number in its section. Two queries for the names
    of systems, none without a word.
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
    """Every way in which a system's name is written, folded, with the system's key."""
    names = [*System.objects.order_by().values_list("pk", "name")]
    names += SystemAlias.objects.order_by().values_list("system_id", "name")
    return [(pk, folded(name)) for pk, name in names]


def _holding(word: str, systems: list[tuple[int, str]]) -> Q:
    found = Q(search_text__contains=word)
    named = {pk for pk, name in systems if word in name}
    if named:
        found |= Q(system__in=named)
    if (number := whole_number(word)) is not None:
        found |= Q(number=number)
    return found


AROUND = 16  # letters shown on either side of what was found


@dataclass(frozen=True)
class Excerpt:
    """The text around what was found, and the field it is in."""

    label: str
    before: str
    hit: str
    after: str


def excerpts(task: Task, words: list[str]) -> list[Excerpt]:
    """One for each folded word that is not in the task's name. The task needs `with_place()`."""
    named = folded(task.name)
    found = (_excerpt(task, word) for word in words if word not in named)
    return list(dict.fromkeys(one for one in found if one))


def _excerpt(task: Task, word: str) -> Excerpt | None:
    for label, text in _texts(task):
        if word in folded(text):
            return _around(label, text, word)
    if whole_number(word) == task.number:
        return None  # the number stands before the name
    if task.system is None:
        return None
    return Excerpt(label_of("system"), f"{task.system}（別の書き方）", "", "")


def _texts(task: Task) -> Iterator[tuple[str, str]]:
    yield from ((label_of(name), getattr(task, name)) for name in SEARCHED[1:])
    if task.system:
        yield label_of("system"), task.system.name


def _around(label: str, text: str, word: str) -> Excerpt:
    start = folded(text).index(word)
    first, end = _place(text, start), _place(text, start + len(word) - 1) + 1
    before, after = text[max(0, first - AROUND) : first], text[end : end + AROUND]
    return Excerpt(
        label,
        f"{'…' if first > AROUND else ''}{before}",
        text[first:end],
        f"{after}{'…' if end + AROUND < len(text) else ''}",
    )


def _place(text: str, place: int) -> int:
    """The index of the character of a text that became the one at `place` when it was folded."""
    return bisect_right(range(len(text)), place, key=lambda at: len(folded(text[: at + 1])))
