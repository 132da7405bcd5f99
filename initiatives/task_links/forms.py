"""Choosing the tasks an initiative is about: what is searched for, and what was ticked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from hirao_dx.shared.text import whole_number
from initiatives.models import Initiative
from inventory.models.task import TaskQuerySet
from inventory.tasks.forms import TaskFilterForm

LINKED = [("", "対象の事務だけ"), ("all", "すべての事務から探す"), ("no", "対象でない事務")]


class InitiativeTaskFilterForm(TaskFilterForm):
    """Conditions of the list. Without one it shows the tasks that are linked already."""

    standing = None  # type: ignore[assignment]  # so Django drops it
    linked = forms.ChoiceField(label="探すところ", required=False, choices=LINKED)
    field_order = ("linked", "q", "department", "section")

    def __init__(self, data: QueryDict, initiative: Initiative, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.initiative = initiative

    def narrow(self, tasks: TaskQuerySet) -> TaskQuerySet:
        tasks = super().narrow(tasks)
        wanted = self.cleaned_data.get("linked", "")
        if wanted == "all":
            return tasks
        named = self.initiative.tasks.order_by().values("pk")
        return tasks.exclude(pk__in=named) if wanted == "no" else tasks.filter(pk__in=named)


def ticked(typed: QueryDict) -> tuple[set[int], set[int]]:
    """The tasks to add and to remove: what is ticked now against what was when the page came.

    So a tick that somebody else set meanwhile stays as it is.
    """
    now, before = _keys(typed.getlist("task")), _keys(typed.getlist("was"))
    return now - before, before - now


def _keys(values: list[str]) -> set[int]:
    return {key for value in values if (key := whole_number(value)) is not None}
