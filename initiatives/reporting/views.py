"""The pages of handed-in reports: reading them, confirming them, sending them back."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from hirao_dx.shared.conflicts import Clash
from hirao_dx.shared.text import whole_number
from hirao_dx.shared.versions import Stale, as_read
from initiatives import permissions
from initiatives.current import plan_of, with_plan
from initiatives.models import Plan, ProgressReport
from initiatives.reporting.evidence.context import evidence_context
from initiatives.situation import reader_of, situation_of, words
from organization.http import StaffRequest
from organization.models import User

from . import actions, conflicts, reviews
from .actions import ReportContent
from .actions_reviews import confirm_reports
from .corrections import corrections
from .forms import CommentForm, sent_version
from .writing import why_not_written


def visible_report(request: StaffRequest, report_id: int) -> ProgressReport:
    """A report of the address's plan, with its names.

    Raises Http404 if there is none that this person may see.
    """
    of_plan = ProgressReport.objects.filter(period__plan=plan_of(request)).with_names()
    report = get_object_or_404(
        of_plan.select_related("submitted_by", "confirmed_by"), pk=report_id
    )
    if not permissions.can_see_report(request.user, report):
        raise Http404("no such report")
    return report


@with_plan
def review_list(request: StaffRequest, plan: Plan) -> HttpResponse:
    """Everything that waits for this person's confirmation."""
    user = request.user
    if not user.access.reviews:
        raise PermissionDenied
    waiting = reviews.reviews(reviews.waiting_for(user, plan, on_behalf=True))
    own = [r for r in waiting if user.access.heads(r.report.participation.section)]
    others = [r for r in waiting if not user.access.heads(r.report.participation.section)]
    now = situation_of(plan, timezone.localdate())
    context = {
        "own": own,
        "others": others,
        "select": request.GET.get("select", ""),
        "situation": words(now, reader_of(user.access)),
    }
    return render(request, "initiatives/reporting/reviews.html", context)


@require_POST
def confirm_many(request: StaffRequest) -> HttpResponse:
    """Confirm the ticked reports; those that moved meanwhile are named and left."""
    if not request.user.access.reviews:
        raise PermissionDenied
    versions = reviews.read_keys(request.POST.getlist("report"))
    if not versions:
        messages.warning(request, "報告が選ばれていません。確認する報告に印を付けてください。")
        return redirect("reviews")
    chosen = ProgressReport.objects.with_names().filter(pk__in=versions).order_by("pk")
    outcome = confirm_reports(
        reports_and_versions=[(r, versions[r.pk]) for r in chosen], by=request.user
    )
    for level, sentence in reviews.sentences(outcome):
        messages.add_message(request, level, sentence)
    return redirect("reviews")


@require_POST
def confirm(request: StaffRequest, report_id: int) -> HttpResponse:
    """Confirm one report."""
    found = visible_report(request, report_id)
    return _step(
        request,
        found,
        lambda: actions.confirm_report(
            report=found, version=sent_version(request.POST), by=request.user
        ),
        "確認しました。",
    )


@require_POST
def return_to_section(request: StaffRequest, report_id: int) -> HttpResponse:
    """Send a report back with the reason."""
    return _with_reason(
        request, report_id, actions.return_report, permissions.can_return, "差し戻しました。"
    )


@require_POST
def reopen(request: StaffRequest, report_id: int) -> HttpResponse:
    """The office sends a report back with the reason, also one of a closed period."""
    return _with_reason(
        request,
        report_id,
        actions.reopen_report,
        permissions.can_reopen,
        "差し戻しました。班の人が書き直せます。",
    )


def _with_reason(
    request: StaffRequest,
    report_id: int,
    act: Callable[..., ProgressReport],
    may: Callable[[User, ProgressReport], bool],
    done: str,
) -> HttpResponse:
    """Take a step with its reason; a faulty reason is said at its field, the panel open."""
    found = visible_report(request, report_id)
    form = CommentForm(request.POST)
    if not form.is_valid() and "comment" in form.errors and may(request.user, found):
        form.fields["comment"].widget.attrs["autofocus"] = True
        return _show(request, found, form, status=422)
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
        typed=data["comment"],
    )


def _step(
    request: StaffRequest,
    found: ProgressReport,
    act: Callable[[], ProgressReport],
    done: str,
    typed: str = "",
) -> HttpResponse:
    """Take a step; if the report moved meanwhile, show what changed and give `typed` back."""
    try:
        act()
    except Stale:
        messages.warning(
            request,
            "見ている間に報告の内容が変わりました。今の内容を読んで、もう一度選んでください。",
        )
        if typed:
            messages.info(request, f"送らなかった理由の文：{typed}")
        return redirect(f"{found.get_absolute_url()}?seen={sent_version(request.POST)}")
    messages.success(request, f"{found.participation}の報告を{done}")
    return redirect("reviews")


def report(request: StaffRequest, report_id: int) -> HttpResponse:
    """One report with its trail, and what this person may do with it."""
    found = visible_report(request, report_id)
    return _show(request, found, CommentForm(initial={"version": found.version}))


def _show(
    request: StaffRequest, found: ProgressReport, comment_form: CommentForm, status: int = 200
) -> HttpResponse:
    user = request.user
    stranded = why_not_written(found)
    context = {
        "report": found,
        "trail": found.transitions.select_related("by"),
        "stranded": stranded,
        "can_edit": permissions.can_edit_report(user, found) and not stranded,
        "can_withdraw": permissions.can_withdraw(user, found),
        "can_correct": permissions.can_correct(user, found),
        "can_confirm": permissions.can_confirm(user, found),
        "can_return": permissions.can_return(user, found),
        "can_reopen": permissions.can_reopen(user, found),
        "correction": corrections([found]).get(found.pk),
        "on_behalf": permissions.reviews_on_behalf(user, found),
        "initiatives_url": reverse("initiatives"),
        "evidence": evidence_context(user, found),
        "changes": _changes_since(user, found, request.GET.get("seen", "")),
        "comment_form": comment_form,
    }
    return render(request, "initiatives/reporting/report.html", context, status=status)


@require_POST
def withdraw(request: StaffRequest, report_id: int) -> HttpResponse:
    """Take a submitted report back to go on writing."""
    found = visible_report(request, report_id)
    try:
        actions.withdraw_report(report=found, version=sent_version(request.POST), by=request.user)
    except Stale:
        messages.warning(request, "この報告は先に動いています。今の状態を確かめてください。")
        return redirect(found)
    messages.success(request, "提出を取り下げました。直してから、もう一度提出してください。")
    return redirect("report_edit", found.participation_id, found.period.key)


def _changes_since(user: User, report: ProgressReport, seen: str) -> list[Clash]:
    """What changed since the version somebody had read when they pressed a button."""
    version = whole_number(seen, most=report.version - 1)
    then = None if version is None else as_read(report, version)
    if then is None or not permissions.can_see_version(user, report, then.state):
        return []
    return conflicts.differences(ReportContent.of(report), ReportContent.of(then))
