"""One row of a section's table, saved while the others are being typed."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from hirao_dx.shared import kept
from hirao_dx.shared.http import StaffRequest
from inventory.models import Task
from inventory.permissions import can_edit_task
from inventory.systems.names import SystemNames

from . import rows
from .columns import Layout
from .forms import prefix_of
from .views import REFUSED


@require_POST
@login_not_required
def save_row(request: HttpRequest, pk: int) -> HttpResponse:
    """The row as it is now: saved, or with its faults or both texts of a conflict.

    Answers 200 in each of these cases: the row says which. Open to requests without a log-in
    only to say so; what was typed stays in the page that sent it.
    """
    if not request.user.is_authenticated:
        return render(request, "inventory/workspace/_logged_out.html")
    return _save(cast(StaffRequest, request), pk)


def _save(request: StaffRequest, pk: int) -> HttpResponse:
    task = get_object_or_404(Task.objects.with_place(), pk=pk)
    if not can_edit_task(request.user, task):
        raise PermissionDenied(REFUSED)
    group = Layout.read(request.GET).group
    sent = rows.received_rows(request.POST, group, SystemNames.load())
    row = next((row for row in sent if row.task.pk == task.pk), None)
    if row is None:
        return HttpResponse("行の内容が届きませんでした。", status=400)
    rows.take(row, request.user)
    if not row.has_faults:
        kept.forget_row(request, prefix_of(task.pk))
    context = {"row": row, "group": group, "now": timezone.localtime()}
    return render(request, "inventory/workspace/_row.html", context)
