"""Keeps text that could not be saved because the log-in had ended.

It stays in the browser's session until somebody has logged in again. Only a form's own fields are
kept, each as long as the form allows, and only of the last few pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

Kept = dict[str, dict[str, list[str]]]
"""Texts by field, by the address they were sent to."""
MOST_VALUES = 12  # of one field with several choices


@dataclass(frozen=True)
class Keeper:
    """Keeps the texts of one kind of form.

    `fields` matches the names of fields to keep; `longest` is in characters of a value, `most`
    counts fields, `pages` addresses.
    """

    session_key: str
    fields: re.Pattern[str]
    longest: int
    most: int = 1000
    pages: int = 5

    def keep(self, request: HttpRequest) -> None:
        """Keep what was posted to this address; the oldest pages beyond `pages` are dropped."""
        names = [name for name in request.POST if self.fields.fullmatch(name)][: self.most]
        texts = {
            name: [t[: self.longest] for t in request.POST.getlist(name)[:MOST_VALUES]]
            for name in names
        }
        address = request.get_full_path()
        others = [pair for pair in self._kept(request).items() if pair[0] != address]
        self._store(request, dict([*others, (address, texts)][-self.pages :]))

    def waiting(self, request: HttpRequest) -> QueryDict | None:
        """What was kept for this address, or None."""
        texts = self._kept(request).get(request.get_full_path())
        if texts is None:
            return None
        waiting = QueryDict(mutable=True)
        for name, values in texts.items():
            waiting.setlist(name, values)
        return waiting

    def forget(self, request: HttpRequest) -> None:
        """Drop what was kept for this address, once it has been saved."""
        kept = self._kept(request)
        if kept.pop(request.get_full_path(), None) is not None:
            self._store(request, kept)

    def forget_fields(self, request: HttpRequest, prefix: str) -> None:
        """Drop the fields that begin with a prefix, of every page, once they are saved."""
        kept = self._kept(request)
        left = {
            address: {n: values for n, values in texts.items() if not n.startswith(prefix)}
            for address, texts in kept.items()
        }
        if left != kept:
            self._store(request, {address: texts for address, texts in left.items() if texts})

    def _kept(self, request: HttpRequest) -> Kept:
        return dict(request.session.get(self.session_key, {}))

    def _store(self, request: HttpRequest, kept: Kept) -> None:
        request.session[self.session_key] = kept
