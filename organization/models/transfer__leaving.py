"""Who has left (退職) by a list whose day has come, though nobody closed the account yet."""

from __future__ import annotations

from datetime import date

from organization.choices import TransferState

from . import TransferList, User


def has_left(user: User, today: date) -> bool:
    """Whether the last applied list that names a person let them go, and the day has come.

    No query for people with an appointment today, one for the few without.
    """
    if user.is_superuser or user.access.appointments:
        return False
    lists = TransferList.objects.filter(state=TransferState.APPLIED).order_by("-applied_at")
    for rows in lists.values_list("rows", flat=True):
        for row in rows:
            if row["number"] == user.username:
                return bool(row["leaves"]) and date.fromisoformat(row["on"]) <= today
    return False
