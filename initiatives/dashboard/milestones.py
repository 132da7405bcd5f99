"""An initiative's milestones in their named groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from initiatives.models import Milestone


@dataclass(frozen=True)
class MilestoneGroup:
    """Milestones under one name, counted as of a day."""

    name: str
    items: tuple[Milestone, ...]
    on: date

    @property
    def completed(self) -> tuple[Milestone, ...]:
        return tuple(m for m in self.items if m.is_done(self.on))

    @property
    def done(self) -> int:
        return len(self.completed)

    @property
    def overdue(self) -> tuple[Milestone, ...]:
        return tuple(m for m in self.items if m.is_overdue(self.on))


def milestone_groups(milestones: Iterable[Milestone], *, on: date) -> list[MilestoneGroup]:
    """Groups in the order of their first item."""
    items = list(milestones)
    order = {m.group: n for n, m in reversed(list(enumerate(items)))}
    items.sort(key=lambda m: order[m.group])
    return [MilestoneGroup(n, tuple(g), on) for n, g in groupby(items, key=lambda m: m.group)]
