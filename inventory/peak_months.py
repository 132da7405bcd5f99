"""The busy months of a task, kept as one short text: 3,4."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError

from hirao_dx.shared.text import whole_number

MONTHS = range(1, 13)


def written(months: Iterable[int]) -> str:
    """The text for some months, in the order of the calendar, each once."""
    return ",".join(str(month) for month in sorted(set(months)))


def read(text: str) -> tuple[int, ...]:
    """The months of a stored text."""
    return tuple(int(part) for part in text.split(",")) if text else ()


def no_such_month(text: str) -> None:
    """Validator: raises ValidationError unless the text is one that `written` makes."""
    parts = text.split(",") if text else []
    months = [whole_number(part) or 0 for part in parts]
    if not all(month in MONTHS for month in months):
        raise ValidationError("忙しい月は、1から12までの数字を「,」で区切って入力してください。")
    if text != written(months):
        raise ValidationError("忙しい月は、小さい順に1回ずつ書いてください（例：3,4）。")
