"""Django's forms as the type checker sees them.

Django's form classes take no type parameters at runtime, so that `class X(ModelForm[Task])` would
fail there; and a form's `fields` are all plain fields to the checker.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import ModelFormMetaclass

from .fields import model_field


class _OurFields(ModelFormMetaclass):
    """Makes the fields of a model's form by `model_field`, unless its Meta says how.

    Django takes that from the Meta of each form alone, so a base class cannot say it by its own.
    """

    def __new__(mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> Any:
        meta = attrs.get("Meta")
        if meta is not None and getattr(meta, "formfield_callback", None) is None:
            meta.formfield_callback = staticmethod(model_field)
        return super().__new__(mcs, name, bases, attrs)


class _ModelForm(forms.ModelForm, metaclass=_OurFields):  # type: ignore[type-arg]
    """Django's, with our fields for texts."""


class Open:
    """A class that takes type parameters at runtime and ignores them."""

    def __init__(self, plain: type) -> None:
        self._plain = plain

    def __getitem__(self, parameters: object) -> type:
        return self._plain


if TYPE_CHECKING:
    from django.forms import (
        BaseFormSet,
        BaseInlineFormSet,
        ModelChoiceField,
        ModelForm,
        ModelMultipleChoiceField,
    )
    from django.forms.models import ModelChoiceIterator
else:
    BaseFormSet = Open(forms.BaseFormSet)
    BaseInlineFormSet = Open(forms.BaseInlineFormSet)
    ModelChoiceField = Open(forms.ModelChoiceField)
    ModelChoiceIterator = Open(forms.models.ModelChoiceIterator)
    ModelForm = Open(_ModelForm)
    ModelMultipleChoiceField = Open(forms.ModelMultipleChoiceField)

__all__ = [
    "BaseFormSet",
    "BaseInlineFormSet",
    "ModelChoiceField",
    "ModelChoiceIterator",
    "ModelForm",
    "ModelMultipleChoiceField",
    "Open",
    "choice_field",
    "row_field",
]


def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    """A form's field that is chosen from a list. Raises TypeError for any other."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} is no choice")
    return field


def row_field(form: forms.BaseForm, name: str) -> forms.ModelChoiceField[Any]:
    """A form's field that is chosen from rows. Raises TypeError for any other."""
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(f"{name} is not chosen from rows")
    return field


class OfferedRowField(ModelChoiceField[Any]):
    """A choice among rows that were read already: many forms of one page ask nothing for it."""

    rows: Sequence[Model] = ()

    def to_python(self, value: Any) -> Model | None:
        """The row that was chosen. Raises ValidationError for one that was not offered."""
        if value in self.empty_values:
            return None
        for row in self.rows:
            if str(row.pk) == str(value):
                return row
        raise ValidationError(
            self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value}
        )


def offered_field(form: forms.BaseForm, name: str) -> OfferedRowField:
    """A form's field that is chosen from rows already read. Raises TypeError for any other."""
    field = form.fields[name]
    if not isinstance(field, OfferedRowField):
        raise TypeError(f"{name} is not chosen from rows already read")
    return field
