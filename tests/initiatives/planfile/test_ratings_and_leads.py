"""What a plan's file says of ratings, joint leads, and the times and intervals of indicators."""

from __future__ import annotations

from datetime import date

import pytest

from initiatives.models import Indicator, IndicatorValue, Participation, Rating
from initiatives.planfile import PlanFileError, load_plan

from .small import PLAN, Folder


def load(tmp_path, *changes):
    plan = PLAN
    for old, new in changes:
        assert old in plan
        plan = plan.replace(old, new)
    return load_plan(Folder(tmp_path, plan=plan).path)


@pytest.mark.django_db
def test_of_several_leads_the_first_stands_for_the_initiative(tmp_path):
    load(tmp_path, ("      support: 住民課\n", ""), ("企画課/企画班", "[住民課, 企画課/企画班]"))

    roles = Participation.objects.order_by("role").values_list("section__department__name", "role")
    assert list(roles) == [("住民課", "lead"), ("企画課", "lead_joint")]


@pytest.mark.django_db
def test_a_rating_amounts_to_what_the_file_says_or_to_nothing(tmp_path):
    more = "    name: よい\n    amounts_to: on_track\n  - letter: B\n    name: ふつう\n"
    load(tmp_path, ("    name: よい\n", more))

    assert dict(Rating.objects.values_list("letter", "amounts_to")) == {"A": "on_track", "B": ""}


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["順調", "unreported", "cancelled"])
def test_a_rating_amounts_to_no_word_but_a_judgement_of_the_scale(tmp_path, word):
    with pytest.raises(PlanFileError) as refused:
        load(tmp_path, ("    name: よい\n", f"    name: よい\n    amounts_to: {word}\n"))

    assert "done（完了）、ahead（前倒し）、on_track（順調）" in str(refused.value)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2025年", (date(2025, 12, 31), "year", "2025年")),
        ("2024年度", (date(2025, 3, 31), "fiscal_year", "令和6年度末")),
        ("2025-02", (date(2025, 2, 28), "month", "令和7年2月")),
        ("2025-03-31", (date(2025, 3, 31), "day", "令和7年3月31日")),
    ],
)
def test_a_value_is_dated_as_exactly_as_the_file_says(tmp_path, written, kept):
    load(tmp_path, ("2025-03-31", written))

    value = IndicatorValue.objects.get()
    assert (value.measured_on, value.precision, value.when) == kept


@pytest.mark.django_db
def test_what_is_no_time_is_refused_with_every_way_to_write_one(tmp_path):
    with pytest.raises(PlanFileError) as refused:
        load(tmp_path, ("2025-03-31", "令和7年3月"))

    assert "「令和7年3月」は時点として読めません" in str(refused.value)
    assert "「2022年度」" in str(refused.value)


@pytest.mark.django_db
def test_an_indicator_is_measured_once_a_year_unless_the_file_says_otherwise(tmp_path):
    load(tmp_path)
    load(
        tmp_path,
        ("slug: small", "slug: other"),
        ("own_series: 町", "own_series: 町\n        every_months: 60"),
    )

    found = Indicator.objects.order_by("pk").values_list("every_months", flat=True)
    assert list(found) == [12, 60]
