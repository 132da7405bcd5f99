"""The tasks an initiative is about: how many, how far digitised, how many hours a year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from initiatives.models import Initiative
from inventory.digitise import queries
from inventory.digitise.hours import Hours
from inventory.models import Task

SHOWN = 20


@dataclass(frozen=True)
class InitiativeTasks:
    """Live tasks of an initiative: the first few of them, and the figures of all."""

    figures: Hours
    first: tuple[Task, ...]

    @property
    def more(self) -> int:
        """How many are not among the first few."""
        return self.figures.tasks - len(self.first)

    @property
    def hours(self) -> Decimal | None:
        """Yearly hours over the tasks that have them; None while none has."""
        return self.figures.hours if self.figures.known else None


def tasks_of(initiative: Initiative) -> InitiativeTasks:
    """Two queries, however many tasks there are."""
    live: Any = initiative.tasks.live()
    return InitiativeTasks(queries.total(live), tuple(live.with_place()[:SHOWN]))


def linked_among(initiative: Initiative, tasks: Iterable[Task]) -> frozenset[int]:
    """The keys of those among the tasks that the initiative names. One query."""
    keys = [task.pk for task in tasks]
    return frozenset(initiative.tasks.filter(pk__in=keys).order_by().values_list("pk", flat=True))
