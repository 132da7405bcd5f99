"""What the two files about constraints share: naming one, and seeing it refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

CONSTRAINTS = {
    constraint.name: (model, constraint)
    for app in ("organization", "inventory", "initiatives")
    for model in apps.get_app_config(app).get_models()
    for constraint in model._meta.constraints
}


@contextmanager
def refused_by(name: str) -> Iterator[None]:
    """The database refuses what is inside because of one constraint, and says so."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    assert said_on_refusal(name) in str(caught.value)


def said_on_refusal(name: str) -> str:
    """The constraint's name; SQLite names the columns instead where they must be unique."""
    model, constraint = CONSTRAINTS[name]
    if connection.vendor == "sqlite" and isinstance(constraint, models.UniqueConstraint):
        columns = [model._meta.get_field(field).column for field in constraint.fields]
        return ", ".join(f"{model._meta.db_table}.{column}" for column in columns)
    return name


def constraints_of(*labels: str) -> set[str]:
    """The names of every constraint of some apps."""
    return {name for name, (model, _) in CONSTRAINTS.items() if model._meta.app_label in labels}


def provoked_in(file: str) -> set[str]:
    """The names of the constraints that a file of tests provokes."""
    return set(re.findall(r'refused_by\("(\w+)"\)', Path(file).read_text(encoding="utf-8")))
