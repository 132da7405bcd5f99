"""Revisions of the plan: begun as a copy of the last one, then sealed for good."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from hirao_dx.shared.trace import Trace
from hirao_dx.shared.versions import Stale
from initiatives.models import (
    Decision,
    Initiative,
    InitiativeTerms,
    Plan,
    PlanRevision,
    ReportingPeriod,
    ScheduledPhase,
    YearlyTarget,
)
from initiatives.models.revision import STANDARDS
from initiatives.rollup.version import RULES
from organization.access import require_office
from organization.models import User

from .queries import head_fingerprint, revision_fingerprint
from .rules import date_problems, draft_problems, seal_problems

SEALED = "この見直しはすでに確定しています。確定した見直しは変更できません。"


@transaction.atomic
def draft_revision(
    *,
    plan: Plan,
    effective_on: date,
    reason: str,
    by: User,
    decision: Decision | None = None,
    standards: Mapping[str, int] | None = None,
) -> PlanRevision:
    """Begin a revision as a copy of the last one, with its terms, phases and yearly targets.

    `standards` (the fields `STANDARDS`) are the last one's unless others are given; it counts by
    today's version of the rules.

    A plan's first revision gets terms without a schedule for each initiative. It counts only once
    sealed. Returns the draft. Raises ValidationError if none can be begun (`draft_problems`);
    PermissionDenied if `by` is not the office.
    """
    require_office(by)
    Plan.objects.select_for_update().get(pk=plan.pk)
    problems = draft_problems(plan=plan, effective_on=effective_on)
    if problems:
        raise ValidationError(problems)
    last = plan.revisions.order_by("-number").first()
    draft = PlanRevision(
        plan=plan,
        number=last.number + 1 if last else 0,
        effective_on=effective_on,
        reason=reason,
        decision=decision,
        rules=RULES,
        **{name: getattr(last, name) for name in STANDARDS if last},
    )
    _set(draft, standards or {})
    Trace(by, "見直しを始めた").save(draft)
    if last:
        for old in last.terms.prefetch_related("phases", "yearly_targets"):
            copy_terms(old, draft)
    else:
        _bare_terms(draft)
    return draft


@transaction.atomic
def change_revision(
    *,
    revision: PlanRevision,
    effective_on: date,
    reason: str,
    decision: Decision | None,
    fingerprint: str,
    by: User,
    standards: Mapping[str, int] | None = None,
) -> PlanRevision:
    """Give a draft another date, reason or decision, or other standards. Returns the draft.

    `fingerprint` is the `head_fingerprint` of the draft one started from. Raises Stale if it has
    changed since; ValidationError if the date cannot be (`date_problems`) or the revision is
    sealed or gone; PermissionDenied if `by` is not the office.
    """
    require_office(by)
    draft = lock_draft(revision)
    if head_fingerprint(draft) != fingerprint:
        raise Stale(draft)
    problems = date_problems(plan=draft.plan, number=draft.number, effective_on=effective_on)
    if problems:
        raise ValidationError({"effective_on": problems})
    draft.effective_on, draft.reason, draft.decision = effective_on, reason, decision
    _set(draft, standards or {})
    Trace(by, "適用日・理由・決定・基準を直した").save(draft)
    return draft


@transaction.atomic
def seal_revision(
    *, revision: PlanRevision, by: User, fingerprint: str | None = None
) -> PlanRevision:
    """Make a revision final: from now on it counts, and the database refuses every change.

    Returns the revision. `fingerprint` is the `revision_fingerprint` of the content somebody
    looked at. Raises Stale if it has changed since; ValidationError if the revision cannot be
    sealed (`seal_problems`); PermissionDenied if `by` is not the office.
    """
    require_office(by)
    current = PlanRevision.objects.select_for_update(of=("self",)).get(pk=revision.pk)
    list(ReportingPeriod.objects.select_for_update().filter(plan=current.plan_id))
    problems = seal_problems(current)
    if problems:
        raise ValidationError(problems)
    if fingerprint is not None and revision_fingerprint(current) != fingerprint:
        raise Stale(current)
    current.sealed_at = timezone.now()
    Trace(by, "見直しを確定した").save(current)
    return current


@transaction.atomic
def drop_revision(*, revision: PlanRevision, by: User) -> None:
    """Delete a draft, and the initiatives that were made for it and are used nowhere else.

    Raises ValidationError if it is sealed or gone; PermissionDenied if `by` is not the office.
    """
    require_office(by)
    draft = lock_draft(revision)
    made = list(made_for(draft))
    trace = Trace(by, f"{draft}を削除した")
    trace.delete(draft)
    for initiative in made:
        _forget(initiative, trace)


@transaction.atomic
def forget_initiative(*, initiative: Initiative, by: User) -> None:
    """Delete an initiative that no revision names and nothing refers to.

    Raises ValidationError if something refers to it; PermissionDenied if `by` is not the office.
    """
    require_office(by)
    if not _forget(initiative, Trace(by, "見直しに入れないことにした")):
        raise ValidationError(f"「{initiative}」には、予定や担当などの記録があるので消せません。")


def made_for(draft: PlanRevision) -> list[Initiative]:
    """Initiatives that no other revision names; empty for the plan as adopted. One query."""
    if draft.number == 0:
        return []
    elsewhere = InitiativeTerms.objects.exclude(revision=draft).values("initiative")
    return list(Initiative.objects.filter(terms__revision=draft).exclude(pk__in=elsewhere))


def lock_draft(revision: PlanRevision) -> PlanRevision:
    """The revision as it is now, locked until the end of the transaction.

    Raises ValidationError if it is sealed or gone.
    """
    drafts = PlanRevision.objects.select_for_update(of=("self",)).filter(pk=revision.pk)
    found = drafts.first()
    if found is None:
        raise ValidationError("この見直しは、ほかの人が削除しました。")
    if found.sealed_at is not None:
        raise ValidationError(SEALED)
    return found


def copy_terms(old: InitiativeTerms, draft: PlanRevision) -> InitiativeTerms:
    """Store another revision's terms in a draft and return them.

    Expects phases and yearly targets prefetched.
    """
    new = InitiativeTerms.objects.create(
        revision=draft,
        initiative_id=old.initiative_id,
        target_on=old.target_on,
        weight=old.weight,
    )
    ScheduledPhase.objects.bulk_create(
        ScheduledPhase(
            terms=new,
            phase_id=row.phase_id,
            first_fiscal_year=row.first_fiscal_year,
            last_fiscal_year=row.last_fiscal_year,
        )
        for row in old.phases.all()
    )
    YearlyTarget.objects.bulk_create(
        YearlyTarget(terms=new, fiscal_year=row.fiscal_year, percent=row.percent)
        for row in old.yearly_targets.all()
    )
    return new


def _set(draft: PlanRevision, standards: Mapping[str, int]) -> None:
    """Give a draft standards. Raises ValidationError where the database would refuse them."""
    for name, value in standards.items():
        setattr(draft, name, value)
    if standards:
        draft.validate_constraints()


def _bare_terms(draft: PlanRevision) -> None:
    InitiativeTerms.objects.bulk_create(
        InitiativeTerms(revision=draft, initiative=initiative)
        for initiative in draft.plan.initiatives.all()
    )


def _forget(initiative: Initiative, trace: Trace[User]) -> bool:
    """Delete an initiative. False, with nothing deleted, if something still refers to it."""
    try:
        with transaction.atomic():
            trace.delete(initiative)
    except ProtectedError:
        return False
    return True
