"""The rule of `candidates` in the database, so that any number of tasks can be ranked.

Everything is a whole number of tenths, so that SQLite and PostgreSQL agree exactly.
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
    """Live tasks that are neither digitised nor out of scope, with their hours."""
    return with_hours(tasks.live().filter(WAITING))


def ranked(tasks: TaskQuerySet, rule: Rule = RULE) -> TaskQuerySet:
    """The candidates, most points first, with `points` and `rank`; equals share a rank.

    `points` are whole numbers of which `point_size(rule)` make one point.
    """
    scored = waiting(tasks).filter(KNOWN).annotate(points=_points(rule))
    place = Window(Rank(), order_by=F("points").desc())
    return scored.annotate(rank=place).order_by(
        "-points", "section__department__order", "section__order", "section_id", "number"
    )


def unranked(tasks: TaskQuerySet) -> TaskQuerySet:
    """Live tasks, neither digitised nor out of scope, whose hours are not known."""
    return waiting(tasks).exclude(KNOWN)


def point_size(rule: Rule = RULE) -> int:
    """How many units of `points` make one point."""
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
