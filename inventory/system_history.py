"""A system's change history in Japanese words, in the shape of a task's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from organization.calendar import wareki_date

from .history import Change, Entry
from .models import System
from .words import EMPTY

FIELDS = ("name", "category", "vendor", "contract_ends_on", "standardisation", "remarks")


def entries(system: System) -> list[Entry]:
    """The whole history, newest first. One query."""
    records = list(system.history.select_related("history_user"))
    return [
        Entry.of(record, _changes(earlier, record) if earlier else ())
        for record, earlier in zip(records, [*records[1:], None], strict=True)
    ]


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
