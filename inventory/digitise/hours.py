"""What is known of tasks' hours a year, and how many are digitised. Pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class Hours:
    """Sums over live tasks. Hours are a year's; an unknown figure is left out, never 0.

    `known` tasks have hours at all (`yearly_hours`); `paired` ones have both figures entered,
    before and after, and only these are compared. `waiting` ones are neither digitised nor out of
    scope.
    """

    tasks: int = 0
    digitised: int = 0
    known: int = 0
    hours: Decimal = ZERO
    paired: int = 0
    before: Decimal = ZERO
    after: Decimal = ZERO
    waiting: int = 0
    waiting_known: int = 0
    waiting_hours: Decimal = ZERO

    @property
    def saved(self) -> Decimal:
        """Hours a year that the paired tasks take less; below 0 when they take more."""
        return self.before - self.after


@dataclass(frozen=True)
class Line:
    """A section, department, method or initiative with its hours.

    `narrowed_to` is the condition of the address (name and value) for its tasks; None where there
    is none.
    """

    label: str
    hours: Hours
    narrowed_to: tuple[str, str] | None = None
