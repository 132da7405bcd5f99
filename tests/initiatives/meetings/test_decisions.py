"""Decisions follow on to the next meeting until they are settled, and once after."""

from datetime import date

import pytest

from initiatives.models import Decision
from tests.factories import DecisionFactory, MeetingFactory, PlanFactory


@pytest.fixture
def meetings(db):
    """Three meetings of the committee, in November, February and May."""
    plan = PlanFactory()
    days = (date(2026, 11, 1), date(2027, 2, 1), date(2027, 5, 1))
    return [
        MeetingFactory(plan=plan, number=number, held_on=day)
        for number, day in enumerate(days, start=1)
    ]


def heard(meeting):
    return [d.text for d in Decision.objects.following(meeting)]


def test_open_decisions_follow_to_every_later_meeting(meetings):
    first, second, third = meetings
    DecisionFactory(meeting=first, text="様式を減らす")

    assert heard(first) == []
    assert heard(second) == ["様式を減らす"]
    assert heard(third) == ["様式を減らす"]


def test_settled_decision_is_heard_once_more(meetings):
    first, second, third = meetings
    DecisionFactory(meeting=first, text="様式を減らす", settled=True, closed_on=date(2027, 1, 15))

    assert heard(second) == ["様式を減らす"]
    assert heard(third) == []


def test_decision_settled_on_the_day_of_a_meeting_is_heard_there_and_next(meetings):
    first, second, third = meetings
    DecisionFactory(meeting=first, text="様式を減らす", settled=True, closed_on=second.held_on)

    assert heard(second) == ["様式を減らす"]
    assert heard(third) == ["様式を減らす"]


def test_another_body_meeting_between_hides_nothing(meetings):
    first, second, _ = meetings
    MeetingFactory(plan=first.plan, number=1, executive=True, held_on=date(2027, 1, 20))
    DecisionFactory(meeting=first, text="様式を減らす", settled=True, closed_on=date(2027, 1, 15))

    assert heard(second) == ["様式を減らす"]


def test_decisions_stay_within_their_plan_and_in_order(meetings):
    first, second, third = meetings
    DecisionFactory(
        text="別の計画",
        meeting__plan=PlanFactory(slug="other"),
        meeting__held_on=date(2026, 10, 1),
    )
    DecisionFactory(meeting=second, number=1, text="三番目")
    DecisionFactory(meeting=first, number=2, text="二番目")
    DecisionFactory(meeting=first, number=1, text="一番目")

    assert heard(third) == ["一番目", "二番目", "三番目"]


def test_two_meetings_on_one_day_follow_in_the_order_they_were_entered(meetings):
    first = meetings[0]
    later = MeetingFactory(plan=first.plan, number=9, executive=True, held_on=first.held_on)
    DecisionFactory(meeting=first, text="様式を減らす")

    assert heard(later) == ["様式を減らす"]
    assert heard(first) == []


@pytest.mark.parametrize(
    ("fields", "overdue"),
    [
        ({"due_on": date(2027, 1, 31)}, True),
        ({"due_on": date(2027, 2, 1)}, False),
        ({"due_on": None}, False),
        ({"due_on": date(2027, 1, 31), "settled": True, "closed_on": date(2027, 1, 31)}, False),
        ({"due_on": date(2027, 1, 31), "settled": True, "closed_on": date(2027, 2, 2)}, True),
    ],
)
def test_overdue_is_open_past_its_day(meetings, fields, overdue):
    decision = DecisionFactory(meeting=meetings[0], **fields)

    assert decision.is_overdue(date(2027, 2, 1)) is overdue
