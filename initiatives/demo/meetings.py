"""Past meetings on the periods closed lately: agenda, attendance, decisions, frozen papers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta

from hirao_dx.shared.trace import Trace
from initiatives.choices import Attendance, DecisionOutcome
from initiatives.meetings.actions_attendance import fill_from_roster
from initiatives.models import AgendaItem, Decision, Meeting, ReportingPeriod, Snapshot
from initiatives.paper.actions import store_snapshot
from initiatives.paper.assemble import Stamp
from organization.models import User

from . import schema
from .people import Town
from .plan import at
from .schema import REASON, marked

HELD_AFTER = timedelta(days=14)  # past the due date
FROZEN_BEFORE = timedelta(days=3)
FROZEN_AT = time(10, 0)


def create_meetings(
    document: schema.Document,
    town: Town,
    periods: Sequence[ReportingPeriod],
    *,
    today: date,
    by: User,
) -> None:
    """Insert the meetings that could have been held by a day, in the order of their days.

    Each paper is frozen while the earlier decisions are as they were then. Raises PermissionDenied
    if `by` is not the office.
    """
    waiting: list[tuple[Decision, schema.Decision]] = []
    for held_on, period, item in sorted(_dated(document, periods), key=lambda row: row[0]):
        if held_on > today:
            continue
        _settle(waiting, held_on, by=by)
        meeting = _create(item, town, period, held_on, by=by)
        _freeze(meeting, period, by=by)
        waiting += [
            _decide(meeting, number, d, town, by=by) for number, d in enumerate(item.decisions, 1)
        ]
    _settle(waiting, today, by=by)


def _dated(
    document: schema.Document, periods: Sequence[ReportingPeriod]
) -> Iterable[tuple[date, ReportingPeriod, schema.Meeting]]:
    """Each meeting whose period exists, with its day."""
    closed = periods[:-1]
    for item in document.meetings:
        if item.periods_ago <= len(closed):
            period = closed[-item.periods_ago]
            yield period.due_on + HELD_AFTER + timedelta(days=item.days_later), period, item


def _create(
    item: schema.Meeting, town: Town, period: ReportingPeriod, held_on: date, *, by: User
) -> Meeting:
    meeting = Meeting(
        plan=town.plan,
        body=item.body,
        number=item.number,
        held_on=held_on,
        place=marked(item.place),
        period=period,
        remarks=marked(item.remarks),
    )
    Trace(by, REASON).save(meeting)
    for number, agenda in enumerate(item.agenda, start=1):
        _put_on_agenda(meeting, number, agenda, town, by=by)
    for attendee in fill_from_roster(meeting=meeting, by=by)[-1:]:
        attendee.attendance = Attendance.ABSENT
        Trace(by, REASON).save(attendee)
    return meeting


def _put_on_agenda(
    meeting: Meeting, number: int, item: schema.AgendaItem, town: Town, *, by: User
) -> None:
    row = AgendaItem(
        meeting=meeting,
        number=number,
        kind=item.kind,
        title=marked(item.title),
        text=marked(item.text),
    )
    _save_with_initiatives(row, item.initiatives, town, by=by)


def _decide(
    meeting: Meeting, number: int, item: schema.Decision, town: Town, *, by: User
) -> tuple[Decision, schema.Decision]:
    """A decision as it leaves its meeting: open."""
    row = Decision(
        meeting=meeting,
        number=number,
        text=marked(item.text),
        owner=town.sections[item.owner],
        due_on=meeting.held_on + timedelta(days=item.due_after),
    )
    _save_with_initiatives(row, item.initiatives, town, by=by)
    return row, item


def _save_with_initiatives(
    row: AgendaItem | Decision, codes: Iterable[str], town: Town, *, by: User
) -> None:
    Trace(by, REASON).save(row)
    if codes:
        Trace(by, REASON).sign(row).initiatives.set(town.initiatives[code] for code in codes)


def _settle(waiting: list[tuple[Decision, schema.Decision]], on: date, *, by: User) -> None:
    """Settle the decisions due to be settled by a day, and take them out of `waiting`."""
    for pair in list(waiting):
        decision, item = pair
        if item.settled_after is None:
            continue
        closed_on = decision.meeting.held_on + timedelta(days=item.settled_after)
        if closed_on <= on:
            decision.outcome = DecisionOutcome(item.outcome)
            decision.outcome_text = marked(item.outcome_text)
            decision.closed_on = closed_on
            Trace(by, REASON).save(decision)
            waiting.remove(pair)


def _freeze(meeting: Meeting, period: ReportingPeriod, *, by: User) -> None:
    day = meeting.held_on - FROZEN_BEFORE
    last = Snapshot.objects.filter(plan=meeting.plan_id).order_by("number").last()
    stamp = Stamp(
        number=last.number + 1 if last else 1,
        edition=1,
        reason="",
        taken_at=at(day, FROZEN_AT),
        taken_by=by.name,
        chained_to=last.digest if last else "",
    )
    store_snapshot(meeting=meeting, period=period, stamp=stamp, today=day, by=by)
