"""What a person may do on a day, read once from their appointments."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from .choices import Role

if TYPE_CHECKING:
    from .models import Appointment, Section, User

OFFICE_ONLY = "この画面を使えるのは、事務局の人だけです。"

# The sections whose work belongs to people of some sections on a day (SectionSuccession.kin).
Kin = Callable[[Iterable[int], date], frozenset[int]]
# The sections whose duties those of some departments took over (SectionSuccession.taken_over).
TakenOver = Callable[[Iterable[int], date], frozenset[int]]
# Roles whose own place owes reports; committee members only read.
WRITERS = (Role.STAFF, Role.HEAD, Role.OFFICE)


@dataclass(frozen=True)
class Access:
    """A person's rights on a day (design: who may do what). Makes no query.

    `staff_section_ids` are the sections they write for as staff, `headed_department_ids` those
    they head, `headed_section_ids` the sections that these took over from; `own_…` are the places
    whose reports they owe. Sections include those they took over from in a reorganisation (`Kin`).
    """

    appointments: tuple[Appointment, ...]
    is_office: bool
    is_committee: bool
    staff_section_ids: frozenset[int]
    headed_department_ids: frozenset[int]
    headed_section_ids: frozenset[int]
    own_section_ids: frozenset[int]
    own_department_ids: frozenset[int]

    @classmethod
    def of(cls, user: User, *, on: date, kin: Kin, taken_over: TakenOver) -> Access:
        """The rights that follow from a person's appointments in force on a day.

        One query; up to three more for people of sections that were reorganised.
        """
        held = tuple(user.appointments.active(on).with_place().with_reorganised())
        headed = [a for a in held if a.role == Role.HEAD]
        return cls(
            appointments=held,
            is_office=user.is_superuser or any(a.role == Role.OFFICE for a in held),
            is_committee=any(a.role == Role.COMMITTEE for a in held),
            staff_section_ids=_with_kin([a for a in held if a.role == Role.STAFF], on, kin),
            headed_department_ids=frozenset(a.department_pk for a in headed),
            headed_section_ids=_headed_before(headed, on, taken_over),
            own_section_ids=_with_kin([a for a in held if a.role in WRITERS], on, kin),
            own_department_ids=frozenset(
                a.department_pk
                for a in held
                if a.role == Role.HEAD or (a.role in WRITERS and a.department_id)
            ),
        )

    @property
    def may_enter(self) -> bool:
        """Whether the person may use the site at all today."""
        return self.is_office or bool(self.appointments)

    @property
    def reviews(self) -> bool:
        """Whether the person ever confirms reports: heads, and the office on their behalf."""
        return self.is_office or bool(self.headed_department_ids)

    def heads(self, section: Section) -> bool:
        """Whether the person is 課長 over a section, or over the one that took over from it."""
        return (
            section.department_id in self.headed_department_ids
            or section.pk in self.headed_section_ids
        )

    def belongs_to(self, section: Section) -> bool:
        """Whether the person works in a section, rather than over it or for the whole town."""
        if section.pk in self.staff_section_ids or self.heads(section):
            return section.pk in self.staff_section_ids
        return (
            section.pk in self.own_section_ids or section.department_id in self.own_department_ids
        )

    def writes_for(self, section: Section) -> bool:
        """Whether the person may write a section's reports and tasks."""
        return self.is_office or section.pk in self.staff_section_ids or self.heads(section)


def require_office(by: User, refusal: str = OFFICE_ONLY) -> None:
    """Raises PermissionDenied with `refusal`, unless the person is in the office today."""
    if not by.access.is_office:
        raise PermissionDenied(refusal)


def _headed_before(headed: list[Appointment], on: date, taken_over: TakenOver) -> frozenset[int]:
    if not any(getattr(a, "reorganised", False) for a in headed):
        return frozenset()
    return taken_over([a.department_pk for a in headed], on)


def _with_kin(held: list[Appointment], on: date, kin: Kin) -> frozenset[int]:
    """The sections of appointments, with those they took over from in a 機構改革."""
    sections = frozenset(a.section_id for a in held if a.section_id)
    if not any(getattr(a, "reorganised", False) for a in held):
        return sections
    return kin(sections, on)
