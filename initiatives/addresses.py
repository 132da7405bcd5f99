"""Addresses of plans side by side: every page of a plan stands under `/plans/‹slug›/`.

Each plan has a list of addresses of its own (a URLconf), which the middleware gives to a request.
So `reverse`, `redirect` and `{% url %}` lead to the plan a page is about, without naming it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import import_module
from typing import Any, Protocol

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, reverse


class Named(Protocol):
    """A plan, as far as its addresses need it."""

    pk: int
    slug: str


_shown: ContextVar[Named | None] = ContextVar("plan_shown", default=None)


class OfPlan(Protocol):
    """A row that belongs to a plan."""

    plan_id: int

    @property
    def plan(self) -> Any: ...


class PlanURLs:
    """The site's URLconf while it shows one plan."""

    def __init__(self, slug: str) -> None:
        site: Any = import_module(settings.ROOT_URLCONF)
        self.slug = slug
        self.handler400 = site.handler400
        self.urlpatterns: Sequence[URLPattern | URLResolver] = [
            *site.of_no_plan,
            path(f"plans/{slug}/", include("initiatives.urls")),
            *site.of_former_days,
        ]


@cache
def urls_of(slug: str) -> Any:
    """The URLconf of an existing plan (`PlanURLs`), made once: Django keeps tables for each.

    Django takes any such object; its types know only the name of a module.
    """
    return PlanURLs(slug)


@contextmanager
def showing(plan: Named) -> Iterator[Any]:
    """While it lasts, rows of this plan find their address without asking for their plan."""
    token = _shown.set(plan)
    try:
        yield urls_of(plan.slug)
    finally:
        _shown.reset(token)


def address(of: OfPlan, name: str, *args: object) -> str:
    """The address of a page of the plan that a row belongs to.

    One query where the row's plan is neither shown by the request nor loaded.
    """
    shown = _shown.get()
    plan = shown if shown is not None and shown.pk == of.plan_id else of.plan
    return reverse(name, urlconf=urls_of(plan.slug), args=args)
