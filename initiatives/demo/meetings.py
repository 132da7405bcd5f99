"""One past meeting on the latest period that was closed early enough."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from initiatives.choices import DecisionOutcome
from initiatives.models import Decision, Meeting, ReportingPeriod
from organization.models import User

from . import rows, schema
from .labels import marked
from .town import Town

HELD_AFTER = timedelta(days=14)  # past the due date


def create_meeting(
    document: schema.Document,
    town: Town,
    periods: Sequence[ReportingPeriod],
    *,
    today: date,
    by: User,
) -> None:
    """Insert the meeting with its decisions, once a period is far enough in the past."""
    past = [p for p in periods[:-1] if p.due_on + HELD_AFTER <= today]
    if document.meeting is None or not past:
        return
    held_on = past[-1].due_on + HELD_AFTER
    meeting = Meeting(
        plan=town.plan,
        body=document.meeting.body,
        number=document.meeting.number,
        held_on=held_on,
        period=past[-1],
        remarks=marked(document.meeting.remarks),
    )
    rows.sign(meeting, by=by)
    meeting.save()
    for number, item in enumerate(document.meeting.decisions, start=1):
        due_on = held_on + timedelta(days=item.due_after)
        decision = Decision(
            meeting=meeting,
            number=number,
            text=marked(item.text),
            owner=town.section(item.owner),
            due_on=due_on,
            outcome=item.outcome,
            closed_on=None if item.outcome == DecisionOutcome.OPEN else min(due_on, today),
            outcome_text=marked(item.outcome_text),
        )
        rows.sign(decision, by=by)
        decision.save()
        if item.initiatives:
            rows.sign(decision, by=by)
            decision.initiatives.set(town.initiative(code) for code in item.initiatives)
