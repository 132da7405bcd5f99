"""Two people wrote one row: the later one sees both texts, and nothing typed is lost.

Each field that somebody changed since the form was opened is listed. In the form stands what the
later writer typed; a field they left alone follows the stored text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Model
from django.forms import BoundField
from django.http import QueryDict

from hirao_dx.shared.calendar import wareki_date

from .actions import StaleTextError, version_of
from .content import Content
from .forms import VersionedForm

AnyForm = TypeVar("AnyForm", bound=VersionedForm)
EMPTY = "（空欄）"
UNKNOWN = object()  # no history tells what was read


@dataclass(frozen=True)
class Clash:
    """A field that somebody else changed. `mine` is empty where the later writer did not."""

    label: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Conflict:
    """Who saved first and when, and in which fields."""

    who: str
    at: datetime | None
    clashes: tuple[Clash, ...]


def reconcile(
    form: AnyForm, stale: StaleTextError, rebuilt: Callable[[QueryDict], AnyForm]
) -> tuple[AnyForm, Conflict]:
    """The form once more, on the row as it is now, with what was typed; and what clashed."""
    mine: Content = form.content
    theirs = type(mine).of(stale.current)
    base = _base(stale.current, form.cleaned_data["version"], type(mine))
    data = QueryDict(mutable=True)
    data.setlist("version", [str(version_of(stale.current))])
    clashes = []
    for field in form.visible_fields():
        stored, typed = getattr(theirs, field.name), getattr(mine, field.name)
        was = getattr(base, field.name) if base else UNKNOWN
        left_alone = typed == was
        data.setlist(field.name, _posted(stored if left_alone else typed))
        if stored not in (was, typed):
            said = "" if left_alone else _words(field, typed)
            clashes.append(Clash(str(field.label), _words(field, stored), said))
    line = stale.current.history.order_by("-history_id").first()  # type: ignore[attr-defined]
    who = line.history_user.name if line and line.history_user else ""
    return rebuilt(data), Conflict(who, line.history_date if line else None, tuple(clashes))


def _base(row: Model, version: int, content: type[Content]) -> Content | None:
    """What the row said in the version that was read, None where no history tells."""
    line = row.history.filter(history_id=version).first()  # type: ignore[attr-defined]
    return content.of(line) if line else None


def _posted(value: Any) -> list[str]:
    """A value as a browser would send it."""
    if isinstance(value, frozenset):
        return [str(pk) for pk in sorted(value)]
    return ["" if value is None else str(value)]


def _words(field: BoundField, value: Any) -> str:
    """A value as people read it."""
    if value in (None, "", frozenset()):
        return EMPTY
    if isinstance(value, date):
        return wareki_date(value)
    choices = getattr(field.field, "choices", None)
    if choices is None:
        return str(value)
    labels = {str(key): str(label) for key, label in choices}
    return "、".join(labels.get(text, text) for text in _posted(value))
