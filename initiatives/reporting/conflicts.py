"""The fields in which two texts of one report differ, when both were written at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hirao_dx.shared.conflicts import THEIRS, Clash, clashes
from hirao_dx.shared.versions import as_read
from hirao_dx.shared.words import progress
from initiatives.choices import ReportStatus
from initiatives.models import ProgressReport
from organization.models import User

from .actions import ReportContent
from .forms import ReportForm


def differences(theirs: ReportContent, mine: ReportContent) -> list[Clash]:
    """The fields that differ, in the form's order, whatever text either started from."""
    typed = {name: getattr(mine, name) for name in ReportForm.Meta.fields}
    _, found = clashes(None, vars(theirs), typed, label=label_of, words=_words)
    return found


def is_own(report: ProgressReport, user: User) -> bool:
    """Whether it was this person who saved the text that stands. One query."""
    line = as_read(report, report.version)
    return line is not None and line.history_user_id == user.pk


def label_of(name: str) -> str:
    """The name a field has on the form."""
    return str(ReportForm.base_fields[name].label)


def merged(post: Mapping[str, str], current: ReportContent) -> dict[str, str]:
    """The posted text, with the stored value of each field where the writer chose that."""
    text = {name: post.get(name, "") for name in [*ReportForm.Meta.fields, "version"]}
    for name in ReportForm.Meta.fields:
        if post.get(f"choose-{name}") == THEIRS:
            text[name] = as_posted(current, name)
    return text


def as_posted(content: ReportContent, name: str) -> str:
    """A field of a text as a form that shows it sends it back."""
    value = getattr(content, name)
    if value is None:
        return ""
    return str(getattr(value, "pk", value))


def _words(name: str, value: Any) -> str:
    if name == "status":
        return str(ReportStatus(value).label)
    return progress(value) if name == "progress" else str(value)
