"""The pages of frozen papers: all of them, one, several side by side, and a new one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from pydantic import ValidationError as UnreadableError

from hirao_dx.shared.fields import ReasonField
from hirao_dx.shared.text import whole_number
from initiatives import permissions
from initiatives.current import with_plan
from initiatives.meetings.views import meeting_to_run
from initiatives.models import Meeting, Plan, PlanRevision, Snapshot
from initiatives.rollup.record import thresholds_of
from initiatives.rollup.version import RULES
from organization.http import StaffRequest

from . import readiness, rules
from .actions import REASON_LENGTH, freeze_problems, take_snapshot
from .compare import FEWEST, MOST, compare
from .content import Paper, digest_of, read_paper
from .figures import plan_line
from .pdf import foot_rule
from .shown import ShownPaper, show


@with_plan
def rules_page(request: StaffRequest, plan: Plan) -> HttpResponse:
    """How the numbers are computed, each rule in words, and what changed with each version."""
    in_force = PlanRevision.objects.in_force(plan, timezone.localdate())
    context = {
        "plan": plan,
        "version": RULES,
        "rules": rules.todays(plan_line(plan, thresholds_of(in_force))),
        "changes": rules.CHANGES,
    }
    return render(request, "initiatives/paper/rules.html", context)


@with_plan
def paper_list(request: StaffRequest, plan: Plan) -> HttpResponse:
    """Every paper with its digest, newest first, to read or to choose for comparing."""
    return _list(request, plan, chosen=request.GET.getlist("paper"))


@with_plan
def compare_papers(request: StaffRequest, plan: Plan) -> HttpResponse:
    """Two to four papers side by side; after a wrong choice the list again, with the reason."""
    chosen = request.GET.getlist("paper")
    try:
        papers = _papers(plan, chosen)
    except ValidationError as error:
        return _list(request, plan, chosen=chosen, faults=error.messages)
    context = {"comparison": compare(papers)}
    return render(request, "initiatives/paper/compare.html", context)


def _list(
    request: StaffRequest, plan: Plan, *, chosen: Sequence[str], faults: Sequence[str] = ()
) -> HttpResponse:
    context = {
        "papers": Snapshot.objects.of(plan).reverse(),
        "chosen": chosen,
        "faults": faults,
        "fewest": FEWEST,
        "most": MOST,
    }
    status = 422 if faults else 200
    return render(request, "initiatives/paper/list.html", context, status=status)


def _papers(plan: Plan, chosen: Sequence[str]) -> list[Paper]:
    """The papers of these numbers. Raises ValidationError with what is wrong with the choice."""
    numbers = [_number(text) for text in chosen]
    if len(set(numbers)) < len(numbers):
        raise ValidationError("同じ資料が2回以上選ばれています。別の資料を選んでください。")
    if not FEWEST <= len(numbers) <= MOST:
        raise ValidationError(
            f"比べる資料を{FEWEST}つから{MOST}つまで選んでください"
            f"（今は{len(numbers)}つ選ばれています）。"
        )
    found = Snapshot.objects.filter(plan=plan, number__in=numbers)
    missing = set(numbers) - {snapshot.number for snapshot in found}
    if missing:
        names = "、".join(str(number) for number in sorted(missing))
        raise ValidationError(f"控え{names}はありません。下の一覧から選び直してください。")
    try:
        return [read_paper(snapshot.content) for snapshot in found]
    except UnreadableError as error:
        raise ValidationError(
            "内容を読み取れない資料が入っています。事務局にお知らせください。"
        ) from error


def _number(text: str) -> int:
    number = whole_number(text, most=999_999)
    if number is None:
        raise ValidationError(
            f"「{text}」は資料の番号ではありません。下の一覧から選び直してください。"
        )
    return number


class FreezeForm(forms.Form):
    """Asks for a reason only from the second edition on."""

    reason = ReasonField(
        label="作り直す理由",
        max_length=REASON_LENGTH,
        help_text="例：町民課の数字が誤っていたため。資料にそのまま載ります。",
    )

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["reason"]


@with_plan
def paper(request: StaffRequest, plan: Plan, pk: int) -> HttpResponse:
    """The paper of a meeting, its latest edition unless the address names one."""
    rows = Snapshot.objects.filter(plan=plan, meeting=pk)
    editions = list(rows.order_by("edition").values_list("edition", flat=True))
    if not editions:
        return _no_paper(request, plan, pk)
    snapshot = chosen_snapshot(request, plan, pk, editions[-1])
    context = {"snapshot": snapshot, "editions": editions, "paper": None}
    try:
        context["paper"] = shown_paper(snapshot)
    except UnreadableError:
        return render(request, "initiatives/paper/unreadable.html", context, status=500)
    context["is_sound"] = digest_of(snapshot.content) == snapshot.digest
    return render(request, "initiatives/paper/paper.html", context)


@with_plan
def foot(request: StaffRequest, plan: Plan, pk: int) -> HttpResponse:
    """The style sheet that writes an edition's name at the foot of its printed sheets."""
    shown = shown_paper(chosen_snapshot(request, plan, pk, 1))
    return HttpResponse(foot_rule(shown.running_foot), content_type="text/css; charset=utf-8")


def chosen_snapshot(request: StaffRequest, plan: Plan, pk: int, default: int) -> Snapshot:
    """The edition the address asks for. Raises Http404 if there is none. One query."""
    edition = whole_number(request.GET.get("edition", str(default)))
    if edition is None:
        raise Http404("no such edition")
    return get_object_or_404(Snapshot, plan=plan, meeting=pk, edition=edition)


def shown_paper(snapshot: Snapshot) -> ShownPaper:
    """A snapshot ready to be read. Raises pydantic.ValidationError if it holds no paper."""
    return show(read_paper(snapshot.content), digest=snapshot.digest)


def _no_paper(request: StaffRequest, plan: Plan, pk: int) -> HttpResponse:
    """A page (404) that says what to do instead, where there is nothing to make a paper of."""
    context = {
        "meeting": get_object_or_404(Meeting.objects.of(plan), pk=pk),
        "can_run": permissions.can_run_meetings(request.user),
    }
    return render(request, "initiatives/paper/none.html", context, status=404)


@with_plan
def new(request: StaffRequest, plan: Plan, pk: int) -> HttpResponse:
    """Show what would be frozen (GET), then freeze it (POST)."""
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
