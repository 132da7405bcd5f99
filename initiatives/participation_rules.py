"""What the database cannot say about participations: their dates must not overlap."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from organization.models import Section

from .choices import ParticipationRole
from .models import Initiative, Participation


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
    same_days = Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
    if ends_on is not None:
        same_days &= Q(starts_on__lte=ends_on)
    rivals = Q(section=section)
    if role == ParticipationRole.LEAD:
        rivals |= Q(role=ParticipationRole.LEAD)
    rows = Participation.objects.filter(same_days, rivals, initiative=initiative)
    return [row for row in rows.with_names() if row.pk != other_than]


def overlap_message(clash: Participation, section: Section) -> str:
    """The sentence for one participation in the way."""
    until = f"{clash.ends_on:%Y-%m-%d}まで" if clash.ends_on else "終了日なし"
    dates = f"{clash.starts_on:%Y-%m-%d}から、{until}"
    if clash.section_id == section.pk:
        return f"この班は、同じ時期にすでにこの取組を担当しています（{dates}）。"
    return f"同じ時期に{clash.section}が主管です（{dates}）。先にその終了日を入力してください。"
