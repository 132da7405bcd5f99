"""The inventory, or what a search found of it, as a workbook."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from hirao_dx.shared.http import StaffRequest
from inventory.models import System, Task
from inventory.tasks.forms import TaskFilterForm
from organization.models import Department, Section

from . import write
from .forms import sections_of
from .read import MOST_ROWS
from .rows__keys import with_version

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(request: StaffRequest) -> HttpResponse:
    """The tasks an address asks for, with its conditions as on the page that lists them."""
    form = TaskFilterForm(request.GET)
    tasks = form.narrow(Task.objects.with_place())
    again = redirect(f"{reverse('inventory_tasks')}?{request.GET.urlencode()}")
    if form.errors:
        return again  # the list says which condition could not be read
    if tasks.count() > MOST_ROWS:
        messages.error(
            request, f"事務が{MOST_ROWS:,}件をこえています。課や班で絞り込んでください。"
        )
        return again
    content = write.workbook(
        with_version(tasks),
        sections=sections_of(request.user) or Section.objects.with_department(),
        systems=System.objects.order_by("name").values_list("name", flat=True),
        at=timezone.localtime(),
    )
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, _name(form)) or ""
    return response


def _name(form: TaskFilterForm) -> str:
    """事務一覧_町民課戸籍班_2026-11-23.xlsx."""
    place: Section | Department | None = form.cleaned_data.get("section")
    place = place or form.cleaned_data.get("department")
    where = str(place).replace(" ", "") if place else "全体"
    return f"{write.TASKS}_{where}_{timezone.localdate().isoformat()}.xlsx"
