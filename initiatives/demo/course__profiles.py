"""How one section's reports on one initiative run, from demo.yaml's general to its particular."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hirao_dx.shared.text import half_width

from . import schema

# Sections differ: points by which their pace differs from the initiative's.
SPREAD = (-9, -6, -3, 0, 3, 6, 9)


@dataclass(frozen=True)
class Profile:
    """As `schema.Profile`, with nothing left open. `seed` makes sections differ, stably."""

    seed: int
    pace: int
    state: str
    reaches: int | None = None
    finishes: bool = False
    not_started: bool = False
    silent_for: int = 0
    cancelled_for: int | None = None
    never: bool = False
    unchanged: bool = False
    comment: str = ""


def profile_of(
    document: schema.Document,
    *,
    initiative: str,
    section: str,
    place: tuple[int, int],
) -> Profile:
    """The profile of a section (`section` its ref) on an initiative (`initiative` its code).

    `place` is where the initiative and the section stand in their lists.
    """
    initiative_no, section_no = place
    seed = section_no * 5 + initiative_no * 3
    turn = (section_no + initiative_no * 7) % len(document.open_states)
    pace = next(
        (i.pace for i in document.initiatives if half_width(i.initiative) == initiative), 100
    )
    values: dict[str, Any] = {"pace": pace + SPREAD[seed % len(SPREAD)]}
    values["state"] = document.open_states[turn]
    for item in document.profiles:
        if _fits(item.initiative, initiative) and _fits(item.section, section):
            values |= item.model_dump(exclude_unset=True, exclude={"initiative", "section"})
    return Profile(seed=seed, **values)


def _fits(wanted: str | None, name: str) -> bool:
    return wanted is None or half_width(wanted) == name
