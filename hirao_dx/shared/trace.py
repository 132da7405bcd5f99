"""Writes that record in a row's history who made them and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

Actor = TypeVar("Actor", bound=AbstractBaseUser | None)
Row = TypeVar("Row", bound=Model)
BATCH = 200  # rows of one statement
LONGEST_REASON = 100  # of reasons put together from names that people typed


class Trace(Generic[Actor]):
    """Writes rows in somebody's name, for one reason; one line of history per row and write.

    `by=None` leaves the name to the current request: its user, or nobody where there is none. `at`
    is the moment the history records, by default now. Asks for no rights. Raises what Django
    raises for a write that the database refuses (IntegrityError, ProtectedError).
    """

    def __init__(self, by: Actor, reason: str | None = None, at: datetime | None = None) -> None:
        """Raises nothing: rights are for the caller to ask."""
        self.by = by
        self.reason = reason
        self.at = at

    def sign(self, row: Row) -> Row:
        """The same row, set so that its next write is recorded so; for rows that others save."""
        signed: Any = row  # simple_history looks for attributes that no model declares
        if self.by is not None:
            signed._history_user = self.by
        signed._change_reason = self.reason
        if self.at is not None:
            signed._history_date = self.at
        return row

    def save(self, row: Row, fields: Iterable[str] | None = None) -> Row:
        """Save a row, or only some of its fields, and return it."""
        self.sign(row).save(update_fields=fields)
        return row

    def delete(self, row: Model) -> None:
        """Delete a row; its history remains."""
        self.sign(row).delete()

    def create(self, rows: Sequence[Row]) -> list[Row]:
        """Insert rows of one model and return them, in a fixed number of queries per BATCH.

        Their `save` is not called.
        """
        if not rows:
            return []
        return bulk_create_with_history(
            rows,
            type(rows[0]),
            batch_size=BATCH,
            default_user=self.by,
            default_change_reason=self.reason,
            default_date=self.at,
        )

    def update(self, rows: Sequence[Model], fields: Collection[str]) -> None:
        """Write some fields of rows of one model, in the way of `create`."""
        if rows:
            bulk_update_with_history(
                rows,
                type(rows[0]),
                fields,
                batch_size=BATCH,
                default_user=self.by,
                default_change_reason=self.reason,
                default_date=self.at,
            )

    def relink(
        self, row: Row, name: str, *, add: Collection[int], remove: Collection[int]
    ) -> None:
        """Change a row's many-to-many field by keys: one line of history for all of it."""
        quiet: Any = row
        quiet.skip_history_when_saving = True
        try:
            links = getattr(row, name)
            links.remove(*remove)
            links.add(*add)
        finally:
            del quiet.skip_history_when_saving
        self.save(row)
