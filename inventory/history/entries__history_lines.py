"""Who changed what in a section's tasks, or in everybody's, newest first."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import OuterRef, Q, QuerySet, Subquery

from inventory.models import Task
from organization.models import Section

from . import entries as history


def lines() -> QuerySet:
    """Every line of the tasks' history. Each knows its `earlier` one."""
    found: QuerySet = (
        Task.history.annotate(earlier=Subquery(_before().values("history_id")[:1]))
        .select_related("history_user")
        .order_by("-history_date", "-history_id")
    )
    return found


def lines_of(sections: Iterable[Section]) -> QuerySet:
    """The lines that begin or end in one of some sections: those that came and went, too."""
    keys = [section.pk for section in sections]
    here = Task.history.filter(section__in=keys).values("id")
    return (
        lines()
        .filter(id__in=here)
        .annotate(came_from=Subquery(_before().values("section_id")[:1]))
        .filter(Q(section__in=keys) | Q(came_from__in=keys))
    )


def entries(found: list) -> list[tuple[history.Entry, int, str]]:
    """Each line in words, with its task's key and what it was then. Three queries."""
    earlier = Task.history.in_bulk([line.earlier for line in found if line.earlier])
    pairs = [(line, earlier.get(line.earlier)) for line in found]
    return [
        (entry, line.id, f"{line.number:03d} {line.name or '名称未登録'}")
        for entry, line in zip(history.in_words(pairs), found, strict=True)
    ]


def _before() -> QuerySet:
    """The lines of the same task before one, the nearest first."""
    earlier: QuerySet = (
        Task.history.filter(id=OuterRef("id"))
        .filter(
            Q(history_date__lt=OuterRef("history_date"))
            | Q(history_date=OuterRef("history_date"), history_id__lt=OuterRef("history_id"))
        )
        .order_by("-history_date", "-history_id")
    )
    return earlier
