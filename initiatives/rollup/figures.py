"""The committee's numbers, computed exactly from facts (docs/rules.md). Pure.

Each number is defined once. Percentages are `Fraction`s, 0–100, until `percent_digits` shows them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from hirao_dx.shared.calendar import first_day, last_day, months_between
from hirao_dx.shared.dated import is_active
from hirao_dx.shared.numbers import tenth
from initiatives.choices import GETTING_WORSE, Cadence, Freshness, Judgement, ReportStatus
from initiatives.models.cadence import day_of

from . import asked
from .version import RULES

ZERO = Fraction(0)
HUNDRED = Fraction(100)
APART = 2  # steps between rating and judgement that are said
NOBODY = "担当なし"
NOT_DUE_YET = "今期は対象外"


@dataclass(frozen=True)
class Thresholds:
    """Where the words change, in points of mean − planned. They belong to a revision."""

    ahead_from: int = 5
    on_track_from: int = -5
    slightly_late_from: int = -15


@dataclass(frozen=True)
class Carry:
    """How many of the reports asked for since a report may be missing while it still counts.

    By cadence; they belong to a revision (docs/rules.md, "Which report counts").
    """

    every: int = 2
    half: int = 1
    year: int = 1

    def most(self, cadence: str) -> int:
        """The number for a cadence."""
        by_cadence = {
            Cadence.EVERY: self.every,
            Cadence.HALF: self.half,
            Cadence.YEAR: self.year,
        }
        return by_cadence[Cadence(cadence)]


@dataclass(frozen=True)
class Schedule:
    """When an initiative is meant to run. A last year of None is open: to the plan's last year."""

    first_fiscal_year: int
    last_fiscal_year: int | None
    plan_last_fiscal_year: int
    target_on: date | None = None
    yearly_targets: tuple[tuple[int, int], ...] = ()

    @property
    def starts_on(self) -> date:
        return first_day(self.first_fiscal_year)

    @property
    def reaches_100_on(self) -> date:
        """The last day by which 100 % is planned."""
        if self.target_on is not None:
            return self.target_on
        return last_day(self.last_fiscal_year or self.plan_last_fiscal_year)

    @property
    def bends(self) -> tuple[tuple[int, int], ...]:
        """The yearly targets that bend the line, in order: those of years that end within it."""
        return tuple(
            (year, percent)
            for year, percent in sorted(self.yearly_targets)
            if self.starts_on < first_day(year + 1) <= self.reaches_100_on
        )


@dataclass(frozen=True)
class Participation:
    """A section's duty on an initiative; both dates are inclusive.

    `follows` is the key of the participation whose work it goes on with: that of a role or cadence
    just ended, or of the section that was renamed (docs/rules.md, "Work that goes on").
    """

    id: int
    section_id: int
    section: str
    starts_on: date
    ends_on: date | None = None
    is_lead: bool = False
    is_joint: bool = False
    """Leads together with the lead (共管): shown beside it, never in its place."""
    cadence: str = Cadence.EVERY
    follows: int | None = None

    def is_active(self, day: date) -> bool:
        return is_active(self, day)


@dataclass(frozen=True)
class Period:
    """A reporting period; its numbers stand for `day_of` it.

    `due_on` is the last day on which its reports are in time, `is_open` says that it takes reports
    now.
    """

    id: int
    key: str
    label: str
    starts_on: date
    ends_on: date
    due_on: date
    is_open: bool = False


@dataclass(frozen=True)
class Report:
    """A counted report: submitted or confirmed. `progress` is 0–100."""

    id: int
    participation_id: int
    period: Period
    status: str
    progress: int
    phase: str = ""
    is_confirmed: bool = False
    rating: str = ""
    rating_as: str = ""
    """The judgement that the plan likens the rating to, empty where it says none."""


@dataclass(frozen=True)
class Milestone:
    """A dated item of a named group.

    `done_on` None means that nobody has said it is done (完了の入力なし); `not_done_on` is the day
    on which the lead said that it is not (未完了).
    """

    id: int
    name: str
    due_on: date | None
    done_on: date | None = None
    group: str = ""
    not_done_on: date | None = None

    def is_overdue(self, day: date) -> bool:
        """Past its due date with no completion recorded by that day."""
        return self.due_on is not None and self.due_on < day and not self.is_done(day)

    def is_done(self, day: date) -> bool:
        """Whether a completion is recorded by a day."""
        return self.done_on is not None and self.done_on <= day

    def is_said_open(self, day: date) -> bool:
        """Whether it is not done on a day by what the lead said, rather than by silence."""
        said = self.not_done_on is not None and self.not_done_on <= day
        return said and not self.is_done(day)


@dataclass(frozen=True)
class Initiative:
    """One initiative with all that its numbers need."""

    id: int
    code: str
    symbol: str
    title: str
    pillar_id: int
    schedule: Schedule | None
    weight: Fraction = Fraction(1)
    participations: tuple[Participation, ...] = ()
    milestones: tuple[Milestone, ...] = ()


@dataclass(frozen=True)
class Pillar:
    """A group of initiatives; `parent_id` None at the top."""

    id: int
    name: str
    parent_id: int | None = None


@dataclass(frozen=True)
class Facts:
    """Everything the roll-up of one period reads.

    `thresholds`, `carry` and `rules` are those of the revision in force on `day`.
    """

    period: Period
    periods: tuple[Period, ...]
    thresholds: Thresholds
    pillars: tuple[Pillar, ...]
    initiatives: tuple[Initiative, ...]
    reports: tuple[Report, ...]
    today: date
    carry: Carry = Carry()
    rules: int = RULES

    @property
    def day(self) -> date:
        """The day that the numbers are of (docs/rules.md, "The day of a period")."""
        return day_of(self.period, self.today)


@dataclass(frozen=True)
class Standing:
    """What is known of one participation for a period.

    `report` is the one that counts, `said` the last one handed in: another where that says 中止
    and is not confirmed, or where it is too old to count. `silent` are the periods up to this one
    that were asked for, in a row, without a report.
    """

    participation: Participation
    report: Report | None
    freshness: Freshness
    silent: tuple[Period, ...] = ()
    said: Report | None = None
    is_asked: bool = True
    was_asked: bool = True
    is_handed_in: bool = False

    @property
    def silent_periods(self) -> int:
        """For how many periods in a row a report was asked for and did not come."""
        return len(self.silent)

    @property
    def is_silent(self) -> bool:
        """Whether a report is asked for and has not come: it is owed."""
        return self.is_asked and not self.is_handed_in

    @property
    def has_never_reported(self) -> bool:
        """Whether there has never been a report."""
        return self.said is None

    @property
    def is_cancelled(self) -> bool:
        """Whether the report that counts says that the work was given up (中止)."""
        return self.report is not None and self.report.status == ReportStatus.CANCELLED

    @property
    def is_done(self) -> bool:
        """Whether the report that counts says 完了."""
        return self.report is not None and self.report.status == ReportStatus.DONE

    @property
    def waits_to_cancel(self) -> bool:
        """Whether its last report says 中止 and nobody has confirmed it."""
        said_so = self.said is not None and self.said.status == ReportStatus.CANCELLED
        return said_so and not self.is_cancelled

    @property
    def is_expired(self) -> bool:
        """Whether it has reported once, and too long ago to count."""
        return self.report is None and self.said is not None and not self.waits_to_cancel

    @property
    def is_not_due_yet(self) -> bool:
        """Whether it stands outside the numbers because it was never yet asked for a report."""
        return not self.was_asked and self.said is None


@dataclass(frozen=True)
class InitiativeFigures:
    """An initiative's numbers for a period.

    `due` are the n of docs/rules.md, "Who counts"; beside them stand those that gave the work up,
    confirmed, and those that were never yet asked. `is_past` says that 100 % was planned before
    the period's day.
    """

    initiative: Initiative
    due: tuple[Standing, ...]
    cancelled: tuple[Standing, ...]
    not_due_yet: tuple[Standing, ...]
    mean: Fraction | None
    floor: Fraction | None
    planned: Fraction
    judgement: Judgement
    judgement_by_progress: Judgement
    overdue: tuple[Milestone, ...]
    phase: str
    is_past: bool
    day: date

    @property
    def fresh(self) -> int:
        """Reports of the period itself."""
        return self._count(Freshness.FRESH)

    @property
    def carried(self) -> int:
        """Participations counted with an earlier report."""
        return self._count(Freshness.CARRIED)

    @property
    def missing(self) -> int:
        """Participations without a report that counts: they have none, or too old a one."""
        return self._count(Freshness.NONE)

    @property
    def standings(self) -> tuple[Standing, ...]:
        """All that take part on the period's day."""
        return (*self.due, *self.cancelled, *self.not_due_yet)

    @property
    def asked(self) -> int:
        """How many reports the period asks for."""
        return sum(1 for s in self.standings if s.is_asked)

    @property
    def handed_in(self) -> int:
        """How many of those asked for have come."""
        return sum(1 for s in self.standings if s.is_asked and s.is_handed_in)

    @property
    def done(self) -> int:
        """How many of those due have finished: 「n班中k班が完了」."""
        return sum(1 for s in self.due if s.is_done)

    @property
    def slowest(self) -> Standing | None:
        """The section with the lowest progress that counts, the first of several.

        None where no report counts.
        """
        told = [(s.report.progress, s) for s in self.due if s.report is not None]
        return min(told, key=lambda pair: pair[0])[1] if told else None

    @property
    def silent_ones(self) -> tuple[Standing, ...]:
        """Those without a report that counts."""
        return tuple(s for s in self.due if s.report is None)

    @property
    def nobody(self) -> str:
        """The name of n = 0, empty where somebody counts: 担当なし, 中止 or 今期は対象外."""
        if self.due:
            return ""
        if self.not_due_yet:
            return NOT_DUE_YET
        return str(Judgement.CANCELLED.label) if self.cancelled else NOBODY

    @property
    def word(self) -> str:
        """The judgement's word; where nobody could report, who is missing."""
        is_silent = self.judgement == Judgement.UNREPORTED
        return self.nobody if is_silent and self.nobody else str(self.judgement.label)

    @property
    def remark(self) -> str:
        """What the judgement's word alone would hide: 期限後、5班中2班が完了. Mostly empty."""
        finished = f"{len(self.due)}班中{self.done}班が完了"
        if self.judgement == Judgement.LATE and self.is_past:
            return f"期限後、{finished}"
        return finished if self.done and self.judgement != Judgement.DONE else ""

    @property
    def counted(self) -> tuple[Standing, ...]:
        """The participations whose progress is in the mean."""
        return tuple(s for s in self.due if s.report is not None)

    @property
    def gap(self) -> Fraction | None:
        """mean − planned, in points."""
        return None if self.mean is None else self.mean - self.planned

    @property
    def lead(self) -> Standing | None:
        """The section that leads and stands for the initiative (主管)."""
        return next((s for s in self.standings if s.participation.is_lead), None)

    @property
    def joint(self) -> tuple[Standing, ...]:
        """The sections that lead jointly (共管): what they say stands beside the lead's."""
        return tuple(s for s in self.standings if s.participation.is_joint)

    @property
    def rating(self) -> str:
        """The lead section's own rating, empty while none is counted: B 計画どおり."""
        return self.lead.report.rating if self.lead and self.lead.report else ""

    @property
    def rating_as(self) -> Judgement | None:
        """The judgement that the plan likens the lead's rating to."""
        said = self.lead.report.rating_as if self.lead and self.lead.report else ""
        return Judgement(said) if said else None

    @property
    def rating_differs(self) -> bool:
        """Whether rating and judgement are two or more steps apart: D beside 順調."""
        return differs(self.rating_as, self.judgement)

    @property
    def is_judged_by_gap(self) -> bool:
        """Whether mean − planned decided, before the milestones."""
        by_gap = (Judgement.AHEAD, Judgement.ON_TRACK, Judgement.SLIGHTLY_LATE, Judgement.LATE)
        return self.judgement_by_progress in by_gap and not self.is_past

    @property
    def follows_time(self) -> bool:
        """Whether what is planned is elapsed time: no yearly target bends the line."""
        schedule = self.initiative.schedule
        return schedule is not None and not schedule.bends

    @property
    def is_in_play(self) -> bool:
        """Whether it counts in the group's numbers: all do that are not 中止."""
        return self.judgement != Judgement.CANCELLED

    def _count(self, freshness: Freshness) -> int:
        return sum(1 for s in self.due if s.freshness == freshness)


@dataclass(frozen=True)
class GroupFigures:
    """A pillar's or the plan's numbers, computed from all initiatives, not from pillars' means."""

    initiatives: tuple[InitiativeFigures, ...]
    mean: Fraction | None
    floor: Fraction | None
    planned: Fraction | None
    judgements: tuple[tuple[Judgement, int], ...]

    @property
    def counts(self) -> tuple[tuple[Judgement, int], ...]:
        """Every judgement in its order, those that no initiative has included."""
        found = dict(self.judgements)
        return tuple((judgement, found.get(judgement, 0)) for judgement in Judgement)

    @property
    def total(self) -> int:
        """How many initiatives belong to the group."""
        return len(self.initiatives)

    @property
    def with_mean(self) -> int:
        """How many initiatives the mean is of: 「11取組中k取組」."""
        return sum(1 for i in self.initiatives if i.mean is not None and i.initiative.weight)

    @property
    def fresh(self) -> int:
        """Reports of the period, of all initiatives."""
        return sum(i.fresh for i in self.initiatives)

    @property
    def carried(self) -> int:
        """Participations counted with an earlier report, of all initiatives."""
        return sum(i.carried for i in self.initiatives)

    @property
    def missing(self) -> int:
        """Participations without a report that counts, of all initiatives."""
        return sum(i.missing for i in self.initiatives)

    @property
    def asked(self) -> int:
        """How many reports the period asks for, of all initiatives."""
        return sum(i.asked for i in self.initiatives)

    @property
    def handed_in(self) -> int:
        """How many of those asked for have come, of all initiatives."""
        return sum(i.handed_in for i in self.initiatives)

    @property
    def due(self) -> int:
        """How many reports were due in all."""
        return sum(len(i.due) for i in self.initiatives)


@dataclass(frozen=True)
class PillarFigures:
    """A pillar with its numbers; `depth` is 0 at the top."""

    pillar: Pillar
    depth: int
    figures: GroupFigures


@dataclass(frozen=True)
class PlanFigures:
    """The whole roll-up of a period, with the standards of the revision it was judged by."""

    period: Period
    plan: GroupFigures
    pillars: tuple[PillarFigures, ...]
    day: date
    is_due: bool
    """Whether the due date has passed."""
    thresholds: Thresholds
    carry: Carry
    rules: int

    @property
    def is_provisional(self) -> bool:
        """Whether the period still takes reports (速報)."""
        return self.period.is_open

    @property
    def is_thin(self) -> bool:
        """Whether less than half of the reports asked for have come after the due date."""
        return self.is_due and 2 * self.plan.handed_in < self.plan.asked

    @property
    def following_time(self) -> tuple[InitiativeFigures, ...]:
        """The initiatives whose plan is elapsed time: no yearly target is entered."""
        return tuple(i for i in self.initiatives if i.follows_time)

    @property
    def initiatives(self) -> tuple[InitiativeFigures, ...]:
        """Every initiative's numbers, in the plan's order."""
        return self.plan.initiatives

    def of(self, initiative_id: int) -> InitiativeFigures | None:
        """One initiative's numbers, or None if the plan did not hold it then."""
        found = (i for i in self.initiatives if i.initiative.id == initiative_id)
        return next(found, None)


@dataclass(frozen=True)
class PlannedAt:
    """Where the planned line is at the end of a day: on which straight piece, how far along.

    The piece rises from `low` on `starts_on` to `high` by the end of `ends_on`, in percent;
    `passed` of its `months` whole months are over.
    """

    starts_on: date
    ends_on: date
    low: Fraction
    high: Fraction
    passed: int
    months: int

    @property
    def value(self) -> Fraction:
        """The progress planned, 0–100."""
        return self.low + (self.high - self.low) * Fraction(self.passed, self.months)


def planned(schedule: Schedule | None, on: date) -> Fraction:
    """The progress planned for the end of a day, 0–100.

    0 at the start of the first scheduled year, 100 at the target date or the end of the last
    scheduled year, straight in whole months between. Yearly targets that lie between bend the
    line. Without a schedule nothing is planned.
    """
    return planned_at(schedule, on).value if schedule else ZERO


def planned_at(schedule: Schedule, on: date) -> PlannedAt:
    """The piece of the planned line that the end of a day lies on.

    Before the line begins it is the first piece with nothing passed, after its end the last one
    with everything passed.
    """
    now = on + timedelta(days=1)
    pieces = list(pairwise(_planned_points(schedule)))
    (start, low), (end, high) = next((p for p in pieces if now < p[1][0]), pieces[-1])
    months = max(_months_begun(start, end), 1)
    if now <= schedule.starts_on:
        passed = 0
    else:
        passed = months_between(start, now) if now < end else months
    return PlannedAt(start, end - timedelta(days=1), low, high, passed, months)


def _months_begun(start: date, end: date) -> int:
    """Months from start to end, begun ones counted whole, so that 100 is never reached early."""
    whole = months_between(start, end)
    return whole if start.day == end.day else whole + 1


def _planned_points(schedule: Schedule) -> list[tuple[date, Fraction]]:
    """Corners of the planned line: the morning after each dated percentage."""
    start = schedule.starts_on
    end = schedule.reaches_100_on + timedelta(days=1)
    bends = [(first_day(year + 1), Fraction(percent)) for year, percent in schedule.bends]
    return [(start, ZERO), *bends, (end, HUNDRED)]


def standing(
    work: Sequence[Participation],
    reports: Iterable[Report],
    period: Period,
    periods: Sequence[Period],
    *,
    today: date,
    carry: Carry,
) -> Standing:
    """What is known of a participation for a period in which it is active.

    `work` is the participation and those it goes on with, the newest first, `reports` those of the
    work that were handed in, `periods` the ones that have begun (docs/rules.md, "Which report
    counts").
    """
    participation = work[0]
    known = [r for r in reports if r.period.ends_on <= period.ends_on]
    said = asked.newest(known, period)
    now = next((r for r in known if r.period.ends_on == period.ends_on), None)
    before = asked.newest((r for r in known if r.period.ends_on < period.ends_on), period)
    times = asked.asked_periods(
        work, [p for p in periods if p.ends_on <= period.ends_on], today=today
    )
    counted = asked.told(known, period)
    most = carry.most(participation.cadence)
    if counted and asked.is_expired(counted, known, times, period, today=today, most=most):
        counted = None
    return Standing(
        participation=participation,
        report=counted,
        freshness=_freshness(counted, period),
        silent=asked.silent(said, times, period),
        said=said,
        is_asked=asked.is_asked(work, period, today=today) and asked.is_asked_after(before, now),
        was_asked=bool(times),
        is_handed_in=now is not None,
    )


def _freshness(counted: Report | None, period: Period) -> Freshness:
    if counted is None:
        return Freshness.NONE
    return Freshness.FRESH if counted.period.ends_on == period.ends_on else Freshness.CARRIED


def work_of(
    participation: Participation, every: Mapping[int, Participation]
) -> list[Participation]:
    """A participation and those it goes on with, the newest first. `every` by key."""
    work = [participation]
    while (before := every.get(work[-1].follows or 0)) is not None and before not in work:
        work.append(before)
    return work


def mean_progress(standings: Sequence[Standing]) -> Fraction | None:
    """The mean progress, 0–100, over the participations that have a counted report.

    None when none has.
    """
    told = [s.report.progress for s in standings if s.report is not None]
    return Fraction(sum(told), len(told)) if told else None


def floor_progress(standings: Sequence[Standing]) -> Fraction | None:
    """The mean progress, 0–100, over all that were due, those without a report counting 0.

    It is what is certain if nothing was done where nothing was reported.
    """
    told = sum(s.report.progress for s in standings if s.report is not None)
    return Fraction(told, len(standings)) if standings else None


def judge_progress(
    *,
    due: Sequence[Standing],
    all_cancelled: bool,
    mean: Fraction | None,
    planned: Fraction,
    is_past: bool,
    has_overdue: bool,
    thresholds: Thresholds,
) -> Judgement:
    """The judgement of an initiative before its milestones lower it (docs/rules.md, "Judgement").

    `is_past` says that the day of 100 % is over; a milestone past its due date keeps the work from
    being 完了.
    """
    if mean is None:
        if all_cancelled:
            return Judgement.CANCELLED
        return Judgement.OUT_OF_PERIOD if planned == 0 else Judgement.UNREPORTED
    if all(s.is_done for s in due) and not has_overdue:
        return Judgement.DONE
    if is_past:
        return Judgement.LATE
    gap = tenth(mean - planned)
    if gap >= thresholds.ahead_from:
        return Judgement.AHEAD
    if gap >= thresholds.on_track_from:
        return Judgement.ON_TRACK
    if gap >= thresholds.slightly_late_from:
        return Judgement.SLIGHTLY_LATE
    return Judgement.LATE


def lower_for_milestones(judgement: Judgement, overdue: Sequence[Milestone]) -> Judgement:
    """A milestone past its due date lowers 前倒し or 順調 to やや遅れ."""
    if overdue and judgement in (Judgement.AHEAD, Judgement.ON_TRACK):
        return Judgement.SLIGHTLY_LATE
    return judgement


def initiative_figures(
    initiative: Initiative, reports: Iterable[Report], facts: Facts
) -> InitiativeFigures:
    """An initiative's numbers for the facts' period, from its own reports."""
    day, schedule = facts.day, initiative.schedule
    standings = _standings(initiative, reports, facts)
    cancelled = tuple(s for s in standings if s.is_cancelled)
    not_due_yet = tuple(s for s in standings if s.is_not_due_yet)
    due = tuple(s for s in standings if s not in cancelled and s not in not_due_yet)
    mean, expected = mean_progress(due), planned(schedule, day)
    overdue = tuple(m for m in initiative.milestones if m.is_overdue(day))
    is_past = schedule is not None and schedule.reaches_100_on < day
    by_progress = judge_progress(
        due=due,
        all_cancelled=bool(cancelled) and not due and not not_due_yet,
        mean=mean,
        planned=expected,
        is_past=is_past,
        has_overdue=bool(overdue),
        thresholds=facts.thresholds,
    )
    lead = next((s for s in standings if s.participation.is_lead), None)
    return InitiativeFigures(
        initiative=initiative,
        due=due,
        cancelled=cancelled,
        not_due_yet=not_due_yet,
        mean=mean,
        floor=floor_progress(due),
        planned=expected,
        judgement=lower_for_milestones(by_progress, overdue),
        judgement_by_progress=by_progress,
        overdue=overdue,
        phase=lead.report.phase if lead and lead.report else "",
        is_past=is_past,
        day=day,
    )


def differs(rating: Judgement | None, judgement: Judgement) -> bool:
    """Whether a rating's judgement and the judgement are two or more steps apart.

    前倒し, 順調, やや遅れ, 遅れ are a step from each other; 完了 stands where 前倒し does. Without
    either of them there is nothing to compare.
    """
    if rating not in GETTING_WORSE or judgement not in GETTING_WORSE:
        return False
    ahead = GETTING_WORSE.index(Judgement.AHEAD)
    steps = [max(GETTING_WORSE.index(j), ahead) for j in (rating, judgement)]
    return abs(steps[0] - steps[1]) >= APART


def _standings(initiative: Initiative, reports: Iterable[Report], facts: Facts) -> list[Standing]:
    """Those that take part on the facts' day, with the reports of the work each goes on with."""
    by_participation: dict[int, list[Report]] = {}
    for report in reports:
        by_participation.setdefault(report.participation_id, []).append(report)
    every = {p.id: p for p in initiative.participations}
    found = []
    for participation in initiative.participations:
        if participation.is_active(facts.day):
            work = work_of(participation, every)
            of_work = [r for p in work for r in by_participation.get(p.id, ())]
            found.append(
                standing(
                    work,
                    of_work,
                    facts.period,
                    facts.periods,
                    today=facts.today,
                    carry=facts.carry,
                )
            )
    return found


def weighted_mean(pairs: Iterable[tuple[Fraction, Fraction]]) -> Fraction | None:
    """Mean of (value, weight) pairs; None when they weigh nothing."""
    pairs = list(pairs)
    weight = sum((w for _, w in pairs), ZERO)
    return sum((v * w for v, w in pairs), ZERO) / weight if weight else None


def group_figures(members: Iterable[InitiativeFigures]) -> GroupFigures:
    """A pillar's or the plan's numbers (docs/rules.md, "Pillar and plan").

    Mean and planned are over the initiatives that have a mean; the floor is over all that are not
    中止, one without a report counting 0.
    """
    members = tuple(members)
    in_play = [m for m in members if m.is_in_play]
    told = [m for m in in_play if m.mean is not None]
    counts = Counter(m.judgement for m in members)
    return GroupFigures(
        initiatives=members,
        mean=weighted_mean((m.mean, m.initiative.weight) for m in told if m.mean is not None),
        floor=weighted_mean((m.floor or ZERO, m.initiative.weight) for m in in_play),
        planned=weighted_mean((m.planned, m.initiative.weight) for m in told),
        judgements=tuple((j, counts[j]) for j in Judgement if counts[j]),
    )


def roll_up(facts: Facts) -> PlanFigures:
    """Every number of a period, from its facts."""
    owner = {p.id: i.id for i in facts.initiatives for p in i.participations}
    reports: dict[int, list[Report]] = {}
    for report in facts.reports:
        if report.participation_id in owner:
            reports.setdefault(owner[report.participation_id], []).append(report)
    figures = tuple(initiative_figures(i, reports.get(i.id, ()), facts) for i in facts.initiatives)
    return PlanFigures(
        period=facts.period,
        plan=group_figures(figures),
        pillars=tuple(_pillar_figures(facts.pillars, figures)),
        day=facts.day,
        is_due=facts.period.due_on < facts.today,
        thresholds=facts.thresholds,
        carry=facts.carry,
        rules=facts.rules,
    )


def _pillar_figures(
    pillars: Sequence[Pillar], figures: Sequence[InitiativeFigures]
) -> Iterable[PillarFigures]:
    """Pillars in tree order, each over all initiatives beneath it."""
    children: dict[int | None, list[Pillar]] = {}
    for pillar in pillars:
        children.setdefault(pillar.parent_id, []).append(pillar)

    def beneath(pillar: Pillar) -> set[int]:
        return {pillar.id}.union(*(beneath(c) for c in children.get(pillar.id, ())))

    def walk(parent_id: int | None, depth: int) -> Iterable[PillarFigures]:
        for pillar in children.get(parent_id, ()):
            ids = beneath(pillar)
            members = group_figures(f for f in figures if f.initiative.pillar_id in ids)
            yield PillarFigures(pillar, depth, members)
            yield from walk(pillar.id, depth + 1)

    return walk(None, 0)
