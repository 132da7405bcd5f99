"""A form once more when somebody else saved the row first: both texts, and nothing typed is lost.

Each field that somebody changed since the form was opened is listed. The form keeps what the later
writer typed; a field they did not change takes the stored value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Model
from django.http import QueryDict

from hirao_dx.shared.calendar import wareki_date
from hirao_dx.shared.conflicts import Clash, clashes
from hirao_dx.shared.versions import as_read, version_of

from .content import Content
from .forms import VersionedForm

AnyForm = TypeVar("AnyForm", bound=VersionedForm)


@dataclass(frozen=True)
class Conflict:
    """Who saved first and when, and in which fields."""

    who: str
    at: datetime | None
    clashes: list[Clash]


def reconcile(
    form: AnyForm, current: Model, rebuilt: Callable[[QueryDict], AnyForm]
) -> tuple[AnyForm, Conflict]:
    """The form again on the row as it is now, with what was typed; and the conflict."""
    mine: Content = form.content
    content, version = type(mine), version_of(current)
    read = as_read(current, form.cleaned_data["version"])
    shown = [field.name for field in form.visible_fields()]
    taken, found = clashes(
        vars(content.of(read)) if read else None,
        vars(content.of(current)),
        {name: getattr(mine, name) for name in shown},
        label=lambda name: str(form[name].label),
        words=lambda name, value: _words(form, name, value),
    )
    data = QueryDict(mutable=True)
    data.setlist("version", [str(version)])
    for name in shown:
        data.setlist(name, _posted(taken[name]))
    line = as_read(current, version)
    who = line.history_user.name if line and line.history_user else ""
    return rebuilt(data), Conflict(who, line.history_date if line else None, found)


def _posted(value: Any) -> list[str]:
    """A value as a browser would send it."""
    if isinstance(value, frozenset):
        return [str(pk) for pk in sorted(value)]
    return ["" if value is None else str(value)]


def _words(form: VersionedForm, name: str, value: Any) -> str:
    """A value as people read it."""
    if isinstance(value, date):
        return wareki_date(value)
    choices = getattr(form.fields[name], "choices", None)
    if choices is None:
        return str(value)
    labels = {str(key): str(label) for key, label in choices}
    return "、".join(labels.get(text, text) for text in _posted(value))
