"""Numbers as the screens write them, the same on every page."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

SOON = 7  # days


def number(value: int | None) -> str:
    """1,164; a dash for a cell that is empty in the published table, which is not 0."""
    return "－" if value is None else f"{value:,}"


def difference(value: int) -> str:
    """＋2, −1 or ±0: the sign stands in the text, never in a colour alone."""
    if value == 0:
        return "±0"
    return f"{'＋' if value > 0 else '−'}{abs(value):,}"


def hours(value: Decimal | None) -> str:
    """1,234.5; a dash where nothing was entered."""
    if value is None:
        return "－"
    rounded = Decimal(value).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded:,}".replace("-", "−")


def days_words(days_left: int) -> str:
    """あと3日, 今日が期限です or 期限を2日過ぎています."""
    if days_left < 0:
        return f"期限を{-days_left}日過ぎています"
    return f"あと{days_left}日" if days_left else "今日が期限です"


def urgency(days_left: int) -> str:
    """The tone of what is shown: `error` once overdue, `warning` in the last week, else `info`."""
    if days_left < 0:
        return "error"
    return "warning" if days_left <= SOON else "info"
