"""Reporting periods, progress reports and their trail."""

from datetime import UTC, date, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from initiatives.choices import (
    PeriodState,
    ReminderTo,
    ReportAction,
    ReportState,
    ReportStatus,
)
from initiatives.models import ProgressReport, Reminder, ReportingPeriod, ReportTransition

from .initiative import ParticipationFactory
from .organization import SectionFactory, UserFactory
from .plan import PhaseFactory, PlanFactory, RatingFactory

SUBMITTED_AT = datetime(2027, 1, 10, 1, 0, tzinfo=UTC)
CONFIRMED_AT = datetime(2027, 1, 12, 1, 0, tzinfo=UTC)
CLOSED_AT = datetime(2027, 1, 31, 1, 0, tzinfo=UTC)


def month_start(fiscal_year: int, month: int) -> date:
    """The first day of the n-th month of a fiscal year (0 is April, 12 the next April)."""
    years, index = divmod(month + 3, 12)
    return date(fiscal_year + years, index + 1, 1)


class ReportingPeriodFactory(DjangoModelFactory):
    """The open third quarter of R8; `fiscal_year` and `number` say which other.

    `planned=True` before it opens, `closed=True` after. One of each per plan.
    """

    class Meta:
        model = ReportingPeriod
        django_get_or_create = ("plan", "fiscal_year", "number")

    class Params:
        planned = factory.Trait(state=PeriodState.PLANNED)
        closed = factory.Trait(
            state=PeriodState.CLOSED,
            closed_at=CLOSED_AT,
            closed_by=factory.SubFactory(UserFactory, office=True),
        )
        months = factory.LazyAttribute(lambda period: 12 // period.plan.periods_per_year)

    plan = factory.SubFactory(PlanFactory)
    fiscal_year = 2026
    number = 3
    starts_on = factory.LazyAttribute(
        lambda period: month_start(period.fiscal_year, (period.number - 1) * period.months)
    )
    ends_on = factory.LazyAttribute(
        lambda period: (
            month_start(period.fiscal_year, period.number * period.months) - timedelta(days=1)
        )
    )
    due_on = factory.LazyAttribute(
        lambda period: period.ends_on + timedelta(days=period.plan.due_days)
    )
    state = PeriodState.OPEN


class ProgressReportFactory(DjangoModelFactory):
    """A draft at 50 % in the 実施 phase.

    Where it stands: `submitted`, `returned`, `confirmed`. What it says: `done`, `cancelled`,
    `not_started`, `empty`. The submitter is staff of the section, the confirmer its head.
    """

    class Meta:
        model = ProgressReport

    class Params:
        plan = factory.LazyAttribute(lambda report: report.participation.initiative.plan)
        submitted = factory.Trait(
            state=ReportState.SUBMITTED,
            submitted_at=SUBMITTED_AT,
            submitted_by=factory.LazyAttribute(
                lambda report: UserFactory(staff_of=report.participation.section)
            ),
        )
        confirmed = factory.Trait(
            submitted=True,
            state=ReportState.CONFIRMED,
            confirmed_at=CONFIRMED_AT,
            confirmed_by=factory.LazyAttribute(
                lambda report: UserFactory(head_of=report.participation.section.department)
            ),
        )
        returned = factory.Trait(state=ReportState.RETURNED, version=2)
        done = factory.Trait(status=ReportStatus.DONE, progress=100)
        cancelled = factory.Trait(status=ReportStatus.CANCELLED, progress=None, phase=None)
        not_started = factory.Trait(status=ReportStatus.NOT_STARTED, progress=0, phase=None)
        empty = factory.Trait(
            status="",
            progress=None,
            phase=None,
            rating=None,
            done_text="",
            issues_text="",
            next_text="",
        )

    participation = factory.SubFactory(ParticipationFactory)
    period = factory.SubFactory(ReportingPeriodFactory, plan=factory.SelfAttribute("..plan"))
    state = ReportState.DRAFT
    status = ReportStatus.IN_PROGRESS
    phase = factory.SubFactory(PhaseFactory, plan=factory.SelfAttribute("..plan"))
    progress = 50
    rating = factory.SubFactory(RatingFactory, plan=factory.SelfAttribute("..plan"))
    done_text = "説明会を開いた"
    issues_text = "人手が足りない"
    next_text = "次の期に試す"


class ReminderFactory(DjangoModelFactory):
    """A mail to a section's staff about its missing reports, a week before they are due."""

    class Meta:
        model = Reminder

    period = factory.SubFactory(ReportingPeriodFactory)
    section = factory.SubFactory(SectionFactory)
    step = -7
    recipient = factory.LazyAttribute(lambda reminder: UserFactory(staff_of=reminder.section))
    sent_as = ReminderTo.STAFF
    sent_at = SUBMITTED_AT


class ReportTransitionFactory(DjangoModelFactory):
    class Meta:
        model = ReportTransition

    report = factory.SubFactory(ProgressReportFactory)
    action = ReportAction.CREATE
    from_state = ""
    to_state = ReportState.DRAFT
    by = factory.SubFactory(UserFactory)
    at = SUBMITTED_AT
    version = 1
