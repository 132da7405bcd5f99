"""Sections that take part beside those of the plan; the note says that they are demo."""

from __future__ import annotations

from initiatives.choices import ParticipationRole
from initiatives.models import Participation
from organization.models import User

from . import rows, schema
from .people__town import Town
from .schema__labels import WORD


def create_participations(document: schema.Document, town: Town, *, by: User) -> None:
    """Insert the participations that the plan does not have yet."""
    known = set(
        Participation.objects.filter(initiative__plan=town.plan).values_list(
            "initiative_id", "section_id"
        )
    )
    new: dict[tuple[int, int], Participation] = {}
    for item in document.participations:
        initiative = town.initiative(item.initiative)
        for ref in item.sections:
            section = town.section(ref)
            key = (initiative.pk, section.pk)
            if key not in known:
                new[key] = Participation(
                    initiative=initiative,
                    section=section,
                    role=ParticipationRole.SUPPORT,
                    starts_on=town.plan.starts_on,
                    note=WORD,
                )
    rows.create(list(new.values()), by=by)
