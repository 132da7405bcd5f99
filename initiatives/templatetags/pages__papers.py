"""Shows a paper's exact numbers that are no percentages: `{% load papers %}`."""

from __future__ import annotations

from fractions import Fraction

from django import template

from initiatives.rollup.figures import one_decimal

register = template.Library()


@register.filter
def hours(value: Fraction) -> str:
    """1,234.5, at one decimal; −3.0 where more hours are needed than before."""
    whole, _, tenth = one_decimal(abs(value)).partition(".")
    sign = "−" if value < 0 and (whole, tenth) != ("0", "0") else ""
    return f"{sign}{int(whole):,}.{tenth}"
