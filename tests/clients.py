"""A client for tests that names no plan: it goes where the former address would lead."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.test import Client
from django.utils import timezone

from initiatives.models import Plan

OF_A_PLAN = re.compile(
    r"/(?:dashboard|evidence|initiatives|matrix|meetings|periods|plan|reports|reviews)/"
)


class PlanClient(Client):
    """Puts today's plan before an address of a plan that names none, without a redirect.

    The plan is asked past Django, so that tests which count queries count the page's alone. What
    the former addresses themselves do is tested with Django's own client.
    """

    def generic(self, method: str, path: Any, *args: Any, **kwargs: Any) -> Any:
        """The same request to the address in full."""
        return super().generic(method, in_full(str(path)), *args, **kwargs)


def in_full(path: str) -> str:
    """An address of today's plan in full; any other as it is."""
    if not OF_A_PLAN.match(path) or connection.connection is None:
        return path
    plans = Plan.objects.current_first(timezone.localdate()).values_list("slug")[:1]
    cursor = connection.connection.cursor()
    cursor.execute(*_plain(*plans.query.sql_with_params()))
    found = cursor.fetchone()
    cursor.close()
    return f"/plans/{found[0]}{path}" if found else path


def _plain(sql: str, values: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    """A query as the database's own module takes it."""
    return (sql.replace("%s", "?") if connection.vendor == "sqlite" else sql), values


def log_in_for(path: str) -> str:
    """Where a visitor is sent who asks for an address: to log in, and then there."""
    return f"/account/login/?next={quote(in_full(path))}"
