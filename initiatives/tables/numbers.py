"""All numbers of a period for other tools of the town, as docs/numbers-json.md describes. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any, get_args

from hirao_dx.shared.numbers import decimal
from initiatives.charts.gantt import ActualPeriod, PlannedPhase
from initiatives.paper.content import Figures, Part

FORMAT = 2
EXACT = "_exact"


def as_data(figures: Figures) -> dict[str, Any]:
    """The figures as plain data. An exact number stands twice: 70.333333 and "211/3"."""
    return {"format": FORMAT, **_part(figures)}


def to_json(figures: Figures) -> bytes:
    """The data as JSON text in UTF-8, Japanese unescaped, in the order the fields are told."""
    text = json.dumps(as_data(figures), ensure_ascii=False, indent=1, default=date.isoformat)
    return f"{text}\n".encode()


def _part(part: Part) -> dict[str, Any]:
    return dict(pair for name in type(part).model_fields for pair in _field(part, name))


def _field(part: Part, name: str) -> Iterator[tuple[str, Any]]:
    value = getattr(part, name)
    if not _is_exact(type(part).model_fields[name].annotation):
        yield name, _value(value)
    elif value is None:
        yield from ((name, None), (name + EXACT, None))
    else:
        yield name, _number(value)
        yield name + EXACT, f"{value.numerator}/{value.denominator}"


def _is_exact(annotation: object) -> bool:
    """Whether a field holds an exact number, or None in its place."""
    return annotation is Fraction or Fraction in _leaves(annotation)


def _leaves(annotation: object) -> list[object]:
    inner = get_args(annotation)
    return [leaf for part in inner for leaf in (part, *_leaves(part))]


def _number(value: Fraction) -> int | float:
    plain = decimal(value)
    return plain if isinstance(plain, int) else float(plain)


def _value(value: object) -> Any:
    if isinstance(value, Part):
        return _part(value)
    if isinstance(value, PlannedPhase | ActualPeriod):
        return {name: _value(one) for name, one in vars(value).items()}
    if isinstance(value, tuple):
        return [_value(one) for one in value]
    return value
