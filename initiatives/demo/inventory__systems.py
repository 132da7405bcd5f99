"""Systems with their contracts, the ways their names are written, and their milestones."""

from __future__ import annotations

from datetime import date, timedelta

from inventory.models import System, SystemAlias
from organization.models import User

from . import rows, schema
from .people__town import Town
from .schema__labels import marked
from .schema__schema_inventory import System as SystemShape


def create_systems(
    document: schema.Document, town: Town, *, today: date, by: User
) -> dict[str, System]:
    """Insert the systems; by the names demo.yaml calls them."""
    made = rows.create([_system(item, today) for item in document.systems], by=by)
    pairs = list(zip(document.systems, made, strict=True))
    SystemAlias.objects.bulk_create(
        SystemAlias(system=system, name=marked(name))
        for item, system in pairs
        for name in item.aliases
    )
    _link_milestones(pairs, town, by=by)
    return {item.name: system for item, system in pairs}


def _system(item: SystemShape, today: date) -> System:
    days = item.contract_ends_in
    return System(
        name=marked(item.name),
        category=item.category,
        vendor=marked(item.vendor),
        contract_ends_on=None if days is None else today + timedelta(days=days),
        standardisation=item.standardisation,
        remarks=marked(item.remarks),
    )


def _link_milestones(pairs: list[tuple[SystemShape, System]], town: Town, *, by: User) -> None:
    needed: dict[str, list[System]] = {}
    for item, system in pairs:
        for name in item.milestones:
            needed.setdefault(name, []).append(system)
    for name, systems in needed.items():
        milestone = town.milestone(name)
        rows.sign(milestone, by=by)
        milestone.systems.add(*systems)
