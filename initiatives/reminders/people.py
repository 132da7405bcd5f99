"""Who can be asked for a section's reports on a day: its staff, its head, the office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from initiatives.choices import ReminderTo
from organization.choices import Role
from organization.models import Appointment, Section, SectionSuccession, User

People = dict[ReminderTo, list[User]]


@dataclass(frozen=True)
class Heir:
    """A section that took another one's duties over (機構改革)."""

    section_id: int
    department_id: int


@dataclass(frozen=True)
class Holders:
    """Who holds which role on a day: staff by section, heads by department, and the office."""

    staff: dict[int, list[User]]
    heads: dict[int, list[User]]
    office: list[User]
    heirs: dict[int, list[Heir]]

    @classmethod
    def on(cls, day: date) -> Holders:
        """Two queries. People of the office who sit in a section are among its staff."""
        staff: dict[int, list[User]] = defaultdict(list)
        heads: dict[int, list[User]] = defaultdict(list)
        office: list[User] = []
        held = Appointment.objects.active(day).exclude(role=Role.COMMITTEE)
        for appointment in held.with_place().select_related("user").order_by("user__username"):
            if appointment.role == Role.HEAD:
                heads[appointment.department_pk].append(appointment.user)
            elif appointment.section_id:
                staff[appointment.section_id].append(appointment.user)
            if appointment.role == Role.OFFICE:
                office.append(appointment.user)
        return cls(staff, heads, office, _heirs(day))

    def people_of(self, section: Section) -> People:
        """By role, each once. For a section that is gone also those who took its duties over."""
        places = self._places(Heir(section.pk, section.department_id))
        return {
            ReminderTo.STAFF: _each(u for p in places for u in self.staff.get(p.section_id, [])),
            ReminderTo.HEAD: _each(u for p in places for u in self.heads.get(p.department_id, [])),
            ReminderTo.OFFICE: _each(self.office),
        }

    def _places(self, first: Heir) -> list[Heir]:
        """A section and its heirs, however many reorganisations later."""
        places = [first]
        for place in places:
            places += [h for h in self.heirs.get(place.section_id, []) if h not in places]
        return places


def _heirs(day: date) -> dict[int, list[Heir]]:
    """By section, who has taken its duties over until a day. One query."""
    found: dict[int, list[Heir]] = defaultdict(list)
    successions = SectionSuccession.objects.filter(
        successor__isnull=False, reorganisation__effective_on__lte=day
    )
    for before, after, department in successions.order_by("pk").values_list(
        "predecessor_id", "successor_id", "successor__department_id"
    ):
        found[before].append(Heir(after, department))
    return found


def _each(people: Iterable[User]) -> list[User]:
    return list(dict.fromkeys(people))
