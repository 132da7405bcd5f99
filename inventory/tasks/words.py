"""A task's fields and their values in the words of the screens. No queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hirao_dx.shared.calendar import wareki_date
from hirao_dx.shared.conflicts import EMPTY
from hirao_dx.shared.words import number, tenths
from inventory import peak_months
from inventory.models import Task

from .content import BY_NAME, Kind


@dataclass(frozen=True)
class Difference:
    """One field before and after, in words."""

    label: str
    before: str
    after: str


def label_of(name: str) -> str:
    """A field's name on the screens; `system_id` has that of `system`."""
    return str(Task._meta.get_field(name.removesuffix("_id")).verbose_name)  # type: ignore[union-attr]


def value_words(name: str, value: Any) -> str:
    """A field's value in words: a choice's label, a number with its unit."""
    field = BY_NAME.get(name)
    if value is None or value == "":
        return EMPTY
    match field.kind if field else None:
        case Kind.YES_NO:
            return "はい" if value else "いいえ"
        case Kind.MONTHS:
            return "、".join(f"{month}月" for month in peak_months.read(value))
        case Kind.COUNT if field:
            return f"{number(value)}{field.units[0]}"
        case Kind.DECIMAL if field:
            return f"{tenths(value)}{field.units[0]}"
        case Kind.DAY:
            return wareki_date(value)
        case Kind.CHOICE if field:
            return dict(field.choices).get(value, str(value))
    return str(value)
