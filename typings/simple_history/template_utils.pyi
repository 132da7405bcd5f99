from typing import Any

from django.db.models import Model

from .models import ModelChange

class HistoricalRecordContextHelper:
    model: type[Model]
    def __init__(self, model: type[Model], historical_record: Any) -> None: ...
    def prepare_delta_change_value(self, change: ModelChange, value: Any) -> Any: ...
