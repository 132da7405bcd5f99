"""Numbers and deadlines as the screens write them, the same on every page.

Halves round away from zero, thousands are separated by commas, a minus is as wide as a plus (−),
and what is not known is a dash: a cell that is empty in a published table is not 0.
"""

from __future__ import annotations

from .numbers import Exact, as_typed, one_decimal, percent_digits

NOT_KNOWN = "－"
SOON = 7  # days


def number(value: Exact | None) -> str:
    """1,164, 74.9 or −0.25: as it was typed, without zeros at the end.

    A number that six decimals do not write exactly is shown at one decimal.
    """
    return NOT_KNOWN if value is None else _grouped(as_typed(value))


def tenths(value: Exact | None) -> str:
    """70.0, 1,234.5 or −3.0: hours, minutes and points, always at one decimal."""
    return NOT_KNOWN if value is None else _grouped(one_decimal(value))


def share(value: Exact | None) -> str:
    """70.0 of a percentage, for where the sign is written another way. Never 100.0 for 99.96."""
    return NOT_KNOWN if value is None else _grouped(percent_digits(value))


def percent(value: Exact | None) -> str:
    """70.0%, at one decimal: 99.9% for 99.96, 0.1% for 0.04."""
    return NOT_KNOWN if value is None else f"{share(value)}%"


def progress(value: int | None) -> str:
    """40%: the whole number that a section reports."""
    return NOT_KNOWN if value is None else f"{number(value)}%"


def difference(value: Exact | None) -> str:
    """＋2, −0.5 or ±0: the sign is in the text, so that colour is not needed."""
    return NOT_KNOWN if value is None else _signed(number(value))


def points(value: Exact | None) -> str:
    """＋3.5, −5.0 or ±0.0: a difference at one decimal. What rounds to zero has no sign."""
    return NOT_KNOWN if value is None else _signed(tenths(value))


def _grouped(digits: str) -> str:
    whole, point, rest = digits.removeprefix("-").partition(".")
    return f"{'−' if digits.startswith('-') else ''}{int(whole):,}{point}{rest}"


def _signed(shown: str) -> str:
    if shown.startswith("−"):
        return shown
    return f"＋{shown}" if shown.strip("0.") else f"±{shown}"


def days_words(days_left: int) -> str:
    """The days left until a deadline: あと3日, 今日が期限です or 期限を2日過ぎています."""
    if days_left < 0:
        return f"期限を{number(-days_left)}日過ぎています"
    return f"あと{number(days_left)}日" if days_left else "今日が期限です"


def urgency(days_left: int) -> str:
    """The tone of a deadline: `error` once overdue, `warning` in the last 7 days, else `info`."""
    if days_left < 0:
        return "error"
    return "warning" if days_left <= SOON else "info"
