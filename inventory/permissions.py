"""Who may change the inventory (design: access rules). No rule here queries by itself."""

from __future__ import annotations

from organization.models import User

from .models import Task


def can_edit_task(user: User, task: Task) -> bool:
    """Staff for their own section, heads for their own department, the office for all."""
    return user.access.writes_for(task.section)
