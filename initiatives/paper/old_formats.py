"""Papers of old formats, put into today's shape as they are read. Pure.

The stored text never changes, so a paper's number to check it by stays what it was. What an old
format did not hold is left empty, never worked out anew: the meeting did not see it.

Format 1 (until 2026-12): rules of version 1. Hours were one sum over every stage, the day of a
value was always a day, a rating was compared with nothing, and one section led.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from hirao_dx.shared.measured import said_by, written

FIRST_RULES = 1


def current(data: object) -> object:
    """The data of a paper in today's shape. What is not such data comes back as it is."""
    if not isinstance(data, dict) or data.get("format") != 1:
        return data
    figures = data.get("figures")
    return {
        **data,
        "format": 2,
        "rules_version": FIRST_RULES,
        "previous": _with(data.get("previous"), rules_version=FIRST_RULES),
        "figures": _figures(figures) if isinstance(figures, dict) else figures,
    }


def _figures(figures: dict[str, Any]) -> dict[str, Any]:
    return {
        **figures,
        "ratings": [],
        "initiatives": [_initiative(line) for line in _list(figures, "initiatives")],
        "indicators": [_indicator(line) for line in _list(figures, "indicators")],
        "inventory": [_inventory(line) for line in _list(figures, "inventory")],
        "inventory_total": _inventory(figures.get("inventory_total")),
    }


def _initiative(line: Any) -> Any:
    """One section led, so it stood for the initiative."""
    if not isinstance(line, dict):
        return line
    reports = [_with(r, is_joint=False) for r in _list(line, "reports")]
    lead = next((r for r in reports if isinstance(r, dict) and r.get("is_lead")), {})
    return {
        **line,
        "reports": reports,
        "rating": lead.get("rating", ""),
        "rating_amounts_to": None,
        "rating_differs": False,
    }


def _indicator(line: Any) -> Any:
    if not isinstance(line, dict):
        return line
    return {**line, "values": [_value(v) for v in _list(line, "values")], "age": ""}


def _value(value: Any) -> Any:
    """A year's or a year-end's value was given that year's last day; its words say which."""
    if not isinstance(value, dict) or not isinstance(value.get("measured_on"), str):
        return value
    rest = {name: one for name, one in value.items() if name != "measured_on"}
    try:
        day = date.fromisoformat(value["measured_on"])
    except ValueError:
        return value
    return {**rest, "measured": written(day, said_by(day, str(value.get("label", ""))))}


def _inventory(line: Any) -> Any:
    """The one sum of hours stands where digitised tasks' hours do; nothing was expected."""
    if not isinstance(line, dict):
        return line
    rest = {name: one for name, one in line.items() if not name.startswith("hours_")}
    saved = {name: line.get(f"hours_{name}") for name in ("known", "before", "after")}
    return {**rest, "saved": saved, "expected": None}


def _list(data: dict[str, Any], name: str) -> list[Any]:
    found = data.get(name)
    return found if isinstance(found, list) else []


def _with(data: object, **more: object) -> object:
    return {**data, **more} if isinstance(data, dict) else data
