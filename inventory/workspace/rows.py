"""A section's table of tasks: each row read, checked and saved on its own.

The page may be sent as a whole or row by row. A row that was not changed since it was shown writes
nothing; where two people changed different fields, both changes are kept; where they changed the
same field, the later one has to choose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Case, Value, When
from django.db.models.query import QuerySet
from django.forms import BoundField

from hirao_dx.shared.conflicts import THEIRS, Clash, clashes
from hirao_dx.shared.text import whole_number
from hirao_dx.shared.versions import Stale, version_of, versions_of
from inventory.models import Task
from inventory.systems.names import SystemNames
from inventory.tasks.actions import (
    update_task,
)
from inventory.tasks.content import TaskContent
from inventory.tasks.hours import annual_hours
from inventory.tasks.words import label_of, value_words
from organization.models import Section, User

from .columns import ColumnGroup, Layout, unit_of
from .forms import RowForm, prefix_of

SENT = re.compile(r"t(\d{1,18})-version")
DONE = ("", "untouched", "saved")


@dataclass
class Row:
    """One task with its form, and the outcome of saving it.

    `state` is "" as shown, untouched, saved, invalid, conflict, or refused (the person may not
    write it any more).
    """

    task: Task
    form: RowForm
    version: int
    base: TaskContent | None = None
    state: str = ""
    conflicts: list[Clash] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The task's key as text."""
        return str(self.task.pk)

    @property
    def cells(self) -> list[BoundField]:
        """The controls of the columns, in their order."""
        return [self.form[name] for name in self.form.group.fields]

    @property
    def in_groups(self) -> bool:
        """Whether the name is only shown, because another group of columns is edited."""
        return "name" not in self.form.group.fields

    @property
    def computed(self) -> Decimal | None:
        """Hours a year from cases and minutes as stored; None unless both are known."""
        return annual_hours(self.task.volume, self.task.minutes_per_case)

    @property
    def offers_hours(self) -> bool:
        """Whether the computed hours are known and differ from what was entered."""
        return self.computed is not None and self.computed != self.task.annual_hours_before

    @property
    def has_faults(self) -> bool:
        """Whether the person has to look at it again."""
        return self.state not in DONE


def tasks_of(section: Section, layout: Layout) -> QuerySet[Task]:
    """The live tasks of a section in the order asked for: without a name first, or by number."""
    tasks = Task.objects.live().filter(section=section).with_place()
    if layout.order == "number":
        return tasks.order_by("number")
    named_last = Case(When(name="", then=Value(0)), default=Value(1))
    return tasks.order_by(named_last, "number")


def blank_rows(tasks: Iterable[Task], group: ColumnGroup, systems: SystemNames) -> list[Row]:
    """The rows as they are first shown. One query for their versions."""
    tasks = list(tasks)
    versions = versions_of(tasks)
    return [_blank(task, group, systems, versions.get(task.pk, 0)) for task in tasks]


def _blank(
    task: Task,
    group: ColumnGroup,
    systems: SystemNames,
    version: int,
    shown: TaskContent | None = None,
) -> Row:
    form = RowForm(task=task, group=group, systems=systems, version=version, shown=shown)
    return Row(task, form, version, form.stored)


def received_rows(post: Mapping[str, Any], group: ColumnGroup, systems: SystemNames) -> list[Row]:
    """The rows as they were sent, in their order. At most three queries."""
    keys = [int(found[1]) for name in post if (found := SENT.fullmatch(name))]
    tasks = Task.objects.with_place().in_bulk(keys)
    rows = []
    versions = versions_of(tasks.values())
    for key in keys:
        if key in tasks:
            version = versions.get(key, 0)
            form = RowForm(post, task=tasks[key], group=group, systems=systems, version=version)
            rows.append(Row(tasks[key], form, version))
    _find_bases(rows)
    return rows


def _find_bases(rows: list[Row]) -> None:
    """Notes what each writer started from: the stored content, or an older one of the history."""
    older: dict[int, Row] = {}
    for row in rows:
        sent = _sent_version(row)
        if sent == row.version:
            row.base = row.form.stored
        else:
            older[sent] = row
    if not older:
        return
    for line in Task.history.filter(history_id__in=older).select_related("system"):
        row = older[line.history_id]
        if line.id == row.task.pk:
            row.base = TaskContent.of(line)


def _sent_version(row: Row) -> int:
    return whole_number(row.form.data.get(f"{prefix_of(row.task.pk)}-version")) or 0


def use_hours(row: Row) -> None:
    """Put the hours that follow from cases and minutes into a row; nothing if it is not valid."""
    if not row.form.is_valid():
        return
    typed = row.form.cleaned_data
    found = annual_hours(typed.get("volume"), typed.get("minutes_per_case"))
    if found is not None:
        typed["annual_hours_before"] = found


def take(row: Row, by: User) -> None:
    """Save one row that was sent; `row.state` then says what became of it.

    Raises nothing: PermissionDenied becomes `refused`, and after Stale the row is compared again.
    """
    if not row.form.is_valid():
        row.state = "invalid"
        return
    try:
        _merge(row, by)
    except PermissionDenied:
        row.state = "refused"
    except Stale as stale:  # somebody saved while this row was being judged
        _start_from(row, stale.current)
        take(row, by)


def _start_from(row: Row, current: Task) -> None:
    row.task = current
    row.version = version_of(current)
    row.form.stored = TaskContent.of(current)


def _merge(row: Row, by: User) -> None:
    """Compare a row with what is stored, and save it if there is no conflict.

    Raises PermissionDenied and Stale as `update_task` does.
    """
    stored, group = row.form.stored, row.form.group
    taken, found = clashes(
        vars(row.base) if row.base else None,
        vars(stored),
        {name: value for name, value in row.form.typed.items() if not _gave_up(row, name)},
        label=label_of,
        words=value_words,
        together=unit_of,
    )
    mine = TaskContent(**taken)
    row.conflicts = [clash for clash in found if clash.mine]
    if row.conflicts:
        row.state = "conflict"
        row.form = _blank(row.task, group, row.form.systems, row.version, mine).form
        return
    if mine == stored:
        row.state = "untouched"
    else:
        row.task = update_task(task=row.task, content=mine, version=row.version, by=by)
        row.state = "saved"
        row.version = version_of(row.task)
    row.form = _blank(row.task, group, row.form.systems, row.version).form


def _gave_up(row: Row, name: str) -> bool:
    """Whether the writer chose the value that others had saved."""
    from_unit = [f"{row.form.prefix}-choose-{part}" for part in unit_of(name)]
    return any(row.form.data.get(choice) == THEIRS for choice in from_unit)
