"""Where an address without a plan leads to: the same page of the plan that it meant.

Such an address was given out while there was one plan. It stands in bookmarks, mails and papers.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Model, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.encoding import escape_uri_path, iri_to_uri

from hirao_dx.shared.text import whole_number
from initiatives.models import Plan


def sends_on(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Note that a view hands a sent form on: the press counts where it arrives."""
    view.sends_on = True  # type: ignore[attr-defined]
    return view


def of_row(model: type[Model], to_plan: str) -> Callable[..., HttpResponse]:
    """A view that leads to the plan of the row that the address names, 404 if there is none."""

    def view(request: HttpRequest, pk: int, rest: str = "") -> HttpResponse:
        plans = model._default_manager.filter(pk=pk).values(to_plan)
        return _moved(request, get_object_or_404(Plan, pk__in=plans))

    return sends_on(view)


@sends_on
def of_period(request: HttpRequest, period_key: str, rest: str = "") -> HttpResponse:
    """To the plan that has reports on this period, the first that was loaded if several do."""
    year, _, number = period_key.partition("-")
    fiscal_year, of_year = whole_number(year), whole_number(number)
    named = Q(periods__fiscal_year=fiscal_year, periods__number=of_year)
    found = None
    if fiscal_year is not None and of_year is not None:
        found = Plan.objects.filter(named).order_by("pk").first()
    return _moved(request, found) if found else of_first_plan(request)


@sends_on
def of_first_plan(request: HttpRequest) -> HttpResponse:
    """To the plan that was the only one. Raises Http404 if there is none."""
    plan = Plan.objects.order_by("pk").first()
    if plan is None:
        raise Http404("no plan")
    return _moved(request, plan)


def _moved(request: HttpRequest, plan: Plan) -> HttpResponse:
    """A page that was open while the addresses changed can still be sent: the method stays."""
    url = plan.get_absolute_url() + escape_uri_path(request.path_info[1:])
    query = request.META.get("QUERY_STRING", "")
    if query:
        url += f"?{iri_to_uri(query)}"
    return HttpResponseRedirect(url, preserve_request=request.method != "GET")
