"""Two texts of one row when the later writer started from an older one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from inventory.tasks.content import TaskContent
from inventory.tasks.words import label_of, value_words

from .columns import unit_of

THEIRS = "theirs"


@dataclass(frozen=True)
class Conflict:
    """A field, or fields that go together, which two people changed to different values."""

    name: str
    label: str
    mine: str
    theirs: str


def touched(
    typed: Mapping[str, Any], base: TaskContent | None, fields: Iterable[str]
) -> tuple[str, ...]:
    """The fields a writer changed, with those that go with them.

    `base` is what the writer started from; when that is not known, all count as changed.
    """
    if base is None:
        return tuple(fields)
    changed = {name for name in typed if typed[name] != getattr(base, name)}
    return tuple(name for name in fields if changed & set(unit_of(name)))


def clashing(
    mine: TaskContent, theirs: TaskContent, base: TaskContent | None, fields: Iterable[str]
) -> list[str]:
    """Of the fields I touched, the first of each unit that others changed to something else."""
    found = []
    for unit in dict.fromkeys(unit_of(name) for name in fields):
        differ = any(getattr(mine, name) != getattr(theirs, name) for name in unit)
        moved = base is None or any(getattr(base, name) != getattr(theirs, name) for name in unit)
        if differ and moved:
            found.append(unit[0])
    return found


def merged(mine: Mapping[str, Any], theirs: TaskContent, fields: Iterable[str]) -> TaskContent:
    """What is stored, with my values in the fields named."""
    return theirs.but(**{name: mine[name] for name in fields})


def described(name: str, mine: TaskContent, theirs: TaskContent) -> Conflict:
    """A clash as people read it."""
    unit = unit_of(name)
    return Conflict(
        name,
        "と".join(label_of(part) for part in unit),
        _words(unit, mine),
        _words(unit, theirs),
    )


def _words(unit: tuple[str, ...], content: TaskContent) -> str:
    return "・".join(value_words(part, getattr(content, part)) for part in unit)
