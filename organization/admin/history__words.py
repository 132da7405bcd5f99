"""Booleans in words: Django's icons carry the English words True and False."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.contrib import admin
from django.db.models import BooleanField, Model


def in_words(
    model: type[Model], name: str, yes: str = "はい", no: str = "－"
) -> Callable[[Model], str]:
    """A column or read-only field that says a boolean of `model` in words."""

    field = cast(BooleanField, model._meta.get_field(name))

    @admin.display(description=field.verbose_name, ordering=name)
    def said(obj: Model) -> str:
        return yes if getattr(obj, name) else no

    said.__name__ = name
    return said
