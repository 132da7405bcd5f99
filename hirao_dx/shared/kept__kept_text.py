"""A report's text that could not be saved because nobody was logged in any more.

It waits in the browser's session until somebody has logged in again. Only the form's own fields
are kept, each as long as the form allows, and only the last few.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest

from initiatives.reporting.forms import LONG_TEXT, ReportForm

SESSION_KEY = "kept_report_texts"
MOST = 5


def keep(request: HttpRequest) -> None:
    """Put what was posted to this address aside."""
    fields = [*ReportForm.Meta.fields, "version"]
    text = {name: request.POST[name][:LONG_TEXT] for name in fields if name in request.POST}
    kept = request.session.get(SESSION_KEY, {})
    kept.pop(request.path, None)
    newest = [*kept.items(), (request.path, text)][-MOST:]
    request.session[SESSION_KEY] = dict(newest)


def waiting(request: HttpRequest) -> Mapping[str, str] | None:
    """The text put aside for this address, or None."""
    text: Mapping[str, str] | None = request.session.get(SESSION_KEY, {}).get(request.path)
    return text


def forget(request: HttpRequest) -> None:
    """Drop the text of this address once it has been saved."""
    kept = request.session.get(SESSION_KEY, {})
    if kept.pop(request.path, None) is not None:
        request.session[SESSION_KEY] = kept
