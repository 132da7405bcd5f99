"""Who may reach a view: people who are logged in, and hold an appointment (所属) today."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from hirao_dx.shared.kept import MARKER, read_marker
from organization.kept import views as kept

# Views that someone without an appointment may still reach, by URL name.
OPEN_TO_ALL = {"login", "logout", "password_change", "password_change_done", "healthz"}


class LogInRequiredMiddleware(LoginRequiredMiddleware):
    """Django's, which lets nobody but people who are logged in reach a view, and for a form that
    was sent without a log-in a page that carries what was typed."""

    def handle_no_permission(  # type: ignore[override]  # Django's only ever redirects
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        """The log-in page; in words to a script that saves by itself."""
        if kept.asks_for_words(request):
            return kept.said("logged_out")
        marker = read_marker(request.POST.get(MARKER, "")) if request.method == "POST" else None
        if marker is None:
            return super().handle_no_permission(request, view_func)
        return kept.log_in_first(request, marker)


class AppointmentRequiredMiddleware:
    """Answers 403 with an explanation to people who hold no appointment today."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        """The answer 403, or None for people who may enter and for OPEN_TO_ALL."""
        user = request.user
        if not user.is_authenticated or user.access.may_enter:
            return None
        if request.resolver_match and request.resolver_match.url_name in OPEN_TO_ALL:
            return None
        return render(request, "organization/no_appointment.html", status=403)
