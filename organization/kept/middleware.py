"""Every form of every page: given its once-only token, and filled with what was kept for it.

It is done to the finished page, so that no template, and no page of Django's admin, can forget it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase

from hirao_dx.shared.kept import MARKER, TooMuch, read_marker, texts_of
from hirao_dx.shared.post_forms import part_of
from organization.models import User

from . import pages, presses, texts

Next = Callable[[HttpRequest], HttpResponse]


class FormsMiddleware:
    """Keeps a form that was refused, forgets what was kept of one that was not, and completes the
    forms of a page (`pages`). For people who are logged in; of nobody else anything is stored.

    Their pages are never stored by a browser: machines are shared.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user = request.user
        if not isinstance(user, User):
            return response
        if request.method == "POST":
            _keep_or_forget(request, response, user)
        if _is_page(response):
            page = response.content.decode(response.charset)
            response.content = pages.completed(page, request, user)
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def _keep_or_forget(request: HttpRequest, response: HttpResponseBase, user: User) -> None:
    """Keep what a person posted and what was not taken. A form that was given to somebody else
    leaves nothing."""
    if response.status_code in (400, 413):  # what was sent cannot be read
        return
    marker = read_marker(request.POST.get(MARKER, ""))
    if marker is None or marker.user_pk != user.pk:
        return
    parts = {part_of(name) for name in request.POST} if marker.in_rows else {""}
    done = parts if _is_taken(request, response) else parts & texts.handed_in(request)
    if done:
        texts.forget(by=user, address=marker.address, name=marker.name, parts=done)
    if marker.takes_text and done != parts:
        try:
            sent = texts_of(request.POST)
            left = {name: values for name, values in sent.items() if part_of(name) not in done}
            texts.keep(by=user, marker=marker, texts=left if marker.in_rows else sent)
        except TooMuch:
            pass  # the answer still holds the text, and what was kept before stays


def _is_taken(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether a form was handed in: it led to another page, and no word there says otherwise.

    A redirect that sends the form on (307) has not taken it yet.
    """
    leads_on = isinstance(response, HttpResponseRedirect) and response.status_code != 307
    return leads_on and not any(
        message.level >= messages.WARNING for message in presses.added_messages(request)
    )


def _is_page(response: HttpResponseBase) -> bool:
    kind = response.headers.get("Content-Type", "")
    return isinstance(response, HttpResponse) and kind.startswith("text/html")


class OnceMiddleware:
    """Lets a press act once: what a form with a token makes, and the note that it was sent, are
    written together or not at all. See `presses`.

    Stands inside whatever refuses a request, so that a press counts only where its view is asked.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not request.user.is_authenticated:
            return self.get_response(request)
        if not presses.token_of(request):
            return self.get_response(request)
        with transaction.atomic():
            response = self.get_response(request)
            if getattr(request, "has_failed", False):
                transaction.set_rollback(True)
            elif press := getattr(request, "press", None):
                presses.settle(press, request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: object, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        """The first press's answer, if this form was sent already."""
        user = request.user
        if request.method != "POST" or not isinstance(user, User):
            return None
        if not presses.token_of(request) or getattr(view, "sends_on", False):
            return None
        press, is_first = presses.claim(request, user)
        if not is_first:
            return presses.answer_again(press, request)
        request.press = press  # type: ignore[attr-defined]
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Note that nothing of this request is to be written."""
        request.has_failed = True  # type: ignore[attr-defined]
