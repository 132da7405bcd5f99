"""The shape of an explanation: a number, its rule, its working and what went into it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Protocol

from hirao_dx.shared import words
from initiatives.choices import Judgement
from initiatives.rollup.figures import Facts, InitiativeFigures
from initiatives.rollup.words import Covered, percent

from .working import Difference, Total

ROUNDING = (
    "計算は端数を残したまま行い、画面に出すときだけ、小数第1位に四捨五入しています。"
    "そのため、画面の数字どうしを計算すると、0.1だけ違うことがあります。"
)


@dataclass(frozen=True)
class Setting:
    """What an explanation needs beside the figures: their facts, and the revision in force.

    `pending` names by participation the state of a report of the period that does not count yet
    (下書き, 差戻し).
    """

    facts: Facts
    revision: str
    effective_on: date
    pending: Mapping[int, str] = field(default_factory=dict)

    @property
    def on(self) -> date:
        """The day that the numbers are of."""
        return self.facts.day


class Working(Protocol):
    """A formula with the numbers put in, which can be read and computed again."""

    @property
    def value(self) -> Fraction | None: ...

    @property
    def text(self) -> str: ...


@dataclass(frozen=True)
class Link:
    """A page by its address's name and what the address needs; `anchor` is a place on it.

    `period` is another period than the explained one, `query` whatever else the address asks.
    """

    name: str
    args: tuple[str | int, ...] = ()
    anchor: str = ""
    period: str = ""
    query: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True)
class Row:
    """Something put in or left out: whose, how much, and why. `chip` is a kind of chip.html."""

    label: str
    figure: str = ""
    note: str = ""
    chip: str = ""
    link: Link | None = None


@dataclass(frozen=True)
class Band:
    """A step of the rule of judgement; `applies` marks the one that was taken."""

    judgement: Judgement
    condition: str
    applies: bool = False


@dataclass(frozen=True)
class Explanation:
    """Why a number is what it is. `value` is what every page shows for it.

    `missing` says that the value is a word, as where nothing was reported. `carried` rows are
    counted too, from an earlier report. `caveat` says that the period's figures are not final, or
    of less than half of its reports.
    """

    title: str
    about: str
    value: str
    rule: tuple[str, ...]
    working: Working | None = None
    steps: tuple[str, ...] = ()
    bands: tuple[Band, ...] = ()
    counted: tuple[Row, ...] = ()
    carried: tuple[Row, ...] = ()
    not_counted: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    unit: str = ""
    chip: str = ""
    missing: bool = False
    caveat: str = ""


@dataclass(frozen=True)
class Subject:
    """An initiative, a pillar, the plan …: its place in the address, and its name."""

    of: str
    name: str

    def link(self, measure: str) -> Link:
        """The page that explains another of its numbers."""
        return Link("explain", (measure, self.of))


PLAN = Subject("plan", "計画全体")


def initiative(figures: InitiativeFigures) -> Subject:
    """An initiative as the subject of an explanation."""
    one = figures.initiative
    return Subject(f"initiative-{one.code}", f"{one.symbol} {one.title}")


def gap(subject: Subject, mean: Fraction | None, planned: Fraction | None) -> Explanation:
    """mean − planned in points, of an initiative, a pillar or the plan."""
    known = mean is not None and planned is not None
    difference = Difference(mean, planned) if mean is not None and planned is not None else None
    return Explanation(
        title="予定との差",
        about=subject.name,
        value=words.points(difference.value if difference else None),
        unit="ポイント" if known else "",
        missing=not known,
        rule=(
            "進捗率（平均）から予定を引きます。"
            "＋は予定より進んでいること、−は予定より遅れていることを表します。",
            "単位はポイント（％どうしの差）です。",
        ),
        working=difference,
        steps=() if known else ("報告がないため、差は計算できません。",),
        counted=(
            Row("進捗率（平均）", percent(mean), link=subject.link("mean")),
            Row("予定", words.percent(planned), link=subject.link("planned")),
        ),
        notes=(ROUNDING,),
    )


def initiative_gap(figures: InitiativeFigures, setting: Setting) -> Explanation:
    """mean − planned of an initiative, in points."""
    return gap(initiative(figures), figures.mean, figures.planned)


def coverage_total(figures: Covered) -> Total:
    """今期2＋引継ぎ1＋未報告1 ＝ 4件."""
    counts = (figures.fresh, figures.carried, figures.missing)
    return Total(tuple(Fraction(n) for n in counts), names=("今期", "引継ぎ", "未報告"))
