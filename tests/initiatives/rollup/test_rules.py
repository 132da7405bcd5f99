"""The rules' own examples: every block of docs/rules.md is computed, and every rule has one.

A block names an initiative's `sections` (or several `initiatives`) with what each said of a
period: a number is a confirmed report of 取組中, else a status and 確認済 or 提出済. Beside the
periods stand `from`, `until`, `cadence` and `follows`. `expect` says what must come out; numbers
are as shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from hirao_dx.shared.numbers import one_decimal
from initiatives.choices import Cadence, ReportStatus
from initiatives.models import ReportingPeriod
from initiatives.models.reporting_period import headline_period
from initiatives.rollup import reasons, words
from initiatives.rollup.figures import (
    Carry,
    Facts,
    Initiative,
    Milestone,
    Participation,
    Period,
    Pillar,
    PlanFigures,
    Report,
    Schedule,
    Standing,
    Thresholds,
    roll_up,
)

ROOT = Path(__file__).resolve().parents[3]
RULES = (ROOT / "docs/rules.md").read_text()
BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
HEADINGS = re.findall(r"^## (.+)$", RULES, re.MULTILINE)
PLAN_YEARS = range(2023, 2028)
SHOWN = "2026-3"
TODAY = date(2027, 1, 20)
STARTS = ((0, 4, 30, 6), (0, 7, 30, 9), (0, 10, 31, 12), (1, 1, 31, 3))
SETTINGS = {"from", "until", "cadence", "follows", "lead"}


def quarter(year: int, number: int, opened: set[str]) -> Period:
    later, first, last_day, last = STARTS[number - 1]
    due = (year, last + 1) if number < 3 else (year + 1, 1 if number == 3 else 4)
    key = f"{year}-{number}"
    return Period(
        id=year * 10 + number,
        key=key,
        label=key,
        starts_on=date(year + later, first, 1),
        ends_on=date(year + later, last, last_day),
        due_on=date(*due, 15),
        is_open=key in opened,
    )


def blocks() -> list[dict[str, Any]]:
    return [yaml.safe_load(block) for block in BLOCK.findall(RULES)]


class Example:
    """A block of the rules, with the figures that come of it."""

    def __init__(self, block: dict[str, Any]) -> None:
        self.today = day(block.get("today", TODAY))
        opened = set(block.get("open", ()))
        self.periods = {
            p.key: p for y in PLAN_YEARS for n in (1, 2, 3, 4) for p in [quarter(y, n, opened)]
        }
        self.keys: dict[str, int] = {}
        self.reports: list[Report] = []
        several = block.get("initiatives", {"①": block})
        self.figures: PlanFigures = roll_up(
            Facts(
                period=self.periods[block.get("period", SHOWN)],
                periods=tuple(p for p in self.periods.values() if p.starts_on <= self.today),
                thresholds=Thresholds(**block.get("thresholds", {})),
                carry=Carry(**block.get("carry", {})),
                pillars=(Pillar(1, "柱"),),
                initiatives=tuple(
                    self.initiative(number, symbol, said)
                    for number, (symbol, said) in enumerate(several.items(), start=1)
                ),
                reports=tuple(self.reports),
                today=self.today,
            )
        )

    def initiative(self, number: int, symbol: str, said: dict[str, Any]) -> Initiative:
        target = said.get("target")
        return Initiative(
            id=number,
            code=str(number),
            symbol=symbol,
            title=symbol,
            pillar_id=1,
            schedule=Schedule(
                2023, 2027, 2027, target and day(target), tuple(said.get("targets", {}).items())
            ),
            participations=tuple(
                self.section(name, told) for name, told in said["sections"].items()
            ),
            milestones=tuple(
                Milestone(
                    id=at,
                    name=name,
                    due_on=dates["due"],
                    done_on=dates.get("done"),
                    not_done_on=dates.get("not_done"),
                )
                for at, (name, dates) in enumerate(said.get("milestones", {}).items())
            ),
        )

    def section(self, name: str, told: dict[str, Any]) -> Participation:
        key = self.keys[name] = len(self.keys) + 1
        for period, said in told.items():
            if period not in SETTINGS:
                self.reports.append(self.report(key, self.periods[period], said))
        return Participation(
            id=key,
            section_id=key,
            section=name,
            starts_on=told.get("from", date(2023, 4, 1)),
            ends_on=told.get("until"),
            cadence=next(c for c in Cadence if c.label == told.get("cadence", "毎期")),
            follows=self.keys.get(told.get("follows", "")),
        )

    def report(self, section: int, period: Period, said: int | str) -> Report:
        if isinstance(said, int):
            status, state, progress = ReportStatus.IN_PROGRESS, "確認済", said
        else:
            word, state = said.split()
            status = next(s for s in ReportStatus if s.label == word)
            progress = 100 if status == ReportStatus.DONE else 0
        return Report(
            id=section * 100_000 + period.id,
            participation_id=section,
            period=period,
            status=status,
            progress=progress,
            is_confirmed=state == "確認済",
        )

    def standing(self, name: str) -> Standing:
        every = (s for i in self.figures.initiatives for s in i.standings)
        return next(s for s in every if s.participation.id == self.keys[name])

    def shown_period(self) -> str:
        """The period the pages open on, by the days of the example's."""
        rows = [
            ReportingPeriod(
                pk=p.id,
                fiscal_year=int(p.key[:4]),
                number=int(p.key[-1]),
                starts_on=p.starts_on,
                ends_on=p.ends_on,
                due_on=p.due_on,
                state="open" if p.is_open else "closed" if p.ends_on < self.today else "planned",
            )
            for p in self.periods.values()
        ]
        found = headline_period(rows, self.today)
        return found.key if found else ""

    def value(self, name: str, expected: Any) -> Any:
        """What came out under a name of `expect`."""
        one = self.figures.initiatives[0]
        if name == "silent":
            return {section: self.standing(section).silent_periods for section in expected}
        if name == "reason":
            found = "".join(reasons.judgement_reasons(one, self.figures.thresholds))
            return expected if expected in found else found
        if name == "plan":
            return {
                key: shown(getattr(self.figures.plan, key), like) for key, like in expected.items()
            }
        simple: dict[str, Callable[[], Any]] = {
            "shown": self.shown_period,
            "n": lambda: len(one.due),
            "m": lambda: len(one.counted),
            "coverage": lambda: [one.fresh, one.carried, one.missing],
            "exact_gap": lambda: f"{one.gap.numerator}/{one.gap.denominator}",
            "judgement": lambda: str(one.judgement.label),
            "slowest": lambda: words.slowest(one),
            "period_words": lambda: reasons.period_words(self.figures),
            "time_words": lambda: reasons.time_words(self.figures),
        }
        came_out = simple[name]() if name in simple else getattr(one, name)
        return shown(came_out, expected)


def day(value: date | str) -> date:
    if isinstance(value, date):
        return value
    return date(*map(int, value.split("-")))


def shown(found: Any, like: Any) -> Any:
    """A percentage as it is shown, where the example has one so."""
    if isinstance(like, float) and isinstance(found, Fraction | int):
        exact = Fraction(str(like))
        return like if one_decimal(found) == one_decimal(exact) else float(found)
    return found


@pytest.mark.parametrize("block", blocks(), ids=lambda block: block["name"])
def test_example_comes_out_as_the_rules_say(block):
    example = Example(block)

    found = {name: example.value(name, like) for name, like in block["expect"].items()}

    assert found == block["expect"]


def test_every_rule_has_an_example():
    sections = re.split(r"^## ", RULES, flags=re.MULTILINE)[1:]

    assert [s.partition("\n")[0] for s in sections if not BLOCK.search(s)] == []


def test_what_the_code_cites_is_a_rule():
    cited = re.compile(r'docs/rules\.md, ((?:"[^"]+"(?: and )?)+)')
    files = [
        p
        for app in ("hirao_dx", "initiatives", "organization")
        for p in (ROOT / app).rglob("*.py")
    ]

    named = {
        name
        for file in files
        for names in cited.findall(re.sub(r"\s+", " ", file.read_text()))
        for name in re.findall(r'"([^"]+)"', names)
    }

    assert named - set(HEADINGS) == set()
    assert len(named) > 5
