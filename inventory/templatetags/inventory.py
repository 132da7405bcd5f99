"""Shows counts, differences and hours: `{% load counts %}`."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django import template

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
