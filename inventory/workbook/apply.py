"""Writes what a check found: all in one transaction, with a line of history per task."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from hirao_dx.shared.trace import Trace
from hirao_dx.shared.versions import Stale, with_version
from inventory.models import Task
from organization.models import Section, User

from . import values
from .check import rules
from .columns import BY_KEY
from .findings import ADDED, Finding
from .known import Systems, content_of


@dataclass(frozen=True)
class Written:
    """The tasks that were added, in the order of their rows, and how many were changed."""

    new: tuple[Task, ...]
    changed: int

    @property
    def added(self) -> int:
        """How many tasks were added."""
        return len(self.new)


@transaction.atomic
def write(findings: Iterable[Finding], *, by: User, reason: str) -> Written:
    """Write the findings that change something; without any, nothing is written.

    Raises PermissionDenied if `by` may not write for every section; Stale when a task, a section
    or a system is no longer as the check found it. Nothing is written then.
    """
    writing = [finding for finding in findings if finding.writes]
    systems = Systems.all() if writing else Systems({}, {})
    changed = _changed([one for one in writing if one.kind != ADDED], systems, by)
    added = _added([one for one in writing if one.kind == ADDED], systems, by)
    trace = Trace(by, reason)
    if changed:
        fields = {cell.key for one in writing if one.kind != ADDED for cell in one.cells}
        trace.update(changed, [*sorted(fields), "search_text"])
    trace.create(added)
    return Written(tuple(added), len(changed))


def _changed(findings: list[Finding], systems: Systems, by: User) -> list[Task]:
    """The tasks with their new values, locked and not yet saved.

    Raises Stale if a task has another version than at the check, and as `_fill`.
    """
    if not findings:
        return []
    wanted = Task.objects.filter(pk__in=[finding.task for finding in findings])
    list(wanted.select_for_update().order_by("pk").values_list("pk"))
    # A second query: one that had to wait for its locks still sees the history before the wait.
    tasks: dict[Any, Any] = {task.pk: task for task in with_version(wanted.with_place())}
    for finding in findings:
        task = tasks.get(finding.task)
        if task is None or task.version != finding.version:
            raise Stale(task)
        _fill(task, finding, systems, by)
    return [tasks[finding.task] for finding in findings]


def _added(findings: list[Finding], systems: Systems, by: User) -> list[Task]:
    """New tasks, numbered, not yet saved.

    Raises Stale if a number is taken or a section is gone, and as `_fill`.
    """
    if not findings:
        return []
    wanted = {_section(finding) for finding in findings}
    locked = Section.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    sections = {section.pk: section for section in locked.select_related("department")}
    used = Task.objects.filter(section__in=wanted).order_by().values("section")
    last = {row["section"]: row["last"] for row in used.annotate(last=Max("number"))}
    _refuse_taken_numbers(findings)
    for finding in findings:
        if finding.number:
            last[_section(finding)] = max(last.get(_section(finding), 0), finding.number)
    return [_new(finding, sections, last, systems, by) for finding in findings]


def _section(finding: Finding) -> int:
    return finding.section or 0


def _refuse_taken_numbers(findings: list[Finding]) -> None:
    """Raises Stale if a task has a number that a finding gives to a new one."""
    given = {(_section(finding), finding.number) for finding in findings if finding.number}
    near = Task.objects.filter(
        section__in={section for section, _ in given}, number__in={number for _, number in given}
    )
    if taken := given & set(near.order_by().values_list("section", "number")):
        raise Stale(taken)


def _new(
    finding: Finding,
    sections: dict[int, Section],
    last: dict[Any, int],
    systems: Systems,
    by: User,
) -> Task:
    """A new task, not yet saved. Raises Stale if its section is gone, and as `_fill`."""
    section = sections.get(_section(finding))
    if section is None:
        raise Stale(section)
    number = finding.number
    if number is None:
        number = last[section.pk] = last.get(section.pk, 0) + 1
    task = Task(section=section, number=number)
    _fill(task, finding, systems, by)
    return task


def _fill(task: Task, finding: Finding, systems: Systems, by: User) -> None:
    """Put a finding's values into a task.

    Raises PermissionDenied if `by` may not write for its section; Stale if its system is gone or
    no longer fits its category.
    """
    if not by.access.writes_for(task.section):
        raise PermissionDenied
    for cell in finding.cells:
        column = BY_KEY[cell.key]
        setattr(task, column.attribute, values.unpacked(column, cell.value))
    gone = task.system_id and task.system_id not in systems.by_pk
    if gone or rules(content_of(task), systems):
        raise Stale(task)
    task.fold()
