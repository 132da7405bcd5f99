"""The matrix: every section against every initiative, as of a day (担当表)."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date

from hirao_dx.shared.http import StaffRequest
from initiatives import permissions
from initiatives.current import with_plan
from initiatives.models import Initiative, Plan

from . import matrix as matrix_queries


@with_plan
def matrix(request: StaffRequest, plan: Plan) -> HttpResponse:
    """Who takes part in what on a day, in a fixed number of queries."""
    today = timezone.localdate()
    on = day_of(request.GET, today)
    context = {
        "plan": plan,
        "matrix": matrix_queries.matrix(plan, on or today),
        "on": on or today,
        "today": today,
        "unreadable": on is None,
        "show_all": request.GET.get("show") == "all",
        "can_edit": permissions.can_assign(request.user),
    }
    return render(request, "initiatives/matrix.html", context)


def day_of(query: QueryDict, today: date) -> date | None:
    """The day an address asks for, today when it names none, None when it is no day."""
    text = query.get("on", "")
    try:
        return parse_date(text) if text else today
    except ValueError:
        return None


def place(request: StaffRequest, plan: Plan, code: str) -> tuple[Initiative, date]:
    """The initiative and the day that an editing page's address names.

    Raises PermissionDenied for all but the office, Http404 if there is no such initiative or day.
    """
    if not permissions.can_assign(request.user):
        raise PermissionDenied("担当を変えられるのは、事務局です。")
    on = day_of(request.GET, timezone.localdate())
    if on is None:
        raise Http404("no such day")
    return get_object_or_404(Initiative.objects.of(plan).select_related("plan"), code=code), on


def back_to_matrix(on: date) -> HttpResponseRedirect:
    """To the matrix of the same day."""
    return HttpResponseRedirect(f"{reverse('matrix')}?on={on.isoformat()}")
