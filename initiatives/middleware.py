"""Which plan a request is about, from its address."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .addresses import showing
from .current import plan_of

# Asked by machines, also while the database cannot answer.
WITHOUT_PLAN = ("/healthz", "/readyz")


class PlanMiddleware:
    """Gives a request the addresses of its plan: of the one it names, else of today's.

    So a page of no plan (マイページ, the inventory, the admin) leads to today's. Before a plan is
    loaded the site's own addresses stay, whose pages say so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(WITHOUT_PLAN):
            return self.get_response(request)
        plan = plan_of(request)
        if plan is None:
            return self.get_response(request)
        with showing(plan) as urls:
            request.urlconf = urls
            return self.get_response(request)
