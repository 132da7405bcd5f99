"""Numbers as every page writes them."""

from __future__ import annotations

import ast
import re
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest

from hirao_dx.shared.tables import Column, Kind, csv_lines
from hirao_dx.shared.words import difference, number, percent, points, progress, share, tenths
from tests.project.repository import APPS, source, text, under

# A filter that rounds, and then a sign; `share` is the one that may.
WRITTEN_IN_A_TEMPLATE = re.compile(r"\{\{[^}]*\|(?!share)\w+ \}\}[%％]|floatformat")


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


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0.0"),
        (Fraction(1, 1000), "0.1"),
        (Fraction("0.04"), "0.1"),
        (Fraction("0.05"), "0.1"),
        (Fraction("0.15"), "0.2"),
        (Fraction("99.94"), "99.9"),
        (Fraction("99.95"), "99.9"),
        (Fraction("99.96"), "99.9"),
        (Fraction(99_999, 1000), "99.9"),
        (100, "100.0"),
        (Fraction("100.04"), "100.0"),
        (Fraction("1234.5"), "1,234.5"),
        (Fraction("-0.04"), "0.0"),
        (Fraction("-0.05"), "−0.1"),
    ],
)
def test_a_percentage_never_shows_an_end_that_is_not_reached(value, shown):
    cells = (Column("進捗率", Kind.PERCENT),), [(value,)]

    assert (share(value), percent(value)) == (shown, f"{shown}%")
    assert float(b"".join(csv_lines(*cells)).decode().splitlines()[1]) == float(
        shown.replace("−", "-").replace(",", "")
    )


def test_percentages_are_written_by_one_function_alone():
    """No other code writes a number before a percent sign, or rounds one to a decimal."""
    own = {"hirao_dx/shared/numbers.py", "hirao_dx/shared/words.py"}
    cells = {"hirao_dx/shared/tables.py", "initiatives/tables/sheets.py"}
    faults = set()
    for path in source("hirao_dx", *APPS):
        name = path.as_posix()
        if name in own:
            continue
        for node in ast.walk(ast.parse(text(path))):
            if isinstance(node, ast.JoinedStr):
                faults |= {
                    f"{name}:{node.lineno}"
                    for pair in pairwise(node.values)
                    if _writes_a_percentage(*pair)
                }
            if isinstance(node, ast.ImportFrom) and name not in cells:
                faults |= {name for alias in node.names if alias.name == "one_decimal"}
    for path in (p for p in under("templates") if p.suffix == ".html"):
        faults |= {f"{path}: {found}" for found in WRITTEN_IN_A_TEMPLATE.findall(text(path))}

    assert faults == set()


def _writes_a_percentage(value, after):
    """Whether a sign follows a number that is rounded, or formatted, on the way."""
    if not isinstance(value, ast.FormattedValue) or not isinstance(after, ast.Constant):
        return False
    shown = ast.unparse(value.value)
    rounds = value.format_spec is not None or re.match(r"(words\.)?(tenths|number|round)\(", shown)
    return str(after.value).startswith(("%", "％")) and bool(rounds)


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
