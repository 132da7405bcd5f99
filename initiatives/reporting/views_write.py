"""The page on which a report is written: drafts are saved as one types, then it is handed in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from hirao_dx.shared.kept import Keeper
from hirao_dx.shared.versions import Stale
from initiatives import permissions
from initiatives.current import with_plan
from initiatives.models import InitiativeTerms, Plan, PlanRevision, ProgressReport
from initiatives.reporting.evidence.context import evidence_context
from initiatives.rollup.record import terms_in_force
from organization.http import StaffRequest

from . import actions, conflicts, duties
from .actions import ReportContent
from .forms import LONG_TEXT, ReportForm, sent_version
from .reviews import TEXTS
from .writing import DutyEndedError, Writing, open_writing

KEPT = Keeper(
    "kept_report_texts", re.compile("|".join([*ReportForm.Meta.fields, "version"])), LONG_TEXT
)


@login_not_required
@with_plan
def edit_report(
    request: HttpRequest, plan: Plan, participation_id: int, period_key: str
) -> HttpResponse:
    """The form of a report, and every button on it.

    Requests without a log-in are let in only so that what was typed before the session ended is
    kept.
    """
    if not request.user.is_authenticated:
        return _log_in_first(request)
    return _write(cast(StaffRequest, request), plan, participation_id, period_key)


def _write(
    request: StaffRequest, plan: Plan, participation_id: int, period_key: str
) -> HttpResponse:
    try:
        writing = open_writing(request.user, plan, participation_id, period_key)
    except DutyEndedError as ended:
        return _nothing_due(request, ended)
    if request.method != "POST":
        return _show(request, writing)
    action = request.POST.get("action", "save")
    if action == "autosave":
        return _autosave(request, writing)
    if action == "unchanged":
        return _hand_in_unchanged(request, writing)
    if action == "copy" and writing.may_write:
        return _copy_last(request, writing)
    return _receive(request, writing, submitting=action == "submit")


def _nothing_due(request: StaffRequest, ended: DutyEndedError) -> HttpResponse:
    """Lead to what was written before, else to the initiative, and say why.

    What somebody sends is not taken; it is shown, so that nothing they typed is lost.
    """
    back = ended.report or ended.initiative
    why = f"{ended.initiative}は{ended.why}"
    if request.method != "POST":
        messages.info(request, why)
        return redirect(back)
    if request.POST.get("action") == "autosave":
        return _autosave_says("ended")
    context = {
        "initiative": ended.initiative,
        "why": why,
        "texts": [(label, request.POST.get(name)) for name, label in TEXTS],
        "back": back.get_absolute_url(),
        "back_label": "前に書いた内容を開く" if ended.report else "取組の画面へ",
    }
    return render(request, "initiatives/reporting/not_taken.html", context, status=409)


def _log_in_first(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        KEPT.keep(request)
    if cast(StaffRequest, request).htmx:
        return _autosave_says("logged_out", address=request.path)
    return redirect_to_login(request.get_full_path())


def _show(request: StaffRequest, writing: Writing) -> HttpResponse:
    waiting = KEPT.waiting(request)
    if not writing.may_write:
        if waiting and writing.duty.report:
            return _show_conflict(request, writing, writing.form(waiting), writing.duty.report)
        return _turn_away(request, writing)
    if waiting is None:
        return _show_form(request, writing, writing.blank_form())
    form = writing.form(waiting)
    form.is_valid()
    return _show_form(request, writing, form, restored=True)


def _turn_away(request: StaffRequest, writing: Writing) -> HttpResponse:
    """Redirect somebody who cannot write to what they can do instead."""
    report = writing.duty.report
    if not (report.is_taken if report else writing.duty.period.is_open):
        messages.info(
            request,
            f"{writing.duty.period}は受付中ではないため、報告を書けません。"
            "直すときは事務局に相談してください。",
        )
    else:
        messages.info(request, _handed_in(request, writing.duty.report))
    return redirect(writing.duty.report or "my_page")


def _handed_in(request: StaffRequest, report: ProgressReport | None) -> str:
    """What this person can do about a report that is handed in."""
    if report is None or permissions.can_withdraw(request.user, report):
        return "この報告は提出済みです。直すときは、先に「取り下げる」を押してください。"
    if permissions.can_return(request.user, report):
        return "この報告は提出済みです。直してもらうときは、理由を書いて差し戻してください。"
    if permissions.can_correct(request.user, report):
        return "この報告は確認済みです。直すときは、「訂正する」を押して、理由を書いてください。"
    return "この報告は確認済みです。直すときは、事務局に相談してください。"


def _copy_last(request: StaffRequest, writing: Writing) -> HttpResponse:
    """The form as it was sent, with the last 実施内容 in it. Nothing is saved."""
    form = writing.form(writing.copied(request.POST))
    form.fields["done_text"].widget.attrs["autofocus"] = True
    return _show_form(request, writing, form)


def _receive(request: StaffRequest, writing: Writing, *, submitting: bool) -> HttpResponse:
    post: Mapping[str, str] = request.POST
    if writing.duty.report:
        post = conflicts.merged(request.POST, ReportContent.of(writing.duty.report))
    form = writing.form(post, submitting=submitting)
    if not form.is_valid():
        return _show_form(request, writing, form, status=422)
    if submitting and writing.may_write and actions.repeats(writing.duty.before, form.content):
        return _show_form(request, writing, form, status=422, repeats=True)
    act = actions.submit_report if submitting else actions.save_report
    try:
        saved = act(
            participation=writing.duty.participation,
            period=writing.duty.period,
            content=form.content,
            version=form.cleaned_data["version"],
            by=request.user,
            duty=writing.duty,
        )
    except Stale as stale:
        return _show_conflict(request, writing, form, stale.current)
    KEPT.forget(request)
    if submitting:
        messages.success(request, f"{writing.duty.participation.initiative}の報告を提出しました。")
        return redirect(saved)
    messages.success(request, "下書きを保存しました。まだ提出していません。")
    return redirect(request.path)


def _hand_in_unchanged(request: StaffRequest, writing: Writing) -> HttpResponse:
    if writing.may_write and writing.duty.before and _must_ask(request, writing):
        return _ask(request, writing)
    try:
        saved = actions.submit_unchanged(
            participation=writing.duty.participation,
            period=writing.duty.period,
            version=sent_version(request.POST),
            by=request.user,
            duty=writing.duty,
        )
    except actions.NothingToRepeatError:
        messages.error(
            request,
            "前回の報告がないため、「変更なし」にできません。下の欄に書いて提出してください。",
        )
        return redirect(request.path)
    except Stale as stale:
        return _show_newer(request, stale.current)
    initiative = writing.duty.participation.initiative
    messages.success(request, f"{initiative}を「前回から変更なし」として提出しました。")
    return redirect("my_page" if request.POST.get("back") == "my_page" else saved)


def _show_newer(request: StaffRequest, current: ProgressReport) -> HttpResponse:
    """Lead to the text that stands instead of handing in an older one."""
    if not conflicts.is_own(current, request.user):
        words = "ほかの人が先にこの報告を保存しました。今の内容を確かめてください。"
    elif current.is_being_written:
        words = (
            "あなたが書いた下書きがあるため、前回の内容では提出していません。"
            "下書きの内容を確かめて、提出してください。"
        )
    else:
        words = "この報告は、あなたがすでに提出しています。"
    messages.warning(request, words)
    return redirect(request.path if current.is_being_written else current)


def _must_ask(request: StaffRequest, writing: Writing) -> bool:
    """Whether handing in would cost this person the confirming, and nobody has told them yet."""
    told = request.POST.get("on_behalf") == "yes"
    return not told and permissions.stands_in_for(request.user, writing.duty.participation)


def _ask(request: StaffRequest, writing: Writing) -> HttpResponse:
    context = {
        **_about(writing),
        "last": writing.duty.before,
        "version": sent_version(request.POST),
        "back": request.POST.get("back", ""),
    }
    return render(request, "initiatives/reporting/unchanged.html", context)


def _autosave(request: StaffRequest, writing: Writing) -> HttpResponse:
    """Save the draft while it is being typed, and say so beside the buttons."""
    form = writing.form(request.POST)
    if not form.is_valid():
        return _autosave_says("invalid")
    try:
        saved = actions.save_report(
            participation=writing.duty.participation,
            period=writing.duty.period,
            content=form.content,
            version=form.cleaned_data["version"],
            by=request.user,
            duty=writing.duty,
        )
    except Stale as stale:
        own = conflicts.is_own(stale.current, request.user)
        return _autosave_says("own_stale" if own else "stale")
    KEPT.forget(request)
    answer = _autosave_says("saved", version=saved.version)
    answer["HX-Trigger"] = "draft-saved"
    return answer


def _autosave_says(state: str, *, version: int | None = None, address: str = "") -> HttpResponse:
    context = {
        "state": state,
        "version": version,
        "now": timezone.localtime(),
        "log_in": f"{reverse('login')}?next={address}",
    }
    return HttpResponse(render_to_string("initiatives/reporting/_autosave.html", context))


def _show_form(
    request: StaffRequest,
    writing: Writing,
    form: ReportForm,
    *,
    status: int = 200,
    restored: bool = False,
    repeats: bool = False,
) -> HttpResponse:
    context = {
        **_about(writing),
        "form": form,
        "report": writing.duty.report,
        "last": writing.duty.before,
        "return_comment": duties.with_trail([writing.duty])[0].return_comment,
        "excuse": writing.duty.excuse,
        "days_left": writing.duty.period.days_left(timezone.localdate()),
        "terms": _terms(writing),
        "restored": restored,
        "repeats": repeats,
        "on_behalf": permissions.stands_in_for(request.user, writing.duty.participation),
        "evidence": evidence_context(request.user, writing.duty.report),
    }
    return render(request, "initiatives/reporting/form.html", context, status=status)


def _about(writing: Writing) -> dict[str, object]:
    return {
        "participation": writing.duty.participation,
        "initiative": writing.duty.participation.initiative,
        "section": writing.duty.participation.section,
        "period": writing.duty.period,
    }


def _terms(writing: Writing) -> InitiativeTerms | None:
    day = writing.duty.period.day_on(timezone.localdate())
    revision = PlanRevision.objects.in_force(writing.plan, day)
    initiative_id = writing.duty.participation.initiative_id
    return next((t for t in terms_in_force(revision) if t.initiative_id == initiative_id), None)


def _show_conflict(
    request: StaffRequest, writing: Writing, form: ReportForm, current: ProgressReport
) -> HttpResponse:
    """Both texts, field by field, to choose from. Nothing is stored until a choice is sent."""
    if not form.is_valid():
        return _show_form(request, writing, form, status=422)
    stored = ReportContent.of(current)
    context = {
        **_about(writing),
        "form": form,
        "current": current,
        "is_own": conflicts.is_own(current, request.user),
        "differences": conflicts.differences(stored, form.content),
        "can_write": permissions.can_edit_report(request.user, current),
        "can_withdraw": permissions.can_withdraw(request.user, current),
        "on_behalf": permissions.can_edit_report(request.user, current)
        and permissions.stands_in_for(request.user, current.participation),
    }
    if request.method == "POST" and not context["can_write"]:
        KEPT.keep(request)  # for the form, once the report has been withdrawn
    return render(request, "initiatives/reporting/conflict.html", context, status=409)
