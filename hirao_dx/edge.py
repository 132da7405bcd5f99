"""What no page can take is kept from every page: one middleware for what comes with a request."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import BadRequest
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict

NUL = "\0"


class EdgeMiddleware:
    """Deals with NUL, which PostgreSQL refuses with an error, and with other encodings than UTF-8.

    Each where somebody can still be told:

    - In a path, 404: no page has such an address. It is said in `process_view`, where the page of
      the answer knows who asks.
    - In a query, left out: a list without a condition that says nothing is what was meant. Forms
      need no words of their own for what a person cannot type into an address.
    - In a cookie, 400: only programs send it, and a session's number goes to the database.
    - In a posted form, an error at the field (`hirao_dx.shared.fields.LineField`), so that what
      was typed beside it stays on the page. What no form looks at and the database then refuses
      is 400.
    - A body that says it is not UTF-8 is 400: browsers send nothing else, and some encodings hold
      halves of surrogate pairs, which no answer and no database can, or are none of a text.

    Stands before whatever asks for the session, and inside what adds headers to each answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.encoding and codecs.lookup(request.encoding).name != "utf-8":
            raise BadRequest("The body is not UTF-8.")
        if any(NUL in value for value in request.COOKIES.values()):
            raise BadRequest("A cookie holds a NUL.")
        if _holds_nul(request.GET):
            request.GET = _without_nul(request.GET)  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> None:
        """Raises Http404 for a path that no page has."""
        if NUL in request.path_info:
            raise Http404

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Raises BadRequest for what a NUL past the forms led to."""
        if isinstance(exception, (DataError, ValueError)) and _holds_nul(request.POST):
            raise BadRequest("The form holds a NUL.") from exception


def _holds_nul(sent: QueryDict) -> bool:
    return any(NUL in text for name, values in sent.lists() for text in (name, *values))


def _without_nul(asked: QueryDict) -> QueryDict:
    """The same query, as unchangeable as Django's own."""
    clean = QueryDict(mutable=True)
    for name, values in asked.lists():
        for value in values:
            clean.appendlist(name.replace(NUL, ""), value.replace(NUL, ""))
    return QueryDict(clean.urlencode())
