"""Template filters for counts, differences, hours and months: `{% load inventory %}`."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from hirao_dx.shared.words import difference, number, share, tenths
from inventory.figures.counts import MEASURES, Cell
from inventory.permissions import can_import
from inventory.tasks.words import value_words
from organization.models import User

register = template.Library()
register.filter(difference)
register.filter(number)
register.filter(share)
register.filter("hours", tenths)


@register.filter
def may_import(user: User) -> bool:
    """Whether the person may use 表の取込."""
    return can_import(user)


@register.filter
def with_measures(cells: Iterable[Cell]) -> list[tuple[str, Cell]]:
    """Each cell with its measure, in the table's order."""
    return list(zip(MEASURES, cells, strict=True))


@register.filter
def months(text: str) -> str:
    """The busy months in words, from the stored text: 3月、4月."""
    return value_words("peak_months", text)
