"""Fails a test whose page asks the database once per row."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from zeal import zeal_context

GetResponse = Callable[[HttpRequest], HttpResponse]


def middleware(get_response: GetResponse) -> GetResponse:
    """Watch every page but the admin's, whose formsets look up each row by design."""

    def watch(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/admin/"):
            return get_response(request)
        with zeal_context():
            return get_response(request)

    return watch
