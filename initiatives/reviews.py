"""What waits for somebody's confirmation."""

from __future__ import annotations

from django.db.models import Q

from organization.models import User

from .models import Plan, ProgressReport


def waiting_for(user: User, plan: Plan, *, on_behalf: bool = False) -> list[ProgressReport]:
    """Submitted reports this person may confirm, oldest first. One query.

    Heads see their departments'. The office sees all with `on_behalf`, otherwise only those
    of departments it heads itself.
    """
    access = user.access
    waiting = (
        ProgressReport.objects.awaiting_confirmation()
        .filter(period__in=plan.periods.open())
        .exclude(submitted_by=user)
        .with_names()
        .select_related("submitted_by")
        .order_by("submitted_at", "pk")
    )
    if not (on_behalf and access.is_office):
        heads = Q(participation__section__department_id__in=access.headed_department_ids)
        waiting = waiting.filter(heads)
    return list(waiting)
