"""The form fields of a task's fields; numbers are read with full-width digits, commas, units."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hirao_dx.shared.fields import DayField, model_field
from hirao_dx.shared.text import YEARS, without_commas
from hirao_dx.shared.typed_forms import ModelChoiceField
from inventory import peak_months
from inventory.models import System, Task

from .content import Kind, TaskField

YES_NO = [("true", "はい"), ("false", "いいえ"), ("unknown", "わからない")]
# The fiscal year's order, as people read a year in a town hall.
MONTHS = [(str(month), f"{month}月") for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)]
MOST_CASES = 99_999_999
NOT_CHOSEN = "（選ばない）"


def number_input(mode: str) -> forms.TextInput:
    """The control of a number; `mode` is the browser's inputmode."""
    return forms.TextInput(
        attrs={"inputmode": mode, "class": "input input--number", "autocomplete": "off"}
    )


class TenthsField(forms.DecimalField):
    """A number from 0 with one decimal, also full-width or with a unit (１，２００．５時間)."""

    def __init__(self, field: TaskField, **kwargs: Any) -> None:
        subject = field.called or field.label
        whole = f"{subject}は{field.digits - 1}桁までの数で入力してください。"
        self.unit = field.units[0]
        super().__init__(
            min_value=0,
            max_digits=field.digits,
            decimal_places=field.places,
            widget=number_input("decimal"),
            error_messages={
                "invalid": f"{subject}は数で入力してください（例：120.5）。",
                "min_value": f"{subject}は0以上の数で入力してください。",
                "max_digits": whole,
                "max_whole_digits": whole,
                "max_decimal_places": f"{subject}は小数第1位までで入力してください（例：120.5）。",
            },
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        """The number, None if nothing was typed. Raises ValidationError for anything else."""
        return super().to_python(without_commas(value, self.unit))


class CountField(forms.IntegerField):
    """Cases a year, from 0 to MOST_CASES (1,200件)."""

    def __init__(self, field: TaskField, **kwargs: Any) -> None:
        self.unit = field.units[0]
        super().__init__(
            min_value=0,
            max_value=MOST_CASES,
            widget=number_input("numeric"),
            error_messages={
                "invalid": "件数は整数で入力してください（例：1200）。",
                "min_value": "件数は0以上の数で入力してください。",
                "max_value": "件数は8桁までの数で入力してください。",
            },
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        """The number, None if nothing was typed. Raises ValidationError for anything else."""
        return super().to_python(without_commas(value, self.unit))


class YesNoField(forms.TypedChoiceField):
    """はい, いいえ or わからない; the last, or no answer, is None."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=YES_NO,
            coerce={"true": True, "false": False, "unknown": None}.get,
            empty_value=None,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "true", False: "false", None: "unknown"}.get(value, value)


class MonthsField(forms.MultipleChoiceField):
    """The busy months, ticked one by one; the value is the text `peak_months.written` makes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=MONTHS, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.split(",") if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        """The text. Raises ValidationError for anything that is no month."""
        try:
            months = super().clean(value)
        except ValidationError as fault:
            raise ValidationError("忙しい月は、一覧から選んでください。") from fault
        return peak_months.written(int(month) for month in months)


class SystemField(ModelChoiceField[System]):
    """A system, shown with its category, which has to be that of the task."""

    def label_from_instance(self, system: Any) -> str:
        return f"{system.name}（{system.get_category_display()}）"


def form_field(field: TaskField, **changes: Any) -> forms.Field:
    """The form field of a task's field; `changes` replace arguments of it."""
    given: dict[str, Any] = {
        "label": field.form_label or field.label,
        "help_text": field.help,
        "required": field.required,
    } | changes
    match field.kind:
        case Kind.COUNT:
            return CountField(field, **given)
        case Kind.DECIMAL:
            return TenthsField(field, **given)
        case Kind.YES_NO:
            return YesNoField(**given)
        case Kind.MONTHS:
            return MonthsField(**given)
        case Kind.SYSTEM:
            every = System.objects.all()
            return SystemField(queryset=every, empty_label=NOT_CHOSEN, **given)
        case Kind.CHOICE if not field.required:
            return forms.ChoiceField(choices=[("", NOT_CHOSEN), *field.choices], **given)
        case Kind.TEXT:
            size = {"rows": field.rows, "maxlength": field.length}
            given = {"widget": forms.Textarea(attrs=size)} | given
        case Kind.DAY:
            return DayField(years=YEARS, **given)
    stored: Any = Task._meta.get_field(field.name)
    made: forms.Field = model_field(stored, **given)
    return made
