"""The page on which a report is written: drafts are saved as one types, then it is handed in."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from hirao_dx.shared.versions import Stale
from initiatives import permissions
from initiatives.current import with_plan
from initiatives.models import InitiativeTerms, Plan, PlanRevision, ProgressReport
from initiatives.reporting.evidence.context import evidence_context
from initiatives.reporting.evidence.views import BESIDE_THE_FILES, attach_sent
from initiatives.rollup.record import terms_in_force
from organization.http import StaffRequest
from organization.kept import texts
from organization.kept.views import said

from . import actions, conflicts, duties
from .actions import ReportContent
from .forms import ReportForm, sent_version
from .reviews import TEXTS
from .writing import DutyEndedError, Writing, open_writing

NOT_YET_ATTACHED = (
    "入力に直すところがあるため、まだ添付していません。"
    "直してから、もう一度ファイルを選んでください。"
)
WAITS = "入力に直すところがあるため、自動保存を待っています。書いた内容は預かっています。"
STALE = "ほかの人が先に保存しました。「下書きを保存」を押すと、両方の内容を見比べられます。"
OWN_STALE = (
    "あなたが別の画面で先に保存しました。「下書きを保存」を押すと、両方の内容を見比べられます。"
)


@with_plan
def edit_report(
    request: StaffRequest, plan: Plan, participation_id: int, period_key: str
) -> HttpResponse:
    """The form of a report, and every button on it."""
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
    return _receive(request, writing, submitting=action == "submit", attaching=action == "attach")


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
        return said("kept", f"{why}書いた内容は預かっています。")
    context = {
        "initiative": ended.initiative,
        "why": why,
        "texts": [(label, request.POST.get(name)) for name, label in TEXTS],
        "back": back.get_absolute_url(),
        "back_label": "前に書いた内容を開く" if ended.report else "取組の画面へ",
    }
    return render(request, "initiatives/reporting/not_taken.html", context, status=409)


def _show(request: StaffRequest, writing: Writing) -> HttpResponse:
    kept = _kept(request)
    if writing.may_write:
        return _show_form(request, writing, writing.blank_form(), restored=kept is not None)
    if kept and writing.duty.report:
        return _show_conflict(request, writing, writing.form(kept), writing.duty.report)
    return _turn_away(request, writing)


def _kept(request: StaffRequest) -> QueryDict | None:
    """What this person typed and has not handed in; None where nothing is kept."""
    found = texts.waiting(request.user, [request.path]).get((request.path, ""))
    if found is None:
        return None
    kept = QueryDict(mutable=True)
    for name, values in found.texts.items():
        kept.setlist(name, values)
    return kept


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


def _receive(
    request: StaffRequest, writing: Writing, *, submitting: bool, attaching: bool
) -> HttpResponse:
    post: Mapping[str, str] = request.POST
    if writing.duty.report:
        post = conflicts.merged(request.POST, ReportContent.of(writing.duty.report))
    form = writing.form(post, submitting=submitting)
    if not form.is_valid():
        if attaching:
            messages.warning(request, NOT_YET_ATTACHED, extra_tags=BESIDE_THE_FILES)
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
    if attaching:
        texts.hand_in(request)  # the text is a draft, whatever becomes of the files
        attach_sent(request, saved)
        return redirect(f"{request.path}#evidence")
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


def _autosave(request: StaffRequest, writing: Writing) -> JsonResponse:
    """Save the draft while it is being typed, and say so beside the buttons. What the draft
    cannot take is kept like the text of any other form."""
    form = writing.form(request.POST)
    if not form.is_valid():
        return said("kept", WAITS)
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
        return said("kept", OWN_STALE if own else STALE)
    texts.hand_in(request)
    now = f"{timezone.localtime():%H:%M}"
    return said("kept", f"下書きを自動保存しました（{now}）。", version=saved.version)


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
    return render(request, "initiatives/reporting/conflict.html", context, status=409)
