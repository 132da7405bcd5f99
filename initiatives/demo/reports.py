"""The demo's reports with their trails: every state, every status, gaps of every length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from simple_history.utils import get_history_manager_for_model

from hirao_dx.shared.text import half_width
from hirao_dx.shared.trace import BATCH, Trace
from initiatives.choices import ReportAction, ReportState, ReportStatus
from initiatives.models import (
    Participation,
    PlanRevision,
    ProgressReport,
    Rating,
    ReportingPeriod,
    ReportTransition,
)
from initiatives.models.cadence import asks
from initiatives.rollup.figures import Schedule, planned
from initiatives.rollup.record import schedule_of, terms_in_force
from organization.models import User

from . import schema
from .course import Entry, Profile, Wordings, course, profile_of
from .people import Cast, Town, section_ref
from .plan import at
from .schema import REASON, marked

STAFF, HEAD, OFFICE = "staff", "head", "office"
LEAD_TIME = timedelta(days=10)  # sections begin to write shortly before a period ends
HOURS = (9, 11, 13, 15, 16)


@dataclass(frozen=True)
class Step:
    """One transition. `actor` is STAFF, HEAD or OFFICE; `version` is the report's after it."""

    action: ReportAction
    from_state: str
    to_state: ReportState
    actor: str
    version: int
    comment: str = ""


CREATED = Step(ReportAction.CREATE, "", ReportState.DRAFT, STAFF, 1)
HANDED_IN = Step(ReportAction.SUBMIT, ReportState.DRAFT, ReportState.SUBMITTED, STAFF, 2)


def steps(state: str, *, comment: str = "", on_behalf: bool = False) -> list[Step]:
    """The trail of a report. With `comment` the head sent it back once."""
    trail = [CREATED]
    if state == ReportState.DRAFT:
        return trail
    trail.append(HANDED_IN)
    if comment:
        trail.append(
            Step(
                ReportAction.RETURN,
                ReportState.SUBMITTED,
                ReportState.RETURNED,
                HEAD,
                3,
                comment,
            )
        )
    if state == ReportState.RETURNED:
        return trail
    if comment:  # corrected, which is a version of its own, and handed in again
        trail.append(
            Step(ReportAction.SUBMIT, ReportState.RETURNED, ReportState.SUBMITTED, STAFF, 5)
        )
    if state == ReportState.CONFIRMED:
        action = ReportAction.CONFIRM_ON_BEHALF if on_behalf else ReportAction.CONFIRM
        actor = OFFICE if on_behalf else HEAD
        version = trail[-1].version + 1
        trail.append(Step(action, ReportState.SUBMITTED, ReportState.CONFIRMED, actor, version))
    return trail


def times(period: ReportingPeriod, count: int, *, seed: int, now: datetime) -> Sequence[datetime]:
    """When so many steps happened, in order: around the period's end, never after `now`."""
    end = min(period.due_on, timezone.localdate(now))
    start = period.starts_on if period.is_open else period.ends_on - LEAD_TIME
    start = min(max(start, period.starts_on), end)
    span = (end - start).days
    moments = []
    for number in range(count):
        days = span * (number * 10 + seed % 10) // (count * 10)
        day = max(_workday(start + timedelta(days=days)), period.starts_on)
        moments.append(min(at(day, time(HOURS[number % len(HOURS)], seed * 7 % 60)), now))
    return moments


def _workday(day: date) -> date:
    """The last working day up to a day: no weekend, not the turn of the year."""
    while day.weekday() > 4 or (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3):
        day -= timedelta(days=1)
    return day


def create_reports(
    document: schema.Document,
    town: Town,
    cast: Cast,
    periods: Sequence[ReportingPeriod],
    *,
    now: datetime,
) -> None:
    """Insert the reports of every participation for the periods that have begun."""
    writer = _Writer(document, town, cast, periods, now)
    parts = Participation.objects.filter(initiative__plan=town.plan).with_names()
    trails = [trail for part in list(parts) for trail in writer.trails(part)]
    reports = [trail[0].report for trail in trails]
    ProgressReport.objects.bulk_create(reports, batch_size=BATCH)
    transitions = [step for trail in trails for step in trail]
    ReportTransition.objects.bulk_create(transitions, batch_size=BATCH)
    _date_back(town, trails)
    history = get_history_manager_for_model(ProgressReport)
    history.bulk_history_create(reports, batch_size=BATCH)


def _date_back(town: Town, trails: Sequence[list[ReportTransition]]) -> None:
    """Give reports the dates of their trail: inserting them set the time of loading."""
    steps = ReportTransition.objects.filter(report=OuterRef("pk")).order_by("at", "pk")
    ProgressReport.objects.filter(period__plan=town.plan).update(
        created_at=Subquery(steps.values("at")[:1]),
        updated_at=Subquery(steps.reverse().values("at")[:1]),
    )
    for trail in trails:
        first, last = trail[0], trail[-1]
        first.report.created_at, first.report.updated_at = first.at, last.at
        Trace(last.by, REASON, at=last.at).sign(first.report)


class _Writer:
    """Builds the reports of one participation after another; saves nothing."""

    def __init__(
        self,
        document: schema.Document,
        town: Town,
        cast: Cast,
        periods: Sequence[ReportingPeriod],
        now: datetime,
    ) -> None:
        self.document = document
        self.town = town
        self.cast = cast
        self.periods = periods
        self.now = now
        self.wordings = Wordings(document)
        self.initiative_codes = list(town.initiatives)
        self.section_refs = list(town.sections)
        self.adopted = PlanRevision.objects.get(plan=town.plan, number=0)
        self.schedules = {
            t.initiative_id: schedule_of(town.plan, t) for t in terms_in_force(self.adopted)
        }

    def trails(self, participation: Participation) -> Iterator[list[ReportTransition]]:
        """What led to each report of a participation, over the periods in which it is active.

        Those in which its cadence asks, until it has finished.
        """
        code = half_width(participation.initiative.code)
        ref = section_ref(participation.section)
        schedule = self.schedules.get(participation.initiative_id)
        if schedule is None or not self.wordings.knows(code) or ref not in self.section_refs:
            return
        active = [p for p in self.periods if participation.is_active(p.ends_on)]
        if active[-1:] != list(self.periods[-1:]):
            return  # the course counts back from the open period
        profile = profile_of(
            self.document,
            initiative=code,
            section=ref,
            place=(self.initiative_codes.index(code), self.section_refs.index(ref)),
        )
        previous = None
        for entry in course(profile, [p.ends_on for p in active], schedule):
            period = active[entry.index]
            if not asks(participation.cadence, period):
                continue
            previous = self._report(participation, period, entry, profile, schedule, previous)
            yield self._walk(previous, profile)
            if previous.is_finished:
                return  # nobody asks again

    def _report(
        self,
        participation: Participation,
        period: ReportingPeriod,
        entry: Entry,
        profile: Profile,
        schedule: Schedule,
        previous: ProgressReport | None,
    ) -> ProgressReport:
        report = ProgressReport(
            participation=participation,
            period=period,
            state=entry.state,
            status=entry.status,
            progress=entry.progress,
        )
        if entry.unchanged and previous is not None and previous.progress == entry.progress:
            report.unchanged = True
            _repeat(report, previous)
        else:
            self._write(report, entry, profile, schedule)
        return report

    def _write(
        self, report: ProgressReport, entry: Entry, profile: Profile, schedule: Schedule
    ) -> None:
        code = half_width(report.participation.initiative.code)
        section = report.participation.section.short_label
        words = self.wordings.wording(code, entry, profile.seed)
        phase = self.wordings.phase(code, entry)
        report.phase = self.town.phases[phase] if phase else None
        report.done_text = marked(words.done, section=section)
        if entry.state == ReportState.DRAFT:
            return  # the rest is not written yet
        report.issues_text = marked(words.issues, section=section)
        report.next_text = marked(words.next, section=section)
        if entry.status != ReportStatus.CANCELLED:
            report.rating = self._rating(entry, planned(schedule, report.period.ends_on))

    def _rating(self, entry: Entry, expected: Fraction) -> Rating | None:
        """The step of the plan's scale that the section's own progress earns."""
        gap = (entry.progress or 0) - expected
        adopted = self.adopted
        limits = (adopted.ahead_from, adopted.on_track_from, adopted.slightly_late_from)
        step = sum(1 for limit in limits if gap < limit)
        ratings = self.town.ratings
        return ratings[min(step, len(ratings) - 1)] if ratings else None

    def _walk(self, report: ProgressReport, profile: Profile) -> list[ReportTransition]:
        """The transitions up to the report's state; sets who handed it in and who confirmed it."""
        section = report.participation.section
        actors = {
            STAFF: self.cast.staff[section.pk],
            HEAD: self.cast.heads[section.department_id],
            OFFICE: self.cast.office,
        }
        turn = profile.seed + self.periods.index(report.period)
        walked = steps(
            report.state,
            comment=self._comment(report, profile, turn),
            on_behalf=turn % 8 == 0,
        )
        moments = times(report.period, len(walked), seed=profile.seed, now=self.now)
        transitions = []
        for step, moment in zip(walked, moments, strict=True):
            transition = _transition(report, step, by=actors[step.actor], moment=moment)
            _sign(report, step, transition.by, moment)
            transitions.append(transition)
        return transitions

    def _comment(self, report: ProgressReport, profile: Profile, turn: int) -> str:
        """Why the head sent the report back; empty for most."""
        comments = self.document.return_comments
        if report.state == ReportState.RETURNED:
            return marked(profile.comment or comments[turn % len(comments)])
        if report.state == ReportState.CONFIRMED and turn % 11 == 0:
            return marked(comments[turn % len(comments)])
        return ""


def _repeat(report: ProgressReport, previous: ProgressReport) -> None:
    """As 「変更なし」 does: all but what was done in the period."""
    for name in ("phase", "rating", "issues_text", "next_text"):
        setattr(report, name, getattr(previous, name))


def _transition(
    report: ProgressReport, step: Step, *, by: User, moment: datetime
) -> ReportTransition:
    return ReportTransition(
        report=report,
        action=step.action,
        from_state=step.from_state,
        to_state=step.to_state,
        by=by,
        at=moment,
        comment=step.comment,
        version=step.version,
    )


def _sign(report: ProgressReport, step: Step, by: User, moment: datetime) -> None:
    report.version = step.version
    if step.action == ReportAction.SUBMIT:
        report.submitted_by, report.submitted_at = by, moment
    elif step.action == ReportAction.RETURN:
        report.submitted_by, report.submitted_at = None, None
    elif step.to_state == ReportState.CONFIRMED:
        report.confirmed_by, report.confirmed_at = by, moment
        report.confirmed_on_behalf = step.action == ReportAction.CONFIRM_ON_BEHALF
