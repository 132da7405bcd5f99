"""The forms by which the office finds, moves and uploads people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from hirao_dx.shared.calendar import first_day, fiscal_year
from hirao_dx.shared.fields import DayField, LineField
from hirao_dx.shared.text import composed
from hirao_dx.shared.typed_forms import choice_field
from organization.choices import Role
from organization.models import Department, Section

from .posts import Post, PostBook

STAND, MOVE, ADD, LEAVE = "stand", "move", "add", "leave"
ACTIONS = [
    (MOVE, "異動する（今の所属は前の日で終わり）"),
    (ADD, "兼務を足す（今の所属はそのまま）"),
    (LEAVE, "退職する（すべての所属が前の日で終わり）"),
    (STAND, "何もしない（この日の異動の案から外す）"),
]


def next_april(today: date) -> date:
    """The first day of the next fiscal year, on which most people move."""
    return first_day(fiscal_year(today) + 1)


class PeopleFilterForm(forms.Form):
    """Conditions of the list of people, as the address gives them."""

    q = LineField(label="氏名・ふりがな・職員番号", required=False, max_length=100)
    department = forms.ModelChoiceField(
        label="課・室・局", queryset=Department.objects.all(), required=False, empty_label="すべて"
    )
    standing = forms.ChoiceField(
        label="在籍",
        required=False,
        choices=[
            ("", "在籍している人"),
            ("without", "今の所属がない人"),
            ("gone", "退職した人"),
            ("all", "すべて"),
        ],
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, auto_id="filter-%s")
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"

    @property
    def is_narrowing(self) -> bool:
        """Whether any condition is given. Call after `is_valid()`."""
        return any(self.cleaned_data.values())


class DateForm(forms.Form):
    """The day on which people move."""

    on = DayField(label="異動日")


def place_choices(book: PostBook, day: date) -> list[tuple[str, Any]]:
    """Every place that exists on a day, grouped by department, for a choice field."""
    groups: list[tuple[str, Any]] = [("", "（選んでください）")]
    for department in book.departments.values():
        if not department.exists_on(day):
            continue
        inside = [(Post.at("", department).place_key, f"{department}（課ぜんたい）")]
        inside += [
            (Post.at("", section).place_key, section.label if section.name else f"{section}（班）")
            for section in _sections(book, department, day)
        ]
        groups.append((department.name, inside))
    return groups


def _sections(book: PostBook, department: Department, day: date) -> Iterable[Section]:
    for section in book.sections.values():
        if section.department_id == department.pk and section.exists_on(day):
            yield section


class MoveForm(forms.Form):
    """What becomes of one person on a day: move, second post, leave or nothing."""

    action = forms.ChoiceField(label="どうしますか", choices=ACTIONS, widget=forms.RadioSelect)
    place = forms.ChoiceField(
        label="異動先・兼務先",
        required=False,
        help_text="課長と委員は「課ぜんたい」を、担当は班を選びます。",
    )
    role = forms.ChoiceField(
        label="役割", required=False, choices=Role.choices, initial=Role.STAFF
    )

    def __init__(self, *args: Any, book: PostBook, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.book, self.day = book, day
        choice_field(self, "place").choices = place_choices(book, day)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("action") not in (MOVE, ADD) or "place" not in data:
            return data
        if not data["place"]:
            self.add_error("place", "どこへ異動するか（どこと兼務するか）を選んでください。")
            return data
        post = self.post
        fault = self.book.fault(post, self.day) if post else "役割を選んでください。"
        if fault:
            self.add_error("place", fault)
        return data

    @property
    def post(self) -> Post | None:
        """The post chosen; None if no place was. Call after `is_valid()`."""
        place, role = self.cleaned_data.get("place"), self.cleaned_data.get("role")
        return Post.from_key(f"{role or Role.STAFF}:{place}") if place else None


class UploadForm(forms.Form):
    """A staff list and the day on which it takes effect."""

    file = forms.FileField(
        label="名簿のファイル",
        help_text="CSV（.csv）か Excel（.xlsx）です。2MB、3,000行まで。",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
        error_messages={
            "required": "名簿のファイルを選んでください。",
            "empty": "ファイルが空です。中身のあるファイルを選んでください。",
        },
    )
    on = DayField(
        label="異動日", help_text="ファイルの「異動日」の列が空欄の人は、この日に異動します。"
    )

    def clean_file(self) -> Any:
        """The file, its name composed (NFC) and cut to its last 200 characters."""
        file = self.cleaned_data["file"]
        file.name = composed(file.name)[-200:]
        return file
