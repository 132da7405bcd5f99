"""The plan's initiatives, as tasks link to them.

The app of initiatives may import this one, not the other way round; so they are reached through
the relation from the other side.
"""

from __future__ import annotations

from typing import Any

from inventory.models import Task


def current_initiatives() -> Any:
    """The initiatives of today's plan, in the plan's order. One query for the plan."""
    model: Any = Task._meta.get_field("initiatives").related_model
    return model._default_manager.of_todays_plan()
