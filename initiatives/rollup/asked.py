"""Which reports are asked for, which of them are missing, and which report counts. Pure.

docs/rules.md, "What is asked for" and "Which report counts". Work is a participation with those it
goes on with, the newest first: a change of role or of cadence ends one and starts the next, and a
renamed section goes on with the work of the one before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol, TypeVar

from initiatives.choices import ReportStatus
from initiatives.models import cadence
from initiatives.models.cadence import asks, day_of
from initiatives.models.report import ends_duty


class Span(cadence.Span, Protocol):
    """A reporting period; `due_on` is the last day on which its reports are in time."""

    @property
    def due_on(self) -> date: ...


class Part(Protocol):
    """A section's part in an initiative."""

    @property
    def cadence(self) -> str: ...

    def is_active(self, day: date) -> bool: ...


S = TypeVar("S", bound=Span)
S_co = TypeVar("S_co", bound=Span, covariant=True)


class Said(Protocol[S_co]):
    """A report that was handed in: submitted or confirmed."""

    @property
    def period(self) -> S_co: ...

    @property
    def status(self) -> str: ...

    @property
    def is_confirmed(self) -> bool: ...


R = TypeVar("R", bound=Said[Span])


def is_asked(work: Iterable[Part], period: Span, *, today: date) -> bool:
    """Whether the part that is active on the period's day is asked by its cadence."""
    day = day_of(period, today)
    return any(p.is_active(day) and asks(p.cadence, period) for p in work)


def settles(report: Said[Span]) -> bool:
    """Whether nothing more is asked for after a report: 中止, or 完了 once it is confirmed."""
    return ends_duty(report.status, is_confirmed=report.is_confirmed)


def is_asked_after(before: Said[Span] | None, now: Said[Span] | None) -> bool:
    """Whether a report is asked for although there was one before: that one settled nothing.

    Where the report of the period itself says something else, the duty is open again.
    """
    if before is None or not settles(before):
        return True
    return now is not None and now.status != before.status


def newest(reports: Iterable[R], until: Span) -> R | None:
    """The report of the latest period up to one, that one included."""
    known = (r for r in reports if r.period.ends_on <= until.ends_on)
    return max(known, key=lambda r: r.period.ends_on, default=None)


def told(reports: Iterable[R], until: Span) -> R | None:
    """The newest report that may stand in the figures: 中止 does only once it is confirmed."""
    return newest(
        (r for r in reports if r.status != ReportStatus.CANCELLED or r.is_confirmed), until
    )


def silent(said: Said[Span] | None, asked: Iterable[S], until: Span) -> tuple[S, ...]:
    """The periods up to one that were asked for since the last report; none where it settled."""
    if said is not None and settles(said):
        return ()
    since = said.period.ends_on if said else date.min
    return tuple(p for p in asked if since < p.ends_on <= until.ends_on)


def is_expired(
    report: R, reports: Iterable[R], asked: Iterable[Span], until: Span, *, today: date, most: int
) -> bool:
    """Whether more than `most` of the reports asked for since an earlier one are missing.

    One is missing once its due date has passed. A confirmed 完了 or 中止 never expires, and
    nothing is missing after a 中止 that waits to be confirmed.
    """
    if settles(report) or report.period.ends_on == until.ends_on:
        return False
    later = {
        r.period.ends_on
        for r in reports
        if report.period.ends_on < r.period.ends_on <= until.ends_on
    }
    last = min(later, default=until.ends_on)
    missing = [
        p
        for p in asked
        if report.period.ends_on < p.ends_on <= last
        and p.ends_on not in later
        and p.due_on < today
    ]
    return len(missing) > most


def asked_periods(work: Sequence[Part], periods: Iterable[S], *, today: date) -> list[S]:
    """The periods in which the work is asked for a report by its cadence."""
    return [p for p in periods if is_asked(work, p, today=today)]
