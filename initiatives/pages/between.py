"""What マイページ says while no period takes reports: what comes next, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from initiatives.choices import PeriodState
from initiatives.models import Plan, ReportingPeriod
from initiatives.reporting import duties
from initiatives.reporting.missing import missing
from organization.models import Section, User


@dataclass(frozen=True)
class Shortfall:
    """A section's reports that were missing when a period was closed.

    `names` are the initiatives, blank for those who are over the section: they read the count.
    """

    section: Section
    count: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Between:
    """No period is open. `town` counts what is missing in the town, None but for the office."""

    closed: ReportingPeriod | None
    shortfalls: tuple[Shortfall, ...]
    town: int | None

    @property
    def count(self) -> int:
        return sum(s.count for s in self.shortfalls)


def between(plan: Plan, user: User, *, today: date) -> Between:
    """What a person is told. One query, and those of `duties` and of `missing` when closed.

    A period that was closed before it began has nothing missing.
    """
    ended = plan.periods.filter(state=PeriodState.CLOSED, starts_on__lte=today)
    closed = ended.order_by("-ends_on").first()
    if closed is None:
        return Between(None, (), None)
    owed = [d for d in duties.duties(closed, duties.own(user.access)) if d.is_owed]
    town = missing(closed).count() if user.access.is_office else None
    return Between(closed, _shortfalls(owed, user), town)


def _shortfalls(owed: list[duties.Duty], user: User) -> tuple[Shortfall, ...]:
    by_section = sorted(owed, key=_place)
    return tuple(
        _shortfall(members[0].participation.section, members, user)
        for _, group in groupby(by_section, key=lambda d: d.participation.section_id)
        if (members := list(group))
    )


def _place(duty: duties.Duty) -> tuple[int, int, int, int]:
    section = duty.participation.section
    return section.department.order, section.department_id, section.order, section.pk


def _shortfall(section: Section, members: list[duties.Duty], user: User) -> Shortfall:
    own = user.access.belongs_to(section)
    names = tuple(str(d.participation.initiative) for d in members) if own else ()
    return Shortfall(section, len(members), names)
