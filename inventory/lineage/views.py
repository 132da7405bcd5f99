"""The pages that add, split, merge, end and reinstate tasks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from hirao_dx.shared.versions import Stale, version_of, versions_of
from hirao_dx.shared.words import number
from inventory import permissions
from inventory.models import Task
from inventory.quality import queries
from inventory.tasks.content import Asked, asked_when
from inventory.tasks.listing import PER_PAGE
from organization.http import StaffRequest
from organization.models import Section

from . import actions
from .forms import (
    MOST_MERGED,
    MOST_PARTS,
    AddForm,
    ChosenForm,
    DatedForm,
    MergeFilterForm,
    MergeForm,
    ReasonForm,
    agreed,
    parts_formset,
)


def _own_section(request: StaffRequest, pk: int) -> Section:
    section: Section = get_object_or_404(Section.objects.with_department(), pk=pk)
    if not permissions.can_write_section(request.user, section):
        raise PermissionDenied(permissions.REFUSED)
    return section


def _own_task(request: StaffRequest, pk: int) -> Task:
    task = get_object_or_404(Task.objects.with_place(), pk=pk)
    if not permissions.can_edit_task(request.user, task):
        raise PermissionDenied(permissions.REFUSED)
    return task


def _done(form: BaseForm, act: Callable[[], Any]) -> Any:
    """What an action returned; None when it refused, with its words as errors of the form."""
    try:
        return act()
    except ValidationError as refused:
        form.add_error(None, refused)
    except Stale as stale:
        form.add_error(
            None,
            f"「{stale.current}」を、ほかの人が先に変更しました。今の内容を確かめて、"
            "もう一度この画面を開いてください。",
        )
    return None


def add(request: StaffRequest, pk: int) -> HttpResponse:
    """Add a task that nobody had counted before."""
    section = _own_section(request, pk)
    form = AddForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        new = _done(
            form,
            lambda: actions.add_task(
                section=section,
                content=form.content,
                by=request.user,
                reason=form.cleaned_data["reason"],
            ),
        )
        if new:
            messages.success(request, f"「{new}」を追加しました。")
            return redirect("task_add" if "again" in request.POST else "inventory_workspace", pk)
    return _render(request, "inventory/lineage/add.html", form, section=section)


def end(request: StaffRequest, pk: int) -> HttpResponse:
    """End a task that is no longer done."""
    task = _own_task(request, pk)
    form = DatedForm(request.POST or None, initial={"version": version_of(task)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if _done(form, lambda: actions.end_task(task=task, by=request.user, **data)):
            messages.success(request, f"「{task}」を廃止しました。記録は残っています。")
            return redirect("task", task.pk)
    return _render(request, "inventory/lineage/end.html", form, task=task, section=task.section)


def reinstate(request: StaffRequest, pk: int) -> HttpResponse:
    """Reinstate a task that ended by mistake or is done again."""
    task = _own_task(request, pk)
    form = ReasonForm(request.POST or None, initial={"version": version_of(task)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if _done(form, lambda: actions.reinstate_task(task=task, by=request.user, **data)):
            messages.success(request, f"「{task}」の廃止を取り消しました。")
            return redirect("task", task.pk)
    return _render(
        request, "inventory/lineage/reinstate.html", form, task=task, section=task.section
    )


def split(request: StaffRequest, pk: int) -> HttpResponse:
    """Split a task into several; how many is in the address (`parts`)."""
    task = _own_task(request, pk)
    asked = request.GET.get("parts", "")
    count = int(asked) if asked in map(str, range(2, MOST_PARTS + 1)) else 2
    form = DatedForm(request.POST or None, initial={"version": version_of(task)})
    parts = parts_formset(count)(request.POST or None, prefix="part")
    for part in parts.forms:
        part.empty_permitted = False
        part.use_required_attribute = True
    # `&` checks both, so that the page shows the errors of both.
    if request.method == "POST" and parts.is_valid() & form.is_valid():
        data = form.cleaned_data | {"parts": [part.part for part in parts.forms]}
        new = _done(form, lambda: actions.split_task(task=task, by=request.user, **data))
        if new:
            messages.success(request, f"「{task}」を{len(new)}つに分割しました。")
            return redirect("task", task.pk)
    counts = range(2, MOST_PARTS + 1)
    return _render(
        request,
        "inventory/lineage/split.html",
        form,
        task=task,
        section=task.section,
        parts=parts,
        count=count,
        counts=counts,
    )


def merge(request: StaffRequest, pk: int) -> HttpResponse:
    """Merge several tasks of a section: first which they are, then what they become.

    `numbers` alone names them; while somebody is choosing, the address also has `choose`.
    """
    section = _own_section(request, pk)
    chosen = ChosenForm(request.GET, section=section)
    settled = "numbers" in request.GET and "choose" not in request.GET
    if not (settled or "go" in request.GET) or not chosen.may_go_on():
        return _choose(request, section, chosen)
    tasks = chosen.tasks
    if not settled:
        return redirect(_merger_of(pk, (task.number for task in tasks)))
    form = MergeForm(request.POST or None, tasks=tasks, initial=_start_of_merger(tasks))
    if request.method == "POST" and form.is_valid():
        heir = _done(
            form,
            lambda: actions.merge_tasks(
                tasks=tasks,
                into=form.into_task,
                content=form.content,
                on=form.cleaned_data["on"],
                versions=form.versions,
                by=request.user,
                reason=form.cleaned_data["reason"],
            ),
        )
        if heir:
            messages.success(request, f"{len(tasks)}件の事務を「{heir}」に統合しました。")
            return redirect("task", heir.pk)
    return _render(request, "inventory/lineage/merge.html", form, section=section, tasks=tasks)


def merge_alike(request: StaffRequest, pk: int) -> HttpResponse:
    """Redirect to the merging of a task with those of its section that have the same name."""
    task = _own_task(request, pk)
    numbers = queries.numbers_alike(task)
    if len(numbers) < 2:
        messages.info(request, f"「{task}」と同じ名称の事務は、今はありません。")
    elif len(numbers) > MOST_MERGED:
        messages.info(
            request,
            f"同じ名称の事務は{number(len(numbers))}件あります。一度に統合できるのは{MOST_MERGED}件まで"
            f"なので、番号の小さい{MOST_MERGED}件を選びました。",
        )
    return redirect(_merger_of(task.section_id, numbers[:MOST_MERGED]))


def _merger_of(section: int, numbers: Iterable[int]) -> str:
    """The address at which tasks of a section are merged."""
    named = ",".join(str(number) for number in numbers)
    return f"{reverse('task_merge', args=[section])}?numbers={named}"


def _choose(request: StaffRequest, section: Section, chosen: ChosenForm) -> HttpResponse:
    """A page of the section's tasks with a tick each; those ticked before stay ticked."""
    chosen.is_valid()
    typed_wrong = "numbers" in chosen.errors
    asked = QueryDict() if "all" in request.GET else request.GET
    conditions = MergeFilterForm(asked)
    tasks = conditions.narrow(Task.objects.filter(section=section)).with_place()
    page = Paginator(tasks.order_by("number"), PER_PAGE).get_page(request.GET.get("page"))
    return _render(
        request,
        "inventory/lineage/merge_choose.html",
        chosen,
        section=section,
        typing=chosen if typed_wrong else ChosenForm(QueryDict(), section=section),
        conditions=conditions,
        chosen={task.number for task in chosen.tasks},
        page_obj=page,
        caption=f"{section.label}の事務",
    )


def _start_of_merger(tasks: list[Task]) -> dict[str, Any]:
    """The initial values of the form: the tasks' versions and what all of them have alike."""
    versions = versions_of(tasks)
    asked = {field.name for field in asked_when(Asked.MERGING)}
    alike = {name: value for name, value in agreed(tasks).items() if name in asked}
    return alike | {f"version-{pk}": version for pk, version in versions.items()} | {"into": "new"}


def _render(request: StaffRequest, page: str, form: BaseForm, **context: Any) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, page, context | {"form": form}, status=status)
