"""Revisions of the plan, open for writing until `seal()`."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from initiatives.models import (
    Initiative,
    InitiativeTerms,
    PlanRevision,
    ScheduledPhase,
    YearlyTarget,
)

from .initiative import InitiativeFactory
from .plan import PhaseFactory, PlanFactory

SEALED_AT = datetime(2023, 7, 1, tzinfo=UTC)


class PlanRevisionFactory(DjangoModelFactory):
    """The plan as adopted (revision 0), one per plan and number.

    `sealed=True` gives one to which nothing can be added; to fill one first and seal it then,
    use `seal(revision)`.
    """

    class Meta:
        model = PlanRevision
        django_get_or_create = ("plan", "number")

    class Params:
        sealed = factory.Trait(sealed_at=SEALED_AT)

    plan = factory.SubFactory(PlanFactory)
    number = 0
    effective_on = date(2023, 7, 1)
    reason = "計画の策定"


def seal(revision: PlanRevision) -> PlanRevision:
    """Close a revision for good, as the database sees it."""
    revision.sealed_at = SEALED_AT
    revision.save()
    return revision


class InitiativeTermsFactory(DjangoModelFactory):
    class Meta:
        model = InitiativeTerms

    initiative = factory.SubFactory(InitiativeFactory)
    revision = factory.SubFactory(
        PlanRevisionFactory, plan=factory.SelfAttribute("..initiative.plan")
    )


def hold(*initiatives: Initiative) -> None:
    """Let the plan in force hold initiatives, too: a revision of the same day adds them."""
    plan = initiatives[0].plan
    before = plan.revisions.filter(sealed_at__isnull=False).order_by("number").last()
    number, kept = (before.number + 1, list(before.terms.all())) if before else (0, [])
    revision = PlanRevisionFactory(plan=plan, number=number)
    for terms in kept:
        copied = InitiativeTermsFactory(
            revision=revision,
            initiative=terms.initiative,
            target_on=terms.target_on,
            weight=terms.weight,
        )
        for phase in terms.phases.all():
            ScheduledPhaseFactory(
                terms=copied,
                phase=phase.phase,
                first_fiscal_year=phase.first_fiscal_year,
                last_fiscal_year=phase.last_fiscal_year,
            )
    for initiative in initiatives:
        InitiativeTermsFactory(revision=revision, initiative=initiative)
    seal(revision)


class ScheduledPhaseFactory(DjangoModelFactory):
    """実施 over the whole plan, R5–R9; `open_end=True` as the plan's text leaves it."""

    class Meta:
        model = ScheduledPhase

    class Params:
        open_end = factory.Trait(last_fiscal_year=None)

    terms = factory.SubFactory(InitiativeTermsFactory)
    phase = factory.SubFactory(PhaseFactory, plan=factory.SelfAttribute("..terms.initiative.plan"))
    first_fiscal_year = 2023
    last_fiscal_year = 2027


class YearlyTargetFactory(DjangoModelFactory):
    class Meta:
        model = YearlyTarget

    terms = factory.SubFactory(InitiativeTermsFactory)
    fiscal_year = 2025
    percent = 40
