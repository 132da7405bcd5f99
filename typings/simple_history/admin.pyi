from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse

class SimpleHistoryAdmin(ModelAdmin[Any]):
    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict[str, Any] | None = ...,
    ) -> HttpResponse: ...
    def render_history_view(
        self, request: HttpRequest, template: str, context: dict[str, Any], **kwargs: object
    ) -> HttpResponse: ...
