"""The systems that tasks use: the list, one with its tasks and milestones, and its form."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from hirao_dx.shared.versions import Stale, version_of
from hirao_dx.shared.words import number
from inventory.models import System, Task
from inventory.permissions import can_edit_systems
from inventory.tasks.listing import listed
from organization.http import StaffRequest

from . import actions, figures, queries
from .figures import Contract
from .forms import SystemForm


def system_list(request: StaffRequest) -> HttpResponse:
    """Every system with its tasks and contract, the contract that ends first on top."""
    rows = queries.system_rows(on=timezone.localdate())
    without = queries.without_system()
    context = {
        "rows": rows,
        "without": without,
        "unassigned": sum(count for _, _, count in without),
        "standing": figures.standing(row.system.standardisation for row in rows),
        "milestones": len({m.milestone.pk for row in rows for m in row.milestones}),
        "can_edit": can_edit_systems(request.user),
    }
    return render(request, "inventory/systems/list.html", context)


def system(request: StaffRequest, pk: int) -> HttpResponse:
    """One system: the tasks its replacement would affect, and its milestones."""
    systems = System.objects.prefetch_related("aliases", "milestones__initiative")
    found = get_object_or_404(systems, pk=pk)
    today = timezone.localdate()
    tasks = Task.objects.live().filter(system=found)
    use = queries.use_of(tasks)
    context = {
        "system": found,
        "aliases": "、".join(alias.name for alias in found.aliases.all()),
        "contract": Contract(found.contract_ends_on, today),
        "use": use,
        "notes": {
            "departments": f"{number(use.departments)}の課・室・局",
            "hours": f"{number(use.tasks)}件のうち、時間がわかる{number(use.known)}件で計算",
        },
        "sections": queries.use_by_section(tasks),
        "peaks": queries.busy_months(tasks),
        "initiatives": queries.initiatives_of(tasks),
        "milestones": queries.milestones(found, on=today),
        "history": queries.entries(found),
        "can_edit": can_edit_systems(request.user),
        **listed(request, tasks.with_place()),
    }
    return render(request, "inventory/systems/system.html", context)


def edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change a system. When somebody else saved first, their changes are shown first."""
    found = get_object_or_404(System, pk=pk)
    _refuse_others(request)
    version = version_of(found)
    context: dict[str, object] = {"system": found, "heading": f"{found.name}を編集"}
    form = SystemForm(request.POST or None, instance=found, initial={"version": version})
    if request.method == "POST" and form.is_valid():
        try:
            return _changed(request, found, form)
        except ValidationError as refused:
            form.add_error(None, refused)
        except Stale as stale:
            context["overtaken_by"] = queries.entries(stale.current)[0]
            form = _again(request, stale.current, version)
    return _form_page(request, form, context)


def add(request: StaffRequest) -> HttpResponse:
    """Enter a system."""
    _refuse_others(request)
    form = SystemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.create_system(content=form.content, by=request.user)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, f"「{saved}」を登録しました。")
            return redirect("inventory_system", saved.pk)
    return _form_page(request, form, {"system": None, "heading": "システムを登録"})


def _refuse_others(request: StaffRequest) -> None:
    """Raises PermissionDenied for everybody but the office."""
    if not can_edit_systems(request.user):
        raise PermissionDenied("システムを登録したり変更したりできるのは、事務局です。")


def _changed(request: StaffRequest, found: System, form: SystemForm) -> HttpResponse:
    saved = actions.change_system(
        system=found,
        content=form.content,
        version=form.cleaned_data["version"],
        by=request.user,
    )
    messages.success(request, f"「{saved}」を保存しました。")
    return redirect("inventory_system", saved.pk)


def _again(request: StaffRequest, current: System, version: int) -> SystemForm:
    """The same text once more, with the version it would overwrite."""
    typed = request.POST.copy()
    typed["version"] = str(version)
    return SystemForm(typed, instance=current)


def _form_page(
    request: StaffRequest, form: SystemForm, context: dict[str, object]
) -> HttpResponse:
    status = 409 if "overtaken_by" in context else 422 if form.errors else 200
    page = "inventory/systems/system_form.html"
    return render(request, page, {"overtaken_by": None, **context, "form": form}, status=status)
