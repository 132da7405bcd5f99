"""The history of a row in the admin, in Japanese and read-only.

django-simple-history has no Japanese and offers to revert, which this admin does not allow.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin import helpers
from django.db.models import BooleanField, Model
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.formats import date_format
from django.utils.timezone import localtime
from simple_history.admin import SimpleHistoryAdmin
from simple_history.models import ModelChange
from simple_history.template_utils import HistoricalRecordContextHelper


def in_words(
    model: type[Model], name: str, yes: str = "はい", no: str = "－"
) -> Callable[[Model], str]:
    """A column or read-only field that shows a boolean field of `model` as `yes` or `no`."""

    field = cast("BooleanField[bool, bool]", model._meta.get_field(name))

    @admin.display(description=field.verbose_name, ordering=name)
    def said(obj: Model) -> str:
        return yes if getattr(obj, name) else no

    said.__name__ = name
    return said


class JapaneseDelta(HistoricalRecordContextHelper):
    """Changes between versions, in words instead of codes."""

    def prepare_delta_change_value(self, change: ModelChange, value: object) -> object:
        """A value of a change as people read it."""
        field = self.model._meta.get_field(change.field)
        if isinstance(value, bool):
            return "はい" if value else "いいえ"
        if value in (None, ""):
            return "（なし）"
        if isinstance(value, datetime):
            return date_format(localtime(value), "DATETIME_FORMAT")
        if isinstance(value, date):
            return date_format(value, "DATE_FORMAT")
        if choices := dict(getattr(field, "flatchoices", ())):
            return choices.get(value, value)
        return super().prepare_delta_change_value(change, value)


class HistoryAdmin(SimpleHistoryAdmin):
    """Shows every version of a row and who made it; reverting stays switched off."""

    def revert_disabled(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True

    def get_historical_record_context_helper(
        self, request: HttpRequest, historical_record: Model
    ) -> JapaneseDelta:
        return JapaneseDelta(self.model, historical_record)

    def history_view_title(self, request: HttpRequest, obj: Model) -> str:
        return f"変更履歴：{obj}"

    def history_form_view_title(self, request: HttpRequest, obj: Model) -> str:
        return f"過去の内容：{obj}"

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One version of a row. Answers 405 to anything but reading."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return super().history_form_view(request, object_id, version_id, extra_context)

    def render_history_view(
        self, request: HttpRequest, template: str, context: dict[str, Any], **kwargs: object
    ) -> HttpResponse:
        if "adminform" in context:
            context["adminform"] = self._as_text(context["adminform"])
        return super().render_history_view(request, template, context, **kwargs)

    def _as_text(self, adminform: helpers.AdminForm) -> helpers.AdminForm:
        """The same form with every recorded field as text."""
        names = [field.name for field in self.model.history.model.tracked_fields]
        names.remove(self.model._meta.pk.name)
        names = [self._said(name) for name in names]
        return helpers.AdminForm(
            adminform.form,
            [(None, {"fields": names})],
            {},
            readonly_fields=names,
            model_admin=self,
        )

    def _said(self, name: str) -> str | Callable[[Model], str]:
        is_boolean = isinstance(self.model._meta.get_field(name), BooleanField)
        return in_words(self.model, name) if is_boolean else name
