"""Who changed what in a section's tasks, and in all tasks."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from organization.http import StaffRequest
from organization.models import Section

from .entries import entries_of, lines_of
from .forms import HistoryFilterForm

PER_PAGE = 30


def section_history(request: StaffRequest, pk: int) -> HttpResponse:
    """Every change in the tasks of a section, newest first, for everyone who is logged in."""
    section = get_object_or_404(Section.objects.with_department(), pk=pk)
    page = Paginator(lines_of([section]), PER_PAGE).get_page(request.GET.get("page"))
    context = {"section": section, "page_obj": page, "entries": entries_of(list(page))}
    return render(request, "inventory/history/section.html", context)


def history(request: StaffRequest) -> HttpResponse:
    """Every change in the town's tasks that meets the conditions of the address."""
    form = HistoryFilterForm(request.GET)
    page = Paginator(form.found(), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page_obj": page, "entries": entries_of(list(page))}
    return render(request, "inventory/history/town.html", context)
