"""What became of the tasks between two surveys. Pure: no database, no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import cast

from inventory.choices import Category

NOBODY: Mapping[int, int] = {}


class Kind(StrEnum):
    """Ways a task differs between two surveys; a task may differ in several."""

    ADDED = "added"
    ENDED = "ended"
    MOVED = "moved"
    CARRIED = "carried"
    RENAMED = "renamed"
    CATEGORY = "category"
    SYSTEM = "system"
    STAGE = "stage"
    HOURS = "hours"

    @property
    def label(self) -> str:
        """What the page calls tasks that differ so."""
        return LABELS[self]


LABELS = {
    Kind.ADDED: "増えた事務",
    Kind.ENDED: "なくなった事務",
    Kind.MOVED: "ほかの班へ移った事務",
    Kind.CARRIED: "機構改革で引き継いだ事務",
    Kind.RENAMED: "名称が変わった事務",
    Kind.CATEGORY: "システムの区分が変わった事務",
    Kind.SYSTEM: "使用システムが変わった事務",
    Kind.STAGE: "デジタル化の段階が変わった事務",
    Kind.HOURS: "年間の時間が変わった事務",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A task as a survey found it. Hours are a year's; None where none were entered."""

    task: int
    section: int
    number: int
    name: str
    category: str
    system: str = ""
    stage: str = ""
    hours_before: Decimal | None = None
    hours_after: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A task that differs: `before` is None for one that was added, `after` for one that ended."""

    kinds: tuple[Kind, ...]
    before: Found | None
    after: Found | None

    @property
    def latest(self) -> Found:
        """The task after, or before where it ended."""
        return cast(Found, self.after or self.before)

    @property
    def sections(self) -> frozenset[int]:
        """The sections whose figures the change affects."""
        return frozenset(found.section for found in (self.before, self.after) if found)


def changes(
    before: Iterable[Found],
    after: Iterable[Found],
    *,
    families: Mapping[int, int] = NOBODY,
    counted_only: bool = False,
) -> list[Change]:
    """Every task that differs, in the order of `after`, then those that ended.

    `families` gives sections joined by reorganisations the same number: a task that moved within
    one was carried over. `counted_only` compares only what a survey of counts shows: that a task
    exists, its section and its category.
    """
    old = {found.task: found for found in before}
    found_changes = []
    for new in after:
        was = old.pop(new.task, None)
        kinds = _kinds(was, new, families, counted_only) if was else (Kind.ADDED,)
        if kinds:
            found_changes.append(Change(kinds, was, new))
    found_changes += [Change((Kind.ENDED,), gone, None) for gone in old.values()]
    return found_changes


def _kinds(
    old: Found, new: Found, families: Mapping[int, int], counted_only: bool
) -> tuple[Kind, ...]:
    kinds = []
    if old.section != new.section:
        # Sections of no family get different numbers, so that they are never of one family.
        together = families.get(old.section, -1) == families.get(new.section, -2)
        kinds.append(Kind.CARRIED if together else Kind.MOVED)
    if old.category != new.category:
        kinds.append(Kind.CATEGORY)
    if counted_only:
        return tuple(kinds)
    pairs = {
        Kind.RENAMED: (old.name, new.name),
        Kind.SYSTEM: (old.system, new.system),
        Kind.STAGE: (old.stage, new.stage),
        Kind.HOURS: (
            (old.hours_before, old.hours_after),
            (new.hours_before, new.hours_after),
        ),
    }
    return (*kinds, *(kind for kind, (was, now) in pairs.items() if was != now))


def is_behind(change: Change, measure: str, sections: Collection[int] | None = None) -> bool:
    """Whether a change affects a figure of the survey's table: a column (`figures.MEASURES`), of
    some sections or of the whole town."""
    was, now = (_counts_in(found, measure, sections) for found in (change.before, change.after))
    return was != now


def _counts_in(found: Found | None, measure: str, sections: Collection[int] | None) -> bool:
    if found is None or (sections is not None and found.section not in sections):
        return False
    if measure == "total":
        return found.category != Category.NONE
    return measure in ("tasks", found.category)


def net_by_section(found: Iterable[Change]) -> Counter[int]:
    """By how many tasks each section grew, by these changes; below 0 where it shrank."""
    net: Counter[int] = Counter()
    for change in found:
        if change.before:
            net[change.before.section] -= 1
        if change.after:
            net[change.after.section] += 1
    return net


def families(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """By section, the number of its family: the sections that reorganisations (before, after)
    joined.

    The number is the smallest key in the family.
    """
    family: dict[int, int] = {}
    for pair in pairs:
        joined = {family.get(section, section) for section in pair}
        members = {*pair, *(s for s, number in family.items() if number in joined)}
        family |= dict.fromkeys(members, min(members))
    return family
