"""The rule of the candidates: worked by hand, then Python against the database."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory.choices import Stage
from inventory.digitise.candidates import RULE, Band, Rule, score
from inventory.digitise.queries_candidates import point_size, ranked, unranked
from inventory.models import Task
from inventory.tasks.hours import MOST_HOURS, with_hours, yearly_hours
from tests.factories import SectionFactory, TaskFactory


def made(**answers):
    """A task of which nothing is known but what is given."""
    blank = dict.fromkeys(
        (
            *("annual_hours_before", "volume", "minutes_per_case"),
            *("uses_paper", "uses_seal", "uses_counter"),
        )
    )
    return SimpleNamespace(**{**blank, **answers})


# Worked by hand


@pytest.mark.parametrize(
    ("answers", "points"),
    [
        ({"annual_hours_before": Decimal("120.0")}, "120.0"),
        ({"annual_hours_before": Decimal("120.0"), "uses_paper": True}, "180.00"),
        ({"annual_hours_before": Decimal("120.0"), "uses_seal": True}, "144.00"),
        ({"annual_hours_before": Decimal("120.0"), "uses_counter": True}, "144.00"),
        ({"annual_hours_before": Decimal("120.0"), "uses_paper": False}, "120.0"),
        ({"annual_hours_before": Decimal("120.0"), "volume": 999}, "120.0"),
        ({"annual_hours_before": Decimal("120.0"), "volume": 1000}, "144.0"),
        ({"annual_hours_before": Decimal("120.0"), "volume": 9999}, "144.0"),
        ({"annual_hours_before": Decimal("120.0"), "volume": 10000}, "180.0"),
        # 600 × 15 ÷ 60 = 150 hours; × 1.5 × 1.2 = 270.
        (
            {
                "volume": 600,
                "minutes_per_case": Decimal(15),
                "uses_paper": True,
                "uses_counter": True,
            },
            "270",
        ),
        # 1 × 3 ÷ 60 = 0.05 hours, half away from zero 0.1.
        ({"volume": 1, "minutes_per_case": Decimal("3.0")}, "0.1"),
        # 100.5 × 1.5 × 1.2 × 1.2 × 1.5 = 325.62.
        (
            {
                "annual_hours_before": Decimal("100.5"),
                "volume": 20_000,
                "uses_paper": True,
                "uses_seal": True,
                "uses_counter": True,
            },
            "325.62",
        ),
    ],
)
def test_points_are_hours_times_every_weight(answers, points):
    assert score(made(**answers)).points == Decimal(points)


def test_entered_hours_come_before_computed_ones():
    task = made(annual_hours_before=Decimal(10), volume=600, minutes_per_case=Decimal(15))

    found = score(task)

    assert (found.hours, found.is_computed) == (Decimal(10), False)


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"volume": 600},
        {"minutes_per_case": Decimal(15)},
        {"uses_paper": True},
        # 199,999,998 hours: more than the field of yearly hours holds.
        {"volume": 99_999_999, "minutes_per_case": Decimal(120)},
    ],
)
def test_a_task_without_hours_has_no_points(answers):
    assert score(made(**answers)) is None


def test_no_hours_at_all_are_hours_that_are_known():
    assert score(made(annual_hours_before=Decimal(0))).points == 0


def test_the_working_names_every_answer_and_its_weight():
    task = made(
        annual_hours_before=Decimal("1200.0"), uses_paper=True, uses_seal=False, volume=1500
    )

    assert score(task).working == (
        "1,200.0時間（入力した時間） × 1.5（紙：紙を使う） × 1.0（押印：押印がない） × "
        "1.0（窓口：わからない） × 1.2（件数：年1,500件） ＝ 2,160.0点"
    )


def test_the_working_says_that_hours_were_computed():
    task = made(volume=600, minutes_per_case=Decimal(15))

    assert score(task).working.startswith(
        "150.0時間（件数×分で計算した時間） × 1.0（紙：わからない）"
    )


def test_another_rule_gives_other_points():
    rule = Rule(bands=(Band(5, Decimal("2.0")),))

    assert score(made(annual_hours_before=Decimal(10), volume=5), rule).points == Decimal(20)


def test_bands_stand_largest_first():
    assert [band.cases for band in RULE.bands] == sorted(
        (b.cases for b in RULE.bands), reverse=True
    )


# Python against the database

TENTHS = st.integers(0, 999_999_999).map(lambda n: Decimal(n) / 10)
ANSWER = st.sampled_from([None, True, False])
ANSWERS = st.fixed_dictionaries(
    {
        "annual_hours_before": st.none() | TENTHS,
        "volume": st.none() | st.integers(0, 2_147_483_647) | st.integers(990, 10_010),
        "minutes_per_case": st.none() | st.integers(0, 9_999_999).map(lambda n: Decimal(n) / 10),
        "uses_paper": ANSWER,
        "uses_seal": ANSWER,
        "uses_counter": ANSWER,
    }
)


@settings(
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(drawn=st.lists(ANSWERS, min_size=1, max_size=8))
def test_the_database_reckons_as_python_does(db, drawn):
    section = SectionFactory()
    for number, answers in enumerate(drawn):
        TaskFactory(section=section, number=number, **answers)
    tasks = Task.objects.filter(section=section)
    expected = {task.pk: score(task) for task in tasks}

    found = list(ranked(tasks))

    points = {task.pk: Decimal(task.points) / point_size() for task in found}
    assert points == {pk: worked.points for pk, worked in expected.items() if worked}
    assert [task.rank for task in found] == [
        1 + sum(other > points[task.pk] for other in points.values()) for task in found
    ]
    assert {task.pk for task in unranked(tasks)} == {pk for pk, s in expected.items() if not s}


@settings(
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(answers=ANSWERS)
def test_the_database_knows_the_same_hours(db, answers):
    pk = TaskFactory(**answers).pk

    task = with_hours(Task.objects.all()).get(pk=pk)

    tenths = task.hours_tenths
    assert (None if tenths is None else Decimal(tenths) / 10) == yearly_hours(task)


def test_the_largest_hours_are_what_the_field_holds():
    field = Task._meta.get_field("annual_hours_before")

    assert Decimal(10) ** (field.max_digits - 1) - Decimal("0.1") == MOST_HOURS


# The order


def test_candidates_stand_by_points_and_equals_share_a_rank(section):
    def add(number, hours, **more):
        return TaskFactory(
            section=section, number=number, annual_hours_before=Decimal(hours), **more
        )

    add(1, 100)
    add(2, 100, uses_paper=True)
    add(3, 150)
    add(4, 80)

    found = [(task.number, task.rank) for task in ranked(Task.objects.all())]

    assert found == [(2, 1), (3, 1), (1, 3), (4, 4)]


@pytest.mark.parametrize(
    "settled", [{"digitised": True}, {"stage": Stage.OUT_OF_SCOPE}, {"ended": True}]
)
@pytest.mark.parametrize("hours", [Decimal(10), None])
def test_what_waits_for_nothing_is_no_candidate(section, settled, hours):
    TaskFactory(section=section, annual_hours_before=hours, **settled)

    assert not ranked(Task.objects.all()).exists()
    assert not unranked(Task.objects.all()).exists()
