"""What the data-quality desk finds, said where the tasks are looked at."""

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
    """How many findings of one kind, and where to mend them."""

    label: str
    count: int
    url: str


def to_check(tasks: TaskQuerySet, **place: int) -> list[Tally]:
    """The kinds with any finding. `place`: the section or department the tasks are of.

    Spellings of systems belong to no place. Eleven queries at most, two more for the town.
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
