"""When a missing report is asked for, and of whom. Pure.

A step is named by its days from the due date: −14, −7 and −1 before it, then 1, 8, 15 … after.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from initiatives.choices import ReminderTo

Person = TypeVar("Person", bound=Hashable)

BEFORE_DUE = (-14, -7, -1)
FIRST_AFTER = 1
EVERY = 7

STAFF_ALONE = (ReminderTo.STAFF,)
WITH_HEAD = (ReminderTo.STAFF, ReminderTo.HEAD)
WITH_OFFICE = (ReminderTo.STAFF, ReminderTo.HEAD, ReminderTo.OFFICE)


def current_step(days_from_due: int) -> int | None:
    """The latest step that has come, None earlier than 14 days before the due date.

    A day between two steps belongs to the earlier one, so a day on which nothing ran is caught
    up by the next run, and of several missed steps only the last one counts.
    """
    if days_from_due >= FIRST_AFTER:
        return days_from_due - (days_from_due - FIRST_AFTER) % EVERY
    return max((step for step in BEFORE_DUE if step <= days_from_due), default=None)


def waiting_step(days: int) -> int | None:
    """The step of a report that has come back or waited for some days: 0, 7, 14 …

    None before it got there.
    """
    return None if days < 0 else days - days % EVERY


def audience(step: int) -> tuple[ReminderTo, ...]:
    """Who is asked at a step.

    Staff first, from the day before the due date also the head, from 8 days after it also the
    office.
    """
    if step < BEFORE_DUE[-1]:
        return STAFF_ALONE
    return WITH_HEAD if step <= FIRST_AFTER else WITH_OFFICE


def addressees(
    step: int, people: Mapping[ReminderTo, Iterable[Person]]
) -> list[tuple[ReminderTo, Person]]:
    """Everyone a section's reminder goes to, each once, under their first role.

    Where nobody holds a role the next one is asked: the head for the staff, the office for the
    head.
    """
    return asked(audience(step), people)


def asked(
    roles: Iterable[ReminderTo], people: Mapping[ReminderTo, Iterable[Person]]
) -> list[tuple[ReminderTo, Person]]:
    """Everyone who holds one of some roles, each once, under their first; fallen back on the next
    role where nobody holds one."""
    found: dict[Person, ReminderTo] = {}
    wanted = set(roles)
    for role, above in zip(WITH_OFFICE, (*WITH_OFFICE[1:], None), strict=True):
        if role not in wanted:
            continue
        holders = list(people.get(role, ()))
        for person in holders:
            found.setdefault(person, role)
        if not holders and above:
            wanted.add(above)
    return [(role, person) for person, role in found.items()]
