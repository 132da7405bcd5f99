"""The committee's numbers, computed exactly from facts (design: roll-up). Pure.

Each number is defined once. Percentages are `Fraction`s, 0–100, until `percent_digits` shows them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from hirao_dx.shared.calendar import first_day, last_day, months_between
from hirao_dx.shared.dated import is_active
from initiatives.choices import GETTING_WORSE, Freshness, Judgement, ReportStatus

ZERO = Fraction(0)
HUNDRED = Fraction(100)
APART = 2  # steps between rating and judgement that are said


@dataclass(frozen=True)
class Thresholds:
    """Where the words change, in points of mean − planned. They belong to the plan."""

    ahead_from: int = 5
    on_track_from: int = -5
    slightly_late_from: int = -15


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
    """A section's duty on an initiative; both dates are inclusive."""

    id: int
    section_id: int
    section: str
    starts_on: date
    ends_on: date | None = None
    is_lead: bool = False
    is_joint: bool = False
    """Leads together with the lead (共管): shown beside it, never in its place."""

    def is_active(self, day: date) -> bool:
        return is_active(self, day)


@dataclass(frozen=True)
class Period:
    """A reporting period; `ends_on` is the day its numbers stand for."""

    id: int
    key: str
    label: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Report:
    """A counted report: submitted or confirmed. `progress` is 0–100."""

    id: int
    participation_id: int
    period: Period
    status: str
    progress: int
    phase: str = ""
    rating: str = ""
    rating_as: str = ""
    """The judgement that the plan likens the rating to, empty where it says none."""


@dataclass(frozen=True)
class Milestone:
    """A dated item of a named group; `done_on` None means no completion is recorded."""

    id: int
    name: str
    due_on: date | None
    done_on: date | None = None
    group: str = ""

    def overdue_on(self, day: date) -> bool:
        """Past its due date with no completion recorded by that day."""
        return self.due_on is not None and self.due_on < day and not self.is_done_on(day)

    def is_done_on(self, day: date) -> bool:
        """Whether a completion is recorded by a day."""
        return self.done_on is not None and self.done_on <= day


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

    `today` only keeps a milestone from counting as overdue before its day has come,
    when the period has not ended yet.
    """

    period: Period
    periods: tuple[Period, ...]
    thresholds: Thresholds
    pillars: tuple[Pillar, ...]
    initiatives: tuple[Initiative, ...]
    reports: tuple[Report, ...]
    today: date

    @property
    def milestones_on(self) -> date:
        """The day whose milestones are looked at."""
        return min(self.period.ends_on, self.today)


@dataclass(frozen=True)
class Standing:
    """What is known of one participation for a period.

    `silent_periods` counts the periods up to this one, in a row, without a report.
    """

    participation: Participation
    report: Report | None
    freshness: Freshness
    silent_periods: int

    @property
    def is_cancelled(self) -> bool:
        """Whether its last report says that the work was given up (中止)."""
        return self.report is not None and self.report.status == ReportStatus.CANCELLED


@dataclass(frozen=True)
class InitiativeFigures:
    """An initiative's numbers for a period."""

    initiative: Initiative
    due: tuple[Standing, ...]
    cancelled: tuple[Standing, ...]
    mean: Fraction | None
    floor: Fraction | None
    planned: Fraction
    judgement: Judgement
    judgement_by_progress: Judgement
    overdue: tuple[Milestone, ...]
    phase: str

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
        """Participations that have never reported."""
        return self._count(Freshness.NONE)

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
        every = (*self.due, *self.cancelled)
        return next((s for s in every if s.participation.is_lead), None)

    @property
    def joint(self) -> tuple[Standing, ...]:
        """The sections that lead jointly (共管): what they say stands beside the lead's."""
        return tuple(s for s in (*self.due, *self.cancelled) if s.participation.is_joint)

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
        """Participations that have never reported, of all initiatives."""
        return sum(i.missing for i in self.initiatives)

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
    """The whole roll-up of a period."""

    period: Period
    plan: GroupFigures
    pillars: tuple[PillarFigures, ...]

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
    participation: Participation,
    reports: Iterable[Report],
    period: Period,
    periods: Sequence[Period],
) -> Standing:
    """A participation's counted report: this period's, else the latest earlier one, else none."""
    known = [r for r in reports if r.period.ends_on <= period.ends_on]
    latest = max(known, key=lambda r: r.period.ends_on, default=None)
    since = latest.period.ends_on if latest else None
    silent = sum(
        1
        for p in periods
        if p.ends_on <= period.ends_on
        and p.ends_on >= participation.starts_on
        and (since is None or p.ends_on > since)
    )
    if latest is None:
        freshness = Freshness.NONE
    elif latest.period.id == period.id:
        freshness = Freshness.FRESH
    else:
        freshness = Freshness.CARRIED
    return Standing(participation, latest, freshness, silent)


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
    cancelled: Sequence[Standing],
    mean: Fraction | None,
    planned: Fraction,
    thresholds: Thresholds,
) -> Judgement:
    """The judgement of an initiative by its progress alone, before its milestones."""
    if mean is None:
        if not due and cancelled:
            return Judgement.CANCELLED
        return Judgement.OUT_OF_PERIOD if planned == 0 else Judgement.UNREPORTED
    if all(s.report.status == ReportStatus.DONE for s in due if s.report is not None):
        return Judgement.DONE
    gap = mean - planned
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
    by_participation: dict[int, list[Report]] = {}
    for report in reports:
        by_participation.setdefault(report.participation_id, []).append(report)
    end = facts.period.ends_on
    standings = [
        standing(p, by_participation.get(p.id, ()), facts.period, facts.periods)
        for p in initiative.participations
        if p.is_active(end)
    ]
    due = tuple(s for s in standings if not s.is_cancelled)
    cancelled = tuple(s for s in standings if s.is_cancelled)
    mean = mean_progress(due)
    expected = planned(initiative.schedule, end)
    overdue = tuple(m for m in initiative.milestones if m.overdue_on(facts.milestones_on))
    by_progress = judge_progress(
        due=due, cancelled=cancelled, mean=mean, planned=expected, thresholds=facts.thresholds
    )
    lead = next((s for s in standings if s.participation.is_lead), None)
    return InitiativeFigures(
        initiative=initiative,
        due=due,
        cancelled=cancelled,
        mean=mean,
        floor=floor_progress(due),
        planned=expected,
        judgement=lower_for_milestones(by_progress, overdue),
        judgement_by_progress=by_progress,
        overdue=overdue,
        phase=lead.report.phase if lead and lead.report else "",
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


def weighted_mean(pairs: Iterable[tuple[Fraction, Fraction]]) -> Fraction | None:
    """Mean of (value, weight) pairs; None when they weigh nothing."""
    pairs = list(pairs)
    weight = sum((w for _, w in pairs), ZERO)
    return sum((v * w for v, w in pairs), ZERO) / weight if weight else None


def group_figures(members: Iterable[InitiativeFigures]) -> GroupFigures:
    """A pillar's or the plan's numbers.

    The mean is over initiatives that have one; floor and planned are over all that are not 中止,
    one without a report counting 0 in the floor.
    """
    members = tuple(members)
    in_play = [m for m in members if m.is_in_play]
    counts = Counter(m.judgement for m in members)
    return GroupFigures(
        initiatives=members,
        mean=weighted_mean((m.mean, m.initiative.weight) for m in in_play if m.mean is not None),
        floor=weighted_mean((m.floor or ZERO, m.initiative.weight) for m in in_play),
        planned=weighted_mean((m.planned, m.initiative.weight) for m in in_play),
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
