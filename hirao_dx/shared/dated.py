"""Rows that hold from one day to another: both days are inclusive, a missing one is open."""

from __future__ import annotations

from datetime import date
from typing import Protocol, Self, TypeVar

from django.db import models
from django.db.models import F, Q

Row = TypeVar("Row", bound=models.Model)


class Dated(Protocol):
    """Anything with a first and a last day; None where it is not limited."""

    @property
    def starts_on(self) -> date | None: ...

    @property
    def ends_on(self) -> date | None: ...


def active_on(day: date | F, prefix: str = "") -> Q:
    """The condition for rows that hold on a day, or (`department__`) that belong to one that does.

    The same rule as `is_active`.
    """
    starts, ends = f"{prefix}starts_on", f"{prefix}ends_on"
    begun = Q(**{f"{starts}__isnull": True}) | Q(**{f"{starts}__lte": day})
    return begun & (Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gte": day}))


def is_active(row: Dated, day: date) -> bool:
    """Whether a row holds on a day. The same rule as `active_on`."""
    begun = row.starts_on is None or row.starts_on <= day
    return begun and (row.ends_on is None or day <= row.ends_on)


class DatedQuerySet(models.QuerySet[Row]):
    """Rows with `starts_on` and `ends_on`."""

    def active(self, on: date | F) -> Self:
        """The rows that hold on a day."""
        return self.filter(active_on(on))
