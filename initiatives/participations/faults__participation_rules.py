"""What the database cannot say about participations: their dates must not overlap."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from initiatives.choices import ParticipationRole
from initiatives.models import Initiative, Participation
from organization.models import Section


def overlapping(
    *,
    initiative: Initiative,
    section: Section,
    role: str,
    starts_on: date,
    ends_on: date | None = None,
    other_than: int | None = None,
) -> list[Participation]:
    """Participations that cannot stand beside the one described. One query.

    A section takes part once at a time, and one section leads at a time; both ends of a range
    are inclusive. `other_than` is the key of the row being changed.
    """
    rows = Participation.objects.filter(initiative=initiative).with_names()
    return in_the_way(
        rows,
        section_id=section.pk,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        other_than=other_than,
    )


def in_the_way(
    rows: Iterable[Participation],
    *,
    section_id: int,
    role: str,
    starts_on: date,
    ends_on: date | None = None,
    other_than: int | None = None,
) -> list[Participation]:
    """The same of rows at hand: an initiative's participations, saved or not yet. No query."""
    return [
        row
        for row in rows
        if (row.pk is None or row.pk != other_than)
        and (row.section_id == section_id or ParticipationRole.LEAD == role == row.role)
        and (row.ends_on is None or row.ends_on >= starts_on)
        and (ends_on is None or row.starts_on <= ends_on)
    ]


def overlap_message(clash: Participation, section: Section) -> str:
    """The sentence for one participation in the way."""
    until = f"{clash.ends_on:%Y-%m-%d}まで" if clash.ends_on else "終了日なし"
    dates = f"{clash.starts_on:%Y-%m-%d}から、{until}"
    if clash.section_id == section.pk:
        return f"この班は、同じ時期にすでにこの取組を担当しています（{dates}）。"
    return f"同じ時期に{clash.section}が主管です（{dates}）。先にその終了日を入力してください。"
