"""The plan's reporting periods up to a day: closed, one open, one planned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from hirao_dx.shared.calendar import first_day
from hirao_dx.shared.trace import Trace
from initiatives.choices import ParticipationRole, PeriodAction, PeriodState
from initiatives.models import (
    Decision,
    InitiativeTerms,
    Participation,
    PeriodEvent,
    Plan,
    PlanRevision,
    ReportingPeriod,
    ScheduledPhase,
)
from initiatives.periods.actions import blank_period
from initiatives.revisions.actions import draft_revision, seal_revision
from organization.models import User

from . import schema
from .people import Town
from .schema import REASON, WORD, marked

CLOSED_AFTER = timedelta(days=5)  # past the due date, when the last confirmations are in
OPENING_TIME = time(9, 0)
CLOSING_TIME = time(17, 0)


def create_periods(plan: Plan, *, now: datetime, by: User) -> list[ReportingPeriod]:
    """Insert the periods that have begun and the one that follows. Raises nothing of its own.

    Returns the begun ones, oldest first. The latest of them is open (after the plan's end its last
    period stays open, long overdue), the earlier ones are closed.
    """
    today = timezone.localdate(now)
    numbers = range(1, plan.periods_per_year + 1)
    every = [blank_period(plan, year, n) for year in plan.fiscal_years for n in numbers]
    begun = [p for p in every if p.starts_on <= today]
    for period in begun[:-1]:
        period.state = PeriodState.CLOSED
        period.closed_by = by
        period.closed_at = min(at(period.due_on + CLOSED_AFTER, CLOSING_TIME), now)
    for period in begun[-1:]:
        period.state = PeriodState.OPEN
    made = Trace(by, REASON).create(every[: len(begun) + 1])
    PeriodEvent.objects.bulk_create(event for p in made for event in _events(p, now=now, by=by))
    return begun


def _events(period: ReportingPeriod, *, now: datetime, by: User) -> Iterable[PeriodEvent]:
    """The events the office would have left: made for its year, opened, closed."""
    steps = [(PeriodAction.CREATE, at(first_day(period.fiscal_year), OPENING_TIME))]
    if not period.is_planned:
        steps.append((PeriodAction.OPEN, at(period.starts_on, OPENING_TIME)))
    if period.closed_at:
        steps.append((PeriodAction.CLOSE, period.closed_at))
    for action, moment in steps:
        yield PeriodEvent(
            period=period,
            action=action,
            by=by,
            at=min(moment, now),
            reason=REASON,
            due_before=None if action == PeriodAction.CREATE else period.due_on,
            due_after=period.due_on,
        )


def at(day: date, moment: time) -> datetime:
    """A time of a day, in the time zone of the site."""
    return timezone.make_aware(datetime.combine(day, moment))


def create_participations(document: schema.Document, town: Town, *, by: User) -> None:
    """Insert the participations that the plan does not have yet. Raises nothing of its own."""
    known = set(
        Participation.objects.filter(initiative__plan=town.plan).values_list(
            "initiative_id", "section_id"
        )
    )
    new: dict[tuple[int, int], Participation] = {}
    for item in document.participations:
        initiative = town.initiatives[item.initiative]
        for ref in item.sections:
            section = town.sections[ref]
            key = (initiative.pk, section.pk)
            if key not in known:
                new[key] = Participation(
                    initiative=initiative,
                    section=section,
                    role=ParticipationRole.SUPPORT,
                    cadence=item.cadence,
                    starts_on=town.plan.starts_on,
                    note=WORD,
                )
    Trace(by, REASON).create(list(new.values()))


def create_revision(
    document: schema.Document, town: Town, periods: Sequence[ReportingPeriod], *, by: User
) -> None:
    """Draft, change and seal the revision, once a period has been closed before it.

    Raises as `draft_revision` and `seal_revision` do.
    """
    if document.revision is None or len(periods) < 2:
        return
    decided = Decision.objects.filter(meeting__plan=town.plan).order_by(
        "meeting__held_on", "number"
    )
    decision = decided.last()
    begins = periods[-1].starts_on
    draft = draft_revision(
        plan=town.plan,
        effective_on=max(begins, decision.meeting.held_on) if decision else begins,
        reason=marked(document.revision.reason),
        decision=decision,
        by=by,
    )
    for terms in document.revision.initiatives:
        _reschedule(draft, terms, town)
    seal_revision(revision=draft, by=by)


def _reschedule(draft: PlanRevision, item: schema.RevisedTerms, town: Town) -> None:
    initiative = town.initiatives[item.initiative]
    terms = InitiativeTerms.objects.get(revision=draft, initiative=initiative)
    terms.phases.all().delete()
    years = town.plan.fiscal_years
    ScheduledPhase.objects.bulk_create(
        ScheduledPhase(
            terms=terms,
            phase=town.phases[phase.phase],
            first_fiscal_year=years[phase.first - 1],
            last_fiscal_year=None if phase.last is None else years[phase.last - 1],
        )
        for phase in item.phases
    )
