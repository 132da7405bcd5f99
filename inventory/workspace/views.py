"""A section's table of tasks, edited in place; each page also works as one plain form."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from hirao_dx.shared.text import whole_number
from inventory.models import Task
from inventory.permissions import REFUSED, can_edit_task, can_write_section
from inventory.systems.names import SystemNames
from organization.http import StaffRequest
from organization.kept import texts
from organization.models import Section

from . import rows as workspace
from .columns import GROUPS, PER_PAGE, Layout
from .forms import prefix_of
from .rows import Row


def section_workspace(request: StaffRequest, pk: int) -> HttpResponse:
    """The table, and what its buttons do."""
    section = get_object_or_404(Section.objects.with_department(), pk=pk)
    may_write = can_write_section(request.user, section)
    if request.method == "POST":
        if not may_write:
            raise PermissionDenied(REFUSED)
        return _receive(request, section)
    if not may_write:
        messages.info(request, f"{REFUSED}一覧をお見せします。")
        return redirect("inventory_section", section.pk)
    return _show(request, section)


def _receive(request: StaffRequest, section: Section) -> HttpResponse:
    """Save every row that was changed; rows with faults are shown again as they were typed."""
    layout = Layout.read(request.GET)
    rows = workspace.received_rows(request.POST, layout.group, SystemNames.load())
    verb, _, key = request.POST.get("action", "save").partition(":")
    for row in rows:
        if verb == "hours" and row.key == key:
            workspace.use_hours(row)
        workspace.take(row, request.user)
        if not row.has_faults:
            texts.hand_in(request, prefix_of(row.task.pk))
    _tell(request, rows)
    if any(row.has_faults for row in rows):
        return _render(request, section, layout, rows, status=422)
    anchor = f"#row-{key}" if whole_number(key) is not None else ""
    return redirect(request.get_full_path() + anchor)


def _tell(request: StaffRequest, rows: list[Row]) -> None:
    saved = sum(1 for row in rows if row.state == "saved")
    if saved:
        messages.success(request, f"{saved}件の事務を保存しました。")
    elif not any(row.has_faults for row in rows):
        messages.info(request, "変わったところがないため、何も保存していません。")


def _show(request: StaffRequest, section: Section) -> HttpResponse:
    layout = Layout.read(request.GET)
    systems = SystemNames.load()
    tasks = workspace.tasks_of(section, layout)
    page = Paginator(tasks, layout.per_page).get_page(request.GET.get("page"))
    rows = workspace.blank_rows(page, layout.group, systems)
    return _render(request, section, layout, rows, page_obj=page)


def _render(
    request: StaffRequest,
    section: Section,
    layout: Layout,
    rows: list[Row],
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    context = {
        "section": section,
        "layout": layout,
        "rows": rows,
        "faulty": [row for row in rows if row.has_faults],
        "groups": [
            {
                "label": group.label,
                "url": layout.address(columns=group.key),
                "current": group == layout.group,
            }
            for group in GROUPS
        ],
        "orders": [
            ("名称未登録を先に", layout.address(order="unnamed"), layout.order == "unnamed"),
            ("番号順", layout.address(order="number"), layout.order == "number"),
        ],
        "sizes": [
            (f"{per}件ずつ", layout.address(per=per), layout.per_page == per) for per in PER_PAGE
        ],
        "systems": rows[0].form.systems.systems if rows else (),
        "page_obj": None,
    }
    return render(request, "inventory/workspace/workspace.html", context | more, status=status)


@require_POST
def save_row(request: StaffRequest, pk: int) -> HttpResponse:
    """One row as it is now: saved, or with its faults or both texts of a conflict.

    Answers 200 in each of these cases: the row says which. What could not be saved is kept.
    """
    task = get_object_or_404(Task.objects.with_place(), pk=pk)
    if not can_edit_task(request.user, task):
        raise PermissionDenied(REFUSED)
    group = Layout.read(request.GET).group
    sent = workspace.received_rows(request.POST, group, SystemNames.load())
    row = next((row for row in sent if row.task.pk == task.pk), None)
    if row is None:
        return HttpResponse("行の内容が届きませんでした。", status=400)
    workspace.take(row, request.user)
    if not row.has_faults:
        texts.hand_in(request, prefix_of(task.pk))
    context = {"row": row, "group": group, "now": timezone.localtime()}
    return render(request, "inventory/workspace/_row.html", context)
