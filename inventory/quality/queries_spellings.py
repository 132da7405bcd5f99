"""Pairs of systems that may be one, read from the database. Two queries."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from inventory.choices import QualityKind
from inventory.models import QualityDismissal, System

from .spellings import Named, alike


@dataclass(frozen=True)
class SystemPair:
    """Two systems with `live_tasks`, and why their names are taken for one."""

    one: System
    other: System
    why: str


def pairs() -> list[SystemPair]:
    """Every pair that nobody has set aside, in the order of their names."""
    live = Count("tasks", filter=Q(tasks__ended_on__isnull=True))
    systems = {s.pk: s for s in System.objects.annotate(live_tasks=live).order_by("name", "pk")}
    aside = _set_aside()
    found = alike(Named(s.pk, s.name) for s in systems.values())
    whole = [SystemPair(systems[p.one.key], systems[p.other.key], p.why) for p in found]
    return [
        p for p in whole if (min(p.one.pk, p.other.pk), fingerprint(p.one, p.other)) not in aside
    ]


def fingerprint(one: System, other: System) -> str:
    """Both systems with their names: renaming either brings the pair back."""
    first, second = sorted((one, other), key=lambda system: int(system.pk))
    return f"{second.pk}|{first.name}|{second.name}"


def _set_aside() -> set[tuple[int | None, str]]:
    kept = QualityDismissal.objects.filter(kind=QualityKind.SPELLING, system__isnull=False)
    return set(kept.order_by().values_list("system_id", "fingerprint"))
