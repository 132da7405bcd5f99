"""What the office types about reporting periods."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from hirao_dx.shared.calendar import fiscal_year, fiscal_year_label
from hirao_dx.shared.typed_forms import choice_field
from initiatives.models import Plan, ReportingPeriod

LONG_REASON = 200


class YearForm(forms.Form):
    """A fiscal year of the current plan, at first the next one that still lacks periods."""

    fiscal_year = forms.TypedChoiceField(label="年度", coerce=int)

    def __init__(
        self, *args: Any, plan: Plan, periods: Iterable[ReportingPeriod] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        made = Counter(p.fiscal_year for p in periods)
        lacking = [y for y in plan.fiscal_years if made[y] < plan.periods_per_year]
        this_year = fiscal_year(timezone.localdate())
        field = choice_field(self, "fiscal_year")
        field.choices = [
            (y, fiscal_year_label(y) + ("" if y in lacking else "（作成済み）"))
            for y in plan.fiscal_years
        ]
        field.initial = next((y for y in lacking if y >= this_year), this_year)
        field.error_messages["invalid_choice"] = (
            f"年度は、{plan.years_label}の中から正しく選択してください。"
        )


class ReasonField(forms.CharField):
    """Why; it stays in the period's record."""

    def __init__(self, *, label: str, required: bool = True) -> None:
        super().__init__(
            label=label,
            max_length=LONG_REASON,
            required=required,
            widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONG_REASON}),
            help_text="期間の記録に残り、だれでも読めます。",
            error_messages={"required": f"{label}を入力してください。"},
        )


class OpenForm(forms.Form):
    reason = ReasonField(label="メモ", required=False)


class CloseForm(forms.Form):
    reason = ReasonField(label="メモ", required=False)


class ReopenForm(forms.Form):
    reason = ReasonField(label="再開する理由")


class ExtendForm(forms.Form):
    """Another due date, with the reason."""

    due_on = forms.DateField(
        label="新しい提出期限",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "新しい提出期限を入力してください。",
            "invalid": "新しい提出期限は、2027-01-29のように年-月-日で入力してください。",
        },
    )
    reason = ReasonField(label="期限を変える理由")
