"""Surveys: the published one and those taken from the live tasks."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from inventory.figures.counts import total_of
from inventory.models import Survey, Task
from inventory.permissions import can_take_survey
from organization.http import StaffRequest
from organization.models import Section

from . import queries
from .actions import take_survey
from .forms import SurveyForm

REFUSED = "調査を作れるのは事務局だけです。"


def survey_list(request: StaffRequest) -> HttpResponse:
    """Every survey with its number of tasks, the latest first. One query."""
    surveys = Survey.objects.annotate(task_count=Sum("counts__tasks")).order_by("-order", "-pk")
    context = {"surveys": surveys, "can_take": can_take_survey(request.user)}
    return render(request, "inventory/surveys/list.html", context)


def survey(request: StaffRequest, pk: int) -> HttpResponse:
    """One survey's table by department and section."""
    found = get_object_or_404(Survey, pk=pk)
    groups = queries.survey_groups(found)
    total = total_of("合計", (row for group in groups for row in group.rows))
    context = {"survey": found, "groups": groups, "total": total}
    return render(request, "inventory/surveys/survey.html", context)


def new(request: StaffRequest) -> HttpResponse:
    """What a survey of today would keep, and its taking.

    Raises PermissionDenied for all but the office.
    """
    if not can_take_survey(request.user):
        raise PermissionDenied(REFUSED)
    form = SurveyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            taken = take_survey(by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, f"調査「{taken.name}」を作りました。もう変わりません。")
            return redirect("survey", taken.pk)
    totals = Task.objects.live().totals()
    context = {
        "form": form,
        "totals": totals,
        "unnamed": totals["tasks"] - totals["named"],
        "sections": Section.objects.filter(tasks__ended_on=None, tasks__isnull=False)
        .distinct()
        .count(),
    }
    status = 422 if form.errors else 200
    return render(request, "inventory/surveys/new.html", context, status=status)
