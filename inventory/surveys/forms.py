"""The form by which a survey is taken."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from hirao_dx.shared.fields import DayField, LineField
from hirao_dx.shared.text import YEARS

from .actions import LONGEST_NAME


class SurveyForm(forms.Form):
    """The name of the survey and its day."""

    name = LineField(
        label="調査の名称",
        max_length=LONGEST_NAME,
        help_text="例：令和8年度 業務の棚卸し調査。ほかの調査と同じ名称は使えません。",
        error_messages={
            "required": "調査の名称を入力してください。",
            "max_length": f"調査の名称は{LONGEST_NAME}字までで入力してください。",
        },
    )
    on = DayField(
        label="調査の日",
        years=YEARS,
        initial=timezone.localdate,
        help_text="表に書く日付です。どの日付にしても、残すのは今の内容です。",
    )
