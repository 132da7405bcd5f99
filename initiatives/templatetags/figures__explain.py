"""Turns what an explanation names into addresses: `{% load explain %}`."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from initiatives.explain.model import Link, Row

register = template.Library()

# Pages that show a period, and so are opened for the one being explained.
OF_A_PERIOD = {"dashboard", "explain", "initiative"}


@register.filter
def address(link: Link, period: str) -> str:
    """Where a link leads, for the period of the page it stands on (2026-3)."""
    path = reverse(link.name, args=link.args)
    query = dict(link.query)
    if link.name in OF_A_PERIOD:
        query["period"] = link.period or period
    asked = f"?{urlencode(query)}" if query else ""
    return f"{path}{asked}{f'#{link.anchor}' if link.anchor else ''}"


@register.filter
def with_figures(rows: Iterable[Row]) -> bool:
    """Whether any row has a figure, so that a table needs the column."""
    return any(row.figure for row in rows)
