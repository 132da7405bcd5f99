"""What has been handed in for a period and what has not, by department and section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from initiatives.choices import ReportState
from initiatives.models import ReportingPeriod
from initiatives.rollup import record
from initiatives.rollup.figures import Standing, roll_up
from organization.models import Department, Section, User
from organization.people.responsible import Responsible

from .duties import Duty, duties


@dataclass(frozen=True)
class Tally:
    """How many of a period's reports are in which state.

    `owed` counts drafts and returned ones too.
    """

    total: int
    owed: int
    submitted: int
    confirmed: int


@dataclass(frozen=True)
class Entry:
    """One duty, with how long nothing has been counted for it."""

    duty: Duty
    silent_periods: int
    silent_since: str

    @property
    def section(self) -> Section:
        return self.duty.participation.section

    @property
    def department(self) -> Department:
        return self.section.department

    @property
    def is_given_up(self) -> bool:
        """Whether nothing is owed because the section's last report says 中止."""
        return self.duty.is_given_up and self.duty.counted is None

    @property
    def is_long_silent(self) -> bool:
        """Whether an earlier period went by without a report as well."""
        return self.silent_periods > 1


@dataclass(frozen=True)
class SectionEntries:
    """A section's duties and who writes for it."""

    section: Section
    staff: tuple[str, ...]
    entries: tuple[Entry, ...]

    @property
    def owed(self) -> int:
        return sum(1 for e in self.entries if e.duty.is_owed)


@dataclass(frozen=True)
class DepartmentEntries:
    """A department's sections and who heads it."""

    department: Department
    heads: tuple[str, ...]
    sections: tuple[SectionEntries, ...]

    @property
    def owed(self) -> int:
        return sum(s.owed for s in self.sections)

    @property
    def is_all_in(self) -> bool:
        """Whether reports were asked for here and each is handed in."""
        entries = [e for s in self.sections for e in s.entries]
        return not self.owed and any(e.duty.counted for e in entries)


@dataclass(frozen=True)
class Choice:
    """What the address asks to see. An unknown department means all of them."""

    only_owed: bool
    department_id: int | None
    departments: tuple[Department, ...]

    @classmethod
    def of(cls, query: Mapping[str, str], every: Iterable[Entry]) -> Choice:
        departments = tuple({e.department.pk: e.department for e in every}.values())
        wanted = query.get("department", "")
        known = (d.pk for d in departments if str(d.pk) == wanted)
        return cls(query.get("show") == "owed", next(known, None), departments)

    def shown(self, every: Iterable[Entry]) -> list[Entry]:
        """The entries that were asked for, in the same order."""
        return [
            e for e in every if (e.duty.is_owed or not self.only_owed) and self._is_of_place(e)
        ]

    def are_in(self, every: Iterable[Entry]) -> bool:
        """Whether anything was handed in where one looks."""
        return any(e.duty.counted for e in every if self._is_of_place(e))

    def _is_of_place(self, entry: Entry) -> bool:
        return self.department_id in (None, entry.department.pk)


def tally(every: Iterable[Duty]) -> Tally:
    """Count the reports by state. What a section has given up is not among them."""
    due = (d for d in every if d.counted or d.is_owed)
    states = Counter(d.counted.state if d.counted else "owed" for d in due)
    return Tally(
        total=states.total(),
        owed=states["owed"],
        submitted=states[ReportState.SUBMITTED],
        confirmed=states[ReportState.CONFIRMED],
    )


def tally_of(every: Iterable[Entry]) -> Tally:
    """Count the reports of entries by state."""
    return tally(e.duty for e in every)


def entries(period: ReportingPeriod, *, today: date) -> list[Entry]:
    """Every duty of a period in the survey table's order.

    `record.QUERY_COUNT` queries more than `duties`: how long nothing has come is the roll-up's to
    say.
    """
    read = record.record_for(period.plan, period, today=today)
    figures = roll_up(read.facts(period))
    known = {s.participation.id: s for i in figures.initiatives for s in i.standings}
    short = {p.pk: p.short_label for p in read.periods}
    found = [_entry(duty, known.get(duty.participation.pk), short) for duty in duties(period)]
    return sorted(
        found, key=lambda e: (e.department.order, e.department.pk, e.section.order, e.section.pk)
    )


def by_department(shown: Iterable[Entry], *, today: date) -> list[DepartmentEntries]:
    """Entries under their sections and departments, with the people of today. Two queries."""
    people = Responsible.on(today)
    return [
        _department(department, list(group), people)
        for department, group in groupby(shown, key=lambda e: e.department)
    ]


def _department(
    department: Department, group: list[Entry], people: Responsible
) -> DepartmentEntries:
    sections = tuple(
        SectionEntries(section, _names(people.staff_of(section)), tuple(members))
        for section, members in groupby(group, key=lambda e: e.section)
    )
    heads = dict.fromkeys(head for s in sections for head in people.heads_of(s.section))
    return DepartmentEntries(department, _names(heads), sections)


def _names(people: Iterable[User]) -> tuple[str, ...]:
    """Those who can be asked, by name."""
    return tuple(person.name for person in people if person.is_active)


def _entry(duty: Duty, standing: Standing | None, short: Mapping[int, str]) -> Entry:
    """A duty with the periods that were asked for since its last report."""
    silent = standing.silent if standing else ()
    return Entry(duty, len(silent), short[silent[0].id] if silent else "")
