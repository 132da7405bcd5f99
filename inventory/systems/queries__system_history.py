"""A system's change history in Japanese words, in the shape of a task's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from hirao_dx.shared.calendar import wareki_date
from inventory.history.entries import Change, Entry, with_earlier
from inventory.models import System
from inventory.tasks.words import EMPTY

from .actions import FIELDS


def entries(system: System) -> list[Entry]:
    """The whole history, newest first. One query."""
    lines = with_earlier(system.history.select_related("history_user"))
    return [Entry.of(line, _changes(earlier, line) if earlier else ()) for line, earlier in lines]


def _changes(before: Any, after: Any) -> Iterable[Change]:
    for name in FIELDS:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            field: Any = System._meta.get_field(name)
            yield Change(str(field.verbose_name), _words(field, old), _words(field, new))


def _words(field: Any, value: Any) -> str:
    if value is None or value == "":
        return EMPTY
    if isinstance(value, date):
        return wareki_date(value)
    return str(dict(field.flatchoices).get(value, value))
