"""Shows counts, differences and hours: `{% load counts %}`."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from django import template

from inventory.figures.counts import MEASURES, Cell
from inventory.permissions import can_import
from inventory.tasks.words import value_words
from organization.models import User

register = template.Library()


@register.filter
def number(value: int | None) -> str:
    """1,164; a dash for a cell that is empty in the published table, which is not 0."""
    return "－" if value is None else f"{value:,}"


@register.filter
def difference(value: int) -> str:
    """＋2, −1 or ±0: the sign stands in the text, never in a colour alone."""
    if value == 0:
        return "±0"
    return f"{'＋' if value > 0 else '−'}{abs(value):,}"


@register.filter
def hours(value: Decimal | None) -> str:
    """1,234.5; a dash where nothing was entered."""
    if value is None:
        return "－"
    rounded = Decimal(value).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded:,}".replace("-", "−")


@register.filter
def may_import(user: User) -> bool:
    """Whether a link to 表の取込 leads anywhere for this person."""
    return can_import(user)


@register.filter
def with_measures(cells: Iterable[Cell]) -> list[tuple[str, Cell]]:
    """Each cell with its measure, in the table's order."""
    return list(zip(MEASURES, cells, strict=True))


@register.filter
def months(text: str) -> str:
    """3月、4月, of the busy months as they are stored."""
    return value_words("peak_months", text)
