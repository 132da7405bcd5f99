"""What stands out in a task's figures. Pure, exact arithmetic.

The same rule in the database is in `queries`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hirao_dx.shared.words import tenths
from inventory.models import Task
from inventory.tasks.content import BY_NAME
from inventory.tasks.hours import annual_hours


@dataclass(frozen=True)
class Rule:
    """The limits, as the page states them.

    `minutes` of one case; `times` the third quartile of the hours a year of a section with at
    least `enough` tasks whose hours are known; `percent` between entered and computed hours;
    `least` and `most` percent of the hours a section's people can work in a year.
    """

    minutes: int = 480
    times: int = 3
    enough: int = 8
    percent: int = 20
    least: int = 20
    most: int = 100


RULE = Rule()


# The figures a task should have, in the order in which a missing one is named.
WANTED = ("annual_hours_before", "volume", "minutes_per_case")


def outlying(task: Task, section_limit: Decimal | None = None, rule: Rule = RULE) -> list[str]:
    """What stands out in a task's figures, a sentence each. Unknown figures are passed over.

    `section_limit`, in hours a year, is `times` the third quartile of its section, if known.
    """
    found = [
        _long_case(task, rule),
        _far_above(task, section_limit, rule),
        _rising(task),
        _apart(task, rule),
    ]
    return [sentence for sentence in found if sentence]


def missing(task: Task) -> list[str]:
    """The labels of the figures that have not been entered."""
    return [BY_NAME[name].label for name in WANTED if getattr(task, name) is None]


def is_apart(volume: int, minutes: Decimal, before: Decimal, percent: int) -> bool:
    """Whether hours entered differ from cases × minutes ÷ 60 by more than `percent` of the
    latter."""
    worked = volume * minutes
    return abs(before * 60 - worked) * 100 > worked * percent


def load_percent(hours: Decimal, people: int, hours_per_person: int) -> Fraction | None:
    """Hours a year as exact percent of what people can work; None without people."""
    if not people:
        return None
    return Fraction(hours) * 100 / (people * hours_per_person)


def _long_case(task: Task, rule: Rule) -> str:
    minutes = task.minutes_per_case
    if minutes is None or minutes <= rule.minutes:
        return ""
    return f"1件あたり{tenths(minutes)}分は、{rule.minutes}分（8時間）を超えています。"


def _far_above(task: Task, limit: Decimal | None, rule: Rule) -> str:
    before = task.annual_hours_before
    if before is None or limit is None or before <= limit:
        return ""
    return (
        f"年間{tenths(before)}時間は、班の事務の4分の3が収まる時間の{rule.times}倍"
        f"（{tenths(limit)}時間）を超えています。"
    )


def _rising(task: Task) -> str:
    before, after = task.annual_hours_before, task.annual_hours_after
    if before is None or after is None or after <= before:
        return ""
    return (
        f"見直し後（{tenths(after)}時間）が、見直し前（{tenths(before)}時間）より"
        "長くなっています。"
    )


def _apart(task: Task, rule: Rule) -> str:
    volume, minutes, before = task.volume, task.minutes_per_case, task.annual_hours_before
    if volume is None or minutes is None or before is None:
        return ""
    if not is_apart(volume, minutes, before, rule.percent):
        return ""
    computed = annual_hours(volume, minutes)
    return (
        f"入力した年間{tenths(before)}時間と、件数×分から計算した{tenths(computed)}時間が、"
        f"{rule.percent}％を超えて違います。"
    )
