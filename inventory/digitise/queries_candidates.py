"""The rule of `candidates` in the database's words, so that any number of tasks can be ranked.

Everything is a whole number of tenths: both databases then reckon exactly, and alike.
"""

from __future__ import annotations

from math import prod
from typing import Any

from django.db.models import BigIntegerField, Case, ExpressionWrapper, F, Q, Value, When, Window
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Rank, Round

from inventory.models.task import TaskQuerySet

from .candidates import MOST_HOURS, RULE, SETTLED, Rule

WAITING = ~Q(stage__in=SETTLED)
KNOWN = Q(hours_tenths__isnull=False)  # of tasks that went through `with_hours`
# `points` counts in these: a tenth of an hour, and a tenth for each weight.
TENTHS = 10
MINUTES = 60


def tenths(name: str) -> Cast:
    """A field with one decimal as a whole number of tenths."""
    return Cast(Round(F(name) * TENTHS), BigIntegerField())


def with_hours(tasks: TaskQuerySet) -> TaskQuerySet:
    """Each task with `hours_tenths`, as `candidates.yearly_hours` has it; empty when unknown."""
    worked = Cast(F("volume"), BigIntegerField()) * tenths("minutes_per_case")
    # Minutes × 10 ÷ 60 are hours × 10; half of 60 more makes the cut-off a rounding.
    computed = _whole((worked + Value(MINUTES // 2)) / Value(MINUTES))
    return tasks.alias(computed_tenths=computed).annotate(
        hours_tenths=Case(
            When(annual_hours_before__isnull=False, then=tenths("annual_hours_before")),
            When(computed_tenths__lte=int(MOST_HOURS * TENTHS), then=F("computed_tenths")),
            output_field=BigIntegerField(),
        )
    )


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
    return _whole(prod([volume, *uses], start=F("hours_tenths")))


def _weight(weight: Any) -> Value:
    return Value(int(weight * TENTHS))


def _whole(expression: Any) -> ExpressionWrapper[Any]:
    return ExpressionWrapper(expression, output_field=BigIntegerField())
