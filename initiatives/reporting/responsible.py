"""Who answers for a section's reports, by the appointments in force on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from organization.choices import Role
from organization.models import Appointment, Section

# The roles whose holders write for the section they sit in (organization.access).
WRITE_IN_SECTION = (Role.STAFF, Role.OFFICE)


@dataclass(frozen=True)
class Responsible:
    """Names by section and by department, as the appointments list them."""

    staff: dict[int, tuple[str, ...]]
    heads: dict[int, tuple[str, ...]]

    def staff_of(self, section: Section) -> tuple[str, ...]:
        return self.staff.get(section.pk, ())

    def heads_of(self, department_id: int) -> tuple[str, ...]:
        return self.heads.get(department_id, ())


def responsible(on: date) -> Responsible:
    """Everyone who writes for a section or heads a department on a day. One query."""
    held = (
        Appointment.objects.active(on)
        .filter(role__in=(*WRITE_IN_SECTION, Role.HEAD), user__is_active=True)
        .select_related("user", "section")
        .order_by("role", "user__username", "pk")
    )
    appointments = list(held)
    return Responsible(
        staff=_names(
            (a.section_id, a.user.name)
            for a in appointments
            if a.section_id and a.role in WRITE_IN_SECTION
        ),
        heads=_names((a.department_pk, a.user.name) for a in appointments if a.role == Role.HEAD),
    )


def _names(pairs: Iterable[tuple[int, str]]) -> dict[int, tuple[str, ...]]:
    """Names by place, each once, in the order they came."""
    found: defaultdict[int, dict[str, None]] = defaultdict(dict)
    for place, name in pairs:
        found[place][name] = None
    return {place: tuple(names) for place, names in found.items()}
