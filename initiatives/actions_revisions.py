"""Revisions of the plan: begun as a copy of the last one, then sealed for good."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from organization.models import User

from .models import Decision, InitiativeTerms, Plan, PlanRevision, ScheduledPhase, YearlyTarget


def draft_problems(*, plan: Plan, effective_on: date) -> list[str]:
    """Why a new revision cannot be begun, in sentences; empty if it can. One query."""
    last = plan.revisions.order_by("-number").first()
    if last is None:
        return []
    if last.sealed_at is None:
        return [
            f"確定していない見直し（{last}）があります。先にそれを確定するか削除してください。"
        ]
    if effective_on < last.effective_on:
        return [
            f"適用日は、前の見直しの適用日（{last.effective_on:%Y-%m-%d}）以後にしてください。"
        ]
    return []


@transaction.atomic
def draft_revision(
    *, plan: Plan, effective_on: date, reason: str, by: User, decision: Decision | None = None
) -> PlanRevision:
    """Begin a revision as a copy of the last one, with its terms, phases and yearly targets.

    A plan's first revision gets bare terms for each initiative. It counts only once sealed.
    Raises ValidationError (see `draft_problems`), PermissionDenied if `by` is not the office.
    """
    _require_office(by)
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
    )
    draft._history_user = by  # type: ignore[attr-defined]
    draft.save()
    if last:
        _copy_terms(last, draft)
    else:
        _bare_terms(draft)
    return draft


def seal_problems(revision: PlanRevision) -> list[str]:
    """What is missing before a revision can be sealed, in sentences. Two queries."""
    if revision.sealed_at is not None:
        return [f"{revision}はすでに確定しています。"]
    terms = list(
        revision.terms.select_related("initiative", "revision").prefetch_related("phases")
    )
    if not terms:
        return [f"{revision}には取組の予定が1つもありません。"]
    return [
        f"「{row.initiative}」に予定工程がありません。" for row in terms if not row.phases.all()
    ]


@transaction.atomic
def seal_revision(*, revision: PlanRevision, by: User) -> PlanRevision:
    """Make a revision final: from now on it counts, and the database refuses every change.

    Raises ValidationError (see `seal_problems`), PermissionDenied if `by` is not the office.
    """
    _require_office(by)
    current = PlanRevision.objects.select_for_update().get(pk=revision.pk)
    problems = seal_problems(current)
    if problems:
        raise ValidationError(problems)
    current.sealed_at = timezone.now()
    current._history_user = by  # type: ignore[attr-defined]
    current.save()
    return current


def _bare_terms(draft: PlanRevision) -> None:
    InitiativeTerms.objects.bulk_create(
        InitiativeTerms(revision=draft, initiative=initiative)
        for initiative in draft.plan.initiatives.all()
    )


def _copy_terms(last: PlanRevision, draft: PlanRevision) -> None:
    for old in last.terms.prefetch_related("phases", "yearly_targets"):
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


def _require_office(by: User) -> None:
    if not by.access.is_office:
        raise PermissionDenied
