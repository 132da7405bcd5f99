"""Writing a report, and reading one with its trail."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from initiatives import actions_reports as actions
from initiatives import permissions
from initiatives.actions_reports import ReportContent, StaleReportError
from initiatives.current_plan import period_by_key, with_plan
from initiatives.forms import CommentForm, ReportForm, version_of
from initiatives.models import Participation, Plan, PlanRevision, ProgressReport, ReportingPeriod
from initiatives.rollup_queries import terms_in_force
from organization.http import StaffRequest

from .lookup import visible_report


@with_plan
def edit_report(
    request: StaffRequest, plan: Plan, participation_id: int, period_key: str
) -> HttpResponse:
    """One page per report: keep a draft, hand it in, or repeat the last one in one press."""
    period = period_by_key(plan, period_key)
    participation = get_object_or_404(
        Participation.objects.with_names().filter(initiative__plan=plan), pk=participation_id
    )
    if not permissions.can_report(request.user, participation):
        raise PermissionDenied
    if not _is_due(participation, period):
        raise Http404("this section does not report on this initiative in this period")
    report = ProgressReport.objects.filter(participation=participation, period=period).first()
    if report and not permissions.can_edit_report(request.user, report):
        messages.info(request, _why_not_editable(report))
        return redirect(report)
    if not period.is_open:
        messages.info(request, f"{period}は受付中ではないため、報告を書けません。")
        return redirect("my_page")
    if request.method == "POST":
        return _receive(request, plan, participation, period, report)
    last = actions.last_report(participation, period)
    form = ReportForm(plan=plan, instance=report, initial=_initial(report, last))
    return _show_form(request, form, plan, participation, period, report, last)


def _is_due(participation: Participation, period: ReportingPeriod) -> bool:
    ends_on = participation.ends_on
    return participation.starts_on <= period.ends_on and (
        ends_on is None or ends_on >= period.ends_on
    )


def _why_not_editable(report: ProgressReport) -> str:
    if not report.period.is_open:
        return (
            "報告期間が締め切られているため、変更できません。直すときは事務局に相談してください。"
        )
    return "この報告は提出済みです。直すときは、先に「取り下げる」を押してください。"


def _initial(report: ProgressReport | None, last: ProgressReport | None) -> dict[str, object]:
    """A new report starts from the last one (design: progress report)."""
    if report is not None:
        return {"version": report.version}
    start = vars(ReportContent.of(last)) if last else {}
    return {**start, "version": 0}


def _receive(
    request: StaffRequest,
    plan: Plan,
    participation: Participation,
    period: ReportingPeriod,
    report: ProgressReport | None,
) -> HttpResponse:
    wanted = request.POST.get("action", "save")
    if wanted == "unchanged":
        return _submit_unchanged(request, participation, period)
    submitting = wanted == "submit"
    form = ReportForm(request.POST, plan=plan, submitting=submitting)
    last = actions.last_report(participation, period)
    if not form.is_valid():
        return _show_form(request, form, plan, participation, period, report, last, status=422)
    act = actions.submit_report if submitting else actions.save_report
    try:
        saved = act(
            participation=participation,
            period=period,
            content=form.content,
            version=form.cleaned_data["version"],
            by=request.user,
        )
    except StaleReportError as stale:
        return _show_conflict(request, form, plan, participation, period, stale.current)
    if submitting:
        messages.success(request, f"{participation.initiative}の報告を提出しました。")
        return redirect(saved)
    messages.success(request, "下書きを保存しました。まだ提出していません。")
    return redirect("report_edit", participation.pk, period.key)


def _submit_unchanged(
    request: StaffRequest, participation: Participation, period: ReportingPeriod
) -> HttpResponse:
    try:
        saved = actions.submit_unchanged(
            participation=participation,
            period=period,
            version=version_of(request.POST),
            by=request.user,
        )
    except actions.NothingToRepeatError:
        messages.error(
            request,
            "前回の報告がないため、「変更なし」にできません。下の欄に書いて提出してください。",
        )
        return redirect("report_edit", participation.pk, period.key)
    except StaleReportError as stale:
        messages.warning(
            request, "ほかの人が先にこの報告を保存しました。今の内容を確かめてください。"
        )
        return redirect(stale.current)
    messages.success(
        request, f"{participation.initiative}を「前回から変更なし」として提出しました。"
    )
    return redirect(saved)


def _show_form(
    request: StaffRequest,
    form: ReportForm,
    plan: Plan,
    participation: Participation,
    period: ReportingPeriod,
    report: ProgressReport | None,
    last: ProgressReport | None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "participation": participation,
        "initiative": participation.initiative,
        "section": participation.section,
        "period": period,
        "report": report,
        "last": last,
        "last_step": report.transitions.last() if report else None,
        "days_left": period.days_left(timezone.localdate()),
        "terms": _terms(plan, participation, period),
    }
    return render(request, "initiatives/report_form.html", context, status=status)


def _terms(plan: Plan, participation: Participation, period: ReportingPeriod) -> object:
    revision = PlanRevision.objects.in_force(plan, period.ends_on)
    return next(
        (t for t in terms_in_force(revision) if t.initiative_id == participation.initiative_id),
        None,
    )


def _show_conflict(
    request: StaffRequest,
    form: ReportForm,
    plan: Plan,
    participation: Participation,
    period: ReportingPeriod,
    current: ProgressReport,
) -> HttpResponse:
    """Both texts side by side. What was typed stays in the form; saving again is a choice."""
    mine = form.content
    rows = [
        (form.fields[name].label, _shown(current, name), _shown(mine, name))
        for name in ReportForm.Meta.fields
        if getattr(current, name) != getattr(mine, name)
    ]
    merged = ReportForm(
        {**request.POST.dict(), "version": current.version}, plan=plan, submitting=False
    )
    merged.is_valid()
    context = {
        "form": merged,
        "participation": participation,
        "initiative": participation.initiative,
        "section": participation.section,
        "period": period,
        "current": current,
        "rows": rows,
        "can_overwrite": permissions.can_edit_report(request.user, current),
    }
    return render(request, "initiatives/report_conflict.html", context, status=409)


def _shown(source: ProgressReport | ReportContent, name: str) -> str:
    value = getattr(source, name)
    if value in (None, ""):
        return "（空欄）"
    if name == "status":
        return str(dict(ProgressReport._meta.get_field("status").flatchoices)[value])
    return str(value)


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
