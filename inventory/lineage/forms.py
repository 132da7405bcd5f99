"""The forms by which a task is added, split, merged, ended or reinstated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import formset_factory
from django.http import QueryDict
from django.utils import timezone

from hirao_dx.shared.fields import DayField, LineField, ReasonField, VersionField
from hirao_dx.shared.text import YEARS, half_width, whole_number
from hirao_dx.shared.typed_forms import BaseFormSet, choice_field
from hirao_dx.shared.words import number
from inventory.models import Task
from inventory.tasks.content import BY_NAME, Asked, TaskContent, TaskField, asked_when
from inventory.tasks.fields import form_field
from inventory.tasks.forms import TaskFilterForm, not_to_come, refuse_unfit_system
from organization.models import Section

from .actions import INHERITED, LONGEST_REASON

MOST_PARTS = 10


class ReasonForm(forms.Form):
    """A reason, and the version of the task that the person saw."""

    version = VersionField()
    reason = ReasonField(
        max_length=LONGEST_REASON, help_text="あとで読む人にわかるように、短く書きます。"
    )


class DatedForm(ReasonForm):
    """The same with the day, which is not to come: until then the task is still done."""

    on = DayField(
        label="実施日",
        years=YEARS,
        initial=timezone.localdate,
        help_text="今日か、過ぎた日を入れます。先の日付は、その日が来てから入れてください。",
    )
    field_order: tuple[str, ...] = ("on", "reason")

    def clean_on(self) -> date:
        """The day. Raises ValidationError for a day to come."""
        return not_to_come(self.cleaned_data["on"])


# What the fields say here, where it is not what they say on the task's own form.
_SAID: dict[str, dict[str, Any]] = {
    "name": {"help_text": "まだ決まらないときは空欄にします。「名称未登録」として数えます。"},
    "system": {},
    "stage": {"help_text": "", "initial": None},
}
_BARE = {"help_text": ""}


class ContentForm(forms.Form):
    """Those of a task's fields that are asked for at a `moment`."""

    moment: Asked

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [field.name for field in asked_when(self.moment)]
        for name in names:
            self.fields[name] = form_field(BY_NAME[name], **_SAID.get(name, _BARE))
        self.order_fields(["into", *names, "on", "reason"])

    def need_name(self, fault: str, help_text: str = "") -> None:
        """Require the name, with what is said when it is missing."""
        name = self.fields["name"]
        name.required, name.help_text = True, help_text
        name.error_messages["required"] = fault

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        refuse_unfit_system(self, data)
        return data

    @property
    def typed(self) -> dict[str, Any]:
        """The values of the task by field. Call after `is_valid()`."""
        return {field.name: self.cleaned_data[field.name] for field in asked_when(self.moment)}


class AddForm(ContentForm):
    """A task that nobody had counted before."""

    moment = Asked.ADDING
    reason = ReasonField(
        max_length=LONGEST_REASON,
        help_text="例：新しい制度が始まった、調査のときに数えていなかった",
    )

    @property
    def content(self) -> TaskContent:
        """The task to add. Call after `is_valid()`."""
        return TaskContent(**self.typed)


class PartForm(ContentForm):
    """One of the tasks after a split."""

    moment = Asked.SPLITTING

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.need_name("分割した後の事務の名称を入力してください。")

    @property
    def part(self) -> TaskContent:
        """The part. Call after `is_valid()`."""
        return TaskContent(**self.typed)


class _PartsFormSet(BaseFormSet[PartForm]):
    """The parts of a split, whose names have to differ."""

    def clean(self) -> None:
        names = [form.cleaned_data.get("name") for form in self.forms if form.is_valid()]
        if len(set(names)) < len(names):
            raise forms.ValidationError("分割した後の事務には、それぞれ別の名称を付けてください。")


def parts_formset(count: int) -> type[BaseFormSet[PartForm]]:
    """The class of a formset of `count` parts, all of them required."""
    return formset_factory(
        PartForm,
        formset=_PartsFormSet,
        extra=count,
        min_num=0,
        max_num=count,
        absolute_max=count,
    )


class MergeForm(ContentForm, DatedForm):
    """The one task after a merger. `into` is a new task or one of those merged."""

    moment = Asked.MERGING
    into = forms.ChoiceField(label="統合した後の事務", widget=forms.RadioSelect)

    def __init__(self, *args: Any, tasks: Sequence[Task], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tasks = tasks
        del self.fields["version"]
        for task in tasks:
            self.fields[f"version-{task.pk}"] = VersionField()
        into = choice_field(self, "into")
        into.choices = [("new", "新しい事務を作り、選んだ事務をすべて廃止する")] + [
            (str(task.pk), f"「{task}」を残し、ほかを廃止する") for task in tasks
        ]
        self.need_name("統合した後の事務の名称を入力してください。", "統合した後の名称です。")
        for field in (BY_NAME["volume"], BY_NAME["annual_hours_before"]):
            self.fields[field.name].help_text = _known(tasks, field)

    @property
    def into_task(self) -> Task | None:
        """The task that stays, None for a new one. Call after `is_valid()`."""
        return next((t for t in self.tasks if str(t.pk) == self.cleaned_data["into"]), None)

    @property
    def content(self) -> TaskContent:
        """The task that goes on: its values, with those typed. Call after `is_valid()`.

        A new task begins with what all have alike (`agreed`). A figure left blank keeps its value;
        a system left blank is taken off.
        """
        kept = self.into_task
        base = TaskContent.of(kept) if kept else TaskContent(**agreed(self.tasks))
        typed = {name: value for name, value in self.typed.items() if value is not None}
        return base.but(**{"system": None} | typed)

    @property
    def versions(self) -> dict[int, int]:
        """The versions that the person saw, by task. Call after `is_valid()`."""
        return {task.pk: self.cleaned_data[f"version-{task.pk}"] for task in self.tasks}


def agreed(tasks: Sequence[Task]) -> dict[str, Any]:
    """The values of INHERITED that are the same in all the tasks."""
    return {
        name: getattr(tasks[0], name)
        for name in INHERITED
        if len({getattr(task, name) for task in tasks}) == 1
    }


def _known(tasks: Sequence[Task], field: TaskField) -> str:
    """A help text: the sum of what was entered. It is never filled in."""
    known: list[Decimal] = [v for task in tasks if (v := getattr(task, field.name)) is not None]
    if not known:
        return "選んだ事務には入力されていません。空欄のときは変えません。"
    return (
        f"選んだ{len(tasks)}件のうち{len(known)}件に入力があり、"
        f"合わせて{number(sum(known))}{field.units[0]}です。"
        "確かめて入力してください。空欄のときは変えません。"
    )


MOST_MERGED = 20
NUMBERS = re.compile(r"[\s,、，・]+")


class MergeFilterForm(TaskFilterForm):
    """Conditions for the tasks to choose from: words, category, system. Others are ignored."""

    department = section = named = stage = standing = None  # type: ignore[assignment]  # so Django drops it


class ChosenForm(forms.Form):
    """The tasks chosen so far: those ticked (`pick` in the address) and those typed.

    After `is_valid()`, also where it says no, `tasks` are the live ones among them.
    """

    numbers = LineField(
        label="統合する事務の番号",
        required=False,
        max_length=200,
        help_text="番号を「、」で区切って書きます（例：3、5、12）。上で選んだ事務に加えます。",
    )

    def __init__(self, data: QueryDict, *, section: Section) -> None:
        super().__init__(data)
        self.section = section
        picked = data.getlist("pick")
        self.ticked = {number for p in picked if (number := whole_number(p)) is not None}
        self.tasks: list[Task] = []

    def clean_numbers(self) -> set[int]:
        """The numbers typed. Raises ValidationError for other words and for too many numbers."""
        numbers = set()
        for word in filter(None, NUMBERS.split(half_width(self.cleaned_data["numbers"]))):
            number = whole_number(word)
            if number is None:
                raise forms.ValidationError(
                    f"「{word}」は番号ではありません。数字で書いてください。"
                )
            numbers.add(number)
        if len(numbers) > MOST_MERGED:
            raise forms.ValidationError(f"一度に統合できるのは{MOST_MERGED}件までです。")
        return numbers

    def clean(self) -> None:
        """Finds the tasks, and names numbers without a live task.

        One query, none if nothing is chosen.
        """
        typed = self.cleaned_data.get("numbers", set())
        wanted = self.ticked | typed
        live = Task.objects.live().filter(section=self.section, number__in=wanted)
        self.tasks = list(live.with_place().order_by("number")) if wanted else []
        missing = wanted - {task.number for task in self.tasks}
        for numbers, field in ((missing & typed, "numbers"), (missing - typed, None)):
            if numbers:
                words = "、".join(str(number) for number in sorted(numbers))
                self.add_error(field, f"この班に、番号 {words} の今ある事務はありません。")

    def may_go_on(self) -> bool:
        """Whether these tasks can be merged; if not, the errors of the form say why."""
        if self.is_valid() and len(self.tasks) < 2:
            self.add_error(None, "統合する事務を、2つ以上選んでください。")
        elif self.is_valid() and len(self.tasks) > MOST_MERGED:
            self.add_error(
                None,
                f"一度に統合できるのは{MOST_MERGED}件までです。今は{len(self.tasks)}件を"
                "選んでいます。「選んだ事務」のチェックを外して減らしてください。",
            )
        return self.is_valid()
