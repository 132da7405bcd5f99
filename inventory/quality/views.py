"""The page データの点検 and what its buttons do."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from hirao_dx.shared.tabs import Tab
from hirao_dx.shared.versions import Stale, version_of
from hirao_dx.shared.words import number
from inventory.choices import QualityKind
from inventory.models import QualityDismissal, System, Task
from inventory.permissions import can_edit_systems, can_edit_task, can_take_back, can_write_section
from organization.choices import Role
from organization.http import StaffRequest
from organization.models import Section

from . import actions, aside, findings, load, queries, queries_spellings
from .forms import DISMISSABLE, MendForm, QualityFilterForm
from .rules import RULE

PER_PAGE = 25
STALE = (
    "ほかの人が先に保存したので、まだ保存していません。"
    "今の内容を確かめて、もう一度押してください。"
)


def desk(request: StaffRequest) -> HttpResponse:
    """One kind of finding, with the number of each kind as tabs."""
    return _page(request, {})


@require_POST
def mend(request: StaffRequest, pk: int) -> HttpResponse:
    """Mend one task, or set its finding aside; with faults the page is shown again as typed.

    Raises PermissionDenied if the person may not write for its section.
    """
    task = get_object_or_404(Task.objects.live().with_place(), pk=pk)
    if not can_edit_task(request.user, task):
        raise PermissionDenied
    kind = _kind(request)
    if kind not in queries.TASK_KINDS:
        raise PermissionDenied
    do = request.POST.get("do", "save")
    form = MendForm(request.POST, task=task, kind=kind, version=0, do=do)
    if not _may_do(do, kind, task) or not form.is_valid():
        return _page(request, {task.pk: form})
    try:
        _carry_out(request, form, kind)
    except Stale as stale:
        # Pressed again, the button saves over what the page now shows.
        form.data = {**request.POST.dict(), "version": str(version_of(stale.current))}
        form.add_error(None, STALE)
        return _page(request, {task.pk: form})
    messages.success(request, f"「{task}」を{_done(do)}。")
    return redirect(here(request))


@require_POST
def pair(request: StaffRequest, one: int, other: int) -> HttpResponse:
    """Merge two systems (into the first, or with `do=other` into the second), or record that they
    are two.

    Raises PermissionDenied for everybody but the office, Http404 if one is gone.
    """
    if not can_edit_systems(request.user):
        raise PermissionDenied
    held = System.objects.in_bulk([one, other])
    if len(held) < 2:
        raise Http404
    first, second = held[one], held[other]
    reason = request.POST.get("reason", "")
    try:
        if request.POST.get("do") == "dismiss":
            actions.dismiss_pair(one=first, other=second, reason=reason, by=request.user)
            messages.success(request, "別のシステムとして記録しました。")
        else:
            keep, gone = (second, first) if request.POST.get("do") == "other" else (first, second)
            moved = actions.merge_systems(keep=keep, gone=gone, by=request.user, reason=reason)
            told = f"「{keep}」にまとめました。事務{number(moved)}件を移しました。"
            messages.success(request, told)
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    return redirect(here(request))


def _page(request: StaffRequest, sent: dict[int, MendForm]) -> HttpResponse:
    kind, today = _kind(request), timezone.localdate()
    form = QualityFilterForm(request.GET)
    tasks = form.narrow(Task.objects.live())
    counts = findings.counts(tasks, on=today)
    context: dict[str, Any] = {
        "form": form,
        "kind": kind,
        "label": QualityKind(kind).label,
        "why": findings.WHY[QualityKind(kind)],
        "rule": RULE,
        "hours_per_person": settings.INVENTORY_HOURS_PER_PERSON,
        "tabs": _tabs(request, kind, counts),
        "own_places": _own_places(request, kind),
        "query": request.GET.urlencode(),
        "can_merge": can_edit_systems(request.user),
    }
    page = Paginator(_listed(kind, tasks), PER_PAGE).get_page(request.GET.get("page"))
    shown: Any = page.object_list
    if kind in queries.TASK_KINDS:
        shown = findings.rows(shown, kind, user=request.user, sent=sent)
    elif kind == QualityKind.LOAD:
        shown = findings.load_rows(shown, user=request.user)
    kept = aside.still_aside(kind, tasks, user=request.user, on=today)
    context |= {"page_obj": page, "found": shown, "aside": kept}
    return render(request, "inventory/quality/desk.html", context, status=422 if sent else 200)


def _listed(kind: str, tasks: Any) -> Any:
    if kind == QualityKind.SPELLING:
        return queries_spellings.pairs()
    if kind == QualityKind.LOAD:
        return load.standing_out(tasks, on=timezone.localdate())
    return queries.TASK_KINDS[kind](tasks).with_place()


def _kind(request: StaffRequest) -> str:
    wanted = request.GET.get("kind", "")
    return wanted if wanted in QualityKind.values else QualityKind.UNNAMED.value


def _tabs(request: StaffRequest, kind: str, counts: dict[str, int]) -> list[Tab]:
    query = request.GET.copy()
    query.pop("page", None)
    found = []
    for choice in QualityKind:
        query["kind"] = choice.value
        address = f"{reverse('inventory_quality')}?{query.urlencode()}"
        label = f"{choice.label}（{number(counts[choice.value])}件）"
        found.append(Tab(label, address, choice.value == kind))
    return found


def _own_places(request: StaffRequest, kind: str) -> list[Tab]:
    """The sections and departments a person writes for, as conditions of the page. No query."""
    here = {name: request.GET.get(name, "") for name in ("section", "department")}
    found = {}
    for held in request.user.access.appointments:
        if held.role == Role.STAFF and held.section:
            found["section", str(held.section.pk)] = held.section.label
        elif held.role == Role.HEAD:
            home = held.section.department if held.section else held.department
            found["department", str(held.department_pk)] = str(home)
    return [
        Tab(label, f"?{urlencode({'kind': kind, name: pk})}", here[name] == pk)
        for (name, pk), label in found.items()
    ]


def _may_do(do: str, kind: str, task: Task) -> bool:
    """Whether this kind of finding has this button."""
    if do == "category":
        return kind == QualityKind.CATEGORY and task.system is not None
    if do == "computed":
        return kind in (QualityKind.MISSING, QualityKind.OUTLYING)
    return do == "save" or (do == "dismiss" and kind in DISMISSABLE)


def _carry_out(request: StaffRequest, form: MendForm, kind: str) -> None:
    version, by = form.cleaned_data["version"], request.user
    if form.do == "dismiss":
        actions.dismiss_task(
            task=form.task,
            kind=kind,
            version=version,
            reason=form.cleaned_data["reason"],
            by=by,
        )
        return
    actions.mend_task(task=form.task, changes=form.changes, version=version, kind=kind, by=by)


def _done(do: str) -> str:
    return "このままでよいと記録しました" if do == "dismiss" else "直しました"


def here(request: StaffRequest) -> str:
    """The address of the page with the conditions of the request."""
    return f"{reverse('inventory_quality')}?{request.GET.urlencode()}"


@require_POST
def set_aside(request: StaffRequest, pk: int) -> HttpResponse:
    """Record that a section's hours are right for its people."""
    section = get_object_or_404(Section.objects.with_department(), pk=pk)
    if not can_write_section(request.user, section):
        raise PermissionDenied
    reason = request.POST.get("reason", "")
    try:
        actions.dismiss_load(section=section, reason=reason, by=request.user)
    except ValidationError as fault:
        messages.error(request, " ".join(fault.messages))
    else:
        messages.success(request, f"「{section.label}」をこのままでよいと記録しました。")
    return redirect(here(request))


@require_POST
def take_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a finding again that was set aside; doing it twice changes nothing."""
    places = ("task__section__department", "section__department", "system")
    kept = QualityDismissal.objects.select_related(*places).filter(pk=pk).first()
    if kept is None:
        messages.info(request, "すでに点検に戻っています。")
        return redirect(here(request))
    if not can_take_back(request.user, kept):
        raise PermissionDenied
    actions.take_back(kept=kept, by=request.user)
    messages.success(request, "点検の一覧に戻しました。")
    return redirect(here(request))
