"""What is asked before a survey is taken."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from .actions import LONGEST_NAME


class SurveyForm(forms.Form):
    """The survey's name and its day."""

    name = forms.CharField(
        label="調査の名称",
        max_length=LONGEST_NAME,
        help_text="例：令和8年度 業務の棚卸し調査。ほかの調査と同じ名称は使えません。",
        error_messages={
            "required": "調査の名称を入力してください。",
            "max_length": f"調査の名称は{LONGEST_NAME}字までで入力してください。",
        },
    )
    on = forms.DateField(
        label="調査の日",
        initial=timezone.localdate,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="表に書く日付です。どの日付にしても、残すのは今の内容です。",
        error_messages={
            "required": "日付を入力してください。",
            "invalid": "日付は 2026-03-31 のように入力してください。",
        },
    )
