"""What the screens call a task's fields and the values in them. No queries."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hirao_dx.shared.calendar import wareki_date
from hirao_dx.shared.conflicts import EMPTY
from inventory import peak_months
from inventory.models import Task


def label_of(name: str) -> str:
    """A field's name on the screens; `system_id` is called as `system` is."""
    return str(Task._meta.get_field(name.removesuffix("_id")).verbose_name)  # type: ignore[union-attr]


def value_words(name: str, value: Any) -> str:
    """A field's value as people read it: a choice's words, a number with its unit."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if name == "peak_months":
        return "、".join(f"{month}月" for month in peak_months.read(value))
    if name == "volume":
        return f"{value:,}件"
    if isinstance(value, Decimal):
        return f"{value:,.1f}{'分' if name == 'minutes_per_case' else '時間'}"
    if isinstance(value, date):
        return wareki_date(value)
    choices = dict(getattr(Task._meta.get_field(name), "flatchoices", ()))
    return str(choices.get(value, value))
