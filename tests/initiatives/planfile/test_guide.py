"""docs/plan-format.md: its example is a plan that loads, and it leaves no key out."""

import re
from pathlib import Path
from typing import get_args

import pytest
from django.conf import settings
from pydantic import BaseModel

from initiatives.planfile import load_plan, schema
from initiatives.planfile.labels import NAMES

from .small import Folder

GUIDE = (Path(settings.BASE_DIR) / "docs" / "plan-format.md").read_text(encoding="utf-8")


def blocks(language):
    return "\n".join(re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL))


def models(annotation):
    """Every shape inside an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from models(field.annotation)
    for inner in get_args(annotation):
        yield from models(inner)


KEYS = {
    field.alias or name
    for shape in models(schema.Document)
    for name, field in shape.model_fields.items()
}


@pytest.mark.django_db
def test_example_loads(tmp_path):
    folder = Folder(tmp_path, plan=blocks("yaml"), survey=blocks("csv"))

    result = load_plan(folder.path)

    assert result.plan.name == "例町DX計画"
    assert result.created == 89


def test_every_key_has_an_example():
    examples = set(re.findall(r"^[ -]*([a-z_]+):", blocks("yaml"), re.MULTILINE))

    assert examples == KEYS


def test_every_key_has_a_japanese_name():
    assert sorted(KEYS - NAMES.keys()) == []
    assert sorted(NAMES.keys() - KEYS) == []
