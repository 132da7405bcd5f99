"""Requests as the views see them."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from .models import User


class StaffRequest(HttpRequest):
    """A request from somebody logged in: the middleware lets nobody else through to a view."""

    user: User
    htmx: HtmxDetails
