"""What a revision of the plan changed against the one before. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from hirao_dx.shared.calendar import fiscal_year_short, wareki_date

NOTHING = "（なし）"
TARGET, WEIGHT, YEARLY = "目標日", "重み", "年度末の予定"
LAST = (TARGET, WEIGHT, YEARLY)


def fingerprint(*values: object) -> str:
    """Short, and equal for equal plain values."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


class Kind(StrEnum):
    """Whether a revision added, changed or ended an initiative."""

    ADDED = "added"
    ENDED = "ended"
    CHANGED = "changed"

    @property
    def label(self) -> str:
        return {"added": "追加", "ended": "終了", "changed": "変更"}[self.value]


@dataclass(frozen=True)
class PhaseYears:
    """When a phase runs, by fiscal year; a last year of None is open."""

    name: str
    first: int
    last: int | None

    @property
    def words(self) -> str:
        """R5〜R7, or R5〜（終わりは未定）."""
        last = "（終わりは未定）" if self.last is None else fiscal_year_short(self.last)
        return f"{fiscal_year_short(self.first)}〜{last}"


@dataclass(frozen=True)
class Terms:
    """What a revision sets for one initiative. Phases in the plan's order, targets by year.

    `order` is the initiative's place in the plan. Targets are pairs of fiscal year and percent.
    """

    code: str
    symbol: str
    title: str
    order: int
    phases: tuple[PhaseYears, ...] = ()
    target_on: date | None = None
    weight: Decimal = Decimal(1)
    targets: tuple[tuple[int, int], ...] = ()

    @property
    def name(self) -> str:
        return f"{self.symbol} {self.title}"

    @property
    def target_words(self) -> str:
        return wareki_date(self.target_on) if self.target_on else NOTHING

    @property
    def weight_words(self) -> str:
        return f"{self.weight.normalize():f}"

    @property
    def targets_words(self) -> str:
        """R6末 20％、R7末 40％."""
        return "、".join(f"{fiscal_year_short(y)}末 {p}％" for y, p in self.targets) or NOTHING

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """All of it, as pairs of a name and words. Yearly targets only if there are any."""
        phases = tuple((phase.name, phase.words) for phase in self.phases)
        rest = ((TARGET, self.target_words), (WEIGHT, self.weight_words))
        return phases + rest + (((YEARLY, self.targets_words),) if self.targets else ())

    @property
    def shown_lines(self) -> tuple[tuple[str, str], ...]:
        """The same without what is empty, for tables."""
        return tuple(line for line in self.lines if line[1] != NOTHING)

    @property
    def fingerprint(self) -> str:
        """Equal for equal schedules, target dates and weights: has somebody changed one?"""
        return fingerprint(self.phases, self.target_on, self.weight.normalize())

    @property
    def targets_fingerprint(self) -> str:
        """Equal for equal yearly targets."""
        return fingerprint(self.targets)


@dataclass(frozen=True)
class Item:
    """One difference: 検討, 目標日, 重み or 年度末の予定."""

    name: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.name}：{self.before} → {self.after}"


@dataclass(frozen=True)
class Change:
    """What a revision did to one initiative.

    `terms` are its latest; the other side may be missing.
    """

    kind: Kind
    terms: Terms
    before: Terms | None
    after: Terms | None

    @property
    def items(self) -> tuple[Item, ...]:
        """Where the two sides differ; for an added or ended initiative, all of its terms."""
        old = dict(self.before.lines) if self.before else {}
        new = dict(self.after.lines) if self.after else {}
        found = (Item(n, old.get(n, NOTHING), new.get(n, NOTHING)) for n in _names(old, new))
        return tuple(item for item in found if item.before != item.after)

    @property
    def sentence(self) -> str:
        """The change in a line, for lists and messages."""
        if self.kind == Kind.ADDED:
            said = "、".join(f"{item.name} {item.after}" for item in self.items)
            return f"計画に加える（{said}）。"
        if self.kind == Kind.ENDED:
            return "計画から外して終える。"
        return "、".join(map(str, self.items))


def changes(before: Iterable[Terms], after: Iterable[Terms]) -> tuple[Change, ...]:
    """Every initiative that a revision treats otherwise than the one before, in the plan's order.

    An initiative is recognised by its code.
    """
    old = {terms.code: terms for terms in before}
    new = {terms.code: terms for terms in after}
    ended = [Change(Kind.ENDED, t, t, None) for code, t in old.items() if code not in new]
    stayed = [_change(old.get(code), terms) for code, terms in new.items()]
    found = ended + [change for change in stayed if change.items]
    return tuple(sorted(found, key=lambda change: change.terms.order))


def _change(before: Terms | None, after: Terms) -> Change:
    return Change(Kind.CHANGED if before else Kind.ADDED, after, before, after)


def _names(old: Iterable[str], new: Iterable[str]) -> list[str]:
    """Phases first, as the plan orders them; what only one side names is in its place."""
    named = dict.fromkeys([*new, *old])
    return [n for n in named if n not in LAST] + [n for n in LAST if n in named]
