"""One page of a list of tasks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator

from hirao_dx.shared.words import number
from inventory.models import Task
from inventory.models.task import TaskQuerySet
from inventory.permissions import can_edit_task
from organization.http import StaffRequest

from .search import Excerpt, excerpts, words_of

PER_PAGE = 50


@dataclass(frozen=True)
class TaskRow:
    """A task in a list: whether this person can edit it, and where words were found in it."""

    task: Task
    can_edit: bool
    excerpts: list[Excerpt]


def listed(request: StaffRequest, tasks: TaskQuerySet, query: str = "") -> dict[str, Any]:
    """The page an address asks for and its rows, as context of the list. Two queries.

    The tasks need `with_place()`. `query` is what was searched for: the rows then say where it was
    found.
    """
    page = Paginator(tasks, PER_PAGE).get_page(request.GET.get("page"))
    words = words_of(query)
    rows = [
        TaskRow(task, can_edit_task(request.user, task), excerpts(task, words)) for task in page
    ]
    first, last, all_of_them = page.start_index(), page.end_index(), page.paginator.count
    return {
        "page_obj": page,
        "rows": rows,
        "any_editable": any(row.can_edit for row in rows),
        "caption": (
            f"事務の一覧（全{number(all_of_them)}件のうち{number(first)}〜{number(last)}件目）"
        ),
    }
