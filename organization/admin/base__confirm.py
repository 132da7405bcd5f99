"""A page between choosing an admin action and its consequences."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

CONFIRMED = "confirmed"
SHOWN = 20

AnyForm = TypeVar("AnyForm", bound=forms.Form)


class ReasonForm(forms.Form):
    """Why; it goes into the history of every row."""

    reason = forms.CharField(
        label="理由",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="変更履歴に残ります。",
    )


class RequiredReasonForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True


def answered(request: HttpRequest, form_class: type[AnyForm]) -> AnyForm:
    """The form, bound only once the page has been answered."""
    return form_class(request.POST if CONFIRMED in request.POST else None)


def confirm_page(
    request: HttpRequest,
    model_admin: admin.ModelAdmin,
    queryset: QuerySet,
    *,
    action: str,
    title: str,
    sentence: str,
    form: forms.Form,
) -> TemplateResponse:
    """Ask before an action on `queryset` runs. Costs two queries.

    A choice of all rows travels as such, not as a thousand hidden fields: Django refuses those.
    """
    total = queryset.count()
    named = getattr(model_admin, "autocomplete_label", str)
    across = request.POST.get("select_across") == "1"
    chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
    return TemplateResponse(
        request,
        "admin/confirm_action.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": title,
            "opts": model_admin.opts,
            "media": model_admin.media + form.media,
            "sentence": sentence,
            "form": form,
            "action": action,
            "confirmed": CONFIRMED,
            "across": across,
            "checkbox": ACTION_CHECKBOX_NAME,
            "chosen": chosen[:1] if across else chosen,
            "total": total,
            "names": [named(row) for row in queryset[:SHOWN]],
            "unnamed": max(total - SHOWN, 0),
        },
    )
