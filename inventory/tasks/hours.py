"""Yearly hours from a volume and the minutes of one case. Pure, exact arithmetic."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

MINUTES = Decimal(60)
TENTH = Decimal("0.1")


def annual_hours(volume: int | None, minutes_per_case: Decimal | None) -> Decimal | None:
    """Hours a year: cases × minutes ÷ 60, to one decimal, halves away from zero.

    None unless both are known; nothing is ever guessed.
    """
    if volume is None or minutes_per_case is None:
        return None
    return (volume * minutes_per_case / MINUTES).quantize(TENTH, ROUND_HALF_UP)
