"""Meetings: all of them, and one with its agenda, attendance, decisions and papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Model, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from hirao_dx.shared.tabs import Tab
from hirao_dx.shared.versions import Stale, version_of
from initiatives import permissions
from initiatives.choices import Attendance, DecisionOutcome, MeetingBody
from initiatives.current import with_plan
from initiatives.models import Decision, Meeting, Plan, ReportingPeriod, Snapshot
from initiatives.models.meeting import decision_overdue
from organization.access import require_office
from organization.http import StaffRequest

from . import actions, decisions
from .actions import next_number
from .conflicts import AnyForm, reconcile
from .forms import MeetingForm, VersionedForm

Row = TypeVar("Row", bound=Model)
OFFICE_ONLY = "会議を作ったり直したりできるのは、事務局です。"


def meeting_to_run(request: StaffRequest, plan: Plan, pk: int) -> Meeting:
    """The meeting that a page of the office is about.

    Raises Http404 if the plan has no such meeting, PermissionDenied for all but the office.
    """
    found = get_object_or_404(Meeting.objects.of(plan).select_related("plan"), pk=pk)
    require_office(request.user, OFFICE_ONLY)
    return found


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
        "overdue_count": open_now.filter(decision_overdue(today)).count(),
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


TEMPLATE = "initiatives/meetings/meeting_form.html"


@with_plan
def new(request: StaffRequest, plan: Plan) -> HttpResponse:
    """A new meeting, with the next number, the newest period and everybody expected."""
    require_office(request.user, OFFICE_ONLY)
    form = MeetingForm(
        request.POST or None, instance=Meeting(plan=plan), initial=_suggested(request, plan)
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_meeting(plan=plan, content=form.content, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            expected = made.attendees.count()
            messages.success(
                request, f"{made}を作りました。出席者の名簿に{expected}人が入りました。"
            )
            return redirect(made)
    return render(request, TEMPLATE, {"form": form}, status=422 if form.errors else 200)


@with_plan
def edit(request: StaffRequest, plan: Plan, pk: int) -> HttpResponse:
    """Change a meeting's date, place and so on. A conflicting save shows both texts."""
    found = meeting_to_run(request, plan, pk)
    context: dict[str, object] = {"meeting": found, "heading": str(found)}
    form = MeetingForm(
        request.POST or None, instance=found, initial={"version": version_of(found)}
    )
    if request.method == "POST" and form.is_valid():
        save = partial(actions.change_meeting, meeting=found, by=request.user)
        form, saved = save_over(form, save, MeetingForm, context)
        if saved:
            messages.success(request, f"{saved}を保存しました。")
            return redirect(saved)
    return answer(request, TEMPLATE, form, context)


def save_over(
    form: AnyForm,
    save: Callable[..., Row],
    again: Callable[..., AnyForm],
    context: dict[str, object],
) -> tuple[AnyForm, Row | None]:
    """Save a valid form over its row, and return both. Where that is refused, the row is None.

    If somebody else saved first, `again` makes the form, and `context` gets the conflict.
    """
    try:
        return form, save(content=form.content, version=form.cleaned_data["version"])
    except Stale as stale:
        current = stale.current
        form, context["conflict"] = reconcile(form, current, partial(again, instance=current))
    except ValidationError as error:
        form.add_error(None, error)
    return form, None


def answer(
    request: StaffRequest, template: str, form: VersionedForm, context: Mapping[str, object]
) -> HttpResponse:
    """The form: as it is first shown, with its faults (422), or beside another's text (409)."""
    status = 409 if "conflict" in context else 200
    if status == 200 and form.errors:
        status = 422
    return render(request, template, {"conflict": None, **context, "form": form}, status=status)


def _newest_begun(plan: Plan) -> ReportingPeriod | None:
    """The newest period that takes or took reports and has begun: one opened early waits."""
    begun = plan.periods.begun().filter(starts_on__lte=timezone.localdate())
    return begun.order_by("starts_on").last()


def _suggested(request: StaffRequest, plan: Plan) -> dict[str, object]:
    body = request.GET.get("body", "")
    body = body if body in MeetingBody.values else MeetingBody.COMMITTEE
    return {
        "body": body,
        "number": next_number(plan, body),
        "held_on": timezone.localdate(),
        "period": _newest_begun(plan),
    }
