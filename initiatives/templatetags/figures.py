"""Filters and tags that show the roll-up's numbers: percentages, points and bars."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hirao_dx.shared.numbers import percent_digits
from hirao_dx.shared.words import number, points
from initiatives.explain.model import Link, Row
from initiatives.rollup.figures import GroupFigures, InitiativeFigures
from initiatives.rollup.words import coverage, coverage_lines, gap, percent

register = template.Library()


for words in (coverage, coverage_lines, gap, number, percent, points):
    register.filter(words)


@register.filter
def subject(key: object, kind: str) -> str:
    """What a number is of, as addresses name it: initiative-6, pillar-2, section-14."""
    return f"{kind}-{key}"


@register.simple_tag
def explained(text: object, measure: str, of: str, period_key: str = "") -> SafeString:
    """A number as a link to its explanation, named 「70.0%の説明」 to a screen reader."""
    return format_html(
        '<a class="explained" href="{}">{}<span class="visually-hidden">の説明</span></a>',
        explanation_url(measure, of, period_key),
        text,
    )


@register.simple_tag
def explanation_url(measure: str, of: str, period_key: str = "") -> str:
    """Where a number is explained: what it measures, of what, in which period."""
    url = reverse("explain", args=[measure, of])
    return f"{url}?period={period_key}" if period_key else url


@register.inclusion_tag("components/progress.html")
def progress_bar(
    figures: InitiativeFigures | GroupFigures, label: str, compact: bool = False, url: str = ""
) -> dict[str, object]:
    """The bar of an initiative, a pillar or the plan: mean, floor inside, planned as a tick.

    `url` is the page that explains the mean.
    """
    mean, floor, planned = figures.mean, figures.floor, figures.planned
    return {
        "label": label,
        "value": percent(mean),
        "mean_width": percent_digits(mean or Fraction(0)),
        "floor_width": None if floor is None else percent_digits(floor),
        "planned_x": None if planned is None else percent_digits(planned),
        "unreported": mean is None,
        "compact": compact,
        "full": False,
        "note": "",
        "url": url,
    }


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
