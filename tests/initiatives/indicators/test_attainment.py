"""How far an indicator has come, each share computed by hand."""

from fractions import Fraction

import pytest

from initiatives.choices import Direction, TargetKind
from initiatives.indicators.attainment import Attainment, Measured, Reading, attainment


def measured(*values: str, provisional: bool = False) -> list[Measured]:
    """Final values, oldest first; only the latest is provisional if so told."""
    last = len(values) - 1
    return [
        Measured(Fraction(value), is_provisional=provisional and n == last)
        for n, value in enumerate(values)
    ]


def reading(*values: str, **fields) -> Attainment:
    """A level to raise from 70 to 90, unless told otherwise."""
    fields.setdefault("kind", TargetKind.LEVEL)
    fields.setdefault("direction", Direction.UP)
    fields.setdefault("baseline", Fraction(70))
    fields.setdefault("target", Fraction(90))
    return attainment(values=measured(*values), **fields)


@pytest.mark.parametrize(
    ("value", "percent"),
    [
        ("70", Fraction(0)),
        ("75", Fraction(25)),  # 5 / 20
        ("76.9", Fraction(69, 2)),  # 6.9 / 20 = 34.5
        ("90", Fraction(100)),
        ("95", Fraction(125)),  # 25 / 20: past the target is said, not cut
        ("65", Fraction(-25)),  # −5 / 20: worse than the baseline
    ],
)
def test_level_is_the_share_of_the_way_covered(value, percent):
    assert reading(value) == Attainment(Reading.PERCENT, percent)


@pytest.mark.parametrize(
    ("value", "percent"),
    [
        ("40", Fraction(0)),
        ("35", Fraction(25)),  # (35 − 40) / (20 − 40) = −5 / −20
        ("20", Fraction(100)),
        ("15", Fraction(125)),
        ("45", Fraction(-25)),
    ],
)
def test_level_to_lower_mirrors_the_level_to_raise(value, percent):
    result = reading(value, direction=Direction.DOWN, baseline=Fraction(40), target=Fraction(20))

    assert result == Attainment(Reading.PERCENT, percent)


def test_level_reads_the_latest_value_only():
    # (80 − 70) / 20 = 50, whatever came before.
    assert reading("89", "71", "80").percent == 50


def test_level_from_a_baseline_of_zero_is_computed():
    # 7 of 14 datasets: (7 − 0) / 14 = 50.
    result = reading("7", baseline=Fraction(0), target=Fraction(14))

    assert result == Attainment(Reading.PERCENT, Fraction(50))


def test_level_toward_zero_is_computed():
    # From 8 down to 0, now 2: −6 / −8 = 75.
    result = reading("2", direction=Direction.DOWN, baseline=Fraction(8), target=Fraction(0))

    assert result == Attainment(Reading.PERCENT, Fraction(75))


def test_level_stays_exact():
    # (71 − 70) / (73 − 70) = 1/3.
    assert reading("71", target=Fraction(73)).percent == Fraction(100, 3)


def test_level_without_baseline_is_not_computed():
    assert reading("80", baseline=None) == Attainment(Reading.NO_BASELINE)


def test_level_whose_target_is_its_baseline_is_said_not_divided():
    assert reading("80", target=Fraction(70)) == Attainment(Reading.TARGET_IS_BASELINE)


@pytest.mark.parametrize("kind", [TargetKind.LEVEL, TargetKind.CUMULATIVE, TargetKind.MAINTAIN])
def test_no_target_leaves_the_trend(kind):
    assert reading("80", kind=kind, target=None) == Attainment(Reading.NO_TARGET)


@pytest.mark.parametrize("kind", [TargetKind.LEVEL, TargetKind.CUMULATIVE, TargetKind.MAINTAIN])
def test_no_value_is_said(kind):
    assert reading(kind=kind) == Attainment(Reading.NO_VALUE)


def test_cumulative_is_the_sum_over_the_target():
    result = reading("3", "5", "4", kind=TargetKind.CUMULATIVE, target=Fraction(16))

    # (3 + 5 + 4) / 16 = 75; the baseline plays no part.
    assert result == Attainment(Reading.PERCENT, Fraction(75))


def test_cumulative_needs_no_baseline():
    result = reading("6", kind=TargetKind.CUMULATIVE, baseline=None, target=Fraction(4))

    # 6 / 4 = 150.
    assert result == Attainment(Reading.PERCENT, Fraction(150))


def test_cumulative_toward_zero_is_said_not_divided():
    result = reading("6", kind=TargetKind.CUMULATIVE, target=Fraction(0))

    assert result == Attainment(Reading.TARGET_IS_BASELINE)


@pytest.mark.parametrize(
    ("direction", "value", "kept"),
    [
        (Direction.UP, "27", Reading.KEPT),
        (Direction.UP, "28", Reading.KEPT),
        (Direction.UP, "26.9", Reading.NOT_KEPT),
        (Direction.DOWN, "27", Reading.KEPT),
        (Direction.DOWN, "26.9", Reading.KEPT),
        (Direction.DOWN, "27.1", Reading.NOT_KEPT),
    ],
)
def test_maintain_asks_for_the_right_side_of_the_target(direction, value, kept):
    result = reading(
        "1", "99", value, kind=TargetKind.MAINTAIN, direction=direction, target=Fraction(27)
    )

    assert result == Attainment(kept)


def test_maintain_at_its_baseline_needs_no_way_to_go():
    result = reading("27", kind=TargetKind.MAINTAIN, baseline=Fraction(27), target=Fraction(27))

    assert result == Attainment(Reading.KEPT)


@pytest.mark.parametrize("target", [None, Fraction(90)])
def test_words_are_never_computed(target):
    assert reading("80", kind=TargetKind.WORDS, target=target) == Attainment(Reading.IN_WORDS)


@pytest.mark.parametrize("kind", [TargetKind.LEVEL, TargetKind.MAINTAIN])
def test_provisional_latest_value_marks_the_reading(kind):
    fields = {"kind": kind, "direction": Direction.UP}
    way = {"baseline": Fraction(70), "target": Fraction(90)}

    marked = attainment(values=measured("75", "80", provisional=True), **fields, **way)
    followed = attainment(
        values=[*measured("75", provisional=True), *measured("80")], **fields, **way
    )

    assert marked.is_provisional is True
    assert followed.is_provisional is False


def test_any_provisional_value_marks_the_sum():
    values = [*measured("3", provisional=True), *measured("5")]

    result = attainment(
        kind=TargetKind.CUMULATIVE,
        direction=Direction.UP,
        baseline=None,
        target=Fraction(16),
        values=values,
    )

    # 8 / 16 = 50.
    assert result == Attainment(Reading.PERCENT, Fraction(50), is_provisional=True)
