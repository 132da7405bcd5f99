"""Conditions of the list of changes, as the address gives them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from hirao_dx.shared.fields import DayField, LineField
from hirao_dx.shared.text import YEARS
from inventory.tasks.forms import PlaceFilterForm

from .entries import lines, lines_of
from .past import end_of, start_of

KINDS = [("changed", "変更だけ"), ("added", "登録だけ")]
MARKS = {"changed": "~", "added": "+"}


class HistoryFilterForm(PlaceFilterForm):
    """The place of the tasks, the kind of change, who made it and when."""

    kind = forms.ChoiceField(label="種類", required=False, choices=[("", "すべて"), *KINDS])
    who = LineField(label="変えた人か理由の言葉", required=False, max_length=100)
    since = DayField(label="この日から", required=False, years=YEARS)
    until = DayField(label="この日まで", required=False, years=YEARS)

    def found(self) -> QuerySet[Any]:
        """The lines of the history that meet every condition.

        Validates first; one query for a department.
        """
        self.is_valid()
        wanted = self.cleaned_data
        found = self._of_place()
        if wanted.get("kind"):
            found = found.filter(history_type=MARKS[wanted["kind"]])
        for word in wanted.get("who", "").split():
            found = found.filter(
                Q(history_user__name__icontains=word)
                | Q(history_user__username__iexact=word)
                | Q(history_change_reason__icontains=word)
            )
        if wanted.get("since"):
            found = found.filter(history_date__gte=start_of(wanted["since"]))
        if wanted.get("until"):
            found = found.filter(history_date__lt=end_of(wanted["until"]))
        return found

    def _of_place(self) -> QuerySet[Any]:
        section, department = (self.cleaned_data.get(n) for n in ("section", "department"))
        if section:
            return lines_of([section])
        return lines_of(department.sections.all()) if department else lines()
