"""Loads a plan's folder: everything or nothing, and never over what people have changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from django.db import transaction

from initiatives.models import Initiative, Plan, PlanLoad, PlanRevision

from . import schema
from .apply_initiatives import apply_initiatives
from .apply_organization import apply_structure, apply_survey
from .apply_plan import apply_adoption, apply_frame, apply_readable_form, plan_values
from .faults import Fault, PlanFileError
from .folder import PlanFolder, read_folder
from .ledger import Ledger


@dataclass(frozen=True)
class LoadResult:
    """What a load did. The lists name items in Japanese.

    `found` counts items that were there already, those in `different` among them. `removed` were
    loaded once and then deleted or renamed; `refused` could not be added, each with its reason.
    """

    plan: Plan
    created: int
    found: int
    different: tuple[str, ...]
    removed: tuple[str, ...]
    refused: tuple[str, ...]


def check_plan(path: Path) -> PlanFolder:
    """Check a folder against itself and against what is loaded already. Writes nothing.

    Raises PlanFileError with every fault.
    """
    folder = read_folder(path)
    faults = list(_sealed_out(folder))
    if faults:
        raise PlanFileError(faults)
    return folder


def load_plan(path: Path) -> LoadResult:
    """Load a folder in one transaction. Other plans stay beside it: the day says which is current.

    Raises PlanFileError with every fault, and then has written nothing.
    """
    with transaction.atomic():
        return _apply(check_plan(path))


def _apply(folder: PlanFolder) -> LoadResult:
    document = folder.document
    record = PlanLoad.objects.select_for_update().filter(plan__slug=document.plan.slug).first()
    ledger = Ledger(record.keys if record else [])
    # Never None: a slug is free or found, and a plan with a record cannot be gone.
    plan = cast(Plan, _put_plan(ledger, document.plan))
    sections = apply_structure(ledger, folder.table)
    apply_survey(ledger, document.survey, folder.table, sections)
    frame = apply_frame(ledger, plan, document)
    apply_readable_form(ledger, plan, document)
    apply_initiatives(
        ledger,
        frame,
        document.initiatives,
        revision=apply_adoption(ledger, plan, document),
        sections=sections,
        table=folder.table,
    )
    if ledger.has_new_keys:
        PlanLoad.objects.update_or_create(plan=plan, defaults={"keys": ledger.keys})
    return LoadResult(
        plan=plan,
        created=ledger.created,
        found=ledger.found,
        different=tuple(ledger.different),
        removed=tuple(ledger.removed),
        refused=tuple(ledger.refused),
    )


def _put_plan(ledger: Ledger, plan: schema.Plan) -> Plan | None:
    return ledger.put(
        Plan,
        key="plan",
        label="計画",
        natural={"slug": plan.slug},
        values=plan_values(plan),
    )


def _sealed_out(folder: PlanFolder) -> Iterator[Fault]:
    """Initiatives that are new to the file after the plan as adopted was sealed."""
    slug = folder.document.plan.slug
    sealed = PlanRevision.objects.filter(
        plan__slug=slug, number=0, sealed_at__isnull=False
    ).exists()
    if not sealed:
        return
    codes = set(Initiative.objects.filter(plan__slug=slug).values_list("code", flat=True))
    record = PlanLoad.objects.filter(plan__slug=slug).first()
    loaded = set(record.keys) if record else set()
    for item in folder.tree.root.each("initiatives"):
        code = item.get("code")
        if code.text not in codes and f"initiative:{code.text}" not in loaded:
            yield code.fault(
                f"「{code.text}」の取組は、策定時の計画には追加できません。",
                "策定時の計画はすでに確定しています。"
                "見直しで追加し、ファイルからはこの取組を消してください。",
            )
