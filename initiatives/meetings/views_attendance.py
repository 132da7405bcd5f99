"""The page on which the office records who came: a row per person, and guests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from hirao_dx.shared.versions import Stale, versions_of
from initiatives.current import with_plan
from initiatives.models import Attendee, Meeting, Plan
from organization.http import StaffRequest

from . import actions_attendance as actions
from .actions_attendance import Entry
from .content import AttendanceContent
from .forms import AttendeeForm, GuestForm
from .views import meeting_to_run

TEMPLATE = "initiatives/meetings/attendance.html"
GUEST_ID = "guest_%s"


@dataclass(frozen=True)
class Fault:
    """Something to correct, and the id of the field it is about."""

    target: str
    text: str


@with_plan
def attendance(request: StaffRequest, plan: Plan, pk: int) -> HttpResponse:
    """Everybody expected, each with 出欠 and a note. All rows are saved together."""
    meeting = meeting_to_run(request, plan, pk)
    if request.method != "POST":
        return _show(request, meeting, _rows(meeting))
    rows = _rows(meeting, request.POST)
    if any(row.errors for row in rows):
        return _show(request, meeting, rows, status=422)
    try:
        changed = actions.keep_attendance(
            meeting=meeting, entries=[_entry(row) for row in rows], by=request.user
        )
    except Stale as stale:
        return _show(request, meeting, _again(meeting, request.POST, stale.current), status=409)
    messages.success(request, f"出欠を保存しました（{changed}人分を変えました）。")
    _warn_of_gone(request, rows)
    return redirect(meeting)


@require_POST
@with_plan
def add_guest(request: StaffRequest, plan: Plan, pk: int) -> HttpResponse:
    """List somebody who is not on the roster."""
    meeting = meeting_to_run(request, plan, pk)
    form = GuestForm(request.POST, auto_id=GUEST_ID)
    if not form.is_valid():
        return _show(request, meeting, _rows(meeting), form, status=422)
    guest = actions.add_guest(
        meeting=meeting,
        name=form.cleaned_data["name"],
        post=form.cleaned_data["post"],
        content=AttendanceContent.cleaned(form.cleaned_data),
        by=request.user,
    )
    messages.success(request, f"{guest.name}さんを出席者に加えました。")
    return redirect("attendance", meeting.pk)


@require_POST
@with_plan
def fill(request: StaffRequest, plan: Plan, pk: int) -> HttpResponse:
    """Add whoever of the roster is missing; rows that are there stay as they are."""
    meeting = meeting_to_run(request, plan, pk)
    added = actions.fill_from_roster(meeting=meeting, by=request.user)
    if added:
        messages.success(request, f"名簿から{len(added)}人を加えました。")
    else:
        messages.info(request, "名簿の人は、もう全員入っています。")
    return redirect("attendance", meeting.pk)


def _rows(meeting: Meeting, data: QueryDict | None = None) -> list[AttendeeForm]:
    """A form for each person. Someone added since the page was opened keeps what is stored."""
    attendees = list(meeting.attendees.all())
    versions = versions_of(attendees)
    return [
        AttendeeForm(
            data,
            instance=attendee,
            prefix=f"a{attendee.pk}",
            initial={"version": versions.get(attendee.pk, 0)},
        )
        for attendee in attendees
        if data is None or f"a{attendee.pk}-version" in data
    ]


def _entry(row: AttendeeForm) -> Entry:
    data = row.cleaned_data
    content = AttendanceContent.cleaned(data)
    return Entry(row.instance.pk, data["version"], content, leaves=data["leaves"])


def _again(
    meeting: Meeting, sent: QueryDict, stored: Mapping[int, Attendee]
) -> list[AttendeeForm]:
    """The same rows with what was typed; where others wrote too, their text is shown beside it."""
    data, versions = sent.copy(), versions_of(stored.values())
    for pk in stored:
        data[f"a{pk}-version"] = str(versions.get(pk, 0))
    rows = _rows(meeting, data)
    for row in rows:
        theirs = stored.get(row.instance.pk)
        if theirs:
            note = f"・備考「{theirs.note}」" if theirs.note else ""
            row.add_error(
                None,
                f"{theirs.name}さんは、ほかの人が先に「{theirs.get_attendance_display()}」{note}で"
                "保存しました。あなたの入力でよければ、もう一度保存してください。",
            )
    return rows


def _warn_of_gone(request: StaffRequest, rows: list[AttendeeForm]) -> None:
    sent = sum(name.endswith("-version") for name in request.POST)
    if sent > len(rows):
        messages.warning(
            request,
            "画面を開いた後に、ほかの人が名簿から外した人がいます。その人の入力は保存していません。",
        )


def _show(
    request: StaffRequest,
    meeting: Meeting,
    rows: list[AttendeeForm],
    guest: GuestForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    faults = [fault for row in rows if row.is_bound for fault in _faults(row)]
    context = {
        "meeting": meeting,
        "rows": rows,
        "faults": faults,
        "guest": guest or GuestForm(auto_id=GUEST_ID),
    }
    return render(request, TEMPLATE, context, status=status)


def _faults(row: AttendeeForm) -> list[Fault]:
    """What does not fit in a row, with the person's name."""
    faults = []
    for name, errors in row.errors.items():
        field = row["attendance" if name == NON_FIELD_ERRORS else name]
        target = f"{field.auto_id}_0" if field.name == "attendance" else field.auto_id
        words = "" if name == NON_FIELD_ERRORS else f"{row.instance.name}さんの{field.label}："
        faults += [Fault(target, f"{words}{text}") for text in errors]
    return faults
