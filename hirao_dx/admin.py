"""Django admin for the office (事務局): who may enter follows appointments, not `is_staff`."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache

AnyView = TypeVar("AnyView", bound=Callable[..., Any])

# The index in the order the office works; a model not named here joins its app's last group.
GROUPS = (
    ("組織と職員", "organization", ("User", "Appointment", "Department", "Section")),
    ("業務の棚卸し", "inventory", ("Task", "System", "Survey")),
    (
        "計画と進捗：報告と会議",
        "initiatives",
        (
            "ReportingPeriod",
            "ProgressReport",
            "Participation",
            "Meeting",
            "AgendaItem",
            "Decision",
            "Attendee",
        ),
    ),
    (
        "計画と進捗：取組と予定",
        "initiatives",
        ("Initiative", "PlanRevision", "InitiativeTerms", "Indicator", "Milestone"),
    ),
    (
        "計画と進捗：計画の内容",
        "initiatives",
        (
            "Plan",
            "BasicPolicy",
            "Pillar",
            "PlanPassage",
            "PromotionBody",
            "RelatedPlan",
            "BackgroundFigure",
            "SdgField",
            "SdgGoal",
            "GlossaryTerm",
        ),
    ),
)


class OfficeAutocompleteView(AutocompleteJsonView):
    """Names each result as its admin wishes, where `str()` alone would be ambiguous."""

    def serialize_result(self, obj: Model, to_field_name: str) -> dict[str, str]:
        """Its key and its words: `autocomplete_label` of its admin where there is one, else
        `str()`."""
        label = getattr(self.model_admin, "autocomplete_label", str)
        return {"id": str(getattr(obj, to_field_name)), "text": label(obj)}


class OfficeAdminSite(admin.AdminSite):
    """The admin, open to people who hold an office appointment today and to superusers.

    Log-in and password change are the site's own pages; nothing is deleted in bulk.
    """

    site_title = "管理（事務局）"
    site_header = "管理（事務局）"
    index_title = "台帳の管理"
    site_url = "/"
    enable_nav_sidebar = False  # lists need the width; the index is one click away
    empty_value_display = "－"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the person is active and in the office (事務局) today, or a superuser."""
        user = request.user
        return user.is_authenticated and user.is_active and user.access.is_office

    def admin_view(self, view: AnyView, cacheable: bool = False) -> AnyView:
        """A view of the admin that raises PermissionDenied for people who are logged in but not in
        the office: a log-in page would not help them."""
        inner = super().admin_view(view, cacheable)

        def gate(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            answer: HttpResponseBase = inner(request, *args, **kwargs)
            return answer

        return cast(AnyView, update_wrapper(gate, inner))

    @method_decorator(never_cache)
    @login_not_required
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Redirect to the site's own log-in page, and from there to the page that was asked for.

        Raises PermissionDenied for people who are logged in but not in the office.
        """
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
        if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
            wanted = reverse("admin:index")
        if request.user.is_authenticated:
            return redirect(wanted)
        return redirect_to_login(wanted, resolve_url(settings.LOGIN_URL))

    def password_change(  # type: ignore[override]  # Django's answers with a template
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Redirect to the site's own page."""
        return redirect("password_change")

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """The rows whose words match, as JSON, named by `OfficeAutocompleteView`."""
        return cast(HttpResponse, OfficeAutocompleteView.as_view(admin_site=self)(request))

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """The registered models in the order of `GROUPS`."""
        apps = {app["app_label"]: app for app in super().get_app_list(request, app_label)}
        left = {
            label: {model["object_name"]: model for model in app["models"]}
            for label, app in apps.items()
        }
        groups = []
        for name, label, wanted in GROUPS:
            models = [left[label].pop(model) for model in wanted if model in left.get(label, {})]
            if models:
                groups.append({**apps[label], "name": name, "models": models})
        for group in reversed(groups):
            group["models"] += left.pop(group["app_label"], {}).values()
        return groups + [apps[label] for label, models in left.items() if models]
