"""Finds systems whose names may be one written in two ways. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from hirao_dx.shared.text import folded
from inventory.models import System

SHORTEST = 4  # letters; below this, near names are mostly different things
LONG = 8  # letters from which two differing ones are still near
# Words of many systems' names: a name that is only such a word is within many others.
COMMON = frozenset(folded(word) for word in ("システム", "管理システム", "管理", "台帳", "Web"))


@dataclass(frozen=True)
class Pair:
    """Two systems and, in words, how their names are alike."""

    one: System
    other: System
    why: str


def alike(systems: Iterable[System]) -> list[Pair]:
    """Every two systems whose names may mean the same, in the order given."""
    known = [(system, folded(system.name)) for system in systems]
    return [
        Pair(one, other, why)
        for (one, first), (other, second) in combinations(known, 2)
        if (why := _why(first, second))
    ]


def distance(one: str, other: str, most: int) -> int:
    """How many letters to insert, delete or replace; `most` + 1 when it is more than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        above, row = row, [at]
        for place, opposite in enumerate(other, 1):
            swap = above[place - 1] + (letter != opposite)
            row.append(min(above[place] + 1, row[-1] + 1, swap))
        if min(row) > most:
            return most + 1
    return row[-1]


def _why(one: str, other: str) -> str:
    if one == other:
        return "全角・半角やひらがな・カタカナをそろえると同じ名称です。"
    short, long = sorted((one, other), key=len)
    if len(short) < SHORTEST or short in COMMON:
        return ""
    if short in long:
        return "一方の名称が、もう一方に含まれています。"
    most = 2 if len(short) >= LONG else 1
    if distance(one, other, most) > most:
        return ""
    return f"名称の違いが{most}文字以内です。"
