"""Puts a meeting's paper together: the period's figures with what the meeting itself brings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from initiatives.models import Decision, Meeting, ReportingPeriod, Snapshot
from initiatives.rollup.record import record
from initiatives.rollup.version import RULES

from . import content
from .content import ChangeLine, Figures, InitiativeLine, MatterLine
from .figures import figures_of
from .last_shown import last_shown
from .queries import to_look_at


def changes(now: Figures, before: Figures) -> tuple[ChangeLine, ...]:
    """Every initiative of either by its code: those of now first, then those that ended."""
    ended = [line for line in before.initiatives if now.initiative(line.code) is None]
    moved = (_change(line, before.initiative(line.code)) for line in now.initiatives)
    return (*moved, *_ended(ended))


def _change(now: InitiativeLine, before: InitiativeLine | None) -> ChangeLine:
    return ChangeLine(
        code=now.code,
        name=now.name,
        judgement=now.judgement,
        judgement_before=before.judgement if before else None,
        mean=now.mean,
        mean_before=before.mean if before else None,
        fresh=now.coverage.fresh,
        fresh_before=before.coverage.fresh if before else None,
    )


def _ended(gone: Iterable[InitiativeLine]) -> Iterable[ChangeLine]:
    for before in gone:
        yield ChangeLine(
            code=before.code,
            name=before.name,
            judgement=None,
            judgement_before=before.judgement,
            mean=None,
            mean_before=before.mean,
            fresh=None,
            fresh_before=before.coverage.fresh,
        )


@dataclass(frozen=True)
class Stamp:
    """What is known only when a snapshot is taken: its number, moment and the digest before it."""

    number: int
    edition: int
    reason: str
    taken_at: datetime
    taken_by: str
    chained_to: str


def paper(
    meeting: Meeting, period: ReportingPeriod, stamp: Stamp, *, today: date
) -> content.Paper:
    """A meeting's paper on a period, from the live tables.

    Raises pydantic.ValidationError if the paper it compares itself with cannot be read.
    """
    read = record(meeting.plan, today=today)
    history = read.history(period)
    figures = figures_of(read, period, history)
    before = previous_snapshot(meeting)
    earlier = content.read_paper(before.content) if before else None
    comparable = earlier is not None and earlier.rules_version == RULES
    moved = changes(figures, earlier.figures) if earlier and comparable else ()
    since = last_shown(meeting.plan, period, history)
    entries = to_look_at(meeting.plan, period, history, since=since, today=today)
    return content.Paper(
        **vars(stamp),
        rules_version=RULES,
        meeting=_meeting(meeting),
        attendees=tuple(
            (a.name, a.post, a.get_attendance_display()) for a in meeting.attendees.all()
        ),
        agenda=tuple(_agenda(meeting)),
        decisions=tuple(_decisions(meeting, today)),
        previous=_previous(before, earlier) if before and earlier else None,
        changes=moved,
        matters=tuple(MatterLine(rule=e.rule, name=e.what, text=e.sentence) for e in entries),
        figures=figures,
    )


def previous_snapshot(meeting: Meeting) -> Snapshot | None:
    """The paper a meeting compares itself with: the newest of the body's meetings before.

    Of another body only if its own has none: a committee wants to know what changed since it met.
    """
    earlier = Snapshot.objects.filter(plan=meeting.plan_id).before(meeting)
    return earlier.filter(meeting__body=meeting.body).last() or earlier.last()


def _meeting(meeting: Meeting) -> content.MeetingLine:
    return content.MeetingLine(
        id=meeting.pk,
        body=content.Word(code=meeting.body, label=meeting.get_body_display()),
        number=meeting.number,
        label=str(meeting),
        held_on=meeting.held_on,
        place=meeting.place,
    )


def _previous(snapshot: Snapshot, paper: content.Paper) -> content.Previous:
    return content.Previous(
        number=paper.number,
        meeting=paper.meeting.label,
        held_on=paper.meeting.held_on,
        period=paper.figures.period.label,
        digest=snapshot.digest,
        rules_version=paper.rules_version,
    )


def _agenda(meeting: Meeting) -> Iterable[content.AgendaLine]:
    for item in meeting.agenda.prefetch_related("initiatives"):
        yield content.AgendaLine(
            number=item.number,
            kind=content.Word(code=item.kind, label=item.get_kind_display()),
            title=item.title,
            text=item.text,
            initiatives=tuple(str(i) for i in item.initiatives.all()),
        )


def _decisions(meeting: Meeting, today: date) -> Iterable[content.DecisionLine]:
    for decision in Decision.objects.following(meeting).with_names():
        yield content.DecisionLine(
            meeting=str(decision.meeting),
            held_on=decision.meeting.held_on,
            number=decision.number,
            text=decision.text,
            initiatives=tuple(str(i) for i in decision.initiatives.all()),
            owner=decision.owner.label if decision.owner else "",
            due_on=decision.due_on,
            overdue=decision.is_overdue(today),
            outcome=content.Word(code=decision.outcome, label=decision.get_outcome_display()),
            outcome_text=decision.outcome_text,
            closed_on=decision.closed_on,
        )
