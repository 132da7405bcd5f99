"""What is known of tasks' hours a year, and how many are digitised. Pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class Hours:
    """Sums over live tasks. Hours are a year's; an unknown figure is left out, never 0.

    `known` tasks have hours at all (`yearly_hours`). Only tasks with both figures entered, before
    and after, are compared: `saved_known` of the digitised, `expected_known` of those being
    considered or digitised. `waiting` ones are neither digitised nor out of
    scope.
    """

    tasks: int = 0
    digitised: int = 0
    on_the_way: int = 0
    known: int = 0
    hours: Decimal = ZERO
    saved_known: int = 0
    saved_before: Decimal = ZERO
    saved_after: Decimal = ZERO
    expected_known: int = 0
    expected_before: Decimal = ZERO
    expected_after: Decimal = ZERO
    waiting: int = 0
    waiting_known: int = 0
    waiting_hours: Decimal = ZERO

    @property
    def saved(self) -> Decimal:
        """減った時間: hours a year before less after, of digitised tasks; below 0 if they grew."""
        return self.saved_before - self.saved_after

    @property
    def expected(self) -> Decimal:
        """減る見込み: the same of tasks on their way. Never added to the former."""
        return self.expected_before - self.expected_after


@dataclass(frozen=True)
class Line:
    """A section, department, method or initiative with its hours.

    `narrowed_to` is the condition of the address (name and value) for its tasks; None where there
    is none.
    """

    label: str
    hours: Hours
    narrowed_to: tuple[str, str] | None = None
