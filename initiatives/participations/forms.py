"""The forms of the office for who takes part in an initiative."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any, cast

from django import forms
from django.db.models import QuerySet

from hirao_dx.shared.fields import DayField, LineField, ReasonField
from hirao_dx.shared.typed_forms import ModelChoiceField, ModelMultipleChoiceField
from initiatives.choices import Cadence, ParticipationRole
from organization.models import Section

LONG_REASON = 500
REASON = "あとで理由がわかるように残します。例：令和8年度の担当の見直しによる"


def _cadence_field(**kwargs: Any) -> forms.TypedChoiceField:
    """How often reports are asked for; 毎期 where nothing is chosen."""
    return forms.TypedChoiceField(
        label="報告の回数",
        choices=Cadence.choices,
        widget=forms.RadioSelect,
        help_text="半期は9月末と年度末、年度末は年度末を含む報告期間だけ、報告を求めます。",
        empty_value=Cadence.EVERY,
        error_messages={"required": "報告の回数を選んでください。"},
        **kwargs,
    )


class StartForm(forms.Form):
    """A section begins to take part."""

    role = forms.ChoiceField(
        label="役割",
        choices=[(r.value, r.label) for r in (ParticipationRole.LEAD, ParticipationRole.SUPPORT)],
        initial=ParticipationRole.SUPPORT,
        widget=forms.RadioSelect,
        error_messages={"required": "役割を選んでください。"},
    )
    cadence = _cadence_field(initial=Cadence.EVERY, required=False)
    starts_on = DayField(label="開始日", help_text="この日から担当します。")
    note = LineField(label="備考", max_length=200, required=False)
    reason = ReasonField(max_length=LONG_REASON, help_text=REASON)


# What a section may be beside the one that leads.
BESIDE = [(r.value, r.label) for r in (ParticipationRole.SUPPORT, ParticipationRole.JOINT)]


class SupportForm(forms.Form):
    """A section joins the one that leads: it takes part, or leads jointly with it."""

    role = forms.ChoiceField(
        label="役割",
        choices=BESIDE,
        initial=ParticipationRole.SUPPORT,
        widget=forms.RadioSelect,
        required=False,
        help_text="共管の班の評価は、代表する主管の班の評価の横に示します。",
    )
    cadence = _cadence_field(initial=Cadence.EVERY, required=False)
    starts_on = DayField(label="開始日", help_text="この日から担当します。")
    note = LineField(label="備考", max_length=200, required=False)
    reason = ReasonField(max_length=LONG_REASON, help_text=REASON)

    def clean_role(self) -> str:
        """関係 where nothing is chosen: what a section usually is beside the lead."""
        return str(self.cleaned_data["role"] or ParticipationRole.SUPPORT)


class RoleForm(forms.Form):
    """A section's role changes from a day."""

    starts_on = DayField(label="変える日", help_text="前の日までは今の役割です。")
    note = LineField(label="備考", max_length=200, required=False)
    reason = ReasonField(max_length=LONG_REASON, help_text=REASON)


class CadenceForm(forms.Form):
    """A section is asked for reports in other periods from a day."""

    cadence = _cadence_field()
    starts_on = DayField(
        label="変える日",
        help_text="前の日までに求めた報告の扱いは変わりません。",
    )
    note = LineField(label="備考", max_length=200, required=False)
    reason = ReasonField(max_length=LONG_REASON, help_text=REASON)


class MoveLeadForm(forms.Form):
    """The lead passes to this section."""

    starts_on = DayField(label="主管になる日", help_text="前の日までは今の班が主管です。")
    keep = forms.BooleanField(label="今の主管の班は、関係として残す", required=False, initial=True)
    reason = ReasonField(max_length=LONG_REASON, help_text=REASON)


class LeadField(ModelChoiceField[Section]):
    """The section that leads, by its full name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Section.objects.none(),
            error_messages={
                "required": "主管の班を選んでください。",
                "invalid_choice": "選んだ班が見つかりません。もう一度選んでください。",
            },
            **kwargs,
        )

    def offer(self, sections: Iterable[Section]) -> None:
        """Sections at hand, so that listing them costs no query."""
        listed = list(sections)
        self.queryset = among(listed)
        self.choices = [("", "選んでください"), *((s.pk, s.label) for s in listed)]


class HandOverForm(MoveLeadForm):
    """This section passes the lead on."""

    to = LeadField(label="新しい主管の班")
    field_order = ("to", "starts_on", "keep", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].help_text = "前の日までは、この班が主管です。"
        self.fields["keep"].label = "この班は、関係として残す"

    def offer(self, sections: Iterable[Section]) -> None:
        cast(LeadField, self.fields["to"]).offer(sections)


class EndForm(forms.Form):
    """A section ceases to take part."""

    ends_on = DayField(label="終了日", help_text="この日まで担当します。出した報告は残ります。")
    reason = ReasonField(max_length=LONG_REASON, help_text=REASON)


class SectionsField(ModelMultipleChoiceField[Section]):
    """Sections to tick, by their full names."""

    def label_from_instance(self, section: Section) -> str:
        return section.short_label


class ColumnForm(forms.Form):
    """Everybody who takes part in one initiative from a day on."""

    starts_on = DayField(label="いつから", help_text="前の日までは今のままです。")
    lead = LeadField(label="主管の班")
    sections = SectionsField(
        label="担当する班",
        queryset=Section.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="印の付いた班が担当します。主管の班は、印がなくても担当に入ります。",
        error_messages={
            "invalid_choice": "選んだ班が見つかりません。もう一度選んでください。",
        },
    )
    reason = ReasonField(max_length=LONG_REASON, help_text=REASON)
    seen = LineField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, sections: Iterable[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = list(sections)
        cast(LeadField, self.fields["lead"]).offer(listed)
        chosen = cast(SectionsField, self.fields["sections"])
        chosen.queryset = among(listed)
        chosen.choices = [
            (department.name, [(s.pk, s.short_label) for s in own])
            for department, own in groupby(listed, key=lambda s: s.department)
        ]

    @property
    def wanted(self) -> dict[str, Any]:
        """Who is to take part and from when. Call after `is_valid()`."""
        return {
            "sections": list(self.cleaned_data["sections"]),
            "lead": self.cleaned_data["lead"],
            "on": self.cleaned_data["starts_on"],
        }


def among(sections: Iterable[Section]) -> QuerySet[Section]:
    """The same sections as a queryset, ready to print their names."""
    return Section.objects.with_department().filter(pk__in=[s.pk for s in sections])
