"""Whom a meeting expects: those who hold the fitting appointment on its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from initiatives.choices import MeetingBody
from organization.choices import Role
from organization.models import Appointment, User

# Plan 第1章4: the committee has a member of every department; the executive meeting, its heads.
EXPECTED_ROLE = {MeetingBody.COMMITTEE: Role.COMMITTEE, MeetingBody.EXECUTIVE: Role.HEAD}


@dataclass(frozen=True)
class Expected:
    """A person of the roster with the post they hold on that day, e.g. 町民課 委員."""

    user: User
    post: str


def roster(body: str, on: date) -> list[Expected]:
    """Everybody expected on a day, once each, in the survey table's order. One query."""
    held = (
        Appointment.objects.active(on)
        .filter(role=EXPECTED_ROLE[MeetingBody(body)])
        .with_place()
        .select_related("user", "section__department", "department")
    )
    posts: dict[User, list[str]] = {}
    for appointment in sorted(held, key=_order):
        posts.setdefault(appointment.user, []).append(str(appointment))
    return [Expected(user, "、".join(labels)) for user, labels in posts.items()]


def _order(appointment: Appointment) -> tuple[int, int, int]:
    section = appointment.section
    department = section.department if section else appointment.department
    within = section.order + 1 if section else 0
    return (department.order if department else 0), within, appointment.pk
