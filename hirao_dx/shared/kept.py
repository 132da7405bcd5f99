"""What a form carries so that nothing typed into it is lost: who it was given to, and the parcel
in which a text travels through the log-in page. Both are signed; neither is stored. Pure.

A form's texts are kept by name. What is no text of a person's is left out, a password above all.
"""

from __future__ import annotations

import json
import re
from dataclasses import astuple, dataclass
from datetime import timedelta

from django.core import signing
from django.http import QueryDict

MARKER = "kept_form"
ONCE = "once_only"
PARCEL = "kept_parcel"
# The same two, as the script sends them along with a form's texts: no press.
FOR, TOKEN = "kept_for", "kept_token"
Texts = dict[str, list[str]]
"""Texts by the name of the control."""

KEPT_FOR = timedelta(days=30)
ON_ITS_WAY = timedelta(hours=12)  # a log-in page that stays open longer loses what it carries
MOST_FIELDS = 1000
MOST_BYTES = 512 * 1024
LONGEST_NAME = 100
NEVER = re.compile(r"password|passwd|csrfmiddlewaretoken", re.IGNORECASE)
OURS = {MARKER, ONCE, PARCEL, FOR, TOKEN}


class TooMuch(Exception):  # said to people, no fault of the program
    """Raised for a form with more fields or more bytes than are kept."""


@dataclass(frozen=True)
class Marker:
    """Which form of which page was given to whom.

    `address` is where it is sent to, `name` tells apart forms that are sent to one address, `page`
    is where it is filled in, `in_rows` says that its rows are saved one by one, `takes_text` that
    people write in it.
    """

    user_pk: int
    address: str
    name: str
    page: str
    in_rows: bool = False
    takes_text: bool = True

    @property
    def signed(self) -> str:
        """The marker as the form carries it."""
        return signing.dumps(astuple(self), salt=MARKER)


def read_marker(text: str) -> Marker | None:
    """The marker that a form carries; None for one that is not ours, or is older than 30 days."""
    try:
        return Marker(*signing.loads(text, salt=MARKER, max_age=KEPT_FOR))
    except (signing.BadSignature, TypeError, ValueError):
        return None


def texts_of(post: QueryDict) -> Texts:
    """What is kept of a posted form.

    Raises TooMuch for more than 1,000 fields or 512 KB.
    """
    texts = {
        name: [text for text in values if isinstance(text, str)]
        for name, values in post.lists()
        if name not in OURS and not NEVER.search(name) and len(name) <= LONGEST_NAME
    }
    if len(texts) > MOST_FIELDS or len(_written(texts)) > MOST_BYTES:
        raise TooMuch
    return {name: [text.replace("\0", "") for text in values] for name, values in texts.items()}


def _written(texts: Texts) -> bytes:
    return json.dumps(texts, ensure_ascii=False).encode("utf-8", "surrogatepass")


@dataclass(frozen=True)
class Parcel:
    """A refused form on its way through the log-in page, for the person it was given to."""

    marker: Marker
    texts: Texts
    token: str

    @property
    def signed(self) -> str:
        """The parcel as the log-in page carries it, in one hidden field."""
        content = [astuple(self.marker), self.texts, self.token]
        return signing.dumps(content, salt=PARCEL, compress=True)


def read_parcel(text: str) -> Parcel | None:
    """The parcel that a log-in page carries; None for one that is not ours, or is too old."""
    try:
        marker, texts, token = signing.loads(text, salt=PARCEL, max_age=ON_ITS_WAY)
        return Parcel(Marker(*marker), texts, token)
    except (signing.BadSignature, TypeError, ValueError):
        return None
