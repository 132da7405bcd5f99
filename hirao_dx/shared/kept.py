"""A page of rows that could not be saved because nobody was logged in any more.

It waits in the browser's session until somebody has logged in again. Only the rows' own controls
are kept, each as long as its field allows, and only the last page.
"""

from __future__ import annotations

import re

from django.http import HttpRequest, QueryDict

from inventory.tasks.forms import LONG_TEXT

SESSION_KEY = "kept_task_rows"
NAME = re.compile(r"t\d{1,18}-[a-z_-]{1,40}")
MOST = 1000  # more controls than fifty rows have


def keep(request: HttpRequest) -> None:
    """Put what was posted to this address aside."""
    names = [name for name in request.POST if NAME.fullmatch(name)][:MOST]
    texts = {name: [t[:LONG_TEXT] for t in request.POST.getlist(name)[:12]] for name in names}
    request.session[SESSION_KEY] = {"address": request.get_full_path(), "texts": texts}


def waiting(request: HttpRequest) -> QueryDict | None:
    """The rows put aside for this address, or None."""
    kept = request.session.get(SESSION_KEY)
    if not kept or kept["address"] != request.get_full_path():
        return None
    rows = QueryDict(mutable=True)
    for name, texts in kept["texts"].items():
        rows.setlist(name, texts)
    return rows


def forget(request: HttpRequest) -> None:
    """Drop what was put aside, once it has been saved."""
    request.session.pop(SESSION_KEY, None)


def forget_row(request: HttpRequest, prefix: str) -> None:
    """Drop one row, once it has been saved by itself; with the last one, everything."""
    kept = request.session.get(SESSION_KEY)
    if not kept:
        return
    left = {n: texts for n, texts in kept["texts"].items() if not n.startswith(f"{prefix}-")}
    if left:
        request.session[SESSION_KEY] = kept | {"texts": left}
    else:
        forget(request)
