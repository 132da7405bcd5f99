"""Fiscal years, eras and months, at the days where they turn."""

from datetime import date

import pytest

from hirao_dx.shared.calendar import (
    era_year,
    first_day,
    fiscal_year,
    fiscal_year_label,
    fiscal_year_short,
    last_day,
    months_between,
    wareki_date,
    wareki_month,
)


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 3, 31), 2025),
        (date(2026, 4, 1), 2026),
        (date(2026, 12, 31), 2026),
        (date(2027, 1, 1), 2026),
    ],
)
def test_fiscal_year_turns_on_1_april(day, year):
    assert fiscal_year(day) == year


def test_fiscal_year_runs_from_april_to_march():
    assert (first_day(2026), last_day(2026)) == (date(2026, 4, 1), date(2027, 3, 31))


@pytest.mark.parametrize("year", [2018, 2019, 2023, 2027])
def test_fiscal_year_holds_its_first_and_last_day(year):
    assert (fiscal_year(first_day(year)), fiscal_year(last_day(year))) == (year, year)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2026, 4, 1), date(2026, 4, 1), 0),
        (date(2026, 4, 1), date(2026, 4, 30), 0),
        (date(2026, 4, 1), date(2026, 5, 1), 1),
        (date(2026, 4, 1), date(2026, 7, 1), 3),
        (date(2026, 4, 1), date(2027, 4, 1), 12),
        (date(2023, 4, 1), date(2027, 1, 1), 45),
        (date(2026, 4, 15), date(2026, 5, 14), 0),
        (date(2026, 4, 15), date(2026, 5, 15), 1),
        (date(2026, 12, 15), date(2027, 1, 14), 0),
        (date(2026, 12, 15), date(2027, 1, 15), 1),
        (date(2026, 1, 31), date(2026, 2, 28), 0),
        (date(2026, 1, 31), date(2026, 3, 31), 2),
        (date(2024, 2, 29), date(2025, 2, 28), 11),
        (date(2024, 2, 29), date(2025, 3, 1), 12),
    ],
)
def test_months_between_counts_whole_months(start, end, months):
    assert months_between(start, end) == months
    assert months_between(end, start) == -months


@pytest.mark.parametrize(
    ("day", "era"),
    [
        (date(1926, 12, 24), ("西暦", "", 1926)),
        (date(1926, 12, 25), ("昭和", "S", 1)),
        (date(1989, 1, 7), ("昭和", "S", 64)),
        (date(1989, 1, 8), ("平成", "H", 1)),
        (date(2019, 4, 30), ("平成", "H", 31)),
        (date(2019, 5, 1), ("令和", "R", 1)),
        (date(2019, 12, 31), ("令和", "R", 1)),
        (date(2020, 1, 1), ("令和", "R", 2)),
        (date(2026, 11, 23), ("令和", "R", 8)),
    ],
)
def test_era_turns_on_its_day(day, era):
    assert era_year(day) == era


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2020, 1, 1), "令和2年1月1日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(2026, 11, 23), "令和8年11月23日"),
    ],
)
def test_wareki_date_names_the_first_year_gannen(day, shown):
    assert wareki_date(day) == shown


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2019, 4, 1), "平成31年4月"),
        (date(2019, 5, 1), "令和元年5月"),
        (date(2023, 7, 1), "令和5年7月"),
    ],
)
def test_wareki_month_leaves_the_day_out(day, shown):
    assert wareki_month(day) == shown


@pytest.mark.parametrize(
    ("year", "label", "short"),
    [
        (1988, "昭和63年度", "S63"),
        (1989, "平成元年度", "H1"),
        (2018, "平成30年度", "H30"),
        (2019, "令和元年度", "R1"),
        (2020, "令和2年度", "R2"),
        (2026, "令和8年度", "R8"),
    ],
)
def test_fiscal_year_is_called_as_town_halls_call_it(year, label, short):
    assert (fiscal_year_label(year), fiscal_year_short(year)) == (label, short)
