"""Requests of people who are logged in, and views for the office alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from .access import require_office
from .models import User

P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request from somebody who is logged in: the middleware lets nobody else reach a view."""

    user: User
    htmx: HtmxDetails


def office_only(
    view: Callable[Concatenate[StaffRequest, P], HttpResponse],
) -> Callable[Concatenate[StaffRequest, P], HttpResponse]:
    """A view that only people in the office can use.

    It raises PermissionDenied (403) for everybody who is not in the office today.
    """

    @wraps(view)
    def guarded(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        require_office(request.user)
        return view(request, *args, **kwargs)

    return guarded
