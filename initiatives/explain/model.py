"""The shape of an explanation: a number, its rule, its working and what went into it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Protocol

from initiatives.choices import Judgement
from initiatives.rollup.figures import Facts

ROUNDING = (
    "計算は端数を残したまま行い、画面に出すときだけ、小数第1位に四捨五入しています。"
    "そのため、画面の数字どうしを計算すると、0.1だけ違うことがあります。"
)


@dataclass(frozen=True)
class Setting:
    """What an explanation needs beside the figures: their facts, and the revision in force.

    `pending` says by participation where a report of the period stands that does not count yet
    (下書き, 差戻し).
    """

    facts: Facts
    revision: str
    effective_on: date
    pending: Mapping[int, str] = field(default_factory=dict)

    @property
    def on(self) -> date:
        """The day the numbers stand for."""
        return self.facts.period.ends_on


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
    counted too, from an earlier report.
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
