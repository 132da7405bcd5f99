from collections.abc import Sequence
from typing import Any

from django.db.models import ManyToManyField, Model

from .manager import HistoryManager

class HistoricalRecords:
    def __init__(
        self,
        verbose_name: str | None = ...,
        *,
        excluded_fields: Sequence[str] = ...,
        m2m_fields: Sequence[ManyToManyField[Any, Any]] = ...,
    ) -> None: ...
    def __get__(self, instance: Model | None, owner: type[Model]) -> HistoryManager: ...

class ModelChange:
    field: str
    old: Any
    new: Any
