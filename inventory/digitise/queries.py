"""Sums up tasks' hours by section, department, method and initiative.

Two queries for each way of grouping (three for initiatives), however many tasks there are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum

from inventory.choices import EXPECTING, Method, Stage
from inventory.models.task import EXPECTED, SAVED, TaskQuerySet
from inventory.tasks.hours import KNOWN, TENTHS, WAITING, tenths, with_hours
from inventory.tasks.initiative_links import current_initiatives
from organization.models import Department, Section

from .hours import Hours, Line

_COUNTS = {
    "tasks": Count("pk"),
    "digitised": Count("pk", filter=Q(stage=Stage.DIGITISED)),
    "known": Count("pk", filter=KNOWN),
    "on_the_way": Count("pk", filter=Q(stage__in=EXPECTING)),
    "saved_known": Count("pk", filter=SAVED),
    "expected_known": Count("pk", filter=EXPECTED),
    "waiting": Count("pk", filter=WAITING),
    "waiting_known": Count("pk", filter=WAITING & KNOWN),
}
_SUMS = {
    "hours": Sum(F("hours_tenths")),
    "saved_before": Sum(tenths("annual_hours_before"), filter=SAVED),
    "saved_after": Sum(tenths("annual_hours_after"), filter=SAVED),
    "expected_before": Sum(tenths("annual_hours_before"), filter=EXPECTED),
    "expected_after": Sum(tenths("annual_hours_after"), filter=EXPECTED),
    "waiting_hours": Sum(F("hours_tenths"), filter=WAITING),
}
_MEASURES = {**_COUNTS, **{f"sum_{name}": total for name, total in _SUMS.items()}}


def total(tasks: TaskQuerySet) -> Hours:
    """All the tasks together, each counted once. One query."""
    return _hours(with_hours(tasks).order_by().aggregate(**_MEASURES))


def by_section(tasks: TaskQuerySet) -> list[Line]:
    """Sections with tasks, in the survey table's order."""
    found = _grouped(tasks, "section_id")
    sections = Section.objects.with_department().filter(pk__in=found)
    return [Line(s.label, found[s.pk], ("section", str(s.pk))) for s in sections]


def by_department(tasks: TaskQuerySet) -> list[Line]:
    """Departments with tasks, in the survey table's order."""
    found = _grouped(tasks, "section__department_id")
    departments = Department.objects.filter(pk__in=found)
    return [Line(d.name, found[d.pk], ("department", str(d.pk))) for d in departments]


def by_method(tasks: TaskQuerySet) -> list[Line]:
    """Every method, also one that no task plans, and last the tasks without one."""
    found = _grouped(tasks, "method")
    lines = [
        Line(str(method.label), found.get(method.value, Hours()), ("method", method.value))
        for method in Method
    ]
    return [*lines, Line("手法が決まっていない", found.get("", Hours()))]


def by_initiative(tasks: TaskQuerySet) -> list[Line]:
    """Every initiative of the plan, and last the tasks of none. A task may count for several."""
    initiatives = list(current_initiatives())
    linked = tasks.filter(initiatives__in=initiatives)
    found = _grouped(linked, "initiatives")
    lines = [Line(str(i), found.get(i.pk, Hours()), ("initiative", i.code)) for i in initiatives]
    rest = tasks.exclude(pk__in=linked.order_by().values("pk"))
    return [*lines, Line("取組が決まっていない", total(rest))]


WAYS: dict[str, Callable[[TaskQuerySet], list[Line]]] = {
    "section": by_section,
    "department": by_department,
    "method": by_method,
    "initiative": by_initiative,
}


def _grouped(tasks: TaskQuerySet, key: str) -> dict[Any, Hours]:
    rows = with_hours(tasks).order_by().values(key).annotate(**_MEASURES)
    return {row[key]: _hours(row) for row in rows}


def _hours(row: Mapping[str, Any]) -> Hours:
    sums: dict[str, Any] = {name: Decimal(row[f"sum_{name}"] or 0) / TENTHS for name in _SUMS}
    return Hours(**{name: row[name] for name in _COUNTS}, **sums)
