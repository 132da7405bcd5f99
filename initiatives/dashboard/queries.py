"""Reads what the dashboard shows beside the roll-up, each in one query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from initiatives.models import Milestone, Plan
from inventory.figures.counts import Counts, Group, Row, total_of
from inventory.figures.queries import counts_by_section
from inventory.models import Task
from organization.models import Section


@dataclass(frozen=True)
class Inventory:
    """The live inventory by department, those without tasks left out."""

    rows: tuple[Row, ...]
    total: Row


def sections() -> list[Section]:
    """Every section there ever was, in the survey table's order. One query."""
    return list(Section.objects.with_department())


def inventory(found: Iterable[Section]) -> Inventory:
    """Stages and hours of the tasks of today. One query."""
    live = counts_by_section(Task.objects.live())
    groups = [
        Group(
            department.pk,
            department.name,
            tuple(Row(s.label, s.pk, live.get(s.pk, Counts())) for s in members),
        )
        for department, members in groupby(found, key=lambda s: s.department)
    ]
    rows = tuple(group.as_row for group in groups if group.subtotal.live.tasks)
    return Inventory(rows, total_of("全体", rows))


def milestones(plan: Plan) -> Sequence[Milestone]:
    """A plan's milestones in its order. One query."""
    found = Milestone.objects.filter(initiative__plan=plan)
    return list(found.order_by("initiative__order", "initiative_id", "order", "pk"))
