"""The forms of the office for reporting periods."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from hirao_dx.shared.calendar import fiscal_year, fiscal_year_label
from hirao_dx.shared.fields import DayField, ReasonField
from hirao_dx.shared.typed_forms import choice_field
from initiatives.models import Plan, ReportingPeriod

KEPT = "期間の記録に残り、だれでも読めます。"


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


class OpenForm(forms.Form):
    """A note on opening a period, which may be left empty."""

    reason = ReasonField(label="メモ", rows=2, help_text=KEPT, required=False)


class CloseForm(forms.Form):
    """A note on closing a period, which may be left empty."""

    reason = ReasonField(label="メモ", rows=2, help_text=KEPT, required=False)


class TakeBackForm(forms.Form):
    """A note on taking an opening back, which may be left empty."""

    reason = ReasonField(label="メモ", rows=2, help_text=KEPT, required=False)


class ReopenForm(forms.Form):
    """The reason for taking reports again."""

    reason = ReasonField(label="再開する理由", rows=2, help_text=KEPT)


class ExtendForm(forms.Form):
    """Another due date, with the reason."""

    due_on = DayField(
        label="新しい提出期限",
        error_messages={"required": "新しい提出期限を入力してください。"},
    )
    reason = ReasonField(label="期限を変える理由", rows=2, help_text=KEPT)
