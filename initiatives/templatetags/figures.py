"""Shows the roll-up's exact numbers: percentages, points and bars."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from django import template

from initiatives.rollup import GroupFigures, InitiativeFigures, one_decimal

register = template.Library()


@register.filter
def percent(value: Fraction | None) -> str:
    """70.0%, or 未報告 where there is no figure: never 0 % for silence."""
    return "未報告" if value is None else f"{one_decimal(value)}%"


@register.filter
def points(value: Fraction | None) -> str:
    """A signed difference: ＋3.5, −5.0, ±0.0; a dash where there is none."""
    if value is None:
        return "－"
    shown = one_decimal(abs(value))
    if shown == "0.0":
        return "±0.0"
    return f"{'＋' if value > 0 else '−'}{shown}"


@register.filter
def plain_number(value: Decimal) -> str:
    """A stored number without the zeros that only its column has: 74.9, 13."""
    return f"{value.normalize():f}"


@register.inclusion_tag("components/progress.html")
def progress_bar(
    figures: InitiativeFigures | GroupFigures, label: str, compact: bool = False
) -> dict[str, object]:
    """The bar of an initiative, a pillar or the plan: mean, floor inside, planned as a tick."""
    mean, floor, planned = figures.mean, figures.floor, figures.planned
    return {
        "label": label,
        "value": percent(mean),
        "mean_width": one_decimal(mean or Fraction(0)),
        "floor_width": None if floor is None else one_decimal(floor),
        "planned_x": None if planned is None else one_decimal(planned),
        "unreported": mean is None,
        "compact": compact,
        "full": False,
        "note": "",
    }
