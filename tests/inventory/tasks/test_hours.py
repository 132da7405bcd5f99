"""Yearly hours from cases and minutes, worked by hand."""

from decimal import Decimal

import pytest

from inventory.tasks.hours import annual_hours


@pytest.mark.parametrize(
    ("volume", "minutes", "hours"),
    [
        (1200, "15", "300.0"),
        (1, "1", "0.0"),  # 0.0166…
        (1, "3", "0.1"),  # 0.05 exactly: away from zero
        (1, "2.9", "0.0"),
        (3, "9", "0.5"),  # 0.45 exactly
        (7, "12.5", "1.5"),  # 1.4583…
        (0, "30", "0.0"),
        (99_999_999, "999999.9", "1666666483333.3"),  # …3.335
    ],
)
def test_hours_are_cases_times_minutes_over_sixty(volume, minutes, hours):
    assert annual_hours(volume, Decimal(minutes)) == Decimal(hours)


@pytest.mark.parametrize(("volume", "minutes"), [(None, Decimal(1)), (1, None), (None, None)])
def test_hours_are_unknown_unless_both_figures_are(volume, minutes):
    assert annual_hours(volume, minutes) is None
