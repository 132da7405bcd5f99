"""The rule of `candidates` in the database's words, so that any number of tasks can be ranked.

Everything is a whole number of tenths: both databases then reckon exactly, and alike.
"""

from __future__ import annotations

from math import prod
from typing import Any

from django.db.models import Case, F, Value, When, Window
from django.db.models.expressions import Combinable
from django.db.models.functions import Rank

from inventory.models.task import TaskQuerySet
from inventory.tasks.hours import KNOWN, TENTHS, WAITING, whole, with_hours

from .candidates import RULE, Rule


def waiting(tasks: TaskQuerySet) -> TaskQuerySet:
    """Live tasks that are neither digitised nor left out, with their hours."""
    return with_hours(tasks.live().filter(WAITING))


def ranked(tasks: TaskQuerySet, rule: Rule = RULE) -> TaskQuerySet:
    """The candidates, most points first, with `points` and `rank`; equals share a rank.

    `points` counts in `point_size(rule)`.
    """
    scored = waiting(tasks).filter(KNOWN).annotate(points=_points(rule))
    place = Window(Rank(), order_by=F("points").desc())
    return scored.annotate(rank=place).order_by(
        "-points", "section__department__order", "section__order", "section_id", "number"
    )


def unranked(tasks: TaskQuerySet) -> TaskQuerySet:
    """Tasks that would be candidates, were their hours known."""
    return waiting(tasks).exclude(KNOWN)


def point_size(rule: Rule = RULE) -> int:
    """How many of the units of `points` make one point."""
    return int(TENTHS ** (2 + len(rule.uses)))


def _points(rule: Rule) -> Combinable:
    volume = Case(
        *(When(volume__gte=band.cases, then=_weight(band.weight)) for band in rule.bands),
        default=Value(TENTHS),
    )
    uses = (
        Case(When(**{use.name: True}, then=_weight(use.weight)), default=Value(TENTHS))
        for use in rule.uses
    )
    return whole(prod([volume, *uses], start=F("hours_tenths")))


def _weight(weight: Any) -> Value:
    return Value(int(weight * TENTHS))
