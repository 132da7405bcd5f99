"""The forms of the office for a meeting, its agenda and who attends."""

from __future__ import annotations

from typing import Any

from django import forms

from hirao_dx.shared.fields import DayField, VersionField
from hirao_dx.shared.typed_forms import (
    ModelForm,
    ModelMultipleChoiceField,
    choice_field,
    row_field,
)
from initiatives.choices import AgendaKind, Attendance, MeetingBody
from initiatives.models import AgendaItem, Attendee, Initiative, Meeting, Plan

from .actions import next_number
from .content import AgendaContent, Content, MeetingContent

LONG_TEXT = 4000


def lines(rows: int) -> forms.Textarea:
    """A field for several lines of text."""
    return forms.Textarea(attrs={"rows": rows, "maxlength": LONG_TEXT})


class InitiativesField(ModelMultipleChoiceField[Initiative]):
    """Initiatives of the plan to tick. The form gives the plan's."""

    def __init__(self) -> None:
        super().__init__(
            label="関係する取組",
            queryset=Initiative.objects.none(),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )


class VersionedForm(ModelForm[Any]):
    """A form that knows which version of the row it was opened on."""

    content_class: type[Content]
    version = VersionField(required=False)

    @property
    def content(self) -> Any:
        """The valid text, for the action. Call after `is_valid()`."""
        return self.content_class.cleaned(self.cleaned_data)


class MeetingForm(VersionedForm):
    """A meeting's own fields; the instance names the plan."""

    content_class = MeetingContent
    number = forms.IntegerField(label="回（第何回か）", min_value=1, max_value=999)
    held_on = DayField(label="開催日")

    class Meta:
        model = Meeting
        fields = ["body", "number", "held_on", "place", "period", "remarks"]
        widgets = {"body": forms.RadioSelect, "remarks": lines(3)}
        help_texts = {
            "period": "会議で進み具合を確かめる期間です。受付を始めた期間から選びます。",
            "remarks": "会議のページに、そのまま出ます。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan = self.instance.plan
        begun = plan.periods.begun() | plan.periods.filter(pk=self.instance.period_id)
        period = row_field(self, "period")
        period.queryset, period.empty_label = begun, "（選ばない）"
        choice_field(self, "body").choices = MeetingBody.choices
        if self.instance.pk is None:
            self.fields["number"].help_text = _next_numbers(plan)

    def _get_validation_exclusions(self) -> set[str]:
        """The plan stays in: without it the number would not be checked against the others."""
        inherited: Any = super()  # Django calls this hook, its stubs leave it out
        excluded: set[str] = inherited._get_validation_exclusions()
        return excluded - {"plan"}


def _next_numbers(plan: Plan) -> str:
    said = [f"{body.label}は第{next_number(plan, body)}回" for body in MeetingBody]
    return f"次の会議は、{'、'.join(said)}です。"


class AgendaItemForm(VersionedForm):
    """An item of the agenda; the instance names the meeting."""

    content_class = AgendaContent
    initiatives = InitiativesField()

    class Meta:
        model = AgendaItem
        fields = ["kind", "title", "text", "initiatives"]
        widgets = {"kind": forms.RadioSelect, "text": lines(5)}

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "kind").choices = AgendaKind.choices
        row_field(self, "initiatives").queryset = plan.initiatives.all()


class GuestForm(ModelForm[Attendee]):
    """Somebody who attends without being on the roster."""

    class Meta:
        model = Attendee
        fields = ["name", "post", "attendance", "note"]
        widgets = {"attendance": forms.RadioSelect}
        help_texts = {"note": ""}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "attendance").choices = Attendance.choices


class AttendeeForm(GuestForm):
    """One row of the attendance page. `version` is the line of its history it was read from."""

    version = VersionField()
    leaves = forms.BooleanField(label="名簿から外す", required=False)

    class Meta(GuestForm.Meta):
        fields = ["attendance", "note"]
