"""The page that shows every component of the screens, for those who build them."""

from __future__ import annotations

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hirao_dx.shared.fields import LineField, PercentField, TextField


class SampleForm(forms.Form):
    """One field of every kind."""

    name = LineField(label="見本の名称", help_text="短い名前を書きます。")
    progress = PercentField(label="見本の進捗率")
    status = forms.ChoiceField(
        label="見本の状況",
        choices=[("a", "未着手"), ("b", "取組中"), ("c", "完了")],
        widget=forms.RadioSelect,
    )
    section = forms.ChoiceField(
        label="見本の班", choices=[("", "選んでください"), ("1", "見本班")]
    )
    tags = forms.MultipleChoiceField(
        label="見本の分類",
        required=False,
        choices=[("p", "紙"), ("s", "押印"), ("c", "窓口")],
        widget=forms.CheckboxSelectMultiple,
    )
    text = TextField(label="見本の文章", widget=forms.Textarea(attrs={"rows": 4}))
    agree = forms.BooleanField(label="見本の同意", required=False)


def gallery(request: HttpRequest) -> HttpResponse:
    """The page of every component in every state, with a form that has errors."""
    form = SampleForm({"progress": "120", "status": "b", "text": "見本の文章です。"})
    context = {
        "form": form,
        "now": timezone.localtime(),
        "periods": [
            {"value": "2026-3", "label": "令和8年度 第3四半期", "selected": True},
            {"value": "2026-2", "label": "令和8年度 第2四半期", "selected": False},
        ],
        "columns": [{"label": "見本", "numeric": False}, {"label": "件数", "numeric": True}],
        "rows": [["見本総務班", "12"], ["見本税務班", "8"]],
        "pairs": [("見本の項目", "見本の内容\n2行目")],
        "page_obj": Paginator(range(120), 50).page(2),
    }
    return render(request, "gallery.html", context)
