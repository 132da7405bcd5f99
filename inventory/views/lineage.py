"""Adding, splitting, merging, ending tasks and bringing them back: a plain page each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from inventory import actions_lineage as actions
from inventory import permissions
from inventory.actions import StaleTaskError, task_version, task_versions
from inventory.forms_lineage import (
    MOST_PARTS,
    AddForm,
    DatedForm,
    MergeForm,
    NumbersForm,
    ReasonForm,
    parts_formset,
)
from inventory.models import Task
from organization.http import StaffRequest
from organization.models import Section

from .workspace import REFUSED


def _own_section(request: StaffRequest, pk: int) -> Section:
    section = get_object_or_404(Section.objects.with_department(), pk=pk)
    if not permissions.can_write_section(request.user, section):
        raise PermissionDenied(REFUSED)
    return section


def _own_task(request: StaffRequest, pk: int) -> Task:
    task = get_object_or_404(Task.objects.with_place(), pk=pk)
    if not permissions.can_edit_task(request.user, task):
        raise PermissionDenied(REFUSED)
    return task


def _done(form: BaseForm, act: Callable[[], Any]) -> Any:
    """What the action gave back; None when it refused, with its words in the form."""
    try:
        return act()
    except ValidationError as refused:
        form.add_error(None, refused)
    except StaleTaskError as stale:
        form.add_error(
            None,
            f"「{stale.current}」を、ほかの人が先に変更しました。今の内容を確かめて、"
            "もう一度この画面を開いてください。",
        )
    return None


def add(request: StaffRequest, pk: int) -> HttpResponse:
    """A task that nobody had counted before."""
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
    return _render(request, "inventory/workspace/add.html", form, section=section)


def end(request: StaffRequest, pk: int) -> HttpResponse:
    """A task that is no longer done."""
    task = _own_task(request, pk)
    form = DatedForm(request.POST or None, initial={"version": task_version(task)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if _done(form, lambda: actions.end_task(task=task, by=request.user, **data)):
            messages.success(request, f"「{task}」を廃止しました。記録は残っています。")
            return redirect("task", task.pk)
    return _render(request, "inventory/workspace/end.html", form, task=task, section=task.section)


def reinstate(request: StaffRequest, pk: int) -> HttpResponse:
    """A task that ended by mistake, or is done again."""
    task = _own_task(request, pk)
    form = ReasonForm(request.POST or None, initial={"version": task_version(task)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if _done(form, lambda: actions.reinstate_task(task=task, by=request.user, **data)):
            messages.success(request, f"「{task}」の廃止を取り消しました。")
            return redirect("task", task.pk)
    return _render(
        request, "inventory/workspace/reinstate.html", form, task=task, section=task.section
    )


def split(request: StaffRequest, pk: int) -> HttpResponse:
    """One task becomes several; how many stands in the address."""
    task = _own_task(request, pk)
    asked = request.GET.get("parts", "")
    count = int(asked) if asked in map(str, range(2, MOST_PARTS + 1)) else 2
    form = DatedForm(request.POST or None, initial={"version": task_version(task)})
    parts = parts_formset(count)(request.POST or None, prefix="part")
    for part in parts.forms:
        part.empty_permitted = False
        part.use_required_attribute = True
    if request.method == "POST" and parts.is_valid() & form.is_valid():
        data = form.cleaned_data | {"parts": [part.part for part in parts.forms]}
        new = _done(form, lambda: actions.split_task(task=task, by=request.user, **data))
        if new:
            messages.success(request, f"「{task}」を{len(new)}つに分割しました。")
            return redirect("task", task.pk)
    counts = range(2, MOST_PARTS + 1)
    return _render(
        request,
        "inventory/workspace/split.html",
        form,
        task=task,
        section=task.section,
        parts=parts,
        count=count,
        counts=counts,
    )


def merge(request: StaffRequest, pk: int) -> HttpResponse:
    """Several tasks of a section become one: first their numbers, then what they become."""
    section = _own_section(request, pk)
    chosen = NumbersForm(request.GET or None)
    tasks = _chosen(section, chosen) if chosen.is_bound and chosen.is_valid() else []
    if not tasks:
        return _render(request, "inventory/workspace/merge_choose.html", chosen, section=section)
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
    return _render(request, "inventory/workspace/merge.html", form, section=section, tasks=tasks)


def _chosen(section: Section, form: NumbersForm) -> list[Task]:
    """The live tasks of these numbers; none when one is missing, which the form then says."""
    numbers = form.cleaned_data["numbers"]
    found = list(
        Task.objects.live()
        .filter(section=section, number__in=numbers)
        .with_place()
        .order_by("number")
    )
    if missing := sorted(set(numbers) - {task.number for task in found}):
        words = "、".join(str(number) for number in missing)
        form.add_error("numbers", f"この班に、番号 {words} の今ある事務はありません。")
        return []
    return found


def _start_of_merger(tasks: list[Task]) -> dict[str, Any]:
    """Where the form begins: the tasks' versions, and what all of them say alike."""
    versions = task_versions(tasks)
    alike = {
        name: getattr(tasks[0], name)
        for name in ("category", "system", "stage")
        if len({getattr(task, name) for task in tasks}) == 1
    }
    return alike | {f"version-{pk}": version for pk, version in versions.items()} | {"into": "new"}


def _render(request: StaffRequest, page: str, form: BaseForm, **context: Any) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return render(request, page, context | {"form": form}, status=status)
