"""A revision of the plan in force from the open period on."""

from __future__ import annotations

from collections.abc import Sequence

from initiatives.models import (
    Decision,
    InitiativeTerms,
    PlanRevision,
    ReportingPeriod,
    ScheduledPhase,
)
from initiatives.revisions.actions import draft_revision, seal_revision
from organization.models import User

from . import schema
from .people__town import Town
from .schema__labels import marked


def create_revision(
    document: schema.Document, town: Town, periods: Sequence[ReportingPeriod], *, by: User
) -> None:
    """Draft, change and seal the revision, once a period has been closed before it."""
    if document.revision is None or len(periods) < 2:
        return
    decided = Decision.objects.filter(meeting__plan=town.plan).order_by(
        "meeting__held_on", "number"
    )
    decision = decided.last()
    begins = periods[-1].starts_on
    draft = draft_revision(
        plan=town.plan,
        effective_on=max(begins, decision.meeting.held_on) if decision else begins,
        reason=marked(document.revision.reason),
        decision=decision,
        by=by,
    )
    for terms in document.revision.initiatives:
        _reschedule(draft, terms, town)
    seal_revision(revision=draft, by=by)


def _reschedule(draft: PlanRevision, item: schema.RevisedTerms, town: Town) -> None:
    initiative = town.initiative(item.initiative)
    terms = InitiativeTerms.objects.get(revision=draft, initiative=initiative)
    terms.phases.all().delete()
    years = town.plan.fiscal_years
    ScheduledPhase.objects.bulk_create(
        ScheduledPhase(
            terms=terms,
            phase=town.phase(phase.phase),
            first_fiscal_year=years[phase.first - 1],
            last_fiscal_year=None if phase.last is None else years[phase.last - 1],
        )
        for phase in item.phases
    )
