"""The tasks an initiative is about: everybody reads them, the office chooses them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from initiatives.current import with_plan
from initiatives.models import Initiative, Plan
from initiatives.permissions import can_assign
from inventory.models import Task
from inventory.tasks.listing import listed
from organization.http import StaffRequest

from . import figures
from .actions import link_tasks
from .forms import InitiativeTaskFilterForm, ticked


@with_plan
def initiative_tasks(request: StaffRequest, plan: Plan, code: str) -> HttpResponse:
    """A page of tasks by the conditions in the address; the ticks are saved page by page."""
    found = get_object_or_404(Initiative.objects.of(plan), code=code)
    if request.method == "POST":
        return _save(request, found)
    form = InitiativeTaskFilterForm(request.GET, found)
    tasks = form.narrow(Task.objects.with_place())
    page = listed(request, tasks, form.query)
    context = {
        "initiative": found,
        "tasks": figures.tasks_of(found),
        "form": form,
        "linked": figures.linked_among(found, page["page_obj"]),
        "can_link": can_assign(request.user),
        **page,
    }
    return render(request, "initiatives/task_links/tasks.html", context)


def _save(request: StaffRequest, found: Initiative) -> HttpResponse:
    """Carry out what was ticked and unticked, and show the same page again."""
    if not can_assign(request.user):
        raise PermissionDenied("取組の対象の事務を選べるのは、事務局です。")
    add, remove = ticked(request.POST)
    try:
        done = link_tasks(initiative=found, add=add, remove=remove, by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        changed = done.added or done.removed
        said = f"対象の事務を{done.added}件加え、{done.removed}件外しました。"
        messages.success(request, said if changed else "変更はありませんでした。")
    return redirect(request.get_full_path())
