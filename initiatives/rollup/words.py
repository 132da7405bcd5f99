"""The roll-up's exact numbers in words: percentages, points, coverage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from django.utils.html import format_html
from django.utils.safestring import SafeString

from hirao_dx.shared import words
from initiatives.choices import Freshness

from .figures import GroupFigures, InitiativeFigures, Standing


def percent(value: Fraction | None) -> str:
    """70.0%, or 未報告 where there is no figure: no report is not 0 %."""
    return "未報告" if value is None else words.percent(value)


class Covered(Protocol):
    """Anything that counts reports: an initiative, a group, a row of the heat map."""

    @property
    def fresh(self) -> int: ...

    @property
    def carried(self) -> int: ...

    @property
    def missing(self) -> int: ...


@dataclass(frozen=True)
class Coverage:
    """How many reports were due of a row, a column or a section, and how many are there."""

    fresh: int
    carried: int
    missing: int

    @classmethod
    def of(cls, standings: Iterable[Standing]) -> Coverage:
        """The coverage of participations, those that gave the work up left out."""
        found = Counter(s.freshness for s in standings if not s.is_cancelled)
        return cls(found[Freshness.FRESH], found[Freshness.CARRIED], found[Freshness.NONE])

    @property
    def due(self) -> int:
        """How many were due in all."""
        return self.fresh + self.carried + self.missing


def coverage(figures: Covered) -> str:
    """今期2・引継ぎ1・未報告0."""
    return f"今期{figures.fresh}・引継ぎ{figures.carried}・未報告{figures.missing}"


def coverage_lines(figures: Covered) -> SafeString:
    """The same in three lines, for narrow cells."""
    return format_html(
        "今期{} <br>引継ぎ{} <br>未報告{}", figures.fresh, figures.carried, figures.missing
    )


def gap(figures: InitiativeFigures | GroupFigures) -> Fraction | None:
    """mean − planned, in points, of an initiative or a group."""
    if figures.mean is None or figures.planned is None:
        return None
    return figures.mean - figures.planned
