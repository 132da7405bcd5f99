"""Reading a report with its trail, and taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from hirao_dx.shared.http import StaffRequest
from initiatives import permissions
from initiatives.models import ProgressReport
from initiatives.reporting.evidence.context import evidence_context

from . import actions, conflicts
from .actions import ReportContent, StaleReportError
from .forms import CommentForm, version_of
from .views__lookup import visible_report


def report(request: StaffRequest, report_id: int) -> HttpResponse:
    """One report with its trail, and what this person may do with it."""
    found = visible_report(request, report_id)
    user = request.user
    context = {
        "report": found,
        "trail": found.transitions.select_related("by"),
        "can_edit": permissions.can_edit_report(user, found),
        "can_withdraw": permissions.can_withdraw(user, found),
        "can_review": permissions.can_review(user, found),
        "can_reopen": permissions.can_reopen(user, found),
        "on_behalf": permissions.reviews_on_behalf(user, found),
        "initiatives_url": reverse("initiatives"),
        "evidence": evidence_context(user, found),
        "changes": _changes_since(found, request.GET.get("seen", "")),
        "comment_form": CommentForm(initial={"version": found.version}),
    }
    return render(request, "initiatives/report.html", context)


@require_POST
def withdraw(request: StaffRequest, report_id: int) -> HttpResponse:
    """Take a submitted report back to go on writing."""
    found = visible_report(request, report_id)
    try:
        actions.withdraw_report(report=found, version=version_of(request.POST), by=request.user)
    except StaleReportError:
        messages.warning(request, "この報告は先に動いています。今の状態を確かめてください。")
        return redirect(found)
    messages.success(request, "提出を取り下げました。直してから、もう一度提出してください。")
    return redirect("report_edit", found.participation_id, found.period.key)


def _changes_since(report: ProgressReport, seen: str) -> list[conflicts.Difference]:
    """What changed since the version somebody had read when they pressed a button."""
    if not (seen.isascii() and seen.isdigit()) or int(seen) >= report.version:
        return []
    then = report.history.filter(version=int(seen)).first()
    if then is None:
        return []
    return conflicts.differences(ReportContent.of(report), ReportContent.of(then))
