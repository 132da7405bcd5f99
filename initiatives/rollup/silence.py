"""Which sections have not reported a period, and for how long. Pure.

Only whom the period asks can be silent (docs/rules.md, "What is asked for").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .figures import Initiative, PlanFigures, Standing


@dataclass(frozen=True)
class SilentDuty:
    """One participation without a report of the period."""

    initiative: Initiative
    standing: Standing

    @property
    def never_reported(self) -> bool:
        """Whether there has never been a report."""
        return self.standing.has_never_reported


@dataclass(frozen=True)
class SilentSection:
    """A section that owes at least one report of the period."""

    section_id: int
    section: str
    duties: tuple[SilentDuty, ...]

    @property
    def longest(self) -> int:
        """The most periods in a row one of its duties has gone unreported."""
        return max(d.standing.silent_periods for d in self.duties)

    @property
    def never_reported(self) -> int:
        """How many of its duties have never been reported."""
        return sum(1 for d in self.duties if d.never_reported)


def silent_sections(figures: PlanFigures) -> list[SilentSection]:
    """Sections that owe a report, those first that have reported nothing for longest."""
    owed: dict[int, list[SilentDuty]] = {}
    names: dict[int, str] = {}
    for duty in _silent_duties(figures):
        section_id = duty.standing.participation.section_id
        names[section_id] = duty.standing.participation.section
        owed.setdefault(section_id, []).append(duty)
    sections = [SilentSection(pk, names[pk], tuple(duties)) for pk, duties in owed.items()]
    return sorted(sections, key=lambda s: (-s.longest, -len(s.duties)))


def _silent_duties(figures: PlanFigures) -> Iterable[SilentDuty]:
    for initiative in figures.initiatives:
        for standing in initiative.due:
            if standing.is_silent:
                yield SilentDuty(initiative.initiative, standing)
