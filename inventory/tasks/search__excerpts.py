"""Where a search found its words, for those that the task's name does not show. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from hirao_dx.shared.text__folding import folded, is_number
from inventory.models import Task

from .words import label_of

AROUND = 16  # letters shown on either side of what was found
PLACES = ("description", "problem", "remarks", "legal_basis")


@dataclass(frozen=True)
class Excerpt:
    """A few words around what was found, and the field they stand in."""

    label: str
    before: str
    hit: str
    after: str


def excerpts(task: Task, words: list[str]) -> list[Excerpt]:
    """One for each folded word that does not stand in the name. The task needs `with_place()`."""
    named = folded(task.name)
    found = (_excerpt(task, word) for word in words if word not in named)
    return list(dict.fromkeys(one for one in found if one))


def _excerpt(task: Task, word: str) -> Excerpt | None:
    for label, text in _texts(task):
        if word in folded(text):
            return _around(label, text, word)
    if is_number(word) and int(word) == task.number:
        return None  # the number stands before the name
    if task.system is None:
        return None
    return Excerpt(label_of("system"), f"{task.system}（別の書き方）", "", "")


def _texts(task: Task) -> Iterator[tuple[str, str]]:
    yield from ((label_of(name), getattr(task, name)) for name in PLACES)
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
    """Which letter of a text became the one at `place` when it was folded."""
    return bisect_right(range(len(text)), place, key=lambda at: len(folded(text[: at + 1])))
