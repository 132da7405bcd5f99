"""What a card says of an indicator: its target's words, when it was measured, how old that is."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from initiatives.indicators.readings import readings
from initiatives.models import IndicatorValue
from tests.factories.indicator import (
    IndicatorFactory,
    IndicatorTargetFactory,
    IndicatorValueFactory,
)

TODAY = date(2026, 11, 30)


def read(indicator, on=TODAY):
    (found,) = readings(indicator.initiative, on=on)
    return found


@pytest.mark.django_db
def test_a_target_in_words_shows_its_words():
    """T5 of the town's cases: 河道築造3,220m."""
    indicator = IndicatorFactory(in_words=True, words_target="")
    IndicatorTargetFactory(
        indicator=indicator, fiscal_year=2026, value=None, text="河道築造1,000m"
    )
    IndicatorTargetFactory(
        indicator=indicator, fiscal_year=2027, value=None, text="河道築造3,220m"
    )

    assert read(indicator).words == "目標：河道築造3,220m"


@pytest.mark.django_db
def test_words_beside_a_level_without_a_number_are_shown_as_well():
    indicator = IndicatorFactory()
    IndicatorTargetFactory(indicator=indicator, value=None, text="全校で使う")

    assert read(indicator).words == "目標：全校で使う"


@pytest.mark.django_db
def test_without_any_target_there_are_no_words():
    assert read(IndicatorFactory()).words == "目標値の定めなし（推移のみ）"


@pytest.mark.django_db
def test_a_target_that_is_the_baseline_is_said_and_not_divided():
    indicator = IndicatorFactory(baseline=70)
    IndicatorTargetFactory(indicator=indicator, value=70)
    IndicatorValueFactory(indicator=indicator)

    found = read(indicator)

    assert (found.attainment.percent, found.words) == (
        None,
        "目標値が基準値と同じため計算しません",
    )


@pytest.mark.parametrize(
    ("on", "age"),
    [
        (date(2024, 3, 30), ""),
        (
            date(2024, 3, 31),
            "年1回に測る指標ですが、いちばん新しい値は令和4年度末のものです（1年前）。",
        ),
        (
            date(2026, 11, 30),
            "年1回に測る指標ですが、いちばん新しい値は令和4年度末のものです（3年7か月前）。",
        ),
    ],
)
@pytest.mark.django_db
def test_a_value_older_than_its_interval_says_so(on, age):
    value = IndicatorValueFactory(measured_on=date(2023, 3, 31), precision="fiscal_year")

    assert read(value.indicator, on).age == age


@pytest.mark.django_db
def test_the_age_is_of_the_towns_own_newest_value():
    indicator = IndicatorFactory(every_months=60)
    IndicatorValueFactory(indicator=indicator, measured_on=date(2020, 12, 31), precision="year")
    IndicatorValueFactory(indicator=indicator, series="全国", measured_on=date(2026, 6, 1))

    assert "2020年のものです（5年10か月前）" in read(indicator).age
    assert read(IndicatorFactory()).age == ""


@pytest.mark.django_db
def test_the_card_says_words_time_and_age(client, cast):
    indicator = IndicatorFactory(initiative=cast.initiative, in_words=True, words_target="")
    IndicatorTargetFactory(indicator=indicator, value=None, text="河道築造3,220m")
    IndicatorValueFactory(
        indicator=indicator,
        measured_on=date(2020, 12, 31),
        precision="year",
        provisional=True,
    )
    client.force_login(cast.committee)

    page = client.get(cast.initiative.get_absolute_url()).content.decode()
    explained = client.get(reverse("explain", args=["indicator", f"indicator-{indicator.pk}"]))

    assert "目標：河道築造3,220m" in page
    assert "ことばの目標" not in page
    assert "<td>2020年</td>" in page
    assert "2020年12月31日" not in page
    assert "令和2年12月31日" not in page
    assert "いちばん新しい値は2020年のものです" in page
    assert "80（速報値）" in page
    assert explained.context["explanation"].value == "目標：河道築造3,220m"


@pytest.mark.django_db
def test_the_day_kept_is_the_last_of_the_time():
    value = IndicatorValueFactory.build(measured_on=date(2023, 7, 1), precision="month")

    value.clean()

    assert (value.measured_on, value.when) == (date(2023, 7, 31), "令和5年7月")
    assert IndicatorValue(measured_on=date(2023, 7, 1), precision="?").precision == "?"
