"""Who takes part in an initiative: started, ended, changed, led. The office alone does this.

Every write is one transaction on a locked initiative and leaves who, when and why in the history.
Reports stay: no participation is ever removed here, none ends before what was reported of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from hirao_dx.shared.trace import Trace
from hirao_dx.shared.versions import Stale
from initiatives import permissions
from initiatives.choices import Cadence, ParticipationRole
from initiatives.models import Initiative, Participation
from organization.models import Section, User

from . import changes
from .changes import Change, ChangeKind
from .faults import Situation, faults
from .handover import hand_over, open_reports

ORDER = list(ChangeKind)


@transaction.atomic
def start_participation(
    *,
    initiative: Initiative,
    section: Section,
    role: str,
    starts_on: date,
    ends_on: date | None = None,
    note: str = "",
    cadence: str = Cadence.EVERY,
    reason: str = "",
    by: User,
) -> Participation:
    """Let a section take part in an initiative. Returns the new row.

    Raises ValidationError with every reason against it (`faults.faults`); PermissionDenied if `by`
    is not the office.
    """
    situation = _locked(initiative, by)
    wanted = changes.start(section, role, starts_on, ends_on, note, cadence)
    return _carry_out(situation, [wanted], reason=reason, by=by)[-1]


@transaction.atomic
def end_participation(
    *, participation: Participation, ends_on: date, reason: str = "", by: User
) -> Participation:
    """End a section's part on a day, which is its last. Returns the row.

    Raises as `start_participation` does, and ValidationError if the row is gone.
    """
    situation = _locked(participation.initiative, by)
    wanted = changes.end(_current(situation, participation), ends_on)
    return _carry_out(situation, [wanted], reason=reason, by=by)[-1]


@transaction.atomic
def change_role(
    *,
    participation: Participation,
    role: str,
    starts_on: date,
    note: str = "",
    reason: str = "",
    by: User,
) -> Participation:
    """Change 主管 to 関係 or back from a day: the old row ends the day before, a new one starts.

    From the row's own first day on, the row itself is changed. Returns the row that holds from
    then on. Raises as `end_participation` does, and ValidationError if the section has that role
    already.
    """
    situation = _locked(participation.initiative, by)
    row = _current(situation, participation)
    if row.role == role:
        raise ValidationError(f"{row.section.label}は、すでに{row.get_role_display()}です。")
    wanted = changes.role(row, role, starts_on, note)
    return _carry_out(situation, [wanted], reason=reason, by=by)[-1]


@transaction.atomic
def change_cadence(
    *,
    participation: Participation,
    cadence: str,
    starts_on: date,
    note: str = "",
    reason: str = "",
    by: User,
) -> Participation:
    """Ask for reports in other periods from a day on, in the way of `change_role`.

    Returns the row that holds from then on: what was asked before that day stays asked. Raises as
    `change_role` does.
    """
    situation = _locked(participation.initiative, by)
    row = _current(situation, participation)
    if row.cadence == cadence:
        raise ValidationError(
            f"{row.section.label}の報告の回数は、すでに{row.get_cadence_display()}です。"
        )
    wanted = changes.cadence(row, cadence, starts_on, note)
    return _carry_out(situation, [wanted], reason=reason, by=by)[-1]


@transaction.atomic
def move_lead(
    *,
    initiative: Initiative,
    to: Section,
    starts_on: date,
    keep: bool = False,
    reason: str = "",
    by: User,
) -> Participation:
    """Pass the lead to a section in one step, so that exactly one section leads at any time.

    With `keep` the old lead stays as 関係. Returns the new lead's row. Raises as
    `start_participation` does, and ValidationError if the section leads already.
    """
    situation = _locked(initiative, by)
    wanted = changes.lead_to(situation.rows, to, starts_on, keep=keep)
    if not wanted:
        raise ValidationError(f"{to.label}は、その日すでに主管です。")
    saved = _carry_out(situation, wanted, reason=reason, by=by)
    return next(row for row in saved if row.is_lead and row.section_id == to.pk)


@transaction.atomic
def apply_column(
    *,
    initiative: Initiative,
    sections: Iterable[Section],
    lead: Section | None,
    starts_on: date,
    reason: str = "",
    seen: str | None = None,
    by: User,
) -> list[Change]:
    """Let exactly these sections take part from a day on. Returns the changes that were made.

    `seen` is the `fingerprint` the preview was made from. Raises Stale if the participations have
    changed since, and else as `start_participation` does.
    """
    situation = _locked(initiative, by)
    if seen is not None and seen != fingerprint(situation.rows):
        raise Stale(situation.rows)
    wanted = changes.column(situation.rows, sections, lead, starts_on)
    _carry_out(situation, wanted, reason=reason, by=by)
    return wanted


def fingerprint(rows: Iterable[Participation]) -> str:
    """Sixteen hexadecimal digits that are the same as long as the rows are."""
    lines = sorted((r.pk, r.role, r.cadence, str(r.starts_on), str(r.ends_on)) for r in rows)
    return sha256(repr(lines).encode()).hexdigest()[:16]


def _locked(initiative: Initiative, by: User) -> Situation:
    """What holds now, with the initiative locked until the end of the transaction.

    Raises PermissionDenied if `by` is not the office.
    """
    if not permissions.can_assign(by):
        raise PermissionDenied
    held = Initiative.objects.select_for_update(of=("self",)).select_related("plan")
    return Situation.of(held.get(pk=initiative.pk))


def _current(situation: Situation, participation: Participation) -> Participation:
    """The row as it is now. Raises ValidationError if somebody removed it."""
    for row in situation.rows:
        if row.pk == participation.pk:
            return row
    raise ValidationError("この担当は、ほかの人が先に変えました。担当表を開き直してください。")


def _carry_out(
    situation: Situation, wanted: list[Change], *, reason: str, by: User
) -> list[Participation]:
    """The rows that hold after the changes, in the order they were written.

    What ends is written first, so that nothing overlaps. Raises ValidationError with every reason
    against the changes; nothing is written then.
    """
    wrong = faults(situation, wanted)
    if wrong:
        raise ValidationError(wrong)

    trace = Trace(by, reason.strip())
    ordered = sorted(wanted, key=_rank)
    for change in ordered:
        if change.participation and change.last_day:
            change.participation.ends_on = change.last_day
            trace.save(change.participation)
    written = [_write(situation.initiative, change, trace) for change in ordered]
    for change, row in zip(ordered, written, strict=True):
        _pass_on(change, row, trace)
    return written


def _pass_on(change: Change, row: Participation, trace: Trace[User]) -> None:
    """Let what is under way go with the duty.

    A change to come leaves it until its day: then the duty finds it (`models.duty.written_of`).
    """
    old = change.participation
    if old is None or not change.goes_on or change.in_place:
        return
    if change.on <= timezone.localdate():
        hand_over(open_reports([old], change.on), {old.pk: row}, trace)


def _rank(change: Change) -> tuple[int, bool]:
    """Ends, then roles, then starts; a lead is given up before it is taken."""
    return ORDER.index(change.kind), change.role == ParticipationRole.LEAD


def _write(initiative: Initiative, change: Change, trace: Trace[User]) -> Participation:
    """The row that holds after a change, saved. What ended is saved already."""
    row = change.participation
    if row is not None and change.kind == ChangeKind.END:
        return row
    if row is not None and change.in_place:
        row.role, row.cadence = change.role, change.cadence
        row.note = change.note or row.note
        return trace.save(row)
    return trace.save(
        Participation(
            initiative=initiative,
            section=change.section,
            role=change.role,
            cadence=change.cadence,
            starts_on=change.on,
            ends_on=change.until,
            note=change.note,
        )
    )
