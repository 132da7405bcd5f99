"""Meetings: all of them, and one with its agenda, attendance, decisions and papers."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from hirao_dx.shared.http import StaffRequest
from initiatives import permissions
from initiatives.choices import Attendance, DecisionOutcome, MeetingBody
from initiatives.current import with_plan
from initiatives.models import Decision, Meeting, Plan, Snapshot

from . import decisions

OFFICE_ONLY = "会議を作ったり直したりできるのは、事務局です。"


@dataclass(frozen=True)
class Tab:
    """One of the bodies to choose from."""

    label: str
    url: str
    current: bool


def meeting_to_run(request: StaffRequest, plan: Plan, pk: int) -> Meeting:
    """The meeting that a page of the office is about.

    Raises Http404 if the plan has no such meeting, PermissionDenied for all but the office.
    """
    found = get_object_or_404(Meeting.objects.of(plan).select_related("plan"), pk=pk)
    require_office(request)
    return found


def require_office(request: StaffRequest) -> None:
    """Raises PermissionDenied for all but the office."""
    if not permissions.can_run_meetings(request.user):
        raise PermissionDenied(OFFICE_ONLY)


@with_plan
def meeting_list(request: StaffRequest, plan: Plan) -> HttpResponse:
    """Every meeting, newest first; `body` in the address chooses one of the two bodies."""
    today = timezone.localdate()
    body = request.GET.get("body", "")
    body = body if body in MeetingBody.values else ""
    meetings = Meeting.objects.of(plan).annotate(
        decided=Count("decisions"),
        still_open=Count("decisions", Q(decisions__outcome=DecisionOutcome.OPEN)),
    )
    open_now = decisions.still_open(plan)
    context = {
        "body": body,
        "tabs": _tabs(body),
        "meetings": _with_papers(meetings.filter(body=body) if body else meetings),
        "today": today,
        "open_count": open_now.count(),
        "overdue_count": open_now.filter(decisions.overdue(today)).count(),
        "can_run": permissions.can_run_meetings(request.user),
    }
    return render(request, "initiatives/meetings/list.html", context)


@with_plan
def meeting(request: StaffRequest, plan: Plan, pk: int) -> HttpResponse:
    """One meeting and everything that belongs to it. A fixed number of queries."""
    found = get_object_or_404(_with_papers(Meeting.objects.of(plan)), pk=pk)
    today = timezone.localdate()
    attendees = list(found.attendees.all())
    following = Decision.objects.following(found).with_names()
    context = {
        "meeting": found,
        "today": today,
        "attendees": attendees,
        "came": [(a.label, sum(x.attendance == a for x in attendees)) for a in Attendance],
        "agenda": found.agenda.prefetch_related("initiatives"),
        "decisions": decisions.rows(found.decisions.with_names(), today),
        "following": decisions.rows(following, today),
        "can_run": permissions.can_run_meetings(request.user),
    }
    return render(request, "initiatives/meetings/meeting.html", context)


def _with_papers(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """The papers of each as `papers`, oldest first, without their long content. One query."""
    rows = Snapshot.objects.defer("content").select_related("taken_by").order_by("edition")
    return meetings.prefetch_related(Prefetch("snapshots", rows, to_attr="papers"))


def _tabs(chosen: str) -> list[Tab]:
    home = reverse("meetings")
    bodies = [Tab(b.label, f"{home}?body={b.value}", b.value == chosen) for b in MeetingBody]
    return [Tab("すべて", home, not chosen), *bodies]
