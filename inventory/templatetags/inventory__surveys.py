"""Cells of a survey's table with the columns they stand in: `{% load surveys %}`."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from inventory.figures.counts import MEASURES, Cell

register = template.Library()


@register.filter
def with_measures(cells: Iterable[Cell]) -> list[tuple[str, Cell]]:
    """Each cell with its measure, in the table's order."""
    return list(zip(MEASURES, cells, strict=True))
