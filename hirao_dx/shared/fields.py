"""Form fields that every app uses: texts, days, reasons, percentages, versions that were read.

Each form takes its texts through `LineField` or `TextField`: declared, or from a model by
`model_field`, which `typed_forms.ModelForm` and the admin's base class ask.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db import models

from .text import (
    EVERY_YEAR,
    RECENT_YEARS,
    many_lines,
    one_line,
    whole_number,
    without_commas,
    written_day,
)

NUL = "使えない文字（NUL）が入っています。この欄の文字をいったん消して、入力し直してください。"


class LineField(forms.CharField):
    """A text on one line, cleaned by `one_line`. A NUL is an error: no database keeps it, and
    what its sender meant by it cannot be told."""

    clean_text = staticmethod(one_line)

    def to_python(self, value: Any) -> str | None:
        if value in self.empty_values:
            return super().to_python(value)
        if "\0" in str(value):
            raise forms.ValidationError(NUL, code="null_characters_not_allowed")
        return super().to_python(self.clean_text(str(value)))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether somebody typed something else; a stored text may be older than the cleaning."""
        was = self.clean_text(initial) if isinstance(initial, str) else initial
        return super().has_changed(was, data)


class TextField(LineField):
    """A text on several lines, cleaned by `many_lines`."""

    widget = forms.Textarea
    clean_text = staticmethod(many_lines)


class DayField(forms.DateField):
    """A day from the browser's calendar, or as people write it (令和9年4月1日, R9.4.1).

    The year has to be one of `years`: a form of past records takes `YEARS`, which begin earlier.
    """

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_error_messages = {
        "required": "日付を入力してください。",
        "invalid": "日付は 2027-04-01 か 令和9年4月1日 のように入れてください。",
    }

    def __init__(self, *, years: range = RECENT_YEARS, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.years = years

    def to_python(self, value: Any) -> date | None:
        """The day, None if nothing was typed.

        Raises ValidationError for no day or another year.
        """
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        day = written_day(value, EVERY_YEAR)
        if day is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        if day.year not in self.years:
            first, last = self.years[0], self.years[-1]
            raise forms.ValidationError(
                f"日付の年を確かめてください（{first}年から{last}年まで）。", code="year"
            )
        return day


class ReasonField(LineField):
    """The reason for a change, as its history keeps it; at most `max_length` characters.

    With `rows` the field has that many lines, else it is a single line.
    """

    def __init__(
        self, *, label: str = "理由", max_length: int = 200, rows: int = 0, **kwargs: Any
    ) -> None:
        messages = {
            "required": f"{label}を入力してください。",
            "max_length": f"理由は{max_length}字までにしてください。",
        }
        kwargs["error_messages"] = messages | kwargs.get("error_messages", {})
        if rows:
            kwargs["widget"] = forms.Textarea(attrs={"rows": rows})
            self.clean_text = many_lines
        super().__init__(label=label, max_length=max_length, **kwargs)


class PercentField(forms.IntegerField):
    """0–100, also when typed full-width or with a percent sign (８０％). None for no answer."""

    unit = "％"
    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input--number"}
    )

    def __init__(self, *, label: str, **kwargs: Any) -> None:
        wrong = f"{label}は0から100までの整数で入力してください（例：60）。"
        messages = dict.fromkeys(("invalid", "min_value", "max_value"), wrong)
        super().__init__(
            label=label, min_value=0, max_value=100, error_messages=messages, **kwargs
        )

    def to_python(self, value: Any) -> int | None:
        """The number, None if nothing was typed. Raises ValidationError if it is no number."""
        return super().to_python(without_commas(value, self.unit))


class VersionField(forms.IntegerField):
    """The version of a row that its reader saw, in a hidden field.

    Where it is not required, 0 stands for none.
    """

    widget = forms.HiddenInput

    def __init__(self, *, min_value: int = 0, **kwargs: Any) -> None:
        super().__init__(min_value=min_value, **kwargs)

    def to_python(self, value: Any) -> int | None:
        """The number. Raises ValidationError for anything but digits."""
        if value in self.empty_values:
            return None if self.required else 0
        number = whole_number(str(value))
        if number is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return number


_OURS: dict[type[models.Field[Any, Any]], type[forms.Field]] = {
    models.CharField: LineField,
    models.TextField: TextField,
}


def text_class(stored: models.Field[Any, Any]) -> dict[str, type[forms.Field]]:
    """The argument that makes the form field of a stored text one of ours; empty for no text."""
    ours = _OURS.get(type(stored))
    return {"form_class": ours} if ours else {}


def model_field(stored: models.Field[Any, Any], **said: Any) -> Any:
    """The form field of a model's field, a text as `LineField` or `TextField`; None for a field
    that forms leave out."""
    return stored.formfield(**text_class(stored) | said)
