"""A section's table of tasks, edited in place; each page also works as one plain form."""

from __future__ import annotations

import re
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from hirao_dx.shared.kept import Keeper
from hirao_dx.shared.text import whole_number
from inventory.models import Task
from inventory.permissions import REFUSED, can_edit_task, can_write_section
from inventory.systems.names import SystemNames
from inventory.tasks.content import LONG_TEXT
from organization.http import StaffRequest
from organization.models import Section

from . import rows as workspace
from .columns import GROUPS, PER_PAGE, Layout
from .forms import prefix_of
from .rows import Row

KEPT = Keeper("kept_task_rows", re.compile(r"t\d{1,18}-[a-z_-]{1,40}"), LONG_TEXT)


@login_not_required
def section_workspace(request: HttpRequest, pk: int) -> HttpResponse:
    """The table, and what its buttons do.

    Open to requests without a log-in only so that what was typed before it ended is kept.
    """
    if not request.user.is_authenticated:
        if request.method == "POST":
            KEPT.keep(request)
        return redirect_to_login(request.get_full_path())
    return _at_work(cast(StaffRequest, request), pk)


def _at_work(request: StaffRequest, pk: int) -> HttpResponse:
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
    _tell(request, rows)
    KEPT.forget(request)
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
    waiting = KEPT.waiting(request)
    systems = SystemNames.load()
    if waiting is not None:
        rows = workspace.received_rows(waiting, layout.group, systems)
        for row in rows:
            row.state = "kept"
        return _render(request, section, layout, rows, restored=True)
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
        "restored": False,
    }
    return render(request, "inventory/workspace/workspace.html", context | more, status=status)


@require_POST
@login_not_required
def save_row(request: HttpRequest, pk: int) -> HttpResponse:
    """One row as it is now: saved, or with its faults or both texts of a conflict.

    Answers 200 in each of these cases: the row says which. Open to requests without a log-in only
    to say so; what was typed stays in the page that sent it.
    """
    if not request.user.is_authenticated:
        return render(request, "inventory/workspace/_logged_out.html")
    return _save(cast(StaffRequest, request), pk)


def _save(request: StaffRequest, pk: int) -> HttpResponse:
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
        KEPT.forget_fields(request, f"{prefix_of(task.pk)}-")
    context = {"row": row, "group": group, "now": timezone.localtime()}
    return render(request, "inventory/workspace/_row.html", context)
