"""Form fields that every app uses: a day, a reason, a percentage, the version that was read."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from .text import EVERY_YEAR, RECENT_YEARS, whole_number, without_commas, written_day


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


class ReasonField(forms.CharField):
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
