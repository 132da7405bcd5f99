"""The plan's initiatives, as the tasks they name see them.

Initiatives stand to the right of this app, so they are reached through the relation's far side.
"""

from __future__ import annotations

from typing import Any

from inventory.models import Task


def current_initiatives() -> Any:
    """The initiatives of the plan the screens show, in the plan's order."""
    model: Any = Task._meta.get_field("initiatives").related_model
    return model._default_manager.filter(plan__is_current=True)
