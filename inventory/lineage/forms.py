"""What is asked before a task is added, split, merged, ended or brought back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import formset_factory
from django.http import QueryDict
from django.utils import timezone

from hirao_dx.shared.text import is_number, narrow
from hirao_dx.shared.typed_forms import BaseFormSet, choice_field
from inventory.choices import Category, Stage
from inventory.models import System, Task
from inventory.tasks.actions import TaskContent
from inventory.tasks.fields import HoursField, MinutesField, VolumeField
from inventory.tasks.forms import SystemField, TaskFilterForm, not_to_come, refuse_unfit_system
from organization.models import Section

from .actions import INHERITED, LONGEST_REASON, Part

MOST_PARTS = 10
NAME_LENGTH = 200


def reason_field(help_text: str) -> forms.CharField:
    return forms.CharField(
        label="理由",
        max_length=LONGEST_REASON,
        help_text=help_text,
        error_messages={
            "required": "理由を入力してください。",
            "max_length": f"理由は{LONGEST_REASON}字までで入力してください。",
        },
    )


class ReasonForm(forms.Form):
    """A reason, and the state of the task the person looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    reason = reason_field("あとで読む人にわかるように、短く書きます。")


class DatedForm(ReasonForm):
    """The same with the day, which is not to come: until then the task is still done."""

    on = forms.DateField(
        label="実施日",
        initial=timezone.localdate,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="今日か、過ぎた日を入れます。先の日付は、その日が来てから入れてください。",
        error_messages={
            "required": "日付を入力してください。",
            "invalid": "日付は 2026-03-31 のように入力してください。",
        },
    )
    field_order: tuple[str, ...] = ("on", "reason")

    def clean_on(self) -> date:
        return not_to_come(self.cleaned_data["on"])


class ContentForm(forms.Form):
    """The few fields a task begins with."""

    name = forms.CharField(
        label="事務の名称",
        max_length=NAME_LENGTH,
        required=False,
        help_text="まだ決まらないときは空欄にします。「名称未登録」として数えます。",
    )
    category = forms.ChoiceField(
        label="使用システムの区分", choices=Category.choices, initial=Category.NONE
    )
    system = SystemField(
        label="使用システム",
        queryset=System.objects.all(),
        required=False,
        empty_label="（選ばない）",
        help_text="一覧にないシステムは、事務局が追加します。",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        refuse_unfit_system(self, data)
        return data


class AddForm(ContentForm):
    """A task that nobody had counted before."""

    reason = reason_field("例：新しい制度が始まった、調査のときに数えていなかった")

    @property
    def content(self) -> TaskContent:
        return TaskContent(
            **{name: self.cleaned_data[name] for name in ("name", "category", "system")}
        )


class PartForm(forms.Form):
    """One of the tasks after a split."""

    name = forms.CharField(
        label="事務の名称",
        max_length=NAME_LENGTH,
        error_messages={"required": "分割した後の事務の名称を入力してください。"},
    )
    volume = VolumeField(label="年間の件数")
    minutes_per_case = MinutesField(label="1件あたりの時間")
    annual_hours_before = HoursField(label="年間の時間（見直し前）")

    @property
    def part(self) -> Part:
        return Part(**{name: self.cleaned_data[name] for name in Part.__dataclass_fields__})


class _PartsFormSet(BaseFormSet[PartForm]):
    """Parts need names that tell them apart."""

    def clean(self) -> None:
        names = [form.cleaned_data.get("name") for form in self.forms if form.is_valid()]
        if len(set(names)) < len(names):
            raise forms.ValidationError("分割した後の事務には、それぞれ別の名称を付けてください。")


def parts_formset(count: int) -> type[BaseFormSet[PartForm]]:
    """As many parts as asked for, all of them needed."""
    return formset_factory(
        PartForm,
        formset=_PartsFormSet,
        extra=count,
        min_num=0,
        max_num=count,
        absolute_max=count,
    )


class MergeForm(ContentForm, DatedForm):
    """What the one task after a merger is. `into` is a new task or one of those merged."""

    into = forms.ChoiceField(label="統合した後の事務", widget=forms.RadioSelect)
    stage = forms.ChoiceField(label="デジタル化の段階", choices=Stage.choices)
    volume = VolumeField(label="年間の件数")
    minutes_per_case = MinutesField(label="1件あたりの時間")
    annual_hours_before = HoursField(label="年間の時間（見直し前）")
    field_order = (
        "into",
        "name",
        "category",
        "system",
        "stage",
        "volume",
        "minutes_per_case",
        "annual_hours_before",
        "on",
        "reason",
    )

    def __init__(self, *args: Any, tasks: Sequence[Task], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tasks = tasks
        del self.fields["version"]
        for task in tasks:
            self.fields[f"version-{task.pk}"] = forms.IntegerField(
                widget=forms.HiddenInput, min_value=0
            )
        into = choice_field(self, "into")
        into.choices = [("new", "新しい事務を作り、選んだ事務をすべて廃止する")] + [
            (str(task.pk), f"「{task}」を残し、ほかを廃止する") for task in tasks
        ]
        name = self.fields["name"]
        name.required, name.help_text = True, "統合した後の名称です。"
        name.error_messages["required"] = "統合した後の事務の名称を入力してください。"
        for field, unit in (("volume", "件"), ("annual_hours_before", "時間")):
            self.fields[field].help_text = _known(tasks, field, unit)

    @property
    def into_task(self) -> Task | None:
        """The task that stays, None for a new one."""
        return next((t for t in self.tasks if str(t.pk) == self.cleaned_data["into"]), None)

    @property
    def content(self) -> TaskContent:
        """What stays of the task that goes on, with what was typed here; no figure is emptied."""
        kept = self.into_task
        base = TaskContent.of(kept) if kept else TaskContent(**_agreed(self.tasks))
        typed = {
            name: value
            for name, value in self.cleaned_data.items()
            if name in TaskContent.__dataclass_fields__ and value is not None
        }
        return replace(base, **{"system": None} | typed)

    @property
    def versions(self) -> dict[int, int]:
        return {task.pk: self.cleaned_data[f"version-{task.pk}"] for task in self.tasks}


def _agreed(tasks: Sequence[Task]) -> dict[str, Any]:
    """What all the tasks say alike, of all that can be taken over."""
    return {
        name: getattr(tasks[0], name)
        for name in INHERITED
        if len({getattr(task, name) for task in tasks}) == 1
    }


def _known(tasks: Sequence[Task], name: str, unit: str) -> str:
    """The sum of what was entered, as a help and never as an answer."""
    known: list[Decimal] = [v for task in tasks if (v := getattr(task, name)) is not None]
    if not known:
        return "選んだ事務には入力されていません。空欄のときは変えません。"
    return (
        f"選んだ{len(tasks)}件のうち{len(known)}件に入力があり、合わせて{sum(known):,}{unit}です。"
        "確かめて入力してください。空欄のときは変えません。"
    )


MOST_MERGED = 20
NUMBERS = re.compile(r"[\s,、，・]+")


class MergeFilterForm(TaskFilterForm):
    """Words, category and system. What cannot be read is left out."""

    department = section = named = stage = standing = None  # type: ignore[assignment]  # so Django drops it


class ChosenForm(forms.Form):
    """The tasks chosen so far: those ticked (`pick` in the address) and those typed.

    Once it was validated, `tasks` are the live ones among them, also where it is not valid.
    """

    numbers = forms.CharField(
        label="統合する事務の番号",
        required=False,
        max_length=200,
        help_text="番号を「、」で区切って書きます（例：3、5、12）。上で選んだ事務に加えます。",
    )

    def __init__(self, data: QueryDict, *, section: Section) -> None:
        super().__init__(data)
        self.section = section
        self.ticked = {int(word) for word in data.getlist("pick") if is_number(word)}
        self.tasks: list[Task] = []

    def clean_numbers(self) -> set[int]:
        words = [w for w in NUMBERS.split(narrow(self.cleaned_data["numbers"])) if w]
        if wrong := [word for word in words if not is_number(word)]:
            raise forms.ValidationError(
                f"「{wrong[0]}」は番号ではありません。数字で書いてください。"
            )
        if len(numbers := {int(word) for word in words}) > MOST_MERGED:
            raise forms.ValidationError(f"一度に統合できるのは{MOST_MERGED}件までです。")
        return numbers

    def clean(self) -> None:
        """One query, none where nothing is chosen. Says of which numbers there is no live task."""
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
        """Whether these tasks can be merged; the form says why they cannot."""
        if self.is_valid() and len(self.tasks) < 2:
            self.add_error(None, "統合する事務を、2つ以上選んでください。")
        elif self.is_valid() and len(self.tasks) > MOST_MERGED:
            self.add_error(
                None,
                f"一度に統合できるのは{MOST_MERGED}件までです。今は{len(self.tasks)}件を"
                "選んでいます。「選んだ事務」のチェックを外して減らしてください。",
            )
        return self.is_valid()
