"""The pages on which the office edits a draft: its rows, yearly targets, a new initiative."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from hirao_dx.shared.versions import Stale
from initiatives.current import with_plan
from initiatives.models import Initiative, Plan, PlanRevision
from organization.http import StaffRequest, office_only

from . import actions_rows as actions
from .actions import forget_initiative
from .forms import InitiativeForm, TargetsForm, type_over
from .forms_rows import EditorForms
from .queries import standards_of, terms_by_revision
from .views_steps import draft_of

TARGETS_MOVED = (
    "ほかの人が先に直しました。今の内容：{words}。"
    "下の欄はあなたが入力した内容です。もう一度保存すると、この内容に変わります。"
)


@office_only
@with_plan
def edit(request: StaffRequest, plan: Plan, number: int) -> HttpResponse:
    """All rows of a draft. Whichever button is pressed, what was typed is saved first."""
    draft = draft_of(plan, number)
    initiatives = list(Initiative.objects.of(plan).order_by("order", "pk"))
    said = terms_by_revision([draft])[draft.pk]
    data = request.POST if request.method == "POST" else None
    rows = EditorForms(plan, said, data, initiatives)
    if data is not None:
        step, _, code = data.get("then", "").partition(":")
        leaving = code if step == "end" else ""
        if rows.is_valid(but=leaving):
            try:
                count = actions.save_rows(
                    revision=draft, edits=rows.edits(but=leaving), by=request.user
                )
            except Stale as moved:
                rows.moved(moved.current)
            except ValidationError as error:  # sealed or deleted this very moment
                messages.error(request, " ".join(error.messages))
                return redirect("revisions")
            else:
                return _go_on(request, draft, step, code, count)
    inside = {terms.code for terms in said}
    context = {
        "plan": plan,
        "revision": draft,
        "rows": rows,
        "standards": standards_of(draft, None),
        "outside": [i for i in initiatives if i.code not in inside],
        "never_in": _never_in(plan),
    }
    status = 422 if rows.has_errors else 200
    return render(request, "initiatives/revisions/edit.html", context, status=status)


@office_only
@with_plan
def targets(request: StaffRequest, plan: Plan, number: int, code: str) -> HttpResponse:
    """The yearly targets of one initiative in a draft."""
    draft = draft_of(plan, number)
    initiative = get_object_or_404(plan.initiatives.filter(terms__revision=draft), code=code)
    [terms] = terms_by_revision([draft], only=initiative)[draft.pk]
    form = TargetsForm(plan, terms, request.POST or None)
    if form.is_valid():
        try:
            actions.save_targets(
                revision=draft,
                initiative=initiative,
                targets=form.targets,
                started_from=form.cleaned_data["started_from"],
                by=request.user,
            )
        except ValidationError as error:
            form.add_error(None, error)
        except Stale as moved:
            now = moved.current[code]
            form.add_error(
                None, TARGETS_MOVED.format(words=now.targets_words if now else "計画から外れた")
            )
            type_over(form, now.targets_fingerprint if now else "")
        else:
            messages.success(request, f"「{initiative}」の年度ごとの予定を保存しました。")
            return redirect(f"{reverse('revision_edit', args=[number])}#row-{code}")
    context = {"form": form, "revision": draft, "initiative": initiative, "terms": terms}
    status = 422 if form.errors else 200
    return render(request, "initiatives/revisions/targets.html", context, status=status)


@office_only
@with_plan
def add(request: StaffRequest, plan: Plan, number: int) -> HttpResponse:
    """A new initiative; its years are typed on the editor afterwards."""
    draft = draft_of(plan, number)
    form = InitiativeForm(draft, request.POST or None)
    if form.is_valid():
        made = form.save(commit=False)
        try:
            actions.add_initiative(revision=draft, initiative=made, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"「{made}」を追加しました。工程の年度を入れてください。")
            return redirect(f"{reverse('revision_edit', args=[number])}#row-{made.code}")
    context = {"form": form, "revision": draft}
    status = 422 if form.errors else 200
    return render(request, "initiatives/revisions/add.html", context, status=status)


def _go_on(
    request: StaffRequest, draft: PlanRevision, step: str, code: str, count: int
) -> HttpResponse:
    """What the pressed button asks for, once everything typed is saved."""
    if count:
        messages.success(request, f"{count}件の取組の予定を保存しました。")
    if step in ("head", "add", "seal"):
        return redirect(f"revision_{step}", draft.number)
    if step in ("end", "restore", "forget", "targets"):
        initiative = get_object_or_404(draft.plan.initiatives, code=code)
        if step == "targets":
            return redirect("revision_targets", draft.number, code)
        _take_step(request, draft, step, initiative)
    elif not count:
        messages.info(request, "変わったところはありませんでした。")
    return redirect("revision_edit", draft.number)


def _take_step(
    request: StaffRequest, draft: PlanRevision, step: str, initiative: Initiative
) -> None:
    try:
        if step == "forget":
            forget_initiative(initiative=initiative, by=request.user)
            done = "を消しました。"
        elif step == "end":
            actions.end_initiative(revision=draft, initiative=initiative, by=request.user)
            done = "をこの見直しで終えます。確定するまでは「戻す」で戻せます。"
        else:
            actions.restore_initiative(revision=draft, initiative=initiative, by=request.user)
            done = "を計画に戻しました。"
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"「{initiative}」{done}")


def _never_in(plan: Plan) -> set[int]:
    """Initiatives that no revision names."""
    return set(plan.initiatives.filter(terms__isnull=True).values_list("pk", flat=True))
