"""The demo's people: those demo.yaml names, and one for every role that nobody holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from hirao_dx.shared.calendar import first_day, fiscal_year, last_day
from hirao_dx.shared.text import half_width
from hirao_dx.shared.trace import Trace
from initiatives.models import Initiative, Milestone, Phase, Plan, Rating
from organization.choices import Role
from organization.models import Appointment, Department, Section, User

from . import schema
from .schema import REASON, WORD

T = TypeVar("T")


def section_ref(section: Section) -> str:
    """課の名称/班の名称, or the department alone where it has no 班."""
    name = section.department.name
    return half_width(f"{name}/{section.name}" if section.name else name)


class ByName(dict[str, T]):
    """Rows by their names in half width. A name is looked up in any width."""

    def __getitem__(self, name: str) -> T:
        return super().__getitem__(half_width(name))


@dataclass(frozen=True)
class Town:
    """A plan with its sections, departments, initiatives, milestones, phases and ratings.

    All in their order. Of two milestones with one name it is the last.
    """

    plan: Plan
    sections: ByName[Section]
    departments: ByName[Department]
    initiatives: ByName[Initiative]
    milestones: ByName[Milestone]
    phases: ByName[Phase]
    ratings: tuple[Rating, ...]

    @classmethod
    def of(cls, plan: Plan) -> Town:
        """Read the town around a plan. Six queries."""
        standing = Section.objects.filter(ends_on__isnull=True).with_department()
        departments = Department.objects.filter(ends_on__isnull=True)
        milestones = Milestone.objects.filter(initiative__plan=plan)
        return cls(
            plan=plan,
            sections=ByName((section_ref(s), s) for s in standing),
            departments=ByName((half_width(d.name), d) for d in departments),
            initiatives=ByName((half_width(i.code), i) for i in Initiative.objects.of(plan)),
            milestones=ByName((half_width(m.name), m) for m in milestones),
            phases=ByName((half_width(p.name), p) for p in plan.phases.all()),
            ratings=tuple(plan.ratings.all()),
        )


@dataclass(frozen=True)
class Cast:
    """Who acts: the office, one person per section, one head per department (by id)."""

    office: User
    staff: dict[int, User]
    heads: dict[int, User]


def create_people(document: schema.Document, town: Town, *, today: date, password: str) -> Cast:
    """Insert people and their appointments. `password` is hashed already, the same for all."""
    since = min(town.plan.starts_on, today)  # everybody can log in, even before the plan begins
    named = [a for person in document.people for a in _appointments(person, town, today, since)]
    acting = [a for a in named if a.ends_on is None]
    extras = [
        *_missing_staff(town, acting, since),
        *_missing(Role.HEAD, "kacho", "所属長", town, acting, since),
        *_missing(Role.COMMITTEE, "iin", "委員", town, acting, since),
    ]
    office = next(a.user for a in acting if a.role == Role.OFFICE)
    people = list({a.user.username: a.user for a in named + extras}.values())
    for user in people:
        user.password = password
    Trace(office, REASON).create(people)
    Trace(office, REASON).create(named + extras)
    acting = [*extras, *reversed(acting)]  # the first one named is the one who acts
    return Cast(
        office=office,
        staff={a.section_id: a.user for a in acting if a.role == Role.STAFF and a.section_id},
        heads={a.department_pk: a.user for a in acting if a.role == Role.HEAD},
    )


def _user(username: str, name: str, kana: str = "") -> User:
    return User(username=username, name=name, name_kana=kana, is_demo=True)


def _appointments(
    person: schema.Person, town: Town, today: date, since: date
) -> Iterator[Appointment]:
    """A person's appointments since the plan began; an ended one held for last fiscal year."""
    user = _user(person.username, person.name, person.kana)
    last_year = fiscal_year(today) - 1
    for item in person.appointments:
        yield Appointment(
            user=user,
            role=item.role,
            section=town.sections[item.section] if item.section else None,
            department=town.departments[item.department] if item.department else None,
            starts_on=first_day(last_year) if item.ended else since,
            ends_on=last_day(last_year) if item.ended else None,
        )


def _missing_staff(town: Town, acting: list[Appointment], since: date) -> Iterator[Appointment]:
    taken = {a.section_id for a in acting if a.role == Role.STAFF}
    for number, section in enumerate(town.sections.values(), start=1):
        if section.pk not in taken:
            yield Appointment(
                user=_user(f"han-{number:02d}", f"{WORD} 職員（{section.short_label}）"),
                role=Role.STAFF,
                section=section,
                starts_on=since,
            )


def _missing(
    role: Role, prefix: str, title: str, town: Town, acting: list[Appointment], since: date
) -> Iterator[Appointment]:
    """Somebody in a role for every department that nobody holds it for."""
    taken = {a.department_pk for a in acting if a.role == role}
    for number, department in enumerate(town.departments.values(), start=1):
        if department.pk not in taken:
            yield Appointment(
                user=_user(f"{prefix}-{number:02d}", f"{WORD} {title}（{department.name}）"),
                role=role,
                department=department,
                starts_on=since,
            )
