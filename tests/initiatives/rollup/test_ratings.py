"""The lead section's own rating beside the judgement, and what joint leads (共管) change."""

from __future__ import annotations

from fractions import Fraction

import pytest

from initiatives.choices import Judgement
from initiatives.rollup.figures import differs
from tests.initiatives.made_figures import Q3, figures, initiative, report, taking_part

SCALE = (Judgement.AHEAD, Judgement.ON_TRACK, Judgement.SLIGHTLY_LATE, Judgement.LATE)
B = {"rating": "B 計画どおり", "rating_as": "on_track"}
D = {"rating": "D 遅れ", "rating_as": "late"}


@pytest.mark.parametrize("rating", SCALE)
@pytest.mark.parametrize("judgement", SCALE)
def test_two_steps_of_the_scale_apart_differ(rating, judgement):
    apart = abs(SCALE.index(rating) - SCALE.index(judgement)) >= 2

    assert differs(rating, judgement) is apart


@pytest.mark.parametrize(
    ("rating", "differing"),
    [("done", False), ("ahead", False), ("on_track", False), ("slightly_late", True)],
)
def test_a_finished_initiative_stands_where_one_ahead_does(rating, differing):
    assert differs(Judgement(rating), Judgement.DONE) is differing


@pytest.mark.parametrize("other", ["unreported", "out_of_period", "cancelled"])
def test_what_is_on_no_scale_is_compared_with_nothing(other):
    assert not differs(Judgement.LATE, Judgement(other))
    assert not differs(None, Judgement.LATE)


def of_one(*reports, parts=None):
    parts = parts or (taking_part(1, lead=True), taking_part(2))
    return figures(Q3, [initiative(1, *parts)], reports).initiatives[0]


def test_the_lead_rating_counts_and_not_the_others():
    found = of_one(report(1, Q3, 75, **D), report(2, Q3, 75, **B))

    assert (found.rating, found.rating_as) == ("D 遅れ", Judgement.LATE)
    assert (found.judgement, found.rating_differs) == (Judgement.ON_TRACK, True)


def test_without_a_report_of_the_lead_there_is_no_rating():
    found = of_one(report(2, Q3, 75, **D))

    assert (found.rating, found.rating_as, found.rating_differs) == ("", None, False)


def test_a_rating_that_amounts_to_nothing_is_shown_and_not_compared():
    found = of_one(report(1, Q3, 75, rating="S とても良い"), report(2, Q3, 75))

    assert (found.rating, found.rating_differs) == ("S とても良い", False)


def test_joint_leads_stand_beside_the_one_that_stands_for_all():
    parts = (taking_part(2, joint=True), taking_part(1, lead=True), taking_part(3, joint=True))
    found = of_one(
        report(2, Q3, 90, phase="検討", **D), report(1, Q3, 60, phase="実施", **B), parts=parts
    )

    assert (found.rating, found.phase, found.rating_differs) == ("B 計画どおり", "実施", False)
    assert [s.participation.section for s in found.joint] == ["第2班", "第3班"]
    assert found.mean == Fraction(150, 2)
