"""The small cast that walks through every page: one initiative, two sections, six people."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from initiatives.models import Initiative, Participation, Phase, Plan, Rating, ReportingPeriod
from organization.models import Section, User
from tests import starts
from tests.factories.initiative import InitiativeFactory, ParticipationFactory
from tests.factories.organization import DepartmentFactory, SectionFactory, UserFactory
from tests.factories.plan import PhaseFactory, PlanFactory, RatingFactory
from tests.factories.report import ReportingPeriodFactory
from tests.factories.revision import (
    InitiativeTermsFactory,
    PlanRevisionFactory,
    ScheduledPhaseFactory,
    seal,
)


@dataclass(frozen=True)
class Cast:
    """Who and what a page test needs. `stranger` is staff of another department."""

    plan: Plan
    study: Phase
    run: Phase
    rating: Rating
    initiative: Initiative
    section: Section
    participation: Participation
    previous: ReportingPeriod
    period: ReportingPeriod
    staff: User
    colleague: User
    head: User
    stranger: User
    committee: User
    office: User
    nobody: User


def make_cast(before: None, folder: Path) -> Cast:
    plan = PlanFactory()
    study = PhaseFactory(plan=plan, name="検討", order=1)
    run = PhaseFactory(plan=plan, name="実施", order=2)
    rating = RatingFactory(plan=plan, letter="B", name="計画どおり", order=2)
    initiative = InitiativeFactory(plan=plan, code="1", symbol="①", title="書かない窓口", order=1)
    revision = PlanRevisionFactory(plan=plan, number=0)
    terms = InitiativeTermsFactory(revision=revision, initiative=initiative)
    ScheduledPhaseFactory(terms=terms, phase=study, first_fiscal_year=2023, last_fiscal_year=None)
    ScheduledPhaseFactory(terms=terms, phase=run, first_fiscal_year=2023, last_fiscal_year=None)
    seal(revision)
    department = DepartmentFactory(name="町民課", order=1)
    section = SectionFactory(department=department, name="窓口班", order=1)
    return Cast(
        plan=plan,
        study=study,
        run=run,
        rating=rating,
        initiative=initiative,
        section=section,
        participation=ParticipationFactory(initiative=initiative, section=section, lead=True),
        previous=ReportingPeriodFactory(plan=plan, number=2),
        period=ReportingPeriodFactory(plan=plan, number=3),
        staff=UserFactory(name="担当 一郎", staff_of=section),
        colleague=UserFactory(name="担当 二郎", staff_of=section),
        head=UserFactory(name="課長 三郎", head_of=department),
        stranger=UserFactory(name="他課 四郎", staff=True),
        committee=UserFactory(name="委員 五郎", committee=True),
        office=UserFactory(name="事務局 六郎", office=True),
        nobody=UserFactory(name="異動 七郎"),
    )


starts.register("cast", make_cast)


@pytest.fixture
def cast(given: starts.Given, db: None) -> Cast:
    people: Cast = given("cast")
    return people
