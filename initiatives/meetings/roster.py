"""Whom a meeting expects: those who hold the fitting appointment on its day."""

from __future__ import annotations

from datetime import date

from initiatives.choices import MeetingBody
from initiatives.models import Attendee
from organization.choices import Role
from organization.models import Appointment, User

# Plan 第1章4: the committee has a member of every department; the executive meeting, its heads.
EXPECTED_ROLE = {MeetingBody.COMMITTEE: Role.COMMITTEE, MeetingBody.EXECUTIVE: Role.HEAD}


def roster(body: str, on: date) -> list[Attendee]:
    """Everybody expected on a day, once each, in the survey table's order. One query.

    Nobody is saved. `post` is what they hold on that day, e.g. 町民課 委員.
    """
    held = (
        Appointment.objects.active(on)
        .filter(role=EXPECTED_ROLE[MeetingBody(body)])
        .with_place()
        .select_related("user", "section__department", "department")
    )
    posts: dict[User, list[str]] = {}
    for appointment in sorted(held, key=_order):
        posts.setdefault(appointment.user, []).append(str(appointment))
    return [
        Attendee(user=user, name=user.name, post="、".join(labels))
        for user, labels in posts.items()
    ]


def _order(appointment: Appointment) -> tuple[int, int, int]:
    section = appointment.section
    department = section.department if section else appointment.department
    within = section.order + 1 if section else 0
    return (department.order if department else 0), within, appointment.pk
