"""What counts as worth a second look in a task's figures. Pure, exact arithmetic.

The same rule in the database's words is in `queries`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hirao_dx.shared.words import tenths
from inventory.tasks.hours import annual_hours


@dataclass(frozen=True)
class Rule:
    """Limits, as the page states them.

    `minutes` of one case; `times` the section's third quartile of yearly hours, in sections with
    at least `enough` tasks whose hours are known; `percent` between entered and computed hours;
    `least` and `most` percent of what a section's people can work in a year.
    """

    minutes: int = 480
    times: int = 3
    enough: int = 8
    percent: int = 20
    least: int = 20
    most: int = 100


RULE = Rule()


@dataclass(frozen=True)
class Figures:
    """A task's figures. `section_limit` is `times` its section's third quartile, if known."""

    volume: int | None = None
    minutes: Decimal | None = None
    before: Decimal | None = None
    after: Decimal | None = None
    section_limit: Decimal | None = None


def outlying(figures: Figures, rule: Rule = RULE) -> list[str]:
    """What stands out in a task's figures, a sentence each. Unknown figures are left alone."""
    found = [
        _long_case(figures, rule),
        _far_above(figures, rule),
        _rising(figures),
        _apart(figures, rule),
    ]
    return [sentence for sentence in found if sentence]


def missing(figures: Figures) -> list[str]:
    """The labels of the figures nobody has entered yet."""
    wanted = {
        "年間の時間（見直し前）": figures.before,
        "年間の件数": figures.volume,
        "1件あたりの時間（分）": figures.minutes,
    }
    return [label for label, value in wanted.items() if value is None]


def is_apart(volume: int, minutes: Decimal, before: Decimal, percent: int) -> bool:
    """Whether entered hours differ from cases × minutes ÷ 60 by more than `percent` of it."""
    worked = volume * minutes
    return abs(before * 60 - worked) * 100 > worked * percent


def load_percent(hours: Decimal, people: int, hours_per_person: int) -> Decimal | None:
    """Yearly hours as percent of what people can work. None without people."""
    if not people:
        return None
    return (hours * 100 / (people * hours_per_person)).quantize(Decimal("0.1"))


def _long_case(figures: Figures, rule: Rule) -> str:
    if figures.minutes is None or figures.minutes <= rule.minutes:
        return ""
    return f"1件あたり{tenths(figures.minutes)}分は、{rule.minutes}分（8時間）を超えています。"


def _far_above(figures: Figures, rule: Rule) -> str:
    limit = figures.section_limit
    if figures.before is None or limit is None or figures.before <= limit:
        return ""
    return (
        f"年間{tenths(figures.before)}時間は、班の事務の4分の3が収まる時間の{rule.times}倍"
        f"（{tenths(limit)}時間）を超えています。"
    )


def _rising(figures: Figures) -> str:
    before, after = figures.before, figures.after
    if before is None or after is None or after <= before:
        return ""
    return (
        f"見直し後（{tenths(after)}時間）が、見直し前（{tenths(before)}時間）より"
        "長くなっています。"
    )


def _apart(figures: Figures, rule: Rule) -> str:
    volume, minutes, before = figures.volume, figures.minutes, figures.before
    if volume is None or minutes is None or before is None:
        return ""
    if not is_apart(volume, minutes, before, rule.percent):
        return ""
    computed = annual_hours(volume, minutes)
    return (
        f"入力した年間{tenths(before)}時間と、件数×分から計算した{tenths(computed)}時間が、"
        f"{rule.percent}％を超えて違います。"
    )
