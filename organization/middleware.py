"""Tells a person without a current appointment (所属) whom to ask."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# Views that someone without an appointment may still reach, by URL name.
OPEN_TO_ALL = {"login", "logout", "password_change", "password_change_done", "healthz"}


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
