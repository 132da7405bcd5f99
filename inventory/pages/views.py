"""The survey table beside the tasks of today: the town, a department, a section."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from inventory.figures import headlines, queries, stacked_bars
from inventory.models import Survey, Task
from inventory.permissions import can_write_section
from inventory.quality.tally import to_check
from inventory.tasks.forms import TaskFilterForm
from inventory.tasks.listing import listed
from organization.http import StaffRequest
from organization.models import Department, Section

from . import views_past


def overview(request: StaffRequest) -> HttpResponse:
    """Every section, published beside live. `?on=` shows a day of the past instead."""
    if "on" in request.GET:
        return views_past.overview(request)
    surveys = list(Survey.objects.all())
    chosen = _chosen(request, surveys)
    table = queries.survey_table(on=timezone.localdate(), survey=chosen)
    total = table.total
    context = {
        "survey": table.survey,
        "surveys": surveys,
        "differences": _differences(table.survey),
        "first": "調査" if table.survey and table.survey.taken_on else "公表",
        "groups": table.groups,
        "total": total,
        "headlines": headlines.of_row(total),
        "to_check": to_check(Task.objects.live()),
        "departments": [group.as_row for group in table.groups],
        "chart": stacked_bars.systems_by_department(table.groups, total),
    }
    return render(request, "inventory/pages/overview.html", context)


def _chosen(request: StaffRequest, surveys: list[Survey]) -> Survey | None:
    """The survey asked for (`?survey=`), or the latest published one."""
    asked = {str(survey.pk): survey for survey in surveys}.get(request.GET.get("survey", ""))
    return asked or queries.latest_published(surveys)


def department(request: StaffRequest, pk: int) -> HttpResponse:
    """A department: its sections, how far they are digitised, and the hours saved."""
    found = get_object_or_404(Department, pk=pk)
    if "on" in request.GET:
        return views_past.department(request, found)
    table = queries.survey_table(on=timezone.localdate(), department=found)
    context = {
        "department": found,
        "survey": table.survey,
        "differences": _differences(table.survey),
        "groups": table.groups,
        "total": table.total,
        "headlines": headlines.of_row(table.total),
        "to_check": to_check(
            Task.objects.live().filter(section__department=found), department=found.pk
        ),
    }
    return render(request, "inventory/pages/department.html", context)


def _differences(survey: Survey | None) -> str:
    """The query of the page with the tasks behind a difference; blank without a survey."""
    return f"from={survey.pk}&to=now" if survey else ""


def section(request: StaffRequest, pk: int) -> HttpResponse:
    """A section: its figures and its tasks, with links to name and describe them."""
    found = get_object_or_404(Section.objects.with_department(), pk=pk)
    if "on" in request.GET:
        return views_past.section(request, found)
    form = TaskFilterForm(request.GET, within_section=True)
    tasks = form.narrow(Task.objects.filter(section=found).with_place())
    context = {
        "section": found,
        "can_write": can_write_section(request.user, found),
        "headlines": headlines.of_counts(queries.section_counts(found)),
        "to_check": to_check(Task.objects.live().filter(section=found), section=found.pk),
        "first_unnamed": _first_unnamed(request, found),
        "form": form,
        **listed(request, tasks, form.query),
    }
    return render(request, "inventory/pages/section.html", context)


def _first_unnamed(request: StaffRequest, found: Section) -> Task | None:
    """The first task that a person who writes for the section can name; at most one query."""
    if not request.user.access.writes_for(found):
        return None
    return Task.objects.live().unnamed().filter(section=found).order_by("number").first()
