"""Counts the findings of データの点検 for the pages that show the tasks."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from inventory.choices import QualityKind
from inventory.models.task import TaskQuerySet

from . import findings


@dataclass(frozen=True)
class Tally:
    """How many findings of one kind there are, and the address at which to mend them."""

    label: str
    count: int
    url: str


def to_check(tasks: TaskQuerySet, **place: int) -> list[Tally]:
    """The kinds with any finding. `place` is the section or department of the tasks, if one.

    Pairs of systems are counted for the town only. Eleven queries at most, two more for the town.
    """
    counts = findings.counts(tasks, on=timezone.localdate(), with_systems=not place)
    return [
        Tally(
            kind.label,
            counts[kind],
            f"{reverse('inventory_quality')}?{urlencode({'kind': kind.value, **place})}",
        )
        for kind in QualityKind
        if counts.get(kind)
    ]
