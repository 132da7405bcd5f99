"""A client for tests that names no plan: it goes where the former address would lead."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.test import Client
from django.utils import timezone

from initiatives.models import Plan, current_of

OF_A_PLAN = re.compile(
    r"/(?:dashboard|evidence|initiatives|matrix|meetings|periods|plan|reports|reviews)/"
)
PLANS = "SELECT slug, first_fiscal_year FROM initiatives_plan ORDER BY first_fiscal_year DESC, id"


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
    cursor = connection.connection.cursor()
    cursor.execute(PLANS)
    plans = [Plan(slug=slug, first_fiscal_year=year) for slug, year in cursor.fetchall()]
    cursor.close()
    plan = current_of(plans, timezone.localdate())
    return f"/plans/{plan.slug}{path}" if plan else path


def log_in_for(path: str) -> str:
    """Where a visitor is sent who asks for an address: to log in, and then there."""
    return f"/account/login/?next={quote(in_full(path))}"
