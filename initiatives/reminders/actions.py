"""Reminders by e-mail: who is due one on a day; each is sent once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.utils import timezone

from initiatives.choices import ReminderTo
from initiatives.models import Initiative, Plan, Reminder, ReportingPeriod
from initiatives.reporting.missing import missing
from organization.models import Section, User
from organization.people.responsible import Responsible

from . import mail
from .rules import addressees, current_step

People = dict[ReminderTo, list[User]]


@dataclass(frozen=True)
class MissingSection:
    """A section's missing reports, and the role in which the recipient is told of them."""

    section: Section
    role: ReminderTo
    initiatives: tuple[Initiative, ...]


@dataclass(frozen=True)
class DueReminder:
    """What one person is told of one period: all their sections in a single mail."""

    recipient: User
    period: ReportingPeriod
    step: int
    days_left: int
    sections: tuple[MissingSection, ...]

    @property
    def email(self) -> str:
        return self.recipient.email.strip()

    @property
    def is_reachable(self) -> bool:
        return _is_reachable(self.recipient)

    @property
    def count(self) -> int:
        return sum(len(s.initiatives) for s in self.sections)

    @property
    def roles(self) -> tuple[ReminderTo, ...]:
        """Every role the recipient is addressed in, the nearest to the work first."""
        held = {s.role for s in self.sections}
        return tuple(role for role in ReminderTo if role in held)


@dataclass(frozen=True)
class Failure:
    """A mail that could not be sent, and the server's reason."""

    reminder: DueReminder
    reason: str


@dataclass(frozen=True)
class Outcome:
    """What a run did: sent (or would send), has no address for, and could not send."""

    sent: tuple[DueReminder, ...]
    unreachable: tuple[DueReminder, ...]
    failed: tuple[Failure, ...] = ()


class AlreadySentError(Exception):
    """Another run sent this reminder first."""


def due_reminders(*, plan: Plan, on: date) -> list[DueReminder]:
    """Everyone to be reminded on a day who has not been at this step yet.

    People without an address are in the list and get no mail. Three queries, and two for each open
    period whose first step has come.
    """
    stages = [
        (period, step)
        for period in plan.periods.open().order_by("due_on", "pk")
        if (step := current_step(-period.days_left(on))) is not None
    ]
    if not stages:
        return []
    responsible = Responsible.on(on)
    return [
        reminder
        for period, step in stages
        for reminder in _of_period(period, step, responsible, on=on)
    ]


def send_reminders(*, plan: Plan, on: date, dry_run: bool = False) -> Outcome:
    """Send what is due. A person whose mail fails is tried again by the next run.

    With `dry_run` nothing is sent or recorded. Raises nothing for a mail that fails: it is in the
    outcome.
    """
    due = due_reminders(plan=plan, on=on)
    unreachable = tuple(r for r in due if not r.is_reachable)
    reachable = [r for r in due if r.is_reachable]
    if dry_run:
        return Outcome(tuple(reachable), unreachable)
    sent, failed = deliver(reachable)
    return Outcome(sent, unreachable, failed)


def deliver(
    reminders: Iterable[DueReminder],
) -> tuple[tuple[DueReminder, ...], tuple[Failure, ...]]:
    """Send each reminder in a transaction of its own; a fault of one does not stop the others.

    When the server itself cannot be reached, the rest is not tried.
    """
    sent, failed = [], []
    connection = get_connection()
    unreached = ""
    for reminder in reminders:
        try:
            unreached = unreached or _fault_of_opening(connection)
            if unreached:
                failed.append(Failure(reminder, unreached))
                continue
            _send_once(reminder, connection)
            sent.append(reminder)
        except AlreadySentError:
            continue
        except (OSError, ValueError) as error:  # SMTPException is an OSError
            connection.close()
            failed.append(Failure(reminder, mail.reason(error)))
    connection.close()
    return tuple(sent), tuple(failed)


def _fault_of_opening(connection: BaseEmailBackend) -> str:
    """Why the mail server cannot be reached; blank when it can. Costs nothing while open."""
    try:
        connection.open()
    except OSError as error:
        return f"メールサーバーにつながりません（{error}）"
    return ""


@transaction.atomic
def _send_once(reminder: DueReminder, connection: BaseEmailBackend) -> None:
    """Record, send, commit. The record comes first: its constraint holds a second run back
    until this one is through, and a mail that fails takes its record with it.

    Raises AlreadySentError if another run was first.
    """
    now = timezone.now()
    records = [
        Reminder(
            period=reminder.period,
            section=part.section,
            step=reminder.step,
            recipient=reminder.recipient,
            sent_as=part.role,
            sent_at=now,
        )
        for part in reminder.sections
    ]
    try:
        Reminder.objects.bulk_create(records)
    except IntegrityError as error:
        raise AlreadySentError from error
    mail.message(reminder, connection).send()


def _of_period(
    period: ReportingPeriod, step: int, responsible: Responsible, *, on: date
) -> Iterator[DueReminder]:
    heard = set(
        Reminder.objects.filter(period=period, step=step).values_list("recipient_id", flat=True)
    )
    for person, sections in _by_person(period, step, responsible, on=on).items():
        if person.pk not in heard:
            yield DueReminder(person, period, step, period.days_left(on), tuple(sections))


def _by_person(
    period: ReportingPeriod, step: int, responsible: Responsible, *, on: date
) -> dict[User, list[MissingSection]]:
    """Each person's missing sections, in the town's order of sections."""
    owed: dict[Section, list[Initiative]] = defaultdict(list)
    for participation in missing(period, today=on):
        owed[participation.section].append(participation.initiative)
    found: dict[User, list[MissingSection]] = defaultdict(list)
    for section, initiatives in owed.items():
        for person, role in _addressed(_people(section, responsible), step).items():
            found[person].append(MissingSection(section, role, tuple(initiatives)))
    return found


def _people(section: Section, responsible: Responsible) -> People:
    return {
        ReminderTo.STAFF: responsible.staff_of(section),
        ReminderTo.HEAD: responsible.heads_of(section),
        ReminderTo.OFFICE: responsible.office,
    }


def _addressed(people: People, step: int) -> dict[User, ReminderTo]:
    """Whom a section's reminder goes to, and who would get it if they had an address.

    A section whose staff cannot be reached by mail counts as one without staff: its head is asked.
    """
    reached = {role: [p for p in held if _is_reachable(p)] for role, held in people.items()}
    unreached = {p: r for r, p in addressees(step, people) if not _is_reachable(p)}
    return {person: role for role, person in addressees(step, reached)} | unreached


def _is_reachable(person: User) -> bool:
    return person.is_active and bool(person.email.strip())
