"""Compares two people's changes to one text: what to take of each, and where they differ. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

EMPTY = "（空欄）"
THEIRS = "theirs"  # what the page sends for a field whose stored text was chosen


@dataclass(frozen=True)
class Clash:
    """A field, or fields that go together, that others changed to something else than I typed.

    The values are in words. `name` is the first field's; `mine` is empty where I left it as I had
    read it.
    """

    name: str
    label: str
    theirs: str
    mine: str

    @property
    def choice(self) -> str:
        """The name of the radio buttons that choose between the two."""
        return f"choose-{self.name}"


def alone(name: str) -> tuple[str, ...]:
    """A field that goes with no other: the usual `together` of `clashes`."""
    return (name,)


def clashes(
    base: Mapping[str, Any] | None,
    theirs: Mapping[str, Any],
    mine: Mapping[str, Any],
    *,
    label: Callable[[str], str] = str,
    words: Callable[[str, Any], str] = lambda name, value: str(value),
    together: Callable[[str], tuple[str, ...]] = alone,
) -> tuple[dict[str, Any], list[Clash]]:
    """What to take, and what others changed to something else, in the order of `mine`.

    `base` is what I started from, `theirs` what is stored, `mine` what I typed of it. Taken is
    the stored text with mine in every field I changed. Where nobody knows what I started from
    (None), I changed everything and so did the others. `together` names the fields that are
    taken or left as one with a field; `label` and `words` say a field and its value to people.
    """

    def said(unit: tuple[str, ...], values: Mapping[str, Any]) -> str:
        return "・".join(
            EMPTY if values[name] in (None, "", frozenset()) else words(name, values[name])
            for name in unit
        )

    taken, found = dict(theirs), []
    for unit in dict.fromkeys(together(name) for name in mine):
        touched = base is None or any(mine[name] != base[name] for name in unit)
        moved = base is None or any(theirs[name] != base[name] for name in unit)
        if touched:
            taken |= {name: mine[name] for name in unit}
        if moved and any(mine[name] != theirs[name] for name in unit):
            title = "と".join(label(name) for name in unit)
            typed = said(unit, mine) if touched else ""
            found.append(Clash(unit[0], title, said(unit, theirs), typed))
    return taken, found
