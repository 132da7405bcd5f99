"""What the office writes of a meeting, an agenda item or a decision, as values to compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from initiatives.choices import AgendaKind, Attendance, DecisionOutcome, MeetingBody

AnyContent = TypeVar("AnyContent", bound="Content")
INITIATIVES = "initiatives"


@dataclass(frozen=True)
class Content:
    """The fields of one row as plain values: related rows by key, texts with plain line ends."""

    @classmethod
    def of(cls: type[AnyContent], row: Model) -> AnyContent:
        """The content of a row or of an entry of its history. A query if it names initiatives."""
        return cls(**{f.name: _read(row, f.name) for f in fields(cls)})

    @classmethod
    def cleaned(cls: type[AnyContent], data: Mapping[str, Any]) -> AnyContent:
        """The content of a valid form, from its `cleaned_data`."""
        return cls(**{f.name: _plain(data[f.name]) for f in fields(cls)})


@dataclass(frozen=True)
class MeetingContent(Content):
    """What the office writes of a meeting."""

    body: str = MeetingBody.COMMITTEE
    number: int = 1
    held_on: date | None = None
    place: str = ""
    period: int | None = None
    remarks: str = ""


@dataclass(frozen=True)
class AgendaContent(Content):
    """What the office writes of an agenda item."""

    kind: str = AgendaKind.REPORT
    title: str = ""
    text: str = ""
    initiatives: frozenset[int] = frozenset()


@dataclass(frozen=True)
class DecisionContent(Content):
    """What the office writes of a decision."""

    text: str = ""
    initiatives: frozenset[int] = frozenset()
    owner: int | None = None
    due_on: date | None = None
    outcome: str = DecisionOutcome.OPEN
    closed_on: date | None = None
    outcome_text: str = ""


@dataclass(frozen=True)
class AttendanceContent(Content):
    """What the office writes of an attendee."""

    attendance: str = Attendance.PRESENT
    note: str = ""


def attribute(row: Model, name: str) -> str:
    """The attribute that holds a field's plain value: the id of a related row."""
    return str(getattr(row._meta.get_field(name), "attname", name))


def _read(row: Model, name: str) -> Any:
    if name != INITIATIVES:
        return _plain(getattr(row, attribute(row, name)))
    links: Any = getattr(row, INITIATIVES)
    key = "initiative_id" if hasattr(row, "history_id") else "pk"
    return frozenset(links.values_list(key, flat=True))


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, QuerySet):
        return frozenset(row.pk for row in value)
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
