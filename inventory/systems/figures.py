"""A system's figures: its tasks, their hours and busy months, its contract. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hirao_dx.shared.words import number
from inventory import peak_months
from inventory.choices import Standardisation
from inventory.tasks.fields import MONTHS

SUBJECT = (Standardisation.NOT_STARTED, Standardisation.MIGRATING, Standardisation.MIGRATED)


@dataclass(frozen=True)
class Use:
    """Live tasks that use a system.

    Hours and cases are a year's, over the tasks that have them.
    """

    tasks: int = 0
    sections: int = 0
    departments: int = 0
    known: int = 0
    hours: Decimal = Decimal(0)
    counted: int = 0
    cases: int = 0


@dataclass(frozen=True)
class Month:
    """A month and how many tasks are busy in it."""

    label: str
    tasks: int
    is_busiest: bool


@dataclass(frozen=True)
class Peaks:
    """Twelve months from April on. `unknown` counts the tasks that name no busy month."""

    months: tuple[Month, ...]
    known: int
    unknown: int

    @property
    def busiest(self) -> str:
        """The months with most tasks, 3月、4月; empty if no task names a month."""
        return "、".join(month.label for month in self.months if month.is_busiest)


@dataclass(frozen=True)
class Standing:
    """How many systems are subject to the national standard (標準化), migrated, or not yet
    judged."""

    subject: int
    migrated: int
    unknown: int


def peaks(counted: Iterable[tuple[str, int]]) -> Peaks:
    """Sums the stored texts of busy months, each given with its number of tasks."""
    by_month = dict.fromkeys(peak_months.MONTHS, 0)
    known = unknown = 0
    for text, tasks in counted:
        months = peak_months.read(text)
        known, unknown = (known + tasks, unknown) if months else (known, unknown + tasks)
        for month in months:
            by_month[month] += tasks
    most = max(by_month.values())
    shown = (
        Month(label, by_month[int(number)], 0 < most == by_month[int(number)])
        for number, label in MONTHS
    )
    return Peaks(tuple(shown), known, unknown)


def standing(states: Iterable[str]) -> Standing:
    """Sums every system's state; a blank one is not yet judged."""
    states = list(states)
    return Standing(
        subject=sum(state in SUBJECT for state in states),
        migrated=states.count(Standardisation.MIGRATED),
        unknown=states.count(""),
    )


@dataclass(frozen=True)
class Contract:
    """The end of a contract, as of a day. The last day still belongs to it."""

    ends_on: date | None
    today: date

    @property
    def days_left(self) -> int | None:
        """Days left: 0 on the last day, below 0 once it is over; None without a known end."""
        return None if self.ends_on is None else (self.ends_on - self.today).days

    @property
    def has_ended(self) -> bool:
        """Whether the last day is over."""
        return self.days_left is not None and self.days_left < 0

    @property
    def words(self) -> str:
        """The days left in words."""
        days = self.days_left
        if days is None:
            return "わからない"
        if days < 0:
            return f"{number(-days)}日前に終わりました"
        return "今日が最後の日です" if days == 0 else f"あと{number(days)}日"
