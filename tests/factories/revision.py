"""Revisions of the plan, open for writing until `seal()`."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from initiatives.models import InitiativeTerms, PlanRevision, ScheduledPhase, YearlyTarget

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
