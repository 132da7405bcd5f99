from collections.abc import Iterable
from typing import Any

from django.db.models import Manager, Model

class HistoryManager(Manager[Any]):
    model: type[Any]
    def bulk_history_create(
        self, objs: Iterable[Model], batch_size: int | None = ...
    ) -> list[Any]: ...
