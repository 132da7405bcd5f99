"""The forms of the office for a reorganisation, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from hirao_dx.shared.fields import DayField, ReasonField, TextField
from hirao_dx.shared.text import composed
from organization.choices import ReorganisationKind
from organization.models import Department, Section
from organization.people.stafflist.cells import DASHES

from .proposal import EVERY, NONE, Proposal, Touched, faults

MOST_NAMES = 10
LONGEST_NAME = 50


class DetailsForm(forms.Form):
    """What ends, what takes over, and when."""

    kind = forms.ChoiceField(
        label="種類", choices=ReorganisationKind.choices, widget=forms.RadioSelect
    )
    effective_on = DayField(
        label="実施日", help_text="この日から新しい体制になります。前の班は、前の日で終わります。"
    )
    old = forms.ModelMultipleChoiceField(
        label="前の班（なくなる班）",
        queryset=Section.objects.filter(ends_on__isnull=True).with_department(),
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text="いくつか選ぶときは、Ctrlキーを押しながら選びます。",
        error_messages={"required": "なくなる班を選んでください。"},
    )
    existing = forms.ModelChoiceField(
        label="引き継ぐ、今ある班",
        queryset=Section.objects.filter(ends_on__isnull=True).with_department(),
        required=False,
        empty_label="（なし）",
        help_text="今ある班に統合するとき、廃止する班の仕事を別の班が引き継ぐときに選びます。",
    )
    names = TextField(
        label="新しい班の名称",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="1行に1つ書きます。班のない課にするときは「-」と書きます。",
    )
    department = forms.ModelChoiceField(
        label="新しい班の課・室・局",
        queryset=Department.objects.filter(ends_on__isnull=True),
        required=False,
        empty_label="（前の班と同じ）",
        help_text="新しい課は、先に管理画面で登録します。",
    )
    reason = ReasonField(max_length=500, help_text="例：令和9年4月の機構改革による。")

    def clean_names(self) -> tuple[str, ...]:
        lines = (composed(s).strip() for s in self.data_lines())
        names = tuple("" if line in DASHES else line for line in lines if line)
        if len(names) > MOST_NAMES:
            raise forms.ValidationError(f"新しい班は{MOST_NAMES}までにしてください。")
        if any(len(name) > LONGEST_NAME for name in names):
            raise forms.ValidationError(f"班の名称は{LONGEST_NAME}文字までにしてください。")
        return names

    def data_lines(self) -> list[str]:
        return str(self.cleaned_data["names"]).splitlines()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            for sentence in faults(self.proposal({})):
                self.add_error(None, sentence)
        return data

    def proposal(self, choices: Mapping[str, str]) -> Proposal:
        """The valid text as a value. Call after `is_valid()`."""
        data = self.cleaned_data
        return Proposal(
            kind=data["kind"],
            effective_on=data["effective_on"],
            reason=data["reason"],
            old=tuple(data["old"]),
            existing=data["existing"],
            department=data["department"],
            names=data["names"],
            choices=choices,
        )

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The same text for the next step's form."""
        pairs = []
        for name in self.fields:
            value = self[name].data
            values = value if isinstance(value, list) else [value]
            pairs += [(name, str(item)) for item in values if item not in (None, "")]
        return pairs


class SharingForm(forms.Form):
    """Who takes over which duty, person and task; one choice each, preset to the first."""

    def __init__(
        self, proposal: Proposal, touched: Touched, *args: Any, tasks: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        places = [(str(at), name) for at, name in enumerate(proposal.short_names)]
        end = [(NONE, "引き継がない（終わる）")]
        every = [(EVERY, "すべての班")] if len(places) > 1 else []
        for row in touched.participations:
            extra = [] if row.is_lead else every
            label = f"{row.initiative}（{row.section.short_label}・{row.get_role_display()}）"
            self._ask(f"p{row.pk}", label, [*places, *extra, *end])
        for person in touched.appointments:
            label = f"{person.user.name}（{person}）"
            self._ask(f"a{person.pk}", label, [*places, *end])
        if tasks and len(places) > 1:
            for task in touched.tasks:
                self._ask(f"t{task.pk}", str(task), places)

    def _ask(self, name: str, label: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label, choices=choices, widget=forms.Select(attrs={"class": "input"})
        )

    def of(self, kind: str) -> list[forms.BoundField]:
        """The questions of one kind: p, a or t."""
        return [self[name] for name in self.fields if name.startswith(kind)]

    @property
    def duties(self) -> list[forms.BoundField]:
        return self.of("p")

    @property
    def people(self) -> list[forms.BoundField]:
        return self.of("a")

    @property
    def tasks(self) -> list[forms.BoundField]:
        return self.of("t")
