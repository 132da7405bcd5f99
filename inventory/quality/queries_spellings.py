"""Reads pairs of systems that may be one."""

from __future__ import annotations

from django.db.models import Count, Q

from inventory.choices import QualityKind
from inventory.models import QualityDismissal, System

from .spellings import Pair, alike


def pairs() -> list[Pair]:
    """Every pair that nobody has set aside, in the order of their names. Two queries.

    Each system has `live_tasks`, the number of tasks that use it.
    """
    live = Count("tasks", filter=Q(tasks__ended_on__isnull=True))
    systems = System.objects.annotate(live_tasks=live).order_by("name", "pk")
    aside = _set_aside()
    return [
        pair
        for pair in alike(systems)
        if (min(pair.one.pk, pair.other.pk), fingerprint(pair.one, pair.other)) not in aside
    ]


def fingerprint(one: System, other: System) -> str:
    """Both systems with their names as one text: renaming either shows the pair again."""
    first, second = sorted((one, other), key=lambda system: int(system.pk))
    return f"{second.pk}|{first.name}|{second.name}"


def _set_aside() -> set[tuple[int | None, str]]:
    kept = QualityDismissal.objects.filter(kind=QualityKind.SPELLING, system__isnull=False)
    return set(kept.order_by().values_list("system_id", "fingerprint"))
