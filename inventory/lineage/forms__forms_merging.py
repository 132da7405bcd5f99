"""Which tasks of a section are to be merged: ticked in a list, or typed by their numbers."""

from __future__ import annotations

import re

from django import forms
from django.http import QueryDict

from hirao_dx.shared.text__folding import half_width, is_number
from inventory.models import Task
from inventory.tasks.forms import TaskFilterForm
from organization.models import Section

MOST_MERGED = 20
NUMBERS = re.compile(r"[\s,、，・]+")


class MergeFilterForm(TaskFilterForm):
    """Words, category and system. What cannot be read is left out."""

    department = section = named = stage = standing = None  # type: ignore[assignment]


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
        words = [w for w in NUMBERS.split(half_width(self.cleaned_data["numbers"])) if w]
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
