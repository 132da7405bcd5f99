"""The form of a task, and the conditions of lists of tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from hirao_dx.shared.fields import LineField, VersionField
from hirao_dx.shared.typed_forms import ModelChoiceField, ModelChoiceIterator, ModelForm
from inventory.choices import Category, Stage
from inventory.models import System, Task
from inventory.models.task import TaskQuerySet
from organization.models import Department, Section

from .content import BY_NAME, FIELDS, Kind, TaskContent
from .fields import form_field
from .search import matching

NAMED = [("yes", "名称登録済"), ("no", "名称未登録")]
NO_SYSTEM = ("none", "（まだ選ばれていない）")
STANDING = [("", "今ある事務"), ("ended", "廃止した事務")]
ENDING = ("ended_on", "ended_reason")


def category_fault(category: str, system: System | None) -> str:
    """Why a category and a system do not fit together, in words; empty when they do."""
    if system is None or category == system.category:
        return ""
    if category == Category.NONE:
        return (
            "使用システムの区分が「使用なし」のときは、システムを選べません。"
            "システムを「（選ばない）」にするか、区分を選び直してください。"
        )
    return (
        f"「{system.name}」の区分は「{system.get_category_display()}」です。"
        "使用システムの区分を合わせるか、別のシステムを選んでください。"
    )


def refuse_unfit_system(form: forms.BaseForm, data: Mapping[str, Any]) -> None:
    """Add an error to a form's system when it does not fit the category chosen."""
    fault = category_fault(data.get("category", ""), data.get("system"))
    if data.get("category") and fault:
        form.add_error("system", fault)


class TaskForm(ModelForm[Task]):
    """A task as its section describes it.

    A live task is ended on a page of its own; of an ended one, day and reason can be corrected
    here.
    """

    version = VersionField()

    class Meta:
        model = Task
        fields = list(BY_NAME)
        widgets = {
            field.name: forms.RadioSelect
            for field in FIELDS
            if field.kind is Kind.CHOICE and field.required
        }
        error_messages = {
            "ended_on": {
                "required": (
                    "廃止日を入力してください。"
                    "続ける事務に戻すときは、事務の画面の「廃止を取り消す」を使います。"
                ),
            }
        }

        @staticmethod
        def formfield_callback(stored: Any, **said: Any) -> forms.Field:
            return form_field(BY_NAME[stored.name], **said)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.ended_on:
            self.fields["ended_on"].required = True
            return
        for name in ENDING:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        refuse_unfit_system(self, data)
        return data

    def clean_ended_on(self) -> date:
        """The day. Raises ValidationError for a day to come."""
        return not_to_come(self.cleaned_data["ended_on"])

    @property
    def content(self) -> TaskContent:
        """The content typed, for the action. Call after `is_valid()`."""
        typed = {name: self.cleaned_data[name] for name in BY_NAME if name in self.fields}
        return TaskContent.of(self.instance).but(**typed)


def not_to_come(day: date) -> date:
    """The same day.

    Raises ValidationError if it is to come: a task that ends later is still done.
    """
    if day > timezone.localdate():
        raise ValidationError("廃止日は、今日までの日付にしてください。")
    return day


class _SystemChoices(ModelChoiceIterator[System]):
    """The systems to choose from, after the choice of tasks that name none."""

    def __iter__(self) -> Iterator[Any]:
        every = super().__iter__()
        yield next(every)
        yield NO_SYSTEM
        yield from every


class SystemConditionField(ModelChoiceField[System]):
    """A system, or the tasks that use a system without naming it."""

    iterator = _SystemChoices

    def to_python(self, value: Any) -> Any:
        return value if value == NO_SYSTEM[0] else super().to_python(value)


class PlaceFilterForm(forms.Form):
    """Conditions of a list, as the address gives them: at least the place.

    None is required. A condition that cannot be read is ignored, and the page says so.
    """

    department = forms.ModelChoiceField(
        label="課・室・局",
        queryset=Department.objects.all(),
        required=False,
        empty_label="すべて",
    )
    section = forms.ModelChoiceField(
        label="班",
        queryset=Section.objects.with_department(),
        required=False,
        empty_label="すべて",
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, auto_id="filter-%s")
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"

    @property
    def is_narrowing(self) -> bool:
        """Whether any condition is given. Call after `is_valid()`."""
        return any(self.cleaned_data.values())


class TaskFilterForm(PlaceFilterForm):
    """Conditions of a list of tasks."""

    q = LineField(label="言葉", required=False, max_length=100)
    category = forms.ChoiceField(
        label="使用システムの区分", required=False, choices=[("", "すべて"), *Category.choices]
    )
    system = SystemConditionField(
        label="使用システム",
        queryset=System.objects.order_by("name"),
        required=False,
        empty_label="すべて",
    )
    named = forms.ChoiceField(label="名称", required=False, choices=[("", "すべて"), *NAMED])
    stage = forms.ChoiceField(
        label="デジタル化の段階", required=False, choices=[("", "すべて"), *Stage.choices]
    )
    standing = forms.ChoiceField(label="廃止", required=False, choices=STANDING)

    field_order: tuple[str, ...] = ("q",)

    def __init__(self, data: QueryDict, *, within_section: bool = False) -> None:
        super().__init__(data)
        if within_section:
            del self.fields["department"], self.fields["section"]

    @property
    def query(self) -> str:
        """The words searched for. Call after `narrow`."""
        return str(self.cleaned_data.get("q", ""))

    def narrow(self, tasks: TaskQuerySet) -> TaskQuerySet:
        """The tasks that meet every condition. Validates first."""
        self.is_valid()
        wanted = self.cleaned_data
        ended = wanted.get("standing") == "ended"
        tasks = tasks.filter(ended_on__isnull=not ended)
        for condition, path in (
            ("department", "section__department"),
            ("section", "section"),
            ("category", "category"),
            ("stage", "stage"),
        ):
            if wanted.get(condition):
                tasks = tasks.filter(**{path: wanted[condition]})
        if wanted.get("system") == NO_SYSTEM[0]:
            tasks = tasks.without_named_system()
        elif wanted.get("system"):
            tasks = tasks.filter(system=wanted["system"])
        if wanted.get("named"):
            tasks = tasks.named() if wanted["named"] == "yes" else tasks.unnamed()
        return tasks.filter(matching(self.query))
