"""Finds systems by their names and the other ways of writing them."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from hirao_dx.shared.text import folded
from inventory.models import System, SystemAlias


@dataclass(frozen=True)
class SystemNames:
    """All systems, to choose from or to find by a typed name. Makes no query."""

    systems: tuple[System, ...]
    by_name: dict[str, System]
    by_folded: dict[str, frozenset[System]]

    @classmethod
    def load(cls) -> SystemNames:
        """Read all systems and aliases. Two queries."""
        systems = {system.pk: system for system in System.objects.all()}
        written = [(system.name, system) for system in systems.values()]
        aliases = SystemAlias.objects.order_by().values_list("name", "system_id")
        written += [(name, systems[pk]) for name, pk in aliases if pk in systems]
        loose: dict[str, set[System]] = {}
        for name, system in written:
            loose.setdefault(folded(name), set()).add(system)
        return cls(
            tuple(systems.values()),
            dict(reversed(written)),
            {name: frozenset(found) for name, found in loose.items()},
        )

    def named(self, typed: str) -> System | None:
        """The one system a typed name can mean, in any width or by an alias; None if there is no
        one."""
        if typed in self.by_name:
            return self.by_name[typed]
        found = self.by_folded.get(folded(typed), frozenset())
        return next(iter(found)) if len(found) == 1 else None

    def fault(self, typed: str, system: System) -> str:
        """Why a spelling cannot be this system's: it means another. Empty if it can."""
        found = self.by_folded.get(folded(typed), frozenset())
        others = [other.name for other in found if other.pk != system.pk]
        if not others:
            return ""
        return (
            f"「{typed}」は、「{min(others)}」の名称か別の書き方として登録されています。"
            "同じ書き方は、1つのシステムにしか使えません。"
        )


def alias_trace(before: Set[str], after: Set[str]) -> str:
    """How a system's other spellings changed, for its history; empty where they did not."""
    parts = [
        f"{''.join(f'「{name}」' for name in sorted(names))}を{verb}"
        for names, verb in ((after - before, "加えた"), (before - after, "除いた"))
        if names
    ]
    return f"別の書き方：{'／'.join(parts)}" if parts else ""
