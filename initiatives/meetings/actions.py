"""What the office writes of a meeting: its own fields, its agenda and its decisions.

Every change leaves a row in the history of what was changed.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Max, Model

from hirao_dx.shared.trace import Trace
from hirao_dx.shared.versions import require_version
from initiatives import permissions
from initiatives.models import AgendaItem, Decision, Meeting, Plan
from organization.models import User

from .actions_attendance import fill_from_roster, hold_for_office
from .content import (
    INITIATIVES,
    AgendaContent,
    Content,
    DecisionContent,
    MeetingContent,
    attribute,
)

ASIDE = 10_000  # added to numbers while they change places, beyond any that is in use


def next_number(plan: Plan, body: str) -> int:
    """The number after the body's last meeting; 1 if it has not met. One query."""
    last = Meeting.objects.filter(plan=plan, body=body).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


@transaction.atomic
def add_meeting(*, plan: Plan, content: MeetingContent, by: User) -> Meeting:
    """Store a new meeting and list everybody who holds a fitting appointment on its day.

    Returns the meeting. Raises ValidationError if a field does not validate, such as a number the
    body has used; PermissionDenied if `by` is not the office.
    """
    _hold_plan(plan, by=by)
    meeting = Meeting(plan=plan)
    _write(meeting, content, by=by)
    fill_from_roster(meeting=meeting, by=by)
    return meeting


@transaction.atomic
def change_meeting(
    *, meeting: Meeting, content: MeetingContent, version: int, by: User
) -> Meeting:
    """Write a meeting's own fields; who attends stays as it is. Returns the meeting as stored.

    `version` is the `version_of` the writer started from. The same values again change nothing.
    Raises Stale if somebody wrote other values in between, and else as `add_meeting` does.
    """
    _hold_plan(meeting.plan, by=by)
    current = hold_for_office(meeting, by=by)
    _write_over(current, content, version, by=by)
    return current


@transaction.atomic
def add_agenda_item(*, meeting: Meeting, content: AgendaContent, by: User) -> AgendaItem:
    """Put an item at the agenda's end and return it.

    Raises ValidationError if a field does not validate; PermissionDenied if `by` is not the
    office.
    """
    hold_for_office(meeting, by=by)
    last = meeting.agenda.aggregate(last=Max("number"))["last"] or 0
    item = AgendaItem(meeting=meeting, number=last + 1)
    _write(item, content, by=by)
    return item


@transaction.atomic
def change_agenda_item(
    *, item: AgendaItem, content: AgendaContent, version: int, by: User
) -> AgendaItem:
    """Write an item's fields; its place stays. Returns the item as stored.

    Raises Stale if somebody wrote other values in between, AgendaItem.DoesNotExist if the item is
    gone, and else as `add_agenda_item` does.
    """
    hold_for_office(item.meeting, by=by)
    current = AgendaItem.objects.select_for_update().get(pk=item.pk)
    _write_over(current, content, version, by=by)
    return current


@transaction.atomic
def move_agenda_item(*, item: AgendaItem, to: int, by: User) -> None:
    """Give an item the wanted place (1 is the first); the others close up behind it.

    A place beyond either end is the end. Raises AgendaItem.DoesNotExist if the item is gone;
    PermissionDenied if `by` is not the office.
    """
    hold_for_office(item.meeting, by=by)
    others = list(item.meeting.agenda.exclude(pk=item.pk))
    place = min(max(to, 1), len(others) + 1) - 1
    moved = AgendaItem.objects.get(pk=item.pk)
    _number([*others[:place], moved, *others[place:]], by=by)


@transaction.atomic
def delete_agenda_item(*, item: AgendaItem, version: int, by: User) -> None:
    """Take an item off the agenda; those after it move up. Its history keeps the text.

    Raises Stale if the item is no longer at `version`, AgendaItem.DoesNotExist if it is gone;
    PermissionDenied if `by` is not the office.
    """
    meeting = hold_for_office(item.meeting, by=by)
    require_version(AgendaItem.objects.get(pk=item.pk), version)
    Trace(by).delete(item)
    _number(list(meeting.agenda.all()), by=by)


@transaction.atomic
def add_decision(*, meeting: Meeting, content: DecisionContent, by: User) -> Decision:
    """Store a new decision under the meeting's next number and return it.

    Raises ValidationError if a field does not validate, such as a closing day without an outcome;
    PermissionDenied if `by` is not the office.
    """
    hold_for_office(meeting, by=by)
    last = meeting.decisions.aggregate(last=Max("number"))["last"] or 0
    decision = Decision(meeting=meeting, number=last + 1)
    _write(decision, content, by=by)
    return decision


@transaction.atomic
def change_decision(
    *, decision: Decision, content: DecisionContent, version: int, by: User
) -> Decision:
    """Write a decision or what became of it. Returns the decision as stored.

    Raises Stale if somebody wrote other values in between, Decision.DoesNotExist if the decision
    is gone, and else as `add_decision` does.
    """
    hold_for_office(decision.meeting, by=by)
    current = Decision.objects.select_for_update().get(pk=decision.pk)
    _write_over(current, content, version, by=by)
    return current


def _hold_plan(plan: Plan, *, by: User) -> None:
    """Let nobody else number a meeting of the plan until this transaction ends.

    Raises PermissionDenied if `by` is not the office.
    """
    if not permissions.can_run_meetings(by):
        raise PermissionDenied
    Plan.objects.select_for_update().get(pk=plan.pk)


def _write_over(current: Model, content: Content, version: int, *, by: User) -> None:
    """Store what differs.

    Raises Stale unless the row is at the version, ValidationError as `_write`.
    """
    if type(content).of(current) == content:
        return
    require_version(current, version)
    _write(current, content, by=by)


def _write(row: Model, content: Content, *, by: User) -> None:
    """Store what differs; the same values leave no trace.

    Raises ValidationError if the row does not validate as a whole, before anything is stored.
    """
    values = dict(vars(content))
    initiatives = values.pop(INITIATIVES, None)
    changed = [n for n, v in values.items() if getattr(row, attribute(row, n)) != v]
    for name in changed:
        setattr(row, attribute(row, name), values[name])
    trace = Trace(by)
    if changed or row.pk is None:
        row.full_clean()
        trace.save(row)
    if initiatives is not None:
        signed: Any = trace.sign(row)  # of the two models that name initiatives
        signed.initiatives.set(initiatives)


def _number(items: list[AgendaItem], *, by: User) -> None:
    """Number an agenda from 1 in the given order. Only rows that moved leave a trace."""
    moved = [(n, item) for n, item in enumerate(items, start=1) if item.number != n]
    AgendaItem.objects.filter(pk__in=[item.pk for _, item in moved]).update(
        number=F("number") + ASIDE
    )
    for number, item in moved:
        item.number = number
        Trace(by).save(item)
