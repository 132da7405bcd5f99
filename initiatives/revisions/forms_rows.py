"""The form of a draft's rows, one per initiative, each with the text it was opened on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from hirao_dx.shared.fields import DayField, LineField
from initiatives.models import Initiative, Phase, Plan

from .actions_rows import Edit
from .changes import PhaseYears, Terms
from .forms import FiscalYearField, WeightField, type_over


class TermsForm(forms.Form):
    """Years of each phase, target date and weight of one initiative."""

    started_from = LineField(widget=forms.HiddenInput)

    def __init__(self, plan: Plan, phases: Sequence[Phase], terms: Terms, data: Any) -> None:
        super().__init__(data, prefix=_prefix(terms), initial=_initial(terms))
        self.terms, self.phases = terms, phases
        for at, phase in enumerate(phases):
            for name, label in (("first", "最初の年度"), ("last", "最後の年度")):
                self.fields[f"{name}{at}"] = FiscalYearField(
                    label=f"{phase}の{label}",
                    years=plan.fiscal_years,
                    required=False,
                )
        self.fields["target_on"] = DayField(label="目標日", required=False)
        self.fields["weight"] = WeightField()
        for at, phase in enumerate(phases):
            years = next((p for p in terms.phases if p.name == phase.name), None)
            if years:
                self.initial[f"first{at}"], self.initial[f"last{at}"] = years.first, years.last

    @property
    def spans(self) -> list[tuple[Phase, BoundField, BoundField]]:
        """First and last year of each phase."""
        return [(p, self[f"first{at}"], self[f"last{at}"]) for at, p in enumerate(self.phases)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for at in range(len(self.phases)):
            first, last = data.get(f"first{at}"), data.get(f"last{at}")
            if last and not first and f"first{at}" not in self.errors:
                self.add_error(f"first{at}", "最初の年度も入れてください。")
            if first and last and last < first:
                self.add_error(f"last{at}", "最後の年度は最初の年度以後にしてください。")
        return data

    @property
    def edit(self) -> Edit:
        """The valid text, and what it was typed over."""
        data, now = self.cleaned_data, self.terms
        phases = tuple(
            PhaseYears(phase.name, data[f"first{at}"], data[f"last{at}"])
            for at, phase in enumerate(self.phases)
            if data[f"first{at}"]
        )
        typed = {name: data[name] for name in ("target_on", "weight")}
        return Edit(replace(now, phases=phases, targets=(), **typed), data["started_from"])

    def moved(self, stored: Terms) -> None:
        """Show what somebody else wrote meanwhile; the next save is over that."""
        self.add_error(
            None,
            f"{self.terms.name}は、ほかの人が先に直しました。今の内容：{_said(stored)}。"
            "下の欄はあなたが入力した内容です。もう一度保存すると、この内容に変わります。",
        )
        type_over(self, stored.fingerprint)


class EditorForms:
    """All rows of a draft, and those still on the page that somebody else removed meanwhile."""

    def __init__(
        self,
        plan: Plan,
        terms: Iterable[Terms],
        data: Mapping[str, Any] | None = None,
        initiatives: Iterable[Initiative] = (),
    ) -> None:
        phases = list(plan.phases.all())
        inside = {row.code: row for row in terms}
        self.rows = [TermsForm(plan, phases, row, _of(row, data)) for row in inside.values()]
        missing = (i for i in initiatives if i.code not in inside)
        self.gone = [
            TermsForm(plan, phases, row, data)
            for row in (Terms(i.code, i.symbol, i.title, i.order) for i in missing)
            if _of(row, data) is not None
        ]
        self.faults: list[str] = []

    def is_valid(self, *, but: str = "") -> bool:
        """Whether every row on the page is valid, leaving one out by its code."""
        return not [form for form in self._typed(but) if not form.is_valid()]

    def edits(self, *, but: str = "") -> list[Edit]:
        return [form.edit for form in self._typed(but)]

    def moved(self, stored: Mapping[str, Terms | None]) -> None:
        """Show what somebody else did to rows meanwhile, beside what was typed."""
        for form in self.rows:
            now = stored.get(form.terms.code)
            if now:
                form.moved(now)
        for form in self.gone:
            if form.terms.code in stored:
                self.faults.append(
                    f"{form.terms.name}は、ほかの人が計画から外しました。"
                    f"あなたの入力は保存していません（{_said(form.edit.terms)}）。"
                )

    @property
    def has_errors(self) -> bool:
        return bool(self.faults) or any(form.errors for form in self.rows if form.is_bound)

    def _typed(self, but: str) -> list[TermsForm]:
        return [f for f in self.rows + self.gone if f.is_bound and f.terms.code != but]


def _of(terms: Terms, data: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The posted text if this row was on the page, else None."""
    return data if data is not None and f"{_prefix(terms)}-started_from" in data else None


def _prefix(terms: Terms) -> str:
    return f"t-{terms.code}"


def _said(terms: Terms) -> str:
    return "、".join(f"{name} {words}" for name, words in terms.lines)


def _initial(terms: Terms) -> dict[str, Any]:
    return {
        "started_from": terms.fingerprint,
        "target_on": terms.target_on,
        "weight": terms.weight,
    }
