"""What one person is to be told in one mail, and the rows that will say that they were told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from initiatives.choices import ReminderAbout, ReminderTo
from initiatives.models import (
    Initiative,
    Plan,
    ProgressReport,
    Reminder,
    ReportingPeriod,
    ReportTransition,
)
from organization.models import Section, User


def is_reachable(person: User) -> bool:
    """Whether a mail can reach somebody: their account is active and has an address."""
    return person.is_active and bool(person.email.strip())


def nearest_first(roles: Iterable[ReminderTo]) -> tuple[ReminderTo, ...]:
    """Each role once, the nearest to the work first."""
    held = set(roles)
    return tuple(role for role in ReminderTo if role in held)


@dataclass(frozen=True)
class MissingSection:
    """A section's missing reports, and the role in which the recipient is told of them."""

    section: Section
    role: ReminderTo
    initiatives: tuple[Initiative, ...]


@dataclass(frozen=True)
class _ToOne:
    """A mail to one person."""

    recipient: User

    @property
    def email(self) -> str:
        return self.recipient.email.strip()

    @property
    def is_reachable(self) -> bool:
        return is_reachable(self.recipient)


@dataclass(frozen=True)
class DueReminder(_ToOne):
    """What one person is told of one period: all their sections in a single mail."""

    period: ReportingPeriod
    step: int
    days_left: int
    sections: tuple[MissingSection, ...]

    @property
    def count(self) -> int:
        return sum(len(s.initiatives) for s in self.sections)

    @property
    def roles(self) -> tuple[ReminderTo, ...]:
        """Every role the recipient is addressed in, the nearest to the work first."""
        return nearest_first(s.role for s in self.sections)

    def records(self, sent_at: datetime) -> list[Reminder]:
        """One row per section, not stored."""
        return [
            Reminder(
                period=self.period,
                section=part.section,
                step=self.step,
                recipient=self.recipient,
                sent_as=part.role,
                sent_at=sent_at,
            )
            for part in self.sections
        ]


@dataclass(frozen=True)
class Told:
    """A report that came back or waits, the transition that brought it there, and the step."""

    transition: ReportTransition
    step: int
    role: ReminderTo

    @property
    def report(self) -> ProgressReport:
        return self.transition.report


@dataclass(frozen=True)
class DueNotice(_ToOne):
    """All reports of one kind that one person is to be told of on a day, in a single mail."""

    about: ReminderAbout
    plan: Plan
    reports: tuple[Told, ...]

    @property
    def count(self) -> int:
        return len(self.reports)

    @property
    def roles(self) -> tuple[ReminderTo, ...]:
        """Every role the recipient is addressed in, the nearest to the work first."""
        return nearest_first(told.role for told in self.reports)

    @property
    def is_returned(self) -> bool:
        """Whether it is about reports that came back, rather than about reports to confirm."""
        return self.about == ReminderAbout.RETURNED

    def records(self, sent_at: datetime) -> list[Reminder]:
        """One row per report, not stored."""
        return [
            Reminder(
                about=self.about,
                transition=told.transition,
                period=told.report.period,
                section=told.report.participation.section,
                step=told.step,
                recipient=self.recipient,
                sent_as=told.role,
                sent_at=sent_at,
            )
            for told in self.reports
        ]


Due: TypeAlias = DueReminder | DueNotice
