"""Dates and fiscal years in templates."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template

LATE_EVENING_IN_UTC = datetime(2026, 11, 22, 20, 5, tzinfo=UTC)


def rendered(filter_name, value):
    template = Template(f"{{% load japanese %}}{{{{ value|{filter_name} }}}}")
    return template.render(Context({"value": value}))


@pytest.mark.parametrize(
    ("filter_name", "value", "expected"),
    [
        ("wareki_date", date(2026, 11, 23), "令和8年11月23日"),
        ("wareki_date", date(2019, 5, 1), "令和元年5月1日"),
        ("wareki_date", date(2019, 4, 30), "平成31年4月30日"),
        ("wareki_month", date(2023, 7, 1), "令和5年7月"),
        ("fiscal_year", 2026, "令和8年度"),
        ("fiscal_year", 2019, "令和元年度"),
        ("fiscal_year_short", 2026, "R8"),
        ("fiscal_year_short", 2018, "H30"),
    ],
)
def test_filter_writes_as_the_town_does(filter_name, value, expected):
    assert rendered(filter_name, value) == expected


@pytest.mark.parametrize(
    ("filter_name", "expected"),
    [
        ("wareki_date", "令和8年11月23日"),
        ("wareki_month", "令和8年11月"),
        ("wareki_time", "令和8年11月23日 05:05"),
    ],
)
def test_moment_is_read_in_the_town_s_time_zone(filter_name, expected):
    assert rendered(filter_name, LATE_EVENING_IN_UTC) == expected


def test_naive_moment_keeps_its_day():
    assert rendered("wareki_date", datetime(2026, 11, 23, 23, 0)) == "令和8年11月23日"  # noqa: DTZ001


@pytest.mark.parametrize(
    "filter_name",
    ["wareki_date", "wareki_month", "wareki_time", "fiscal_year", "fiscal_year_short"],
)
def test_missing_value_gives_nothing(filter_name):
    assert rendered(filter_name, None) == ""
