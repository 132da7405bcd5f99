"""Two texts of one report, field by field, when the later writer started from an older one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hirao_dx.shared.words import progress
from initiatives.choices import ReportStatus

from .actions import ReportContent
from .forms import ReportForm

THEIRS = "theirs"


@dataclass(frozen=True)
class Difference:
    """A field in which two texts differ, as people read it."""

    name: str
    label: str
    theirs: str
    mine: str

    @property
    def choice(self) -> str:
        """The name of the radio buttons that choose between the two."""
        return f"choose-{self.name}"


def differences(theirs: ReportContent, mine: ReportContent) -> list[Difference]:
    """The fields that differ, in the form's order."""
    return [
        Difference(name, label_of(name), _words(theirs, name), _words(mine, name))
        for name in ReportForm.Meta.fields
        if getattr(theirs, name) != getattr(mine, name)
    ]


def label_of(name: str) -> str:
    """The name a field has on the form."""
    return str(ReportForm.base_fields[name].label)


def merged(post: Mapping[str, str], current: ReportContent) -> dict[str, str]:
    """The posted text, with the stored one wherever the writer chose that."""
    text = {name: post.get(name, "") for name in [*ReportForm.Meta.fields, "version"]}
    for name in ReportForm.Meta.fields:
        if post.get(f"choose-{name}") == THEIRS:
            text[name] = _as_posted(current, name)
    return text


def _as_posted(content: ReportContent, name: str) -> str:
    value = getattr(content, name)
    if value is None:
        return ""
    return str(getattr(value, "pk", value))


def _words(content: ReportContent, name: str) -> str:
    value = getattr(content, name)
    if value in (None, ""):
        return "（空欄）"
    if name == "status":
        return str(ReportStatus(value).label)
    return progress(value) if name == "progress" else str(value)
