"""Shows the roll-up's exact numbers: percentages, points and bars."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Protocol
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from initiatives.explain.model import Link, Row
from initiatives.rollup.figures import GroupFigures, InitiativeFigures, one_decimal

register = template.Library()


@register.filter
def percent(value: Fraction | None) -> str:
    """70.0%, or 未報告 where there is no figure: never 0 % for silence."""
    return "未報告" if value is None else f"{one_decimal(value)}%"


@register.filter
def points(value: Fraction | None) -> str:
    """A signed difference: ＋3.5, −5.0, ±0.0; a dash where there is none."""
    if value is None:
        return "－"
    shown = one_decimal(abs(value))
    if shown == "0.0":
        return "±0.0"
    return f"{'＋' if value > 0 else '−'}{shown}"


@register.filter
def plain_number(value: Decimal) -> str:
    """A stored number without the zeros that only its column has: 74.9, 13."""
    return f"{value.normalize():f}"


class Covered(Protocol):
    """Anything that counts reports: an initiative, a group, a row of the heat map."""

    @property
    def fresh(self) -> int: ...

    @property
    def carried(self) -> int: ...

    @property
    def missing(self) -> int: ...


@register.filter
def coverage(figures: Covered) -> str:
    """今期2・引継ぎ1・未報告0."""
    return f"今期{figures.fresh}・引継ぎ{figures.carried}・未報告{figures.missing}"


@register.filter
def coverage_lines(figures: Covered) -> SafeString:
    """The same in three lines, for narrow cells."""
    return format_html(
        "今期{} <br>引継ぎ{} <br>未報告{}", figures.fresh, figures.carried, figures.missing
    )


@register.filter
def gap(figures: InitiativeFigures | GroupFigures) -> Fraction | None:
    """mean − planned, in points, of an initiative or a group."""
    if figures.mean is None or figures.planned is None:
        return None
    return figures.mean - figures.planned


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
        "mean_width": one_decimal(mean or Fraction(0)),
        "floor_width": None if floor is None else one_decimal(floor),
        "planned_x": None if planned is None else one_decimal(planned),
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
