"""Whether somebody changed a row since it was read, and what it said when it was read.

A row's version is its `version` column where it has one, else the number of the latest line of
its history. 0 is the version of what is not written yet.
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
    """Somebody changed it since the text at hand was read. Carries it as it is now.

    Mostly a row; where several are written at once, those that changed.
    """

    def __init__(self, current: Current) -> None:
        super().__init__(current)
        self.current = current


def version_of(row: Model | None) -> int:
    """What a reader of a row starts from. No query where the row has a column for it, else one."""
    if row is None or row.pk is None:
        return 0
    if column := _column(row):
        return int(column.value_from_object(row))
    return versions_of([row]).get(row.pk, 0)


def versions_of(rows: Iterable[Model]) -> dict[int, int]:
    """The versions of rows of one model by key; one without a history is left out. One query."""
    rows = list(rows)
    if not rows:
        return {}
    if _column(rows[0]):
        return {row.pk: version_of(row) for row in rows}
    history = get_history_manager_for_model(type(rows[0]))
    lines = history.filter(id__in=[row.pk for row in rows]).order_by()
    return dict(lines.values_list("id").annotate(Max("history_id")))


def with_version(rows: Rows) -> Rows:
    """Rows of a model that keeps its history, with `version` as `version_of` says it."""
    lines = get_history_manager_for_model(rows.model).filter(id=OuterRef("pk"))
    latest = Subquery(lines.order_by("-history_id").values("history_id")[:1])
    return rows.annotate(version=Coalesce(latest, Value(0)))


def require_version(row: Model, version: int) -> None:
    """Raise Stale unless a row, held by the caller, is still at the version that was read."""
    if version_of(row) != version:
        raise Stale(row)


def as_read(row: Model, version: int) -> Any:
    """The line of a row's history that holds a version; None where none does. One query."""
    number = "version" if _column(row) else "history_id"
    return get_history_manager_for_model(row).filter(**{number: version}).first()


def _column(row: Model) -> Field[Any, Any] | None:
    return next((field for field in row._meta.fields if field.name == "version"), None)
