"""The inventory as it was recorded at the end of a day, read from its history.

What counts is when something was written down, not what date it speaks of: a task whose end was
entered on 10 April is still live on 5 April, even if it ended on 31 March.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from inventory.models import System, Task
from organization.models import Department, Section

from . import gone_systems


def start_of(day: date) -> datetime:
    """The midnight that begins a day here."""
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    """The midnight that ends a day here; what was written before it belongs to the day."""
    return start_of(day + timedelta(days=1))


def records(model: Any, on: date) -> QuerySet[Any]:
    """Each row as it stood at the end of a day, as its line in the history. One query.

    Rows deleted by then are left out. Of two lines of the same moment the later written counts.
    """
    lines = model.history.filter(history_date__lt=end_of(on)).order_by()
    later = lines.filter(id=OuterRef("id")).filter(
        Q(history_date__gt=OuterRef("history_date"))
        | Q(history_date=OuterRef("history_date"), history_id__gt=OuterRef("history_id"))
    )
    latest: QuerySet[Any] = lines.filter(~Exists(later)).exclude(history_type="-")
    return latest


def live_tasks(on: date) -> QuerySet[Any]:
    """The tasks that were done, as far as that day knew."""
    return records(Task, on).filter(ended_on__isnull=True)


def first_day() -> date | None:
    """The day the inventory's records begin. One query."""
    moment = Task.history.order_by("history_date").values_list("history_date", flat=True).first()
    return timezone.localtime(moment).date() if moment else None


@dataclass(frozen=True)
class Names:
    """What sections and systems were called at the end of a day; of systems that are gone and
    of which nothing was recorded by then, what they were called last."""

    sections: dict[int, str]
    departments: dict[int, str]
    systems: dict[int, str]

    @classmethod
    def on(cls, day: date) -> Names:
        """Three queries."""
        departments = dict(records(Department, day).values_list("id", "name"))
        sections = {
            pk: f"{departments[home]} {name}".strip()
            for pk, home, name in records(Section, day).values_list("id", "department_id", "name")
            if home in departments
        }
        return cls(sections, departments, dict(records(System, day).values_list("id", "name")))

    def place(self, section: Section) -> str:
        """A section's name then; what it is called now where nothing was recorded."""
        return self.sections.get(section.pk, section.label)

    def system(self, record: Any) -> str:
        """The name of a task's system then; empty without one. Expects `record.system` at hand."""
        if record.system_id is None:
            return ""
        if name := self.systems.get(record.system_id):
            return name
        if record.system:
            return str(record.system)
        return self._gone.get(record.system_id, "（削除済み）")

    @cached_property
    def _gone(self) -> dict[int, str]:
        return gone_systems.names()
