"""A reorganisation as a value: what is proposed, what it affects, what is in its way."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q

from hirao_dx.shared.calendar import wareki_date
from hirao_dx.shared.text import whole_number
from initiatives.choices import PeriodState
from initiatives.models import Participation, ProgressReport, ReportingPeriod
from initiatives.participations.handover import open_reports
from inventory.models import Task
from organization.choices import ReorganisationKind
from organization.models import Appointment, Department, Section

ONE_DAY = timedelta(days=1)
EVERY, NONE = "all", "end"
Kind = ReorganisationKind


@dataclass(frozen=True)
class Proposal:
    """Sections that end, and those that take over: one that goes on (`existing`) and new ones.

    `choices` says which successor takes a row: p12, a5 or t9 to its place in `successor_names`,
    to EVERY (relating participations only) or to NONE. What is not named goes to the first.
    """

    kind: str
    effective_on: date
    reason: str
    old: tuple[Section, ...]
    existing: Section | None = None
    department: Department | None = None
    names: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def last_day(self) -> date:
        """The last day of the sections that end."""
        return self.effective_on - ONE_DAY

    @property
    def home(self) -> Department:
        """The department of the new sections."""
        return self.department or self.old[0].department

    @property
    def successor_names(self) -> list[str]:
        """The names of the sections that take over, the existing one first."""
        new = [f"{self.home.name} {name}".strip() for name in self.names]
        return ([self.existing.label] if self.existing else []) + new

    @property
    def short_names(self) -> list[str]:
        """The successors without their departments, where that tells them apart."""
        short = [self.existing.short_label] if self.existing else []
        short += [name or self.home.name for name in self.names]
        return short if len(set(short)) == len(short) else self.successor_names

    def chosen(self, key: str) -> list[int]:
        """The successors a row goes to, by their place; none if it ends."""
        count = len(self.successor_names)
        choice = self.choices.get(key, "0")
        if choice == NONE or not count:
            return []
        if choice == EVERY:
            return list(range(count))
        return [whole_number(choice, most=count - 1) or 0]


@dataclass(frozen=True)
class Touched:
    """What belongs to the sections that end."""

    participations: list[Participation]
    appointments: list[Appointment]
    tasks: list[Task]
    reports: list[ProgressReport]
    """Of open periods that end on or after the day: they move with their duty, on that day."""

    @classmethod
    def by(cls, proposal: Proposal) -> Touched:
        """What a proposal affects. Four queries."""
        alive = Q(section__in=proposal.old) & (
            Q(ends_on__isnull=True) | Q(ends_on__gte=proposal.effective_on)
        )
        participations = list(
            Participation.objects.filter(alive)
            .with_names()
            .order_by("initiative__order", "section__order", "pk")
        )
        appointments = Appointment.objects.filter(alive).with_place().select_related("user")
        return cls(
            participations=participations,
            appointments=list(
                appointments.select_related("section__department", "department").order_by(
                    "section__order", "user__username", "pk"
                )
            ),
            tasks=list(
                Task.objects.live()
                .filter(section__in=proposal.old)
                .with_place()
                .order_by("section__order", "section", "number")
            ),
            reports=open_reports(participations, proposal.effective_on),
        )

    @property
    def fingerprint(self) -> str:
        """The same text as long as nobody changed what the preview showed."""
        facts = [
            sorted((p.pk, p.section_id, p.role, str(p.ends_on)) for p in self.participations),
            sorted((a.pk, a.section_id, a.role, str(a.ends_on)) for a in self.appointments),
            sorted(task.pk for task in self.tasks),
            sorted(report.pk for report in self.reports),
        ]
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]


def faults(proposal: Proposal) -> list[str]:
    """A sentence for everything that is in the way, empty if nothing is. Two queries."""
    return [*_shape(proposal), *_dates(proposal), *_names(proposal)]


def _shape(proposal: Proposal) -> list[str]:
    old, new = len(proposal.old), len(proposal.names)
    goes_on = proposal.existing is not None
    if proposal.existing in proposal.old:
        return ["引き継ぐ班に、なくなる班が選ばれています。どちらかを外してください。"]
    if proposal.kind == Kind.RENAME and (old, new, goes_on) != (1, 1, False):
        return ["名称変更は、前の班を1つと、新しい名称を1つにしてください。"]
    if proposal.kind == Kind.MERGE and not (
        (goes_on and not new) or (new == 1 and old > 1 and not goes_on)
    ):
        return [
            "統合は、なくなる班を2つ以上と新しい名称を1つにするか、"
            "なくなる班と、それを引き継ぐ今ある班を選んでください。"
        ]
    if proposal.kind == Kind.SPLIT and (old != 1 or new + goes_on < 2):
        return ["分割は、前の班を1つと、分かれた後の班を2つ以上にしてください。"]
    if proposal.kind == Kind.ABOLISH and new:
        return ["廃止では、新しい班の名称は入れません。引き継ぐ班があれば、今ある班から選びます。"]
    return []


def _dates(proposal: Proposal) -> list[str]:
    found = []
    for section in proposal.old:
        if not section.exists_on(proposal.last_day):
            found.append(
                f"{section}は、実施日の前の日（{proposal.last_day:%Y-%m-%d}）にはありません。"
            )
        elif section.ends_on is not None and section.ends_on < proposal.effective_on:
            found.append(
                f"{section}は、{wareki_date(section.ends_on)}で終わることになっています。"
            )
    staying: list[Section | Department] = [proposal.existing] if proposal.existing else []
    if proposal.names:
        staying.append(proposal.home)
    for place in staying:
        if not place.exists_on(proposal.effective_on):
            found.append(f"{place}は、実施日（{proposal.effective_on:%Y-%m-%d}）にはありません。")
    frozen = (
        ReportingPeriod.objects.filter(
            state=PeriodState.CLOSED, ends_on__gte=proposal.effective_on
        )
        .order_by("ends_on")
        .first()
    )
    if frozen is not None:
        found.append(
            f"{frozen.label}は締め切ったので、その担当は変えられません。"
            f"実施日を{frozen.ends_on + ONE_DAY:%Y-%m-%d}以後にしてください。"
        )
    return found


def _names(proposal: Proposal) -> list[str]:
    if not proposal.names:
        return []
    if len(set(proposal.names)) < len(proposal.names):
        return ["新しい班の名称に、同じものが2つあります。"]
    there = Section.objects.with_department().filter(
        department=proposal.home, name__in=proposal.names, ends_on__isnull=True
    )
    return [
        f"{section}は、すでにあります。別の名称にするか、引き継ぐ今ある班として選んでください。"
        for section in there
        if section not in proposal.old
    ]
