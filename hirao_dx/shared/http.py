"""Requests as the views see them, and where they lead back to."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from organization.models import User


class StaffRequest(HttpRequest):
    """A request from somebody logged in: the middleware lets nobody else through to a view."""

    user: User
    htmx: HtmxDetails


def return_address(request: HttpRequest, default: str) -> str:
    """Where `next` in the address leads, if that is a page of this site; else the default."""
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else default
