"""The office makes a meeting and changes it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from hirao_dx.shared.http import StaffRequest
from initiatives.choices import MeetingBody
from initiatives.current import with_plan
from initiatives.models import Meeting, Plan

from . import actions
from .actions import StaleTextError, next_number, version_of
from .conflicts import reconcile
from .forms import MeetingForm, VersionedForm
from .views import meeting_to_run, require_office

TEMPLATE = "initiatives/meetings/meeting_form.html"


@with_plan
def new(request: StaffRequest, plan: Plan) -> HttpResponse:
    """A new meeting, with the next number, the newest period and everybody expected."""
    require_office(request)
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
        try:
            saved = actions.change_meeting(
                meeting=found,
                content=form.content,
                version=form.cleaned_data["version"],
                by=request.user,
            )
        except StaleTextError as stale:
            form, context["conflict"] = reconcile(
                form, stale, partial(MeetingForm, instance=stale.current)
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{saved}を保存しました。")
            return redirect(saved)
    return answer(request, TEMPLATE, form, context)


def answer(
    request: StaffRequest, template: str, form: VersionedForm, context: Mapping[str, object]
) -> HttpResponse:
    """The form: as it is first shown, with its faults (422), or beside another's text (409)."""
    status = 409 if "conflict" in context else 200
    if status == 200 and form.errors:
        status = 422
    return render(request, template, {"conflict": None, **context, "form": form}, status=status)


def _suggested(request: StaffRequest, plan: Plan) -> dict[str, object]:
    body = request.GET.get("body", "")
    body = body if body in MeetingBody.values else MeetingBody.COMMITTEE
    return {
        "body": body,
        "number": next_number(plan, body),
        "held_on": timezone.localdate(),
        "period": plan.periods.begun().order_by("starts_on").last(),
    }
