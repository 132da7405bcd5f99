"""Heads and the office confirm reports or send them back."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from initiatives import actions_reports as actions
from initiatives import reviews
from initiatives.actions_reports import StaleReportError
from initiatives.current_plan import with_plan
from initiatives.forms import CommentForm, version_of
from initiatives.models import Plan, ProgressReport
from organization.http import StaffRequest

from .lookup import visible_report


@with_plan
def review_list(request: StaffRequest, plan: Plan) -> HttpResponse:
    """Everything that waits for this person's confirmation."""
    user = request.user
    if not user.access.reviews:
        raise PermissionDenied
    waiting = reviews.waiting_for(user, plan, on_behalf=True)
    own = [r for r in waiting if user.access.heads(r.participation.section)]
    others = [r for r in waiting if not user.access.heads(r.participation.section)]
    return render(request, "initiatives/reviews.html", {"own": own, "others": others})


@require_POST
def confirm(request: StaffRequest, report_id: int) -> HttpResponse:
    found = visible_report(request, report_id)
    return _step(
        request,
        found,
        lambda: actions.confirm_report(
            report=found, version=version_of(request.POST), by=request.user
        ),
        "確認しました。",
    )


@require_POST
def return_to_section(request: StaffRequest, report_id: int) -> HttpResponse:
    """Send a report back with the reason."""
    return _with_reason(request, report_id, actions.return_report, "差し戻しました。")


@require_POST
def reopen(request: StaffRequest, report_id: int) -> HttpResponse:
    """The office sends a confirmed report back with the reason."""
    return _with_reason(
        request, report_id, actions.reopen_report, "確認を取り消し、差し戻しました。"
    )


def _with_reason(
    request: StaffRequest, report_id: int, act: Callable[..., ProgressReport], done: str
) -> HttpResponse:
    found = visible_report(request, report_id)
    form = CommentForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return redirect(found)
    data = form.cleaned_data
    return _step(
        request,
        found,
        lambda: act(
            report=found, version=data["version"], comment=data["comment"], by=request.user
        ),
        done,
    )


def _step(
    request: StaffRequest, found: ProgressReport, act: Callable[[], ProgressReport], done: str
) -> HttpResponse:
    try:
        act()
    except StaleReportError:
        messages.warning(
            request,
            "見ている間に報告の内容が変わりました。今の内容を読んで、もう一度選んでください。",
        )
        return redirect(found)
    messages.success(request, f"{found.participation}の報告を{done}")
    return redirect("reviews")
