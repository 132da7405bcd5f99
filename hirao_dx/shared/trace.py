"""Writes that leave in a row's history who made them and why."""

from __future__ import annotations

from typing import Generic, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model

Actor = TypeVar("Actor", bound=AbstractBaseUser)
LONGEST_REASON = 100  # as long as the history keeps


class Trace(Generic[Actor]):
    """Saves and deletes rows in somebody's name, for one reason."""

    def __init__(self, by: Actor, reason: str) -> None:
        self.by = by
        self.reason = reason[:LONGEST_REASON]

    def save(self, row: Model) -> None:
        self._sign(row)
        row.save()

    def delete(self, row: Model) -> None:
        self._sign(row)
        row.delete()

    def _sign(self, row: Model) -> None:
        row._history_user = self.by  # type: ignore[attr-defined]
        row._change_reason = self.reason  # type: ignore[attr-defined]
