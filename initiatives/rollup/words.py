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

NAMES_SHOWN = 3


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
        """The coverage of participations that count: not 中止, and asked before."""
        counting = (s for s in standings if not s.is_cancelled and not s.is_not_due_yet)
        found = Counter(s.freshness for s in counting)
        return cls(found[Freshness.FRESH], found[Freshness.CARRIED], found[Freshness.NONE])

    @property
    def due(self) -> int:
        """How many were due in all."""
        return self.fresh + self.carried + self.missing


def coverage(figures: Covered) -> str:
    """今期2・引継ぎ1・未報告0; of an initiative that nobody counts for, why: 担当なし."""
    if isinstance(figures, InitiativeFigures) and figures.nobody:
        return figures.nobody
    return f"今期{figures.fresh}・引継ぎ{figures.carried}・未報告{figures.missing}"


def coverage_lines(figures: Covered) -> SafeString:
    """The same in three lines, for narrow cells."""
    if isinstance(figures, InitiativeFigures) and figures.nobody:
        return format_html("{}", figures.nobody)
    return format_html(
        "今期{} <br>引継ぎ{} <br>未報告{}", figures.fresh, figures.carried, figures.missing
    )


def slowest(figures: InitiativeFigures) -> str:
    """第2班 40%（未報告：第3班）: what a mean hides; empty where only one section counts."""
    slow = figures.slowest
    if slow is None or slow.report is None or len(figures.due) < 2:
        return ""
    silent = _names(figures.silent_ones)
    shown = f"{slow.participation.section} {words.progress(slow.report.progress)}"
    return f"{shown}（未報告：{silent}）" if silent else shown


def _names(standings: Iterable[Standing]) -> str:
    names = [s.participation.section for s in standings]
    more = len(names) - NAMES_SHOWN
    return "、".join(names[:NAMES_SHOWN]) + (f"、ほか{more}班" if more > 0 else "")


def gap(figures: InitiativeFigures | GroupFigures) -> Fraction | None:
    """mean − planned, in points, of an initiative or a group."""
    if figures.mean is None or figures.planned is None:
        return None
    return figures.mean - figures.planned
