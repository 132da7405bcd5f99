"""Exact numbers rounded: halves go away from zero. Pure."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

Exact = int | Decimal | Fraction

PLACES = Decimal("0.000001")
HALF_A_TENTH = Fraction(1, 20)


def one_decimal(value: Exact) -> str:
    """A number at one decimal, such as a percentage or points: 74.9."""
    exact = Fraction(value)
    tenths = int(abs(exact) * 10 + Fraction(1, 2))
    sign = "-" if exact < 0 and tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10}"


def percent_digits(value: Exact) -> str:
    """A share in percent at one decimal, never reaching an end that it has not: 99.96 is 99.9.

    What is short of 100 is not shown as 100.0, and what is above 0 not as 0.0 (docs/rules.md).
    """
    exact = Fraction(value)
    if exact < 100 <= exact + HALF_A_TENTH:
        return "99.9"
    if 0 < exact < HALF_A_TENTH:
        return "0.1"
    return one_decimal(exact)


def decimal(value: Exact) -> int | Decimal:
    """A number at no more than six decimals, halves away from zero, without zeros at the end."""
    if isinstance(value, int):
        return value
    exact = Fraction(value)
    if exact.denominator == 1:
        return exact.numerator
    rounded = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(
        PLACES, ROUND_HALF_UP
    )
    return Decimal(f"{rounded.normalize():f}")


def as_typed(value: Exact) -> str:
    """74.9, 13 or -0.25: exact, or at one decimal where six decimals are not enough."""
    exact = Fraction(value)
    rounded = decimal(exact)
    return str(rounded) if Fraction(rounded) == exact else one_decimal(exact)


def tenth(value: Exact) -> Fraction:
    """A number as `one_decimal` shows it: what is judged is what is shown."""
    return Fraction(one_decimal(value))
