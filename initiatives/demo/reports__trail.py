"""The steps that led a report to its state, and plausible times for them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from initiatives.choices import ReportAction, ReportState
from initiatives.models import ReportingPeriod

from .plan import at

STAFF, HEAD, OFFICE = "staff", "head", "office"
LEAD_TIME = timedelta(days=10)  # sections begin to write shortly before a period ends
HOURS = (9, 11, 13, 15, 16)


@dataclass(frozen=True)
class Step:
    """One transition. `actor` is STAFF, HEAD or OFFICE; `version` is the report's after it."""

    action: ReportAction
    from_state: str
    to_state: ReportState
    actor: str
    version: int
    comment: str = ""


CREATED = Step(ReportAction.CREATE, "", ReportState.DRAFT, STAFF, 1)
HANDED_IN = Step(ReportAction.SUBMIT, ReportState.DRAFT, ReportState.SUBMITTED, STAFF, 2)


def steps(state: str, *, comment: str = "", on_behalf: bool = False) -> list[Step]:
    """The trail of a report. With `comment` the head sent it back once."""
    trail = [CREATED]
    if state == ReportState.DRAFT:
        return trail
    trail.append(HANDED_IN)
    if comment:
        trail.append(
            Step(
                ReportAction.RETURN,
                ReportState.SUBMITTED,
                ReportState.RETURNED,
                HEAD,
                3,
                comment,
            )
        )
    if state == ReportState.RETURNED:
        return trail
    if comment:  # corrected, which is a version of its own, and handed in again
        trail.append(
            Step(ReportAction.SUBMIT, ReportState.RETURNED, ReportState.SUBMITTED, STAFF, 5)
        )
    if state == ReportState.CONFIRMED:
        action = ReportAction.CONFIRM_ON_BEHALF if on_behalf else ReportAction.CONFIRM
        actor = OFFICE if on_behalf else HEAD
        version = trail[-1].version + 1
        trail.append(Step(action, ReportState.SUBMITTED, ReportState.CONFIRMED, actor, version))
    return trail


def times(period: ReportingPeriod, count: int, *, seed: int, now: datetime) -> Sequence[datetime]:
    """When so many steps happened, in order: around the period's end, never after `now`."""
    end = min(period.due_on, timezone.localdate(now))
    start = period.starts_on if period.is_open else period.ends_on - LEAD_TIME
    start = min(max(start, period.starts_on), end)
    span = (end - start).days
    moments = []
    for number in range(count):
        days = span * (number * 10 + seed % 10) // (count * 10)
        day = max(_workday(start + timedelta(days=days)), period.starts_on)
        moments.append(min(at(day, time(HOURS[number % len(HOURS)], seed * 7 % 60)), now))
    return moments


def _workday(day: date) -> date:
    """The last working day up to a day: no weekend, not the turn of the year."""
    while day.weekday() > 4 or (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3):
        day -= timedelta(days=1)
    return day
