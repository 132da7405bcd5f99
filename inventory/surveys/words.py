"""Changes between surveys in Japanese words, for the page and the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from hirao_dx.shared.words import tenths
from inventory.choices import Category, Stage
from inventory.tasks.words import Difference

from .changes import Change, Found, Kind


def words_of(change: Change, sections: Mapping[int, str]) -> list[Difference]:
    """A task's changes in words, one for each kind. `sections` names sections by key."""
    return [_words(kind, change, sections) for kind in change.kinds]


def task_label(found: Found) -> str:
    """Number and name, as the survey found them."""
    return f"{found.number:03d} {found.name or '名称未登録'}"


def _words(kind: Kind, change: Change, sections: Mapping[int, str]) -> Difference:
    if kind in (Kind.ADDED, Kind.ENDED):
        return Difference(kind.label, "", "")
    read = _READ.get(kind)
    sides = [
        (read(found) if read else sections.get(found.section, "")) if found else ""
        for found in (change.before, change.after)
    ]
    return Difference(kind.label, *sides)


def _hours(value: Decimal | None) -> str:
    return "わからない" if value is None else f"{tenths(value)}時間"


def _both_hours(found: Found) -> str:
    before, after = _hours(found.hours_before), _hours(found.hours_after)
    return f"見直し前 {before}、見直し後 {after}"


_READ: dict[Kind, Callable[[Found], str]] = {
    Kind.RENAMED: lambda found: found.name or "名称未登録",
    Kind.CATEGORY: lambda found: str(Category(found.category).label),
    Kind.SYSTEM: lambda found: found.system or "（なし）",
    Kind.STAGE: lambda found: str(Stage(found.stage).label),
    Kind.HOURS: _both_hours,
}
