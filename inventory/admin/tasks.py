"""The tasks in the admin: found, named, changed and ended from one list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from urllib.parse import parse_qs

from django import forms
from django.contrib import admin, messages
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from hirao_dx.shared.fields import DayField
from hirao_dx.shared.text import YEARS, whole_number
from hirao_dx.shared.trace import Trace
from inventory.choices import Category, Stage
from inventory.models import Task
from inventory.tasks.content import BY_NAME
from organization.admin.base import (
    KeptForever,
    OfficeModelAdmin,
    ReasonForm,
    WholeRowForm,
    actor,
    asks_first,
)
from organization.admin.filters import DepartmentFilter, KnownValueFilter, SectionFilter
from organization.models import User

# The form's fields by heading, those beside each other together; the rest follow of themselves.
KNOWN_BY = ("name", "description", "category", "system")
WORKLOAD = (
    ("annual_hours_before", "annual_hours_after"),
    ("volume", "minutes_per_case"),
    "staff",
    "peak_months",
)
DIGITISATION = ("stage", "method", "problem", ("uses_paper", "uses_seal", "uses_counter"))


def _rest_after(*lists: Sequence[str | tuple[str, ...]]) -> tuple[str, ...]:
    """The fields of a task that none of the lists holds."""
    entries = [entry for entries in lists for entry in entries]
    held = {n for entry in entries for n in ([entry] if isinstance(entry, str) else entry)}
    return tuple(name for name in BY_NAME if name not in held)


def set_category(
    *, tasks: Iterable[Task], category: Category, by: User, reason: str
) -> tuple[int, list[Task]]:
    """Give tasks a category. Returns how many changed, and those that could not.

    A task with a system cannot become 使用なし: the system has to be taken off it first. Raises
    nothing: the admin asks for the right to change tasks.
    """
    differing = [task for task in tasks if task.category != category]
    held_back = [task for task in differing if category == Category.NONE and task.system_id]
    changed = [task for task in differing if task not in held_back]
    for task in changed:
        task.category = category
    Trace(by, reason).update(changed, ["category"])
    return len(changed), held_back


def set_stage(*, tasks: Iterable[Task], stage: Stage, by: User, reason: str) -> int:
    """Give tasks a digitisation stage. Returns how many changed.

    Raises nothing: the admin asks for the right to change tasks.
    """
    changed = [task for task in tasks if task.stage != stage]
    for task in changed:
        task.stage = stage
    Trace(by, reason).update(changed, ["stage"])
    return len(changed)


def end_tasks(*, tasks: Iterable[Task], on: date, by: User, reason: str) -> int:
    """End tasks on a day. Returns how many; those that ended before stay as they are.

    Raises nothing: the admin asks for the right to change tasks, and `EndForm` refuses a day to
    come.
    """
    changed = [task for task in tasks if task.ended_on is None]
    for task in changed:
        task.ended_on, task.ended_reason = on, reason
    Trace(by, reason).update(changed, ["ended_on", "ended_reason"])
    return len(changed)


def next_number(section_id: int) -> int:
    """The number after the last one of a section, ended tasks included. One query."""
    last = Task.objects.filter(section=section_id).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


class NamedFilter(KnownValueFilter):
    """Tasks with a name, or without one."""

    title = "名称"
    parameter_name = "named"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        return [("yes", "登録済み"), ("no", "名称未登録")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "yes":
            return queryset.exclude(name="")
        return queryset.filter(name="") if self.value() == "no" else queryset


class LiveFilter(KnownValueFilter):
    """Tasks the town still does, or those that have ended."""

    title = "廃止"
    parameter_name = "live"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        return [("yes", "続いている事務"), ("no", "廃止した事務")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        live = {"yes": True, "no": False}.get(self.value() or "")
        return queryset if live is None else queryset.filter(ended_on__isnull=live)


class TaskForm(WholeRowForm):
    """A new task left without a number takes the next one of its section."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "number" in self.fields and self.instance.pk is None:
            self.fields["number"].required = False
            self.fields["number"].help_text = "空欄にすると、班の次の番号が付きます。"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("section") and data.get("number", 0) is None:
            data["number"] = next_number(data["section"].pk)
        return data


class TaskRowForm(WholeRowForm):
    """A row of the editable list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "name" in self.fields:
            self.fields["name"].widget.attrs.update(placeholder="名称未登録", size=40)


class CategoryForm(ReasonForm):
    """The category that tasks are given, and why."""

    category = forms.ChoiceField(label="使用システムの区分", choices=Category.choices)
    field_order = ("category", "reason")


class StageForm(ReasonForm):
    """The digitisation stage that tasks are given, and why."""

    stage = forms.ChoiceField(label="デジタル化の段階", choices=Stage.choices)
    field_order = ("stage", "reason")


class EndForm(ReasonForm):
    """The day on which tasks end, and why."""

    ended_on = DayField(label="廃止日", years=YEARS, initial=timezone.localdate)
    field_order = ("ended_on", "reason")

    def clean_ended_on(self) -> date:
        """The day. Raises ValidationError for a day to come."""
        day: date = self.cleaned_data["ended_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("廃止日は、きょうまでの日付にしてください。")
        return day


@admin.register(Task)
class TaskAdmin(KeptForever, OfficeModelAdmin):
    """The list of all tasks, with actions on many of them."""

    change_list_template = "admin/inventory/task/change_list.html"
    form = TaskForm
    list_display = ("place", "numbered", "name", "category", "system", "stage", "hours")
    list_display_links = ("numbered",)
    list_editable = ("name", "category", "stage")
    list_select_related = ("section__department", "system")
    list_filter = (DepartmentFilter, SectionFilter, "category", NamedFilter, "stage", LiveFilter)
    search_fields = (
        "name",
        "description",
        "system__name",
        "section__name",
        "section__department__name",
    )
    search_help_text = "名称・内容・システム・班・課から探します。全角と半角は区別しません。"
    autocomplete_fields = ("section", "system")
    actions = ("set_category", "set_stage", "end_tasks")
    fieldsets = (
        (
            None,
            {
                "fields": ("section", "number", *KNOWN_BY),
                "description": "区分が「使用なし」のときは、使用システムを空欄にします。",
            },
        ),
        ("業務量", {"fields": WORKLOAD}),
        ("デジタル化", {"fields": DIGITISATION}),
        (
            "そのほか",
            {
                "fields": _rest_after(KNOWN_BY, WORKLOAD, DIGITISATION),
                "description": "なくなった事務には廃止日と理由を入れます。"
                "記録を残すため、削除はできません。",
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Task]:
        return super().get_queryset(request).select_related("section__department", "system")

    def get_changelist_form(
        self, request: HttpRequest, **kwargs: Any
    ) -> type[forms.ModelForm[Task]]:
        return super().get_changelist_form(request, form=TaskRowForm, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The section by which the list was filtered, and its next number."""
        initial: dict[str, Any] = dict(super().get_changeform_initial_data(request))
        filters = parse_qs(str(initial.pop("_changelist_filters", "")))
        section = whole_number(initial.get("section") or filters.get("section", [""])[0])
        if section is not None:
            initial |= {"section": str(section), "number": next_number(section)}
        return initial

    def autocomplete_label(self, task: Task) -> str:
        """The task with its section."""
        return f"{task.section.label} {task}"

    @admin.display(description="班", ordering="section__department__order")
    def place(self, task: Task) -> str:
        """The section with its department."""
        return task.section.label

    @admin.display(description="番号", ordering="number")
    def numbered(self, task: Task) -> str:
        """The number, marked where the task has ended."""
        return f"{task.number}（廃止）" if task.ended_on else str(task.number)

    @admin.display(description="年間の時間")
    def hours(self, task: Task) -> str:
        """Hours a year before and after; ？ for one that is not known, blank without any."""
        before, after = task.annual_hours_before, task.annual_hours_after
        if before is None and after is None:
            return ""
        return f"{'？' if before is None else before} → {'？' if after is None else after}"

    @asks_first(
        CategoryForm,
        label="選択した事務の区分を変える",
        title="事務の区分を変える",
        sentence="次の事務の「使用システムの区分」を変えます。",
    )
    def set_category(
        self, request: HttpRequest, queryset: QuerySet[Task], data: dict[str, Any]
    ) -> None:
        """Ask for a category, then give it to the tasks chosen."""
        count, held_back = set_category(tasks=queryset, by=actor(request), **data)
        self.message_user(request, f"{count}件の区分を変えました。", messages.SUCCESS)
        if held_back:
            self.message_user(
                request,
                f"{len(held_back)}件は、使用システムが登録されているため「使用なし」にできませんでした。"
                "先に使用システムを外してください："
                + "、".join(self.autocomplete_label(task) for task in held_back[:10]),
                messages.WARNING,
            )

    @asks_first(
        StageForm,
        label="選択した事務の段階を変える",
        title="事務の段階を変える",
        sentence="次の事務の「デジタル化の段階」を変えます。",
    )
    def set_stage(
        self, request: HttpRequest, queryset: QuerySet[Task], data: dict[str, Any]
    ) -> None:
        """Ask for a stage, then give it to the tasks chosen."""
        count = set_stage(tasks=queryset, by=actor(request), **data)
        self.message_user(request, f"{count}件の段階を変えました。", messages.SUCCESS)

    @asks_first(
        EndForm,
        label="選択した事務を廃止する",
        title="事務を廃止する",
        sentence="次の事務に廃止日を入れます。すでに廃止したものは変えません。",
    )
    def end_tasks(
        self, request: HttpRequest, queryset: QuerySet[Task], data: dict[str, Any]
    ) -> None:
        """Ask for a day and a reason, then end the tasks chosen."""
        count = end_tasks(
            tasks=queryset, on=data["ended_on"], by=actor(request), reason=data["reason"]
        )
        self.message_user(request, f"{count}件の事務を廃止しました。", messages.SUCCESS)
