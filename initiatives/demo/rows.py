"""Bulk inserts that leave a line in each row's history, with the demo named as the reason."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db.models import Model
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from organization.models import User

from .schema import REASON

BATCH = 500

M = TypeVar("M", bound=Model)


def create(rows: list[M], *, by: User) -> list[M]:
    """Insert rows of one model with their history."""
    if not rows:
        return []
    made: list[M] = bulk_create_with_history(
        rows, type(rows[0]), batch_size=BATCH, default_user=by, default_change_reason=REASON
    )
    return made


def update(rows: list[M], fields: list[str], *, by: User) -> None:
    """Write some fields of rows of one model with their history."""
    if rows:
        bulk_update_with_history(
            rows, type(rows[0]), fields, default_user=by, default_change_reason=REASON
        )


def sign(row: Model, *, by: User, at: datetime | None = None) -> None:
    """Name the demo, a person and perhaps a time in the history that the row writes next."""
    row._change_reason = REASON  # type: ignore[attr-defined]
    row._history_user = by  # type: ignore[attr-defined]
    if at is not None:
        row._history_date = at  # type: ignore[attr-defined]
