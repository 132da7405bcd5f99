"""The forms of データの点検: its conditions, and the mend of one task."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hirao_dx.shared.fields import ReasonField, VersionField
from hirao_dx.shared.text import folded
from inventory.choices import QualityKind
from inventory.models import Task
from inventory.tasks.content import BY_NAME, NUMBERS
from inventory.tasks.content import FIELDS as TASK_FIELDS
from inventory.tasks.fields import form_field
from inventory.tasks.forms import TaskFilterForm
from inventory.tasks.hours import annual_hours

NAMES = (QualityKind.UNNAMED, QualityKind.DUPLICATE)
FIGURES = (QualityKind.MISSING, QualityKind.OUTLYING)
DISMISSABLE = (QualityKind.DUPLICATE, QualityKind.MISSING, QualityKind.OUTLYING)


class QualityFilterForm(TaskFilterForm):
    """Department and section. What cannot be read is ignored."""

    q = category = system = named = stage = standing = None  # type: ignore[assignment]  # so Django drops it


class MendForm(forms.Form):
    """The mend of one task; `do` is the button pressed: save, computed, category or dismiss."""

    version = VersionField()
    reason = ReasonField(label="このままでよい理由", required=False)

    def __init__(
        self, data: Any = None, *, task: Task, kind: str, version: int, do: str = "save"
    ) -> None:
        super().__init__(data, auto_id=f"t{task.pk}-%s", initial={"version": version})
        self.task, self.do = task, do
        if kind in NAMES:
            self.fields["name"] = form_field(BY_NAME["name"], help_text="", initial=task.name)
        if kind in FIGURES:
            self._add_figures(with_after=kind == QualityKind.OUTLYING)
        if kind not in DISMISSABLE:
            del self.fields["reason"]
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "input")

    def _add_figures(self, *, with_after: bool) -> None:
        for field in TASK_FIELDS:
            if field.kind in NUMBERS and (with_after or field.name != "annual_hours_after"):
                self.fields[field.name] = form_field(
                    field, help_text="", initial=getattr(self.task, field.name)
                )
        self.fields["minutes_per_case"].label = "1件あたりの分"

    @property
    def value_fields(self) -> list[str]:
        """The names of the fields of the task in this form."""
        return [name for name in self.fields if name not in ("version", "reason")]

    @property
    def cells(self) -> list[forms.BoundField]:
        """The controls of the mend, without the reason."""
        return [self[name] for name in self.value_fields]

    def clean_name(self) -> str:
        """The name. Raises ValidationError if it is blank or, folded, the one the task has."""
        name = str(self.cleaned_data["name"])
        if self.do != "save":
            return name
        if not name:
            raise ValidationError("事務の名称を入力してください。")
        if self.task.name and folded(name) == folded(self.task.name):
            raise ValidationError("ほかの事務と区別できる、別の名称を入力してください。")
        return name

    def clean_reason(self) -> str:
        """The reason. Raises ValidationError if it is needed and blank."""
        reason = str(self.cleaned_data["reason"])
        if self.do == "dismiss" and not reason:
            raise ValidationError("このままでよい理由を入力してください。")
        return reason

    def clean(self) -> dict[str, Any]:
        """With `computed`, hours a year from cases and minutes.

        Raises ValidationError if one is missing.
        """
        data = super().clean() or self.cleaned_data
        if self.do == "computed":
            found = annual_hours(data.get("volume"), data.get("minutes_per_case"))
            if found is None:
                raise ValidationError("件数と1件あたりの分を入力すると、時間を計算できます。")
            data["annual_hours_before"] = self.fields["annual_hours_before"].clean(found)
        return data

    @property
    def changes(self) -> dict[str, Any]:
        """The fields to write. Call after `is_valid()`."""
        if self.do == "category" and self.task.system:
            return {"category": self.task.system.category}
        return {name: self.cleaned_data[name] for name in self.value_fields}
