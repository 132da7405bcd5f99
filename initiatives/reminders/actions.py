"""Mails to those who are waited for: who is due one on a day; each is sent once."""

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
from .due import Due, DueNotice, DueReminder, MissingSection, is_reachable
from .notices import due_notices, was_told_today
from .rules import addressees, current_step

People = dict[ReminderTo, list[User]]


@dataclass(frozen=True)
class Failure:
    """A mail that could not be sent, and the server's reason."""

    reminder: Due
    reason: str


@dataclass(frozen=True)
class Outcome:
    """What a run did: sent (or would send), has no address for, and could not send."""

    sent: tuple[Due, ...]
    unreachable: tuple[Due, ...]
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
    due: list[Due] = [
        *due_reminders(plan=plan, on=on),
        *due_notices(plan, Responsible.on(on), on=on),
    ]
    unreachable = tuple(r for r in due if not r.is_reachable)
    reachable = [r for r in due if r.is_reachable]
    if dry_run:
        return Outcome(tuple(reachable), unreachable)
    sent, failed = deliver(reachable)
    return Outcome(sent, unreachable, failed)


def deliver(
    reminders: Iterable[Due],
) -> tuple[tuple[Due, ...], tuple[Failure, ...]]:
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
def _send_once(reminder: Due, connection: BaseEmailBackend) -> None:
    """Record, send, commit. The record comes first: its constraint holds a second run back
    until this one is through, and a mail that fails takes its record with it.

    Raises AlreadySentError if another run was first.
    """
    now = timezone.now()
    if isinstance(reminder, DueNotice):
        _require_first_today(reminder, timezone.localdate(now))
    try:
        Reminder.objects.bulk_create(reminder.records(now))
    except IntegrityError as error:
        raise AlreadySentError from error
    mail.message(reminder, connection).send()


def _require_first_today(notice: DueNotice, today: date) -> None:
    """Raises AlreadySentError if the person has had a mail of this kind today.

    Two runs that saw different reports wait here for one another.
    """
    User.objects.select_for_update().get(pk=notice.recipient.pk)
    if was_told_today(notice.recipient, notice.about, today):
        raise AlreadySentError


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
    reached = {role: [p for p in held if is_reachable(p)] for role, held in people.items()}
    unreached = {p: r for r, p in addressees(step, people) if not is_reachable(p)}
    return {person: role for role, person in addressees(step, reached)} | unreached
