"""Editing a draft of the plan: schedules, yearly targets, initiatives that join or end.

Several people of the office may edit one draft. Each write names the state it started from, row
by row; what somebody else changed meanwhile is never overwritten unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from hirao_dx.shared.trace import LONGEST_REASON, Trace
from hirao_dx.shared.versions import Stale
from initiatives.models import (
    Initiative,
    InitiativeTerms,
    PlanRevision,
    ScheduledPhase,
    YearlyTarget,
)
from initiatives.rollup.record import terms_rows
from organization.access import require_office
from organization.models import User

from .actions import copy_terms, lock_draft
from .changes import Terms
from .queries import as_terms


@dataclass(frozen=True)
class Edit:
    """What was typed for one initiative, and the fingerprint of what it was typed over."""

    terms: Terms
    started_from: str

    @property
    def is_untouched(self) -> bool:
        """Whether what was typed is what it was typed over."""
        return self.terms.fingerprint == self.started_from


@transaction.atomic
def save_rows(*, revision: PlanRevision, edits: Sequence[Edit], by: User) -> int:
    """Write schedules, target dates and weights into a draft. Returns how many rows changed.

    Rows nobody touched keep what somebody else may have written. Raises Stale and writes nothing
    if a touched row has changed meanwhile; ValidationError if the revision is sealed or gone;
    PermissionDenied if `by` is not the office.
    """
    require_office(by)
    draft = lock_draft(revision)
    stored = {row.initiative.code: row for row in terms_rows().filter(revision=draft)}
    now = {code: as_terms(row) for code, row in stored.items()}
    moved = {
        edit.terms.code: now.get(edit.terms.code)
        for edit in edits
        if not edit.is_untouched and not _may_write(edit, now.get(edit.terms.code))
    }
    if moved:
        raise Stale(moved)
    written = [
        edit.terms
        for edit in edits
        if not edit.is_untouched and edit.terms.fingerprint != now[edit.terms.code].fingerprint
    ]
    for terms in written:
        _write(stored[terms.code], terms)
    if written:
        _leave_trace(draft, by, "予定を直した", written)
    return len(written)


@transaction.atomic
def save_targets(
    *,
    revision: PlanRevision,
    initiative: Initiative,
    targets: Iterable[tuple[int, int]],
    started_from: str,
    by: User,
) -> None:
    """Give an initiative of a draft exactly these yearly targets.

    A target is a fiscal year and the percent planned for its end. Raises Stale if somebody else
    changed them or took the initiative out of the draft; ValidationError if the revision is sealed
    or gone; PermissionDenied if `by` is not the office.
    """
    require_office(by)
    draft = lock_draft(revision)
    row = terms_rows().filter(revision=draft, initiative=initiative).first()
    now = as_terms(row) if row else None
    wanted = tuple(sorted(targets))
    if row is None or now is None:
        raise Stale({initiative.code: None})
    if now.targets == wanted:
        return
    if now.targets_fingerprint != started_from:
        raise Stale({initiative.code: now})
    row.yearly_targets.all().delete()
    YearlyTarget.objects.bulk_create(
        YearlyTarget(terms=row, fiscal_year=year, percent=percent) for year, percent in wanted
    )
    _leave_trace(draft, by, "年度ごとの予定を直した", [now])


@transaction.atomic
def end_initiative(*, revision: PlanRevision, initiative: Initiative, by: User) -> None:
    """Take an initiative out of a draft: it ends when the revision takes effect.

    Done before, it changes nothing. Raises ValidationError if the revision is sealed or gone;
    PermissionDenied if `by` is not the office.
    """
    require_office(by)
    draft = lock_draft(revision)
    deleted, _ = draft.terms.filter(initiative=initiative).delete()
    if deleted:
        Trace(by, f"「{initiative}」を終えることにした"[:LONGEST_REASON]).save(draft)


@transaction.atomic
def restore_initiative(*, revision: PlanRevision, initiative: Initiative, by: User) -> None:
    """Put an initiative into a draft again, with the terms it had last, else without a schedule.

    Done before, it changes nothing. Raises as `end_initiative` does.
    """
    require_office(by)
    draft = lock_draft(revision)
    if draft.terms.filter(initiative=initiative).exists():
        return
    earlier = InitiativeTerms.objects.filter(
        initiative=initiative, revision__plan=draft.plan_id, revision__number__lt=draft.number
    )
    last = earlier.prefetch_related("phases", "yearly_targets").order_by("-revision__number")
    found = last.first()
    if found:
        copy_terms(found, draft)
    else:
        InitiativeTerms.objects.create(revision=draft, initiative=initiative)
    Trace(by, f"「{initiative}」を計画に戻した"[:LONGEST_REASON]).save(draft)


@transaction.atomic
def add_initiative(*, revision: PlanRevision, initiative: Initiative, by: User) -> Initiative:
    """Store a new initiative, with terms without a schedule in a draft. Returns the initiative.

    It is placed last in its pillar. Raises as `end_initiative` does.
    """
    require_office(by)
    draft = lock_draft(revision)
    initiative.plan = draft.plan
    initiative.order = _last_place(initiative)
    trace = Trace(by, f"「{initiative}」を追加した"[:LONGEST_REASON])
    trace.save(initiative)
    InitiativeTerms.objects.create(revision=draft, initiative=initiative)
    trace.save(draft)
    return initiative


def _last_place(initiative: Initiative) -> int:
    """The place of the pillar's last initiative: the newer of two with one place comes second."""
    inside = initiative.pillar.initiatives.aggregate(last=Max("order"))["last"]
    if inside is not None:
        return int(inside)
    everywhere = initiative.plan.initiatives.aggregate(last=Max("order"))["last"]
    return (everywhere or 0) + 1


def _may_write(edit: Edit, now: Terms | None) -> bool:
    return now is not None and now.fingerprint in (edit.started_from, edit.terms.fingerprint)


def _write(row: InitiativeTerms, terms: Terms) -> None:
    row.target_on, row.weight = terms.target_on, terms.weight
    row.save()
    phases = {phase.name: phase for phase in row.revision.plan.phases.all()}
    row.phases.all().delete()
    ScheduledPhase.objects.bulk_create(
        ScheduledPhase(
            terms=row,
            phase=phases[years.name],
            first_fiscal_year=years.first,
            last_fiscal_year=years.last,
        )
        for years in terms.phases
    )


def _leave_trace(draft: PlanRevision, by: User, what: str, rows: Iterable[Terms]) -> None:
    reason = f"{what}：{'、'.join(terms.symbol for terms in rows)}"
    Trace(by, reason[:LONGEST_REASON]).save(draft)
