"""One row of a section's table of tasks: fields of a task with controls that fit a cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from hirao_dx.shared.fields import LineField, VersionField
from inventory.models import System, Task
from inventory.systems.names import SystemNames
from inventory.tasks.content import BY_NAME, Kind, TaskContent, TaskField
from inventory.tasks.fields import YES_NO, MonthsField, form_field
from inventory.tasks.forms import refuse_unfit_system

from .columns import ColumnGroup

SYSTEM_LIST = "systems"
ROWS_IN_A_CELL = 2


class SystemNameField(LineField):
    """A system by its name, with the page's list to choose from."""

    def prepare_value(self, value: Any) -> Any:
        return value.name if isinstance(value, System) else value


def cell_field(field: TaskField) -> forms.Field:
    """The field of the task's form, with a control that fits a cell."""
    changes: dict[str, Any] = {"help_text": ""}
    if field.kind is Kind.SYSTEM:
        attrs = {"list": SYSTEM_LIST, "autocomplete": "off", "class": "input"}
        return SystemNameField(
            label=field.label, max_length=100, required=False, widget=forms.TextInput(attrs=attrs)
        )
    if field.kind is Kind.YES_NO:
        changes["widget"] = forms.Select(choices=YES_NO)
    if field.kind is Kind.TEXT:
        size = {"rows": ROWS_IN_A_CELL, "maxlength": field.length}
        changes["widget"] = forms.Textarea(attrs=size)
    return form_field(field, **changes)


class RowForm(forms.Form):
    """The columns of one group for one task. `stored` is the task as the database has it."""

    version = VersionField()

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        task: Task,
        group: ColumnGroup,
        systems: SystemNames,
        version: int,
        shown: TaskContent | None = None,
    ) -> None:
        self.stored = TaskContent.of(task)
        self.group = group
        self.systems = systems
        start = {name: getattr(shown or self.stored, name) for name in group.fields}
        super().__init__(data, prefix=prefix_of(task.pk), initial=start | {"version": version})
        for name in group.fields:
            self.fields[name] = field = cell_field(BY_NAME[name])
            if not isinstance(field, MonthsField):
                field.widget.attrs.setdefault("class", "input")
                field.widget.attrs["aria-label"] = f"{field.label}（{task.number:03d}）"

    def clean_system(self) -> System | None:
        """The system. Raises ValidationError for a name that is none of a system."""
        typed = self.cleaned_data["system"]
        found = self.systems.named(typed) if typed else None
        if typed and found is None:
            raise forms.ValidationError(
                f"「{typed}」というシステムは登録されていません。一覧から選ぶか、"
                "事務局に追加を依頼してください。"
            )
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        refuse_unfit_system(self, data)
        return data

    @property
    def typed(self) -> dict[str, Any]:
        """The values of the group's fields. Call after `is_valid()`."""
        return {name: self.cleaned_data[name] for name in self.group.fields}


def prefix_of(pk: int) -> str:
    """The prefix of the names of a row's controls."""
    return f"t{pk}"
