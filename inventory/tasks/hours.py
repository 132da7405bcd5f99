"""A task's hours a year: as entered, else from its cases and minutes; and which tasks wait.

Each rule is here in Python and for the database; a test compares the two. The database calculates
in whole tenths, so that SQLite and PostgreSQL agree exactly.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Protocol

from django.db.models import BigIntegerField, Case, ExpressionWrapper, F, Q, Value, When
from django.db.models.functions import Cast, Round

from inventory.choices import Stage
from inventory.models.task import TaskQuerySet

MINUTES = 60
TENTH = Decimal("0.1")
TENTHS = 10
# What the field of yearly hours can hold. More, from cases × minutes, is a mistake in typing.
MOST_HOURS = Decimal("99999999.9")
# Stages in which a task does not wait to be digitised.
SETTLED = (Stage.DIGITISED, Stage.OUT_OF_SCOPE)
WAITING = ~Q(stage__in=SETTLED)
KNOWN = Q(hours_tenths__isnull=False)  # of tasks that went through `with_hours`


class Measured(Protocol):
    """What hours a year are worked out from."""

    annual_hours_before: Decimal | None
    volume: int | None
    minutes_per_case: Decimal | None


def annual_hours(volume: int | None, minutes_per_case: Decimal | None) -> Decimal | None:
    """Hours a year: cases × minutes ÷ 60, to one decimal, halves away from zero.

    None unless both are known; nothing is guessed.
    """
    if volume is None or minutes_per_case is None:
        return None
    return (volume * minutes_per_case / MINUTES).quantize(TENTH, ROUND_HALF_UP)


def yearly_hours(task: Measured) -> Decimal | None:
    """Hours a year as entered (見直し前), else from cases × minutes.

    None when neither is known, or when the computed ones are more than MOST_HOURS.
    """
    if task.annual_hours_before is not None:
        return task.annual_hours_before
    computed = annual_hours(task.volume, task.minutes_per_case)
    return None if computed is None or computed > MOST_HOURS else computed


def with_hours(tasks: TaskQuerySet) -> TaskQuerySet:
    """Each task with `hours_tenths`, ten times its `yearly_hours`; NULL when unknown."""
    worked = Cast(F("volume"), BigIntegerField()) * tenths("minutes_per_case")
    # Minutes × 10 ÷ 60 are hours × 10; half of 60 more makes the cut-off a rounding.
    computed = whole((worked + Value(MINUTES // 2)) / Value(MINUTES))
    return tasks.alias(computed_tenths=computed).annotate(
        hours_tenths=Case(
            When(annual_hours_before__isnull=False, then=tenths("annual_hours_before")),
            When(computed_tenths__lte=int(MOST_HOURS * TENTHS), then=F("computed_tenths")),
            output_field=BigIntegerField(),
        )
    )


def tenths(name: str) -> Cast:
    """A field with one decimal as a whole number of tenths, for the database."""
    return Cast(Round(F(name) * TENTHS), BigIntegerField())


def whole(expression: Any) -> ExpressionWrapper[Any]:
    """An expression that is known to be a whole number, for the database."""
    return ExpressionWrapper(expression, output_field=BigIntegerField())
