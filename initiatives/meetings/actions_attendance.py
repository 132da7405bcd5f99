"""Who is expected at a meeting and who came, as the office writes it.

Every change leaves a row in the history of the attendee.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from hirao_dx.shared.trace import Trace
from hirao_dx.shared.versions import Stale, versions_of
from initiatives import permissions
from initiatives.models import Attendee, Meeting
from organization.models import User

from .content import AttendanceContent
from .roster import roster

GUESTS_FROM = 1000  # guests stand after everybody of the roster
LONGEST_NAME, LONGEST_POST = 50, 100


@dataclass(frozen=True)
class Entry:
    """What was sent for one row; `leaves` takes the person off the list.

    `version` is the key of the row of its history it was read from.
    """

    attendee_id: int
    version: int
    content: AttendanceContent
    leaves: bool = False


def hold_for_office(meeting: Meeting, *, by: User) -> Meeting:
    """The meeting as it is now; nobody else writes to it until this transaction ends.

    Raises PermissionDenied if `by` is not the office.
    """
    if not permissions.can_run_meetings(by):
        raise PermissionDenied
    return Meeting.objects.select_for_update().get(pk=meeting.pk)


@transaction.atomic
def fill_from_roster(*, meeting: Meeting, by: User) -> list[Attendee]:
    """List everybody of the roster of the meeting's day who is not listed yet.

    Returns the new rows.

    Name and post are kept as they are on that day. Raises ValidationError if a row does not
    validate; PermissionDenied if `by` is not the office.
    """
    hold_for_office(meeting, by=by)
    listed = set(meeting.attendees.values_list("user_id", flat=True))
    rows = []
    for order, row in enumerate(roster(meeting.body, meeting.held_on)):
        if row.user_id not in listed:
            row.meeting, row.order = meeting, order
            row.name, row.post = row.name[:LONGEST_NAME], row.post[:LONGEST_POST]
            _save(row, by=by)
            rows.append(row)
    return rows


@transaction.atomic
def add_guest(
    *, meeting: Meeting, name: str, post: str, content: AttendanceContent, by: User
) -> Attendee:
    """List a guest, after everybody of the roster. Returns the row.

    Raises ValidationError if a field does not validate; PermissionDenied if `by` is not the
    office.
    """
    hold_for_office(meeting, by=by)
    last = meeting.attendees.filter(order__gte=GUESTS_FROM).aggregate(last=Max("order"))["last"]
    order = GUESTS_FROM if last is None else last + 1
    guest = Attendee(meeting=meeting, name=name, post=post, order=order, **vars(content))
    _save(guest, by=by)
    return guest


@transaction.atomic
def keep_attendance(*, meeting: Meeting, entries: Sequence[Entry], by: User) -> int:
    """Write who came, with a note for each, and take people off the list.

    Returns how many changed.

    A row that was sent as it had been read stays as it is now, whoever wrote it since. Raises
    Stale, with nothing written, if somebody else changed a row that was changed here too;
    ValidationError if a row does not validate; PermissionDenied if `by` is not the office.
    """
    hold_for_office(meeting, by=by)
    rows = {row.pk: row for row in meeting.attendees.all()}
    versions = versions_of(rows.values())
    read = Attendee.history.in_bulk([e.version for e in entries], field_name="history_id")
    wanted = [
        (rows[entry.attendee_id], entry)
        for entry in entries
        if entry.attendee_id in rows and _changes(entry, rows[entry.attendee_id], read)
    ]
    stale = {row.pk: row for row, entry in wanted if versions.get(row.pk, 0) != entry.version}
    if stale:
        raise Stale(stale)
    for row, entry in wanted:
        _apply(row, entry, by=by)
    return len(wanted)


def _changes(entry: Entry, row: Attendee, read: dict[int, Attendee]) -> bool:
    """Whether the sender changed what they had read into something that is not stored yet."""
    if entry.leaves:
        return True
    before = read.get(entry.version)
    if before is not None and AttendanceContent.of(before) == entry.content:
        return False
    return AttendanceContent.of(row) != entry.content


def _apply(row: Attendee, entry: Entry, *, by: User) -> None:
    if entry.leaves:
        Trace(by).delete(row)
        return
    row.attendance, row.note = entry.content.attendance, entry.content.note
    _save(row, by=by)


def _save(row: Attendee, *, by: User) -> None:
    row.full_clean()
    Trace(by).save(row)
