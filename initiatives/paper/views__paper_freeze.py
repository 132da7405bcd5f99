"""The office freezes a meeting's paper: look at it first, then take it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render

from hirao_dx.shared.http import StaffRequest
from initiatives.current import with_plan
from initiatives.meetings.views import meeting_to_run
from initiatives.models import Plan

from . import readiness
from .actions import freeze_problems, take_snapshot
from .shown import show
from .views__forms_paper import FreezeForm


@with_plan
def new(request: StaffRequest, plan: Plan, pk: int) -> HttpResponse:
    """Say what would be frozen (GET), then freeze it (POST)."""
    meeting = meeting_to_run(request, plan, pk)
    posted = request.method == "POST"
    is_first = not meeting.snapshots.exists()
    form = FreezeForm(request.POST if posted else None, is_first=is_first)
    if posted and form.is_valid():
        reason = form.cleaned_data.get("reason", "")
        try:
            snapshot = take_snapshot(meeting=meeting, by=request.user, reason=reason)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            messages.success(request, f"{meeting}の会議資料を作りました。")
            return redirect(snapshot)
    problems = freeze_problems(meeting)
    context = {
        "meeting": meeting,
        "form": form,
        "is_first": is_first,
        "problems": problems,
        "ready": None,
    }
    if meeting.period and not problems:
        context["ready"] = readiness.readiness(meeting, meeting.period, request.user)
    return render(request, "initiatives/paper/new.html", context, status=422 if posted else 200)


@with_plan
def preview(request: StaffRequest, plan: Plan, pk: int) -> HttpResponse:
    """The paper as it would be now, marked as no snapshot; the freezing page if there is none."""
    meeting = meeting_to_run(request, plan, pk)
    if meeting.period is None or freeze_problems(meeting):
        return redirect("paper_new", meeting.pk)
    paper = readiness.preview(meeting, meeting.period, request.user)
    context = {"meeting": meeting, "paper": show(paper)}
    return render(request, "initiatives/paper/preview.html", context)
