"""A press that counts once: claimed by its token before a view acts, answered again afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from hirao_dx.shared.kept import MARKER, ONCE
from organization.models import Press, User

TOKEN = re.compile(r"[\w-]{22}", re.ASCII)
KNOWN_FOR = timedelta(days=30)
NO_CONTENT = {"csrfmiddlewaretoken", MARKER, ONCE}


def new_token() -> str:
    """A token for one form on one page, of 128 random bits."""
    return token_urlsafe(16)


def token_of(request: HttpRequest) -> str:
    """The token of a posted form; blank where it carries none that could be ours."""
    token = request.POST.get(ONCE, "")
    return token if TOKEN.fullmatch(token) else ""


def claim(request: HttpRequest, user: User) -> tuple[Press, bool]:
    """The press of a posted form, and whether it is the first.

    Another one of the same content waits in the database until the first has been answered, in
    the transaction that the caller has begun. Presses of more than 30 days ago are forgotten.
    """
    Press.objects.older_than(timezone.now() - KNOWN_FOR).filter(user=user).delete()
    what = {"user": user, "token": token_of(request), "digest": _digest(request)}
    try:
        with transaction.atomic():
            return Press.objects.create(**what), True
    except IntegrityError:
        return Press.objects.get(**what), False


def settle(press: Press, request: HttpRequest, response: HttpResponse) -> None:
    """Note what a press was answered with. Where the answer is no redirect, the form was shown
    again or refused, and the same press may act once more."""
    if not isinstance(response, HttpResponseRedirect):
        press.delete()
        return
    press.location = response.url
    press.messages = [[m.level, str(m.message), m.extra_tags] for m in added_messages(request)]
    press.save(update_fields=["location", "messages"])


def answer_again(press: Press, request: HttpRequest) -> HttpResponse:
    """What the first press was answered with."""
    for level, text, tags in press.messages:
        messages.add_message(request, level, text, extra_tags=tags)
    return HttpResponseRedirect(press.location)


def added_messages(request: HttpRequest) -> Iterator[Message]:
    """The messages that this request has added for the next page."""
    storage = messages.get_messages(request)
    yield from getattr(storage, "_queued_messages", [])


def _digest(request: HttpRequest) -> str:
    """SHA-256 of where a form was sent to, and of everything in it, files included."""
    found = sha256(request.get_full_path().encode())
    for name, texts in sorted(request.POST.lists()):
        if name not in NO_CONTENT:
            found.update(repr((name, texts)).encode("utf-8", "surrogatepass"))
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            found.update(repr((name, file.name, file.size)).encode("utf-8", "surrogatepass"))
            for chunk in file.chunks():
                found.update(chunk)
            file.seek(0)
    return found.hexdigest()
