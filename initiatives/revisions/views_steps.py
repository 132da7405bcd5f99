"""The pages on which the office begins a revision, dates it, seals it, or deletes it."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from hirao_dx.shared.versions import Stale
from initiatives.current import with_plan
from initiatives.models import Plan, PlanRevision
from initiatives.models.revision import STANDARDS
from organization.http import StaffRequest, office_only
from organization.people.forms import next_april

from . import actions
from .actions import made_for
from .forms import HeadForm, type_over
from .queries import (
    head_fingerprint,
    last_settled_period,
    revision_fingerprint,
    standards_of,
    steps,
)
from .rules import ONE_DAY, draft_problems, seal_problems
from .views import step_of

HEAD_MOVED = (
    "ほかの人が先に直しました。今の内容："
    "適用日 {day}、決定 {decision}、理由「{reason}」、{standards}。"
    "下の欄はあなたが入力した内容です。もう一度保存すると、この内容に変わります。"
)
SEEN_MOVED = "確認の画面を開いた後に、内容が変わりました。もう一度、確かめてください。"


def draft_of(plan: Plan, number: int) -> PlanRevision:
    """The draft of a number. Raises Http404 without one, PermissionDenied once it is sealed."""
    rows = PlanRevision.objects.select_related("plan", "decision__meeting")
    found = get_object_or_404(rows, plan=plan, number=number)
    if found.sealed_at is not None:
        raise PermissionDenied(actions.SEALED)
    return found


@office_only
@with_plan
def new(request: StaffRequest, plan: Plan) -> HttpResponse:
    """Begin a revision as a copy of the last one."""
    problems = draft_problems(plan=plan)
    last = plan.revisions.order_by("-number").first()
    if problems or last is None:
        obstacle = {"problems": problems, "draft": last}
        return render(request, "initiatives/revisions/cannot_begin.html", obstacle, status=409)
    initial: dict[str, object] = {"effective_on": _likely_day(plan, last)}
    initial |= {name: getattr(last, name) for name in STANDARDS}
    form = HeadForm(plan, last.number + 1, request.POST or None, initial=initial)
    if form.is_valid():
        try:
            draft = actions.draft_revision(plan=plan, by=request.user, **form.head)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, f"{draft}を作りました。前の予定を写してあります。変わるところを直します。"
            )
            return redirect("revision_edit", draft.number)
    context = {"form": form, "last": last}
    status = 422 if form.errors else 200
    return render(request, "initiatives/revisions/new.html", context, status=status)


@office_only
@with_plan
def head(request: StaffRequest, plan: Plan, number: int) -> HttpResponse:
    """Another date, reason or decision for a draft."""
    draft = draft_of(plan, number)
    stored = {
        "effective_on": draft.effective_on,
        "reason": draft.reason,
        "decision": draft.decision_id,
        "started_from": head_fingerprint(draft),
        **{name: getattr(draft, name) for name in STANDARDS},
    }
    form = HeadForm(plan, number, request.POST or None, initial=stored)
    if form.is_valid():
        try:
            actions.change_revision(
                revision=draft,
                fingerprint=form.cleaned_data["started_from"],
                by=request.user,
                **form.head,
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        except Stale:
            _show_moved(form, draft)
        else:
            messages.success(request, "適用日・理由・決定・基準を保存しました。")
            return redirect("revision_edit", number)
    context = {"form": form, "revision": draft}
    status = 422 if form.errors else 200
    return render(request, "initiatives/revisions/head.html", context, status=status)


@office_only
@with_plan
def seal(request: StaffRequest, plan: Plan, number: int) -> HttpResponse:
    """Show every change once more, then make the revision final."""
    draft = draft_of(plan, number)
    problems = seal_problems(draft)
    if request.method == "POST":
        try:
            actions.seal_revision(
                revision=draft, by=request.user, fingerprint=request.POST.get("seen", "")
            )
        except ValidationError as error:
            problems = error.messages
        except Stale:
            messages.warning(request, SEEN_MOVED)
        else:
            messages.success(request, f"{draft}を確定しました。")
            return redirect("revision", number)
    step = step_of(steps(plan), number)
    context = {
        "revision": draft,
        "step": step,
        "problems": problems,
        "seen": revision_fingerprint(draft),
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "initiatives/revisions/seal.html", context, status=status)


@office_only
@with_plan
def delete(request: StaffRequest, plan: Plan, number: int) -> HttpResponse:
    """Drop a draft after asking."""
    draft = draft_of(plan, number)
    if number == 0:
        raise PermissionDenied("策定時の計画は削除できません。")
    form = Form(request.POST or None)
    if request.method == "POST":
        try:
            actions.drop_revision(revision=draft, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{draft}の下書きを削除しました。")
            return redirect("revisions")
    context = {"revision": draft, "made": made_for(draft), "form": form}
    return render(request, "initiatives/revisions/delete.html", context)


def _likely_day(plan: Plan, last: PlanRevision) -> date:
    """The next April, or later where that would change settled numbers."""
    settled = last_settled_period(plan)
    days = [next_april(timezone.localdate()), last.effective_on]
    return max(days + ([settled.ends_on + ONE_DAY] if settled else []))


def _show_moved(form: HeadForm, draft: PlanRevision) -> None:
    """Both texts on one page; the next save is over the one shown."""
    now = PlanRevision.objects.select_related("decision__meeting").get(pk=draft.pk)
    form.add_error(
        None,
        HEAD_MOVED.format(
            day=now.effective_on,
            decision=now.decision or "（なし）",
            reason=now.reason,
            standards="、".join(f"{i.name} {i.after}" for i in standards_of(now, None)),
        ),
    )
    type_over(form, head_fingerprint(now))
