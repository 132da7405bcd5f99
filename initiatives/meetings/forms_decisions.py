"""The forms of a decision, and the conditions of the list of decisions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from hirao_dx.shared.calendar import wareki_date
from hirao_dx.shared.dated import active_on
from hirao_dx.shared.fields import DayField
from hirao_dx.shared.typed_forms import choice_field, row_field
from initiatives.choices import DecisionOutcome
from initiatives.models import Decision, Initiative, Meeting, Plan
from initiatives.models.meeting import DecisionQuerySet, decision_overdue
from organization.models import Section

from .content import DecisionContent
from .decisions import of_plan
from .forms import InitiativesField, VersionedForm, lines

STANDING = [
    ("", DecisionOutcome.OPEN.label),
    ("overdue", "対応中で期限超過"),
    (DecisionOutcome.DONE.value, DecisionOutcome.DONE.label),
    (DecisionOutcome.DROPPED.value, DecisionOutcome.DROPPED.label),
    ("all", "すべて"),
]


class DecisionForm(VersionedForm):
    """A decision and what became of it; the instance names the meeting."""

    content_class = DecisionContent
    initiatives = InitiativesField()
    due_on = DayField(label="期限", required=False)
    closed_on = DayField(
        label="対応を終えた日",
        required=False,
        help_text="対応済・取りやめのときに入れます。空欄のまま保存すると、今日になります。",
    )

    class Meta:
        model = Decision
        fields = [
            "text",
            "initiatives",
            "owner",
            "due_on",
            "outcome",
            "closed_on",
            "outcome_text",
        ]
        widgets = {
            "text": lines(4),
            "outcome": forms.RadioSelect,
            "outcome_text": lines(4),
        }
        help_texts = {
            "owner": "決まったことを進める班です。その班のマイページにも出ます。",
            "outcome_text": "何をしたか、取りやめたときはその理由を書きます。",
        }

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "initiatives").queryset = plan.initiatives.all()
        choice_field(self, "outcome").choices = DecisionOutcome.choices
        owner = row_field(self, "owner")
        here = active_on(timezone.localdate()) | Q(pk=self.instance.owner_id)
        owner.queryset, owner.empty_label = (
            Section.objects.with_department().filter(here),
            "（決めていない）",
        )

    def clean_due_on(self) -> date | None:
        due_on: date | None = self.cleaned_data["due_on"]
        held_on = self.instance.meeting.held_on
        if due_on and due_on < held_on:
            raise forms.ValidationError(
                f"期限は、会議の日（{wareki_date(held_on)}）以後の日付にしてください。"
            )
        return due_on

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        outcome, closed_on = data.get("outcome"), data.get("closed_on")
        if "closed_on" not in data or not outcome:
            return data
        today = timezone.localdate()
        if outcome != DecisionOutcome.OPEN:
            data["closed_on"] = closed_on or today
            self._judge_closing_day(data["closed_on"], today)
        elif closed_on:
            self.add_error(
                "closed_on",
                "対応中のときは、対応を終えた日を空欄にしてください。"
                "終わっているときは、対応状況を「対応済」か「取りやめ」にしてください。",
            )
        return data

    def _judge_closing_day(self, closed_on: date, today: date) -> None:
        held_on = self.instance.meeting.held_on
        if closed_on > today:
            self.add_error("closed_on", "対応を終えた日は、今日までの日付にしてください。")
        elif closed_on < held_on:
            self.add_error(
                "closed_on",
                f"対応を終えた日は、会議の日（{wareki_date(held_on)}）以後の日付にしてください。",
            )


class DecisionFilterForm(forms.Form):
    """Conditions of the list of decisions, as the address has them.

    Without any, the open ones are listed. A condition that cannot be read is left out.
    """

    outcome = forms.ChoiceField(label="対応状況", required=False, choices=STANDING)
    owner = forms.ModelChoiceField(
        label="担当する班",
        queryset=Section.objects.with_department(),
        required=False,
        empty_label="すべて",
    )
    initiative = forms.ModelChoiceField(
        label="取組",
        queryset=Initiative.objects.none(),
        required=False,
        empty_label="すべて",
        to_field_name="code",
    )
    meeting = forms.ModelChoiceField(
        label="会議", queryset=Meeting.objects.none(), required=False, empty_label="すべて"
    )

    def __init__(self, data: QueryDict, *, plan: Plan) -> None:
        super().__init__(data, auto_id="filter-%s")
        self.plan = plan
        owners = Q(decisions__meeting__plan=plan)
        self._choose("owner", Section.objects.with_department().filter(owners).distinct())
        self._choose("initiative", plan.initiatives.all())
        self._choose("meeting", Meeting.objects.of(plan))
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"

    def _choose(self, name: str, queryset: Any) -> None:
        row_field(self, name).queryset = queryset

    @property
    def is_narrowing(self) -> bool:
        """Whether any condition is in force. Call after `narrowed()`."""
        return any(self.cleaned_data.values())

    def narrowed(self, today: date) -> DecisionQuerySet:
        """The plan's decisions that meet every condition. Validates first."""
        self.is_valid()
        found = of_plan(self.plan).filter(_standing(self.cleaned_data.get("outcome", ""), today))
        for condition, path in (
            ("owner", "owner"),
            ("initiative", "initiatives"),
            ("meeting", "meeting"),
        ):
            if self.cleaned_data.get(condition):
                found = found.filter(**{path: self.cleaned_data[condition]})
        return found


def _standing(choice: str, today: date) -> Q:
    if choice == "all":
        return Q()
    if choice == "overdue":
        return decision_overdue(today)
    return Q(outcome=choice or DecisionOutcome.OPEN)
