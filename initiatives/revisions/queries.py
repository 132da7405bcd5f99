"""Reads revisions of the plan and what each of them changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.db import models
from django.db.models import Q

from hirao_dx.shared.words import number
from initiatives.choices import PeriodState
from initiatives.models import (
    Initiative,
    InitiativeTerms,
    Plan,
    PlanRevision,
    ReportingPeriod,
)
from initiatives.models.revision import STANDARDS
from initiatives.rollup.record import terms_rows

from .changes import Change, Item, PhaseYears, Terms, changes, fingerprint


@dataclass(frozen=True)
class Step:
    """A revision, its terms, and what it changed against the one before it.

    `standards` are all by which it judges, each with the one before.
    """

    revision: PlanRevision
    terms: tuple[Terms, ...]
    before: tuple[Terms, ...]
    changes: tuple[Change, ...]
    standards: tuple[Item, ...]


def steps(plan: Plan) -> list[Step]:
    """Every revision of a plan with its changes, oldest first. Four queries."""
    revisions = list(plan.revisions.select_related("decision__meeting").order_by("number"))
    said = terms_by_revision(revisions)
    found: list[Step] = []
    before: tuple[Terms, ...] = ()
    for revision in revisions:
        after = said[revision.pk]
        changed = changes(before, after) if found else ()
        last = found[-1].revision if found else None
        standards = tuple(standards_of(revision, last))
        found.append(Step(revision, after, before, changed, standards))
        before = after
    return found


def changes_to(plan: Plan, initiative: Initiative) -> list[tuple[PlanRevision, Change]]:
    """What each sealed revision after the first changed in one initiative, newest first.

    Four queries.
    """
    revisions = list(
        plan.revisions.filter(sealed_at__isnull=False)
        .select_related("decision__meeting")
        .order_by("number")
    )
    said = terms_by_revision(revisions, only=initiative)
    found = [(new, changes(said[old.pk], said[new.pk])) for old, new in pairwise(revisions)]
    return [(revision, changed[0]) for revision, changed in reversed(found) if changed]


def terms_by_revision(
    revisions: Iterable[PlanRevision], *, only: Initiative | None = None
) -> dict[int, tuple[Terms, ...]]:
    """The terms of each initiative by revision, or `only` of one. Three queries."""
    said: dict[int, list[Terms]] = {revision.pk: [] for revision in revisions}
    rows = terms_rows().filter(revision__in=list(said))
    for row in rows.filter(initiative=only) if only else rows:
        said[row.revision_id].append(as_terms(row))
    return {pk: tuple(terms) for pk, terms in said.items()}


def as_terms(row: InitiativeTerms) -> Terms:
    """A stored row as a plain value."""
    initiative = row.initiative
    return Terms(
        code=initiative.code,
        symbol=initiative.symbol,
        title=initiative.title,
        order=initiative.order,
        phases=tuple(
            PhaseYears(p.phase.name, p.first_fiscal_year, p.last_fiscal_year)
            for p in row.phases.all()
        ),
        target_on=row.target_on,
        weight=row.weight,
        targets=tuple((t.fiscal_year, t.percent) for t in row.yearly_targets.all()),
    )


def head_fingerprint(revision: PlanRevision) -> str:
    """Equal as long as nobody changes a revision's date, reason, decision or standards."""
    standards = tuple(getattr(revision, name) for name in STANDARDS)
    return fingerprint(revision.effective_on, revision.decision_id, revision.reason, standards)


def standard(name: str) -> models.Field[int, int]:
    """The column of a standard, by whose name and help people know it."""
    return next(f for f in PlanRevision._meta.fields if f.name == name)


def standards_of(revision: PlanRevision, before: PlanRevision | None) -> list[Item]:
    """Every standard of a revision by its name, beside that of the one before it."""
    return [
        Item(
            str(standard(name).verbose_name),
            number(getattr(before or revision, name)),
            number(getattr(revision, name)),
        )
        for name in STANDARDS
    ]


def revision_fingerprint(revision: PlanRevision) -> str:
    """Equal as long as nobody changes anything in a revision. Three queries."""
    said = terms_by_revision([revision])[revision.pk]
    rows = tuple((t.code, t.fingerprint, t.targets_fingerprint) for t in said)
    return fingerprint(head_fingerprint(revision), rows)


def last_settled_period(plan: Plan) -> ReportingPeriod | None:
    """The latest period whose numbers stay: closed, or shown to a meeting. One query."""
    settled = Q(state=PeriodState.CLOSED) | Q(snapshots__isnull=False)
    return ReportingPeriod.objects.filter(settled, plan=plan).order_by("-ends_on").first()
