"""Which version of a row its reader saw, and whether somebody has changed it since.

A row's version is its `version` column where it has one, else the number of the latest line of its
history. 0 is the version of what is not written yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from django.db.models import Field, Max, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from simple_history.utils import get_history_manager_for_model

Rows = TypeVar("Rows", bound=QuerySet[Any])
Current = TypeVar("Current")


class Stale(Exception, Generic[Current]):
    """Raised when somebody changed a row since its reader's version. `current` is the row as it is
    now.

    Where several rows are written at once, `current` holds those that changed.
    """

    def __init__(self, current: Current) -> None:
        super().__init__(current)
        self.current = current


def version_of(row: Model | None) -> int:
    """The version of a row. No query where it is a column of the row, else one."""
    if row is None or row.pk is None:
        return 0
    if column := _column(row):
        return int(column.value_from_object(row))
    return versions_of([row]).get(row.pk, 0)


def versions_of(rows: Iterable[Model]) -> dict[int, int]:
    """The versions of rows of one model by key; rows without a history are left out. One query."""
    rows = list(rows)
    if not rows:
        return {}
    if _column(rows[0]):
        return {row.pk: version_of(row) for row in rows}
    history = get_history_manager_for_model(type(rows[0]))
    lines = history.filter(id__in=[row.pk for row in rows]).order_by()
    return dict(lines.values_list("id").annotate(Max("history_id")))


def with_version(rows: Rows) -> Rows:
    """Rows of a model with a history, each with its `version_of` as `version`."""
    lines = get_history_manager_for_model(rows.model).filter(id=OuterRef("pk"))
    latest = Subquery(lines.order_by("-history_id").values("history_id")[:1])
    return rows.annotate(version=Coalesce(latest, Value(0)))


def require_version(row: Model, version: int) -> None:
    """Raises Stale unless a row, locked by the caller, is still at the version that was read."""
    if version_of(row) != version:
        raise Stale(row)


def as_read(row: Model, version: int) -> Any:
    """The line of a row's history that holds a version; None where there is none. One query."""
    number = "version" if _column(row) else "history_id"
    return get_history_manager_for_model(row).filter(**{number: version}).first()


def _column(row: Model) -> Field[Any, Any] | None:
    return next((field for field in row._meta.fields if field.name == "version"), None)
