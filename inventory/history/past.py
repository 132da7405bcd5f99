"""The inventory as it was recorded at the end of a day, read from its history.

The day is the one on which something was written down, not the date it is about: a task whose end
was entered on 10 April is still live on 5 April, even if it ended on 31 March.
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
    """The moment a day begins in the town's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of(day: date) -> datetime:
    """The moment after a day: what was written before it belongs to the day."""
    return start_of(day + timedelta(days=1))


def records(model: Any, on: date) -> QuerySet[Any]:
    """Each row as it stood at the end of a day, as its line in the history. One query.

    Rows deleted by then are left out. Of two lines of the same moment the one written later
    counts.
    """
    lines = model.history.filter(history_date__lt=end_of(on)).order_by()
    later = lines.filter(id=OuterRef("id")).filter(
        Q(history_date__gt=OuterRef("history_date"))
        | Q(history_date=OuterRef("history_date"), history_id__gt=OuterRef("history_id"))
    )
    latest: QuerySet[Any] = lines.filter(~Exists(later)).exclude(history_type="-")
    return latest


def live_tasks(on: date) -> QuerySet[Any]:
    """The tasks not recorded as ended by the end of a day."""
    return records(Task, on).filter(ended_on__isnull=True)


def first_day() -> date | None:
    """The first day of the tasks' history; None without any. One query."""
    moment = Task.history.order_by("history_date").values_list("history_date", flat=True).first()
    return timezone.localtime(moment).date() if moment else None


@dataclass(frozen=True)
class Names:
    """The names of sections and systems at the end of a day.

    A system that is gone and was not recorded by then has its last name.
    """

    sections: dict[int, str]
    departments: dict[int, str]
    systems: dict[int, str]

    @classmethod
    def on(cls, day: date) -> Names:
        """Read a day. Three queries."""
        departments = dict(records(Department, day).values_list("id", "name"))
        sections = {
            pk: f"{departments[home]} {name}".strip()
            for pk, home, name in records(Section, day).values_list("id", "department_id", "name")
            if home in departments
        }
        return cls(sections, departments, dict(records(System, day).values_list("id", "name")))

    def place(self, section: Section) -> str:
        """A section's name then; its name today where none was recorded."""
        return self.sections.get(section.pk, section.label)

    def system(self, record: Any) -> str:
        """The name of the system of a task's line then; empty without one.

        Expects `record.system` to be fetched.
        """
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
