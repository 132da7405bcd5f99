"""Milestones in their named groups, as pages and papers count them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar


class Grouped(Protocol):
    """A milestone of any kind: a row of the database, a line of a paper."""

    @property
    def group(self) -> Any: ...


M = TypeVar("M", bound=Grouped)


@dataclass(frozen=True)
class MilestoneGroup(Generic[M]):
    """Milestones under one name (標準化の対象となる業務)."""

    name: str
    items: tuple[M, ...]
    completed: tuple[M, ...]
    overdue: tuple[M, ...]

    @property
    def done(self) -> int:
        return len(self.completed)

    @property
    def open(self) -> tuple[M, ...]:
        return tuple(m for m in self.items if m not in self.completed)


def grouped(
    milestones: Iterable[M], *, done: Callable[[M], bool], overdue: Callable[[M], bool]
) -> list[MilestoneGroup[M]]:
    """Groups in the order of their first item."""
    by_name: dict[str, list[M]] = {}
    for milestone in milestones:
        by_name.setdefault(milestone.group, []).append(milestone)
    return [
        MilestoneGroup(
            name,
            tuple(items),
            tuple(m for m in items if done(m)),
            tuple(m for m in items if overdue(m)),
        )
        for name, items in by_name.items()
    ]
