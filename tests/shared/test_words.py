"""Numbers as every page writes them."""

from __future__ import annotations

import ast
from decimal import Decimal
from fractions import Fraction

import pytest

from hirao_dx.shared.words import difference, number, percent, points, progress, tenths
from tests.project.repository import APPS, source, text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "－"),
        (0, "0"),
        (1164, "1,164"),
        (Fraction("74.9"), "74.9"),
        (Fraction(1164), "1,164"),
        (Fraction("-0.25"), "−0.25"),
        (Fraction("1234.5"), "1,234.5"),
        (Fraction(1, 3), "0.3"),
        (Decimal("74.900"), "74.9"),
        (Decimal("13.000"), "13"),
        (Decimal("-3.5"), "−3.5"),
        (Decimal("100"), "100"),
        (Decimal("1E+3"), "1,000"),
        (Decimal("-0.000"), "0"),
        (Decimal("0.000001"), "0.000001"),
    ],
)
def test_a_number_is_shown_as_it_was_typed(value, shown):
    assert number(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "－"),
        (7, "7.0"),
        (Decimal("1234.5"), "1,234.5"),
        (Decimal("-3"), "−3.0"),
        (Decimal("0.25"), "0.3"),
        (Fraction("0.05"), "0.1"),
        (Fraction("-0.05"), "−0.1"),
        (Fraction("-0.04"), "0.0"),
    ],
)
def test_tenths_round_halves_away_from_zero(value, shown):
    assert tenths(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "－"),
        (2, "＋2"),
        (-1, "−1"),
        (0, "±0"),
        (1164, "＋1,164"),
        (Fraction("-0.5"), "−0.5"),
        (Decimal("0.0"), "±0"),
    ],
)
def test_a_difference_carries_its_sign_in_words(value, shown):
    assert difference(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "－"),
        (Fraction("3.5"), "＋3.5"),
        (-5, "−5.0"),
        (0, "±0.0"),
        (Fraction("0.04"), "±0.0"),
        (Fraction("-0.04"), "±0.0"),
        (Fraction("-0.05"), "−0.1"),
    ],
)
def test_points_that_round_to_zero_have_no_sign(value, shown):
    assert points(value) == shown


def test_percentages_have_one_decimal_and_reported_progress_none():
    assert (percent(Fraction(211, 3)), percent(None)) == ("70.3%", "－")
    assert (progress(40), progress(None)) == ("40%", "－")


def test_no_file_sets_thousands_apart_by_itself():
    own = {
        f"{path}:{node.lineno}"
        for path in source("hirao_dx", *APPS)
        if path.as_posix() != "hirao_dx/shared/words.py"
        for node in ast.walk(ast.parse(text(path)))
        if isinstance(node, ast.FormattedValue)
        and node.format_spec
        and "," in ast.unparse(node.format_spec)
    }

    assert own == set()
