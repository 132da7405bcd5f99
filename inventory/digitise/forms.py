"""Conditions of the pages on where to digitise, as the address gives them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from inventory.choices import Method
from inventory.models.task import TaskQuerySet
from inventory.tasks.forms import TaskFilterForm
from inventory.tasks.initiative_links import current_initiatives


class DigitiseFilterForm(TaskFilterForm):
    """Place, stage, method and initiative. None is required; what cannot be read is ignored."""

    q = category = system = named = standing = None  # type: ignore[assignment]  # so Django drops it
    method = forms.ChoiceField(
        label="予定する手法", required=False, choices=[("", "すべて"), *Method.choices]
    )
    initiative: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="取組",
        queryset=None,
        required=False,
        empty_label="すべて",
        to_field_name="code",
    )
    field_order = ("department", "section", "method", "stage", "initiative")

    def __init__(self, data: QueryDict, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field: Any = self.fields["initiative"]
        field.queryset = current_initiatives()

    def narrow(self, tasks: TaskQuerySet) -> TaskQuerySet:
        """The live tasks that meet every condition, each once. Validates first."""
        tasks = super().narrow(tasks)
        wanted = self.cleaned_data
        if wanted.get("method"):
            tasks = tasks.filter(method=wanted["method"])
        if wanted.get("initiative"):
            named = wanted["initiative"].tasks.order_by().values("pk")
            tasks = tasks.filter(pk__in=named)
        return tasks

    @property
    def conditions(self) -> str:
        """The conditions in words, for paper. Call after `narrow`."""
        return "、".join(
            f"{self.fields[name].label}：{self._words(name, value)}"
            for name, value in self.cleaned_data.items()
            if value
        )

    def _words(self, name: str, value: Any) -> str:
        labels: dict[Any, str] = dict(getattr(self.fields[name], "choices", ()))
        return labels.get(value, str(value))
