from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model

from .manager import HistoryManager

_Row = TypeVar("_Row", bound=Model)

def bulk_create_with_history(
    objs: Sequence[_Row],
    model: type[_Row],
    batch_size: int | None = ...,
    *,
    default_user: AbstractBaseUser | None = ...,
    default_change_reason: str | None = ...,
    default_date: datetime | None = ...,
) -> list[_Row]: ...
def bulk_update_with_history(
    objs: Sequence[_Row],
    model: type[_Row],
    fields: Collection[str],
    batch_size: int | None = ...,
    *,
    default_user: AbstractBaseUser | None = ...,
    default_change_reason: str | None = ...,
    default_date: datetime | None = ...,
) -> int: ...
def get_history_manager_for_model(model: Model | type[Model]) -> HistoryManager: ...
def update_change_reason(instance: Model, reason: str) -> None: ...
