"""Who answers for a section's reports on a day: its staff, its head, the office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from organization.choices import Role
from organization.models import Appointment, Section, SectionSuccession, User

Place = tuple[int, int]  # a section and its department, by their keys


@dataclass(frozen=True)
class Responsible:
    """Who holds which role on a day: staff by section, heads by department, and the office.

    `heirs` are, for a section that is gone, those that took its duties over (機構改革). People
    whose account is stopped are included: the post is theirs, and a list of those to ask must show
    them.
    """

    staff: dict[int, list[User]]
    heads: dict[int, list[User]]
    office: list[User]
    heirs: dict[int, list[Place]]

    @classmethod
    def on(cls, day: date) -> Responsible:
        """Read a day.

        Two queries. People of the office who belong to a section are among its staff.
        """
        staff: dict[int, list[User]] = defaultdict(list)
        heads: dict[int, list[User]] = defaultdict(list)
        office: list[User] = []
        held = Appointment.objects.active(day).exclude(role=Role.COMMITTEE)
        held = held.with_place().select_related("user")
        for appointment in held.order_by("role", "user__username", "pk"):
            if appointment.role == Role.HEAD:
                heads[appointment.department_pk].append(appointment.user)
            elif appointment.section_id:
                staff[appointment.section_id].append(appointment.user)
            if appointment.role == Role.OFFICE:
                office.append(appointment.user)
        return cls(staff, heads, office, _heirs(day))

    def staff_of(self, section: Section) -> list[User]:
        """Who writes for a section, each once. No query."""
        return _each(u for p, _ in self._places(section) for u in self.staff.get(p, ()))

    def heads_of(self, section: Section) -> list[User]:
        """Who heads a section, each once. No query."""
        return _each(u for _, p in self._places(section) for u in self.heads.get(p, ()))

    def _places(self, section: Section) -> list[Place]:
        """A section and its heirs, however many reorganisations later."""
        places = [(section.pk, section.department_id)]
        for place in places:
            places += [h for h in self.heirs.get(place[0], []) if h not in places]
        return places


def _heirs(day: date) -> dict[int, list[Place]]:
    """By section, who has taken its duties over until a day. One query."""
    found: dict[int, list[Place]] = defaultdict(list)
    successions = SectionSuccession.objects.filter(
        successor__isnull=False, reorganisation__effective_on__lte=day
    )
    for before, after, department in successions.order_by("pk").values_list(
        "predecessor_id", "successor_id", "successor__department_id"
    ):
        found[before].append((after, department))
    return found


def _each(people: Iterable[User]) -> list[User]:
    return list(dict.fromkeys(people))
