"""What is past its date: one rule as a condition of the database and as Python."""

from datetime import date

import pytest

from initiatives.choices import DecisionOutcome
from initiatives.models import Decision, Milestone
from initiatives.models.indicator import milestone_overdue
from initiatives.models.meeting import decision_overdue
from tests.factories import InitiativeFactory
from tests.factories.indicator import MilestoneFactory
from tests.factories.meeting import DecisionFactory

DAYS = [None, date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)]


@pytest.fixture
def milestones(db):
    initiative = InitiativeFactory()
    return [
        MilestoneFactory(initiative=initiative, name=f"{due} {done}", due_on=due, done_on=done)
        for due in DAYS
        for done in DAYS
    ]


@pytest.fixture
def decisions(db):
    return [
        DecisionFactory(
            due_on=due,
            closed_on=closed,
            outcome=DecisionOutcome.DONE if closed else DecisionOutcome.OPEN,
        )
        for due in DAYS
        for closed in DAYS
    ]


@pytest.mark.parametrize("day", DAYS[1:])
def test_overdue_milestones_are_the_same_in_both(milestones, day):
    found = set(Milestone.objects.filter(milestone_overdue(day)))

    assert found == {m for m in milestones if m.is_overdue(day)}
    assert (len(found) > 0) == (day > DAYS[1])


@pytest.mark.parametrize("day", DAYS[1:])
def test_overdue_decisions_are_the_same_in_both(decisions, day):
    found = set(Decision.objects.filter(decision_overdue(day)))

    assert found == {d for d in decisions if d.is_overdue(day)}
    assert (len(found) > 0) == (day > DAYS[1])
