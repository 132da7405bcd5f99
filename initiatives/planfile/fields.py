"""The types plan.yaml's values are read into, with the limits of the database's columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, cast

from django.db.models import CharField, Choices, Model
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from hirao_dx.shared import measured, text
from hirao_dx.shared.measured import Precision

SMALL_INTEGER = 32767
FIRST_YEAR, LAST_YEAR = 1900, 2200


def _reads(read: Callable[[str], object], error: str) -> BeforeValidator:
    """A type that turns text into a value, or names the error (`messages` puts it into words)."""

    def convert(value: object) -> object:
        if not isinstance(value, str):
            return value
        result = read(value)
        if result is None:
            # The type is its own text: `messages` words it.
            raise PydanticCustomError("unreadable_" + error, error)
        return result

    return BeforeValidator(convert)


def _width(model: type[Model], name: str) -> int | None:
    return cast("CharField[str, str]", model._meta.get_field(name)).max_length


def column(model: type[Model], name: str) -> StringConstraints:
    """Non-empty text that fits a model's column."""
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=_width(model, name))


def optional_column(model: type[Model], name: str) -> StringConstraints:
    """Text that fits a model's column and may be left out."""
    return StringConstraints(strip_whitespace=True, max_length=_width(model, name))


def one_of(choices: type[Choices] | Sequence[tuple[int | str, str]]) -> AfterValidator:
    """One of a fixed set of values."""
    pairs = choices.choices if isinstance(choices, type) else choices
    allowed = "、".join(f"{value}（{label}）" for value, label in pairs if value != "")
    values = {value for value, _ in pairs}

    def check(value: object) -> object:
        if value not in values:
            raise PydanticCustomError("not_one_of", "{allowed}", {"allowed": allowed})
        return value

    return AfterValidator(check)


def _empty_text(value: object) -> object:
    return "" if value is None else value


def _empty_list(value: object) -> object:
    return [] if value is None else value


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, str) else _empty_list(value)


Blank = BeforeValidator(_empty_text)
Listed = BeforeValidator(_empty_list)
OneOrMany = BeforeValidator(_one_or_many)
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
OptionalText = Annotated[str, StringConstraints(strip_whitespace=True), Blank]

Integer = Annotated[int, _reads(text.integer, "integer")]
Count = Annotated[Integer, Field(ge=0, le=SMALL_INTEGER)]
Threshold = Annotated[Integer, Field(ge=-100, le=100)]
Percent = Annotated[Integer, Field(ge=0, le=100)]
Year = Annotated[int, _reads(text.integer, "year"), Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Amount = Annotated[
    Decimal, _reads(text.decimal, "decimal"), Field(max_digits=12, decimal_places=3)
]
Weight = Annotated[
    Decimal, _reads(text.decimal, "decimal"), Field(ge=0, max_digits=6, decimal_places=2)
]
Day = Annotated[date, _reads(text.day, "day")]
Measured = Annotated[tuple[date, Precision], _reads(measured.read, "measured")]
YesNo = Annotated[bool, _reads(text.yes_no, "yes_no")]
Slug = Annotated[str, StringConstraints(max_length=50, pattern=r"^[A-Za-z0-9_-]+$")]
YearMonth = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
