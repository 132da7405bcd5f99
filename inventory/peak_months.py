"""The busy months of a task as one short text: 3,4. Pure but for the error it raises."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError

MONTHS = range(1, 13)


def written(months: Iterable[int]) -> str:
    """Months in the order of the calendar, each once."""
    return ",".join(str(month) for month in sorted(set(months)))


def read(text: str) -> tuple[int, ...]:
    """The months a stored text names."""
    return tuple(int(part) for part in text.split(",")) if text else ()


def no_such_month(text: str) -> None:
    """Validator: raises ValidationError unless the text is one that `written` makes."""
    parts = text.split(",") if text else []
    if not all(part.isascii() and part.isdigit() and int(part) in MONTHS for part in parts):
        raise ValidationError("忙しい月は、1から12までの数字を「,」で区切って入力してください。")
    if text != written(int(part) for part in parts):
        raise ValidationError("忙しい月は、小さい順に1回ずつ書いてください（例：3,4）。")
