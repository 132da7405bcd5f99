"""What the migration that brought ratings beside judgements says of rows from before it."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

from initiatives.models import Rating
from tests.factories.indicator import IndicatorFactory, IndicatorValueFactory
from tests.factories.plan import PlanFactory, RatingFactory

FOLDER = Path(__file__).resolve().parents[2] / "initiatives" / "migrations"
(NAME,) = [path.stem for path in FOLDER.glob("*_ratings.py")]
migration = import_module(f"initiatives.migrations.{NAME}")


def scale(plan):
    """The project's own four steps, as an older database has them: likened to nothing."""
    for trait in ({}, {"ahead": True}, {"late": True}, {"very_late": True}):
        RatingFactory(plan=plan, **trait)


def likened(plan):
    return dict(Rating.objects.filter(plan=plan).values_list("letter", "amounts_to"))


@pytest.mark.django_db
def test_the_projects_own_scale_is_likened():
    plan = PlanFactory()
    scale(plan)

    migration.liken_ratings(apps, None)

    assert likened(plan) == {"A": "ahead", "B": "on_track", "C": "slightly_late", "D": "late"}


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["another word", "one more", "one less"])
def test_any_other_scale_is_compared_with_nothing(change):
    plan = PlanFactory()
    scale(plan)
    if change == "another word":
        Rating.objects.filter(letter="C").update(name="少し遅れ")
    elif change == "one more":
        RatingFactory(plan=plan, letter="E", name="中断")
    else:
        Rating.objects.filter(letter="A").delete()

    migration.liken_ratings(apps, None)

    assert set(likened(plan).values()) == {""}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "label", "after"),
    [
        (date(2023, 3, 31), "令和4年度末", (date(2023, 3, 31), "fiscal_year", "令和4年度末")),
        (date(2023, 3, 31), "令和4年度", (date(2023, 3, 31), "fiscal_year", "令和4年度末")),
        (date(2020, 12, 31), "令和2年", (date(2020, 12, 31), "year", "2020年")),
        (date(2019, 12, 31), "令和元年", (date(2019, 12, 31), "year", "2019年")),
        (date(2023, 7, 1), "計画の策定時", (date(2023, 7, 31), "month", "計画の策定時")),
        (date(2023, 7, 2), "計画の策定時", (date(2023, 7, 2), "day", "計画の策定時")),
        (date(2023, 3, 31), "令和5年度", (date(2023, 3, 31), "day", "令和5年度")),
        (date(2026, 9, 30), "令和8年9月末", (date(2026, 9, 30), "day", "令和8年9月末")),
        (date(2026, 3, 31), "", (date(2026, 3, 31), "day", "令和8年3月31日")),
    ],
)
def test_a_day_is_taken_back_only_where_its_words_say_so(day, label, after):
    indicator = IndicatorFactory(initiative__plan__adopted_month="2023-07")
    value = IndicatorValueFactory(indicator=indicator, measured_on=day, label=label)

    migration.say_when_as_exactly_as_the_source(apps, None)

    value.refresh_from_db()
    assert (value.measured_on, value.precision, value.when) == after


@pytest.mark.django_db
def test_a_value_that_stands_on_the_last_day_already_is_left():
    indicator = IndicatorFactory(initiative__plan__adopted_month="2023-07")
    first, last = (
        IndicatorValueFactory(indicator=indicator, measured_on=day, label="計画の策定時")
        for day in (date(2023, 7, 1), date(2023, 7, 31))
    )

    migration.say_when_as_exactly_as_the_source(apps, None)

    first.refresh_from_db()
    last.refresh_from_db()
    assert [(v.measured_on.day, v.precision) for v in (first, last)] == [(1, "day"), (31, "day")]
