"""Tasks: the list of all, one with its history, and its form."""

from __future__ import annotations

from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from hirao_dx.shared.versions import Stale, version_of
from inventory.choices import Stage
from inventory.history import entries
from inventory.models import Task
from inventory.permissions import can_edit_task
from inventory.tasks import actions
from inventory.tasks.forms import TaskFilterForm, TaskForm
from inventory.tasks.hours import annual_hours
from inventory.tasks.listing import listed
from organization.http import StaffRequest

from . import views_past


def task_list(request: StaffRequest) -> HttpResponse:
    """The town's tasks that meet the conditions of the address."""
    form = TaskFilterForm(request.GET)
    tasks = form.narrow(Task.objects.with_place())
    context = {"form": form, **listed(request, tasks, form.query)}
    return render(request, "inventory/pages/task_list.html", context)


def task(request: StaffRequest, pk: int) -> HttpResponse:
    """One task with its initiatives, what it came from and who changed what."""
    found = get_object_or_404(Task.objects.with_place(), pk=pk)
    if "on" in request.GET:
        return views_past.task(request, found)
    context = {
        "task": found,
        "can_edit": can_edit_task(request.user, found),
        "hours_saved": _hours_saved(found),
        "hours_word": Stage(found.stage).hours_word,
        "computed_hours": annual_hours(found.volume, found.minutes_per_case),
        "before": [(p.before, p) for p in found.predecessors.select_related("before")],
        "after": [(s.after, s) for s in found.successors.select_related("after")],
        "initiatives": found.initiatives.all(),
        "history": entries.entries(found),
    }
    return render(request, "inventory/pages/task.html", context)


def _hours_saved(found: Task) -> Decimal | None:
    """Hours a year before less those after; None unless both are known."""
    before, after = found.annual_hours_before, found.annual_hours_after
    return None if before is None or after is None else before - after


def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change a task. When somebody else saved first, their changes are shown beside the text
    typed.

    Raises PermissionDenied if the person may not write for its section.
    """
    found = get_object_or_404(Task.objects.with_place(), pk=pk)
    if not can_edit_task(request.user, found):
        raise PermissionDenied("この事務を変更できるのは、担当する班の職員と課長、事務局です。")
    context = {"task": found, "heading": str(found), "next": _next_unnamed(found)}
    version = version_of(found)
    form = TaskForm(request.POST or None, instance=found, initial={"version": version})
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, found, form)
        except Stale as stale:
            context |= {"overtaken_by": entries.entries(stale.current)[0]}
            form = _again(request, found, version)
    status = 409 if "overtaken_by" in context else 200
    return render(
        request, "inventory/pages/task_form.html", context | {"form": form}, status=status
    )


def _save(request: StaffRequest, found: Task, form: TaskForm) -> HttpResponse:
    saved = actions.update_task(
        task=found,
        content=form.content,
        version=form.cleaned_data["version"],
        by=request.user,
    )
    messages.success(request, f"「{saved}」を保存しました。")
    following = _next_unnamed(saved) if "next" in request.POST else None
    if following:
        return redirect("task_edit", following.pk)
    return redirect("task", saved.pk)


def _again(request: StaffRequest, found: Task, version: int) -> TaskForm:
    """The same text once more, with the version it would overwrite."""
    typed = request.POST.copy()
    typed["version"] = str(version)
    return TaskForm(typed, instance=found)


def _next_unnamed(found: Task) -> Task | None:
    """The section's next task without a name. One query."""
    later = Task.objects.live().unnamed().filter(section=found.section_id, number__gt=found.number)
    return later.order_by("number").first()
