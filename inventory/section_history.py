"""Who changed what in a section's tasks, newest first, with those that came and went."""

from __future__ import annotations

from django.db.models import OuterRef, Q, QuerySet, Subquery

from organization.models import Section

from . import history
from .models import Task


def lines_of(section: Section) -> QuerySet:
    """The lines of the history that begin or end in a section. Each knows its `earlier` one."""
    before = (
        Task.history.filter(id=OuterRef("id"))
        .filter(
            Q(history_date__lt=OuterRef("history_date"))
            | Q(history_date=OuterRef("history_date"), history_id__lt=OuterRef("history_id"))
        )
        .order_by("-history_date", "-history_id")
    )
    lines: QuerySet = (
        Task.history.filter(id__in=Task.history.filter(section=section).values("id"))
        .annotate(
            earlier=Subquery(before.values("history_id")[:1]),
            came_from=Subquery(before.values("section_id")[:1]),
        )
        .filter(Q(section=section) | Q(came_from=section.pk))
        .select_related("history_user")
        .order_by("-history_date", "-history_id")
    )
    return lines


def entries(lines: list) -> list[tuple[history.Entry, int, str]]:
    """Each line in words, with its task's key and what it was then. Three queries."""
    earlier = Task.history.in_bulk([line.earlier for line in lines if line.earlier])
    pairs = [(line, earlier.get(line.earlier)) for line in lines]
    return [
        (entry, line.id, f"{line.number:03d} {line.name or '名称未登録'}")
        for entry, line in zip(history.in_words(pairs), lines, strict=True)
    ]
