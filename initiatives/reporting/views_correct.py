"""The page of a 訂正: what was handed in changes, with a reason, and waits to be confirmed."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render

from hirao_dx.shared.conflicts import Clash
from hirao_dx.shared.versions import Stale
from initiatives import permissions
from initiatives.models import ProgressReport
from organization.http import StaffRequest

from . import actions, conflicts
from .actions import ReportContent
from .forms import CorrectionForm
from .views import visible_report

SAME = "直したところがありません。今の内容と同じです。"


def correct(request: StaffRequest, report_id: int) -> HttpResponse:
    """The text that was handed in, to be changed with a reason."""
    found = visible_report(request, report_id)
    if not permissions.can_report(request.user, found.participation):
        raise PermissionDenied
    if not permissions.can_correct(request.user, found):
        messages.info(request, _why_not(request, found))
        return redirect(found)
    plan = found.period.plan
    if request.method != "POST":
        start = {"version": found.version}
        return _show(request, found, CorrectionForm(plan=plan, instance=found, initial=start))
    form = CorrectionForm(request.POST, plan=plan, submitting=True)
    return _receive(request, found, form)


def _receive(request: StaffRequest, found: ProgressReport, form: CorrectionForm) -> HttpResponse:
    if not form.is_valid():
        return _show(request, found, form)
    try:
        actions.correct_report(
            report=found,
            content=form.content,
            version=form.cleaned_data["version"],
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
    except actions.NothingCorrectedError:
        form.add_error(None, SAME)
        return _show(request, found, form)
    except Stale as stale:
        return _show_newer(request, stale.current, form)
    initiative = found.participation.initiative
    messages.success(request, f"{initiative}の報告を訂正しました。課長が、もう一度確認します。")
    return redirect(found)


def _show_newer(
    request: StaffRequest, current: ProgressReport, form: CorrectionForm
) -> HttpResponse:
    """What was typed stays in the form, with what somebody else has saved beside it."""
    differences = conflicts.differences(ReportContent.of(current), form.content)
    data = {name: form.data[name] for name in form.data} | {"version": str(current.version)}
    again = CorrectionForm(data, plan=form.plan, submitting=True)
    return _show(request, current, again, differences=differences, status=409)


def _show(
    request: StaffRequest,
    found: ProgressReport,
    form: CorrectionForm,
    *,
    differences: list[Clash] | None = None,
    status: int = 422,
) -> HttpResponse:
    context = {
        "report": found,
        "form": form,
        "differences": differences,
        "may_still": permissions.can_correct(request.user, found),
        "on_behalf": permissions.stands_in_for(request.user, found.participation),
    }
    status = status if form.is_bound else 200
    return render(request, "initiatives/reporting/correct.html", context, status=status)


def _why_not(request: StaffRequest, found: ProgressReport) -> str:
    """Why the person cannot correct the report, and what they can do instead."""
    if found.is_being_written:
        return "この報告はまだ提出していません。「続きを書く」から直してください。"
    if not found.is_taken:
        return (
            f"{found.period}は受付中ではないため、訂正できません。"
            "直すときは、事務局にこの報告の再開を頼んでください。"
        )
    return (
        "訂正できるのは、班の人と、その報告を提出した人です。"
        "直してもらうときは、差し戻すか、事務局に相談してください。"
    )
