"""Form fields that read what people at a desk type: full-width digits, commas, units."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hirao_dx.shared.text import without_commas
from inventory import peak_months

YES_NO = [("true", "はい"), ("false", "いいえ"), ("unknown", "わからない")]
# The fiscal year's order, as people read a year in a town hall.
MONTHS = [(str(month), f"{month}月") for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)]
MOST_CASES = 99_999_999


def number_input(mode: str) -> forms.TextInput:
    return forms.TextInput(
        attrs={"inputmode": mode, "class": "input input--number", "autocomplete": "off"}
    )


class _TenthsField(forms.DecimalField):
    """A number from 0 with one decimal. Subclasses name it and say its unit and length."""

    unit: str
    subject: str
    digits: int

    def __init__(self, **kwargs: Any) -> None:
        whole = f"{self.subject}は{self.digits - 1}桁までの数で入力してください。"
        super().__init__(
            min_value=0,
            max_digits=self.digits,
            decimal_places=1,
            required=False,
            widget=number_input("decimal"),
            error_messages={
                "invalid": f"{self.subject}は数で入力してください（例：120.5）。",
                "min_value": f"{self.subject}は0以上の数で入力してください。",
                "max_digits": whole,
                "max_whole_digits": whole,
                "max_decimal_places": (
                    f"{self.subject}は小数第1位までで入力してください（例：120.5）。"
                ),
            },
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        return super().to_python(without_commas(value, self.unit))


class HoursField(_TenthsField):
    """Yearly hours, also when typed full-width or with a comma (１，２００．５時間)."""

    unit, subject, digits = "時間", "時間", 9


class MinutesField(_TenthsField):
    """Minutes one case takes (１５分)."""

    unit, subject, digits = "分", "1件あたりの時間（分）", 7


class VolumeField(forms.IntegerField):
    """Cases a year (1,200件)."""

    unit = "件"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=0,
            max_value=MOST_CASES,
            required=False,
            widget=number_input("numeric"),
            error_messages={
                "invalid": "件数は整数で入力してください（例：1200）。",
                "min_value": "件数は0以上の数で入力してください。",
                "max_value": "件数は8桁までの数で入力してください。",
            },
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        return super().to_python(without_commas(value, self.unit))


class YesNoField(forms.TypedChoiceField):
    """はい, いいえ or わからない; the last, or no answer, is None."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=YES_NO,
            coerce={"true": True, "false": False, "unknown": None}.get,
            empty_value=None,
            required=False,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "true", False: "false", None: "unknown"}.get(value, value)


class MonthsField(forms.MultipleChoiceField):
    """The busy months, ticked one by one; kept as the text `peak_months` writes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=MONTHS, required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.split(",") if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        try:
            months = super().clean(value)
        except ValidationError as fault:
            raise ValidationError("忙しい月は、一覧から選んでください。") from fault
        return peak_months.written(int(month) for month in months)
