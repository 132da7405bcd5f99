"""Reads the inventory's figures and explains one of them."""

from __future__ import annotations

from datetime import date

from inventory.figures.queries import SurveyTable, survey_table
from organization.models import Department

from . import inventory as words
from .model import Explanation, Link

EXPLAINERS = {"tasks": words.tasks, "stages": words.stages, "hours": words.hours_saved}


def inventory(measure: str, *, department_id: int | None, on: date) -> Explanation | None:
    """Of one department, or without one of all; None if there is no such department.

    At most five queries.
    """
    explain = EXPLAINERS[measure]
    if department_id is None:
        table = survey_table(on=on)
        return explain("すべての課", table.total, _departments(table, measure))
    department = Department.objects.filter(pk=department_id).first()
    if department is None:
        return None
    table = survey_table(on=on, department=department)
    return explain(department.name, table.total, _sections(table))


def _departments(table: SurveyTable, measure: str) -> list[words.Part]:
    return [
        (group.as_row, Link("explain", (measure, f"department-{group.pk}")))
        for group in table.groups
    ]


def _sections(table: SurveyTable) -> list[words.Part]:
    return [
        (row, Link("inventory_section", (row.pk,))) for group in table.groups for row in group.rows
    ]
