"""What holds of the committee's numbers for every plan, not only for chosen ones."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from initiatives.choices import Cadence, Judgement, ReportStatus
from initiatives.rollup.figures import (
    Carry,
    Facts,
    GroupFigures,
    Initiative,
    InitiativeFigures,
    Milestone,
    Participation,
    Period,
    Pillar,
    PlanFigures,
    Report,
    Schedule,
    Thresholds,
    planned,
    roll_up,
)

deterministic = settings(derandomize=True, deadline=None, max_examples=60)
thoroughly = settings(deterministic, max_examples=200)  # for schedules alone, which are quick

PLAN_BEGINS = date(2023, 4, 1)
WORK_BEGINS = date(2025, 4, 1)
STARTS = ((0, 4), (0, 7), (0, 10), (1, 1))


def quarter(year: int, number: int) -> Period:
    """A quarter whose reports are due two weeks after it."""
    years, month = STARTS[number - 1]
    starts_on = date(year + years, month, 1)
    next_start = (starts_on + timedelta(days=95)).replace(day=1)
    key = f"{year}-{number}"
    ends_on, due_on = next_start - timedelta(days=1), next_start + timedelta(days=14)
    return Period(year * 10 + number, key, key, starts_on, ends_on, due_on)


PERIODS = tuple(quarter(year, number) for year in (2025, 2026) for number in (1, 2, 3, 4))
MONTHS = [date(year, month, 1) for year in range(2022, 2030) for month in range(1, 13)]
PILLARS = (Pillar(1, "分野1"), Pillar(2, "施策1", 1), Pillar(3, "細目1", 2), Pillar(4, "分野2"))
BEST_FIRST = (Judgement.AHEAD, Judgement.ON_TRACK, Judgement.SLIGHTLY_LATE, Judgement.LATE)
CARRIES = (Carry(), Carry(0, 0, 0), Carry(1, 2, 3))

percents = st.integers(0, 100)
days = st.integers(-365, 2190).map(lambda n: PLAN_BEGINS + timedelta(days=n))
years = st.lists(st.integers(2022, 2028), unique=True, max_size=4)
statements = st.sampled_from(
    [
        *[None] * 6,
        (ReportStatus.NOT_STARTED, 0, True),
        (ReportStatus.DONE, 100, True),
        (ReportStatus.DONE, 100, False),
        (ReportStatus.CANCELLED, 0, True),
        (ReportStatus.CANCELLED, 0, False),
        *((ReportStatus.IN_PROGRESS, percent, True) for percent in range(0, 101, 14)),
        (ReportStatus.IN_PROGRESS, 50, False),
    ]
)
cadences = st.sampled_from([Cadence.EVERY, Cadence.EVERY, Cadence.HALF, Cadence.YEAR])
sections = st.tuples(
    st.sampled_from([0, 0, 0, 100, 300]),  # the day it begins
    st.none() | st.integers(50, 600),  # how many days more it runs
    cadences,
    # Another part after it: how many days later (0: the work goes on), and its cadence.
    st.none() | st.tuples(st.sampled_from([0, 0, 30]), cadences),
    st.tuples(*[statements] * len(PERIODS)),
)


def rising(years: list[int], percents: list[int]) -> tuple[tuple[int, int], ...]:
    """Yearly targets that never fall back."""
    return tuple(zip(sorted(years), sorted(percents), strict=False))


schedules = st.builds(
    lambda first, length, target_after, targets: Schedule(
        first_fiscal_year=first,
        last_fiscal_year=None if length is None else min(first + length, 2027),
        plan_last_fiscal_year=2027,
        target_on=None if target_after is None else date(first, 4, 1) + timedelta(target_after),
        yearly_targets=targets,
    ),
    st.integers(2023, 2027),
    st.none() | st.integers(0, 4),
    st.none() | st.integers(0, 1500),
    st.builds(rising, years, st.lists(percents, min_size=4, max_size=4)),
)
initiatives = st.tuples(
    st.sampled_from(PILLARS),
    schedules,
    st.integers(1, 4),
    st.lists(sections, min_size=1, max_size=4),
    st.lists(st.tuples(st.none() | days, st.none() | days), max_size=2),
)


def build_parts(number: int, drawn: tuple) -> tuple[list[Participation], list[Report]]:
    """A section's one or two parts in an initiative, and what it said."""
    begins, length, cadence, second, said = drawn
    starts_on = WORK_BEGINS + timedelta(days=begins)
    ends_on = None if length is None else starts_on + timedelta(days=length)
    name, is_lead = f"第{number}班", number % 10 == 0
    parts = [Participation(number, number, name, starts_on, ends_on, is_lead, cadence=cadence)]
    if ends_on and second:
        gap, cadence = second
        starts_on = ends_on + timedelta(days=gap + 1)
        follows = None if gap else number
        key = number + 1000
        own = {"cadence": cadence, "follows": follows}
        parts.append(Participation(key, number, name, starts_on, None, is_lead, **own))
    reports = []
    for period, statement in zip(PERIODS, said, strict=True):
        begun = [p for p in parts if p.starts_on <= period.ends_on]
        if begun and statement:
            key, (status, progress, confirmed) = begun[-1].id, statement
            report = Report(
                key * 100_000 + period.id, key, period, status, progress, "実施", confirmed
            )
            reports.append(report)
    return parts, reports


def build_initiative(number: int, parts: tuple) -> tuple[Initiative, list[Report]]:
    pillar, schedule, weight, drawn, dates = parts
    built = [build_parts(n, one) for n, one in enumerate(drawn, start=number * 10)]
    initiative = Initiative(
        id=number,
        code=str(number),
        symbol=str(number),
        title=f"取組{number}",
        pillar_id=pillar.id,
        schedule=schedule,
        weight=Fraction(weight),
        participations=tuple(p for taken, _ in built for p in taken),
        milestones=tuple(Milestone(n, "移行", *pair) for n, pair in enumerate(dates)),
    )
    return initiative, [report for _, reports in built for report in reports]


def build_facts(parts: list[tuple], period: Period, today_after: int, carry: Carry) -> Facts:
    built = [build_initiative(number, part) for number, part in enumerate(parts, start=1)]
    return Facts(
        period=period,
        periods=PERIODS,
        thresholds=Thresholds(),
        pillars=PILLARS,
        initiatives=tuple(initiative for initiative, _ in built),
        reports=tuple(report for _, reports in built for report in reports),
        today=period.ends_on + timedelta(days=today_after),
        carry=carry,
    )


# A small plan in or after one of its quarters, with what its sections said.
plans = st.builds(
    build_facts,
    st.lists(initiatives, min_size=2, max_size=3),
    st.sampled_from(PERIODS),
    st.sampled_from([-120, -80, -40, -1, 0, 10, 15, 16, 100]),
    st.sampled_from(CARRIES),
)


def groups(figures: PlanFigures) -> list[GroupFigures]:
    return [figures.plan, *(p.figures for p in figures.pillars)]


def every_level(figures: PlanFigures) -> list[InitiativeFigures | GroupFigures]:
    return [*figures.initiatives, *groups(figures)]


def numbers(figures: PlanFigures) -> dict[int, tuple]:
    """Each initiative's numbers, whatever order anything stands in."""
    return {
        f.initiative.id: (
            f.mean,
            f.floor,
            f.planned,
            f.judgement,
            (f.fresh, f.carried, f.missing, len(f.cancelled)),
            {(s.participation.id, s.silent_periods) for s in f.due},
            f.phase,
        )
        for f in figures.initiatives
    }


def counted_ids(figures: PlanFigures) -> set[int]:
    """The reports whose progress is in a mean."""
    return {s.report.id for f in figures.initiatives for s in f.counted}


@dataclass
class Aloud:
    """One participation, period after period, as the rules read aloud: docs/rules.md."""

    stands: Report | None = None  # the last report that may stand in the figures
    settled: str | None = None  # 完了 or 中止 that asks for nothing more
    missing: int = 0  # asked for since `stands`, past the due date and not there
    silent: int = 0
    was_asked: bool = False
    has_spoken: bool = False
    is_asked: bool = False
    is_handed_in: bool = False

    def hear(self, period: Period, said: Report | None, asks: bool, today: date) -> None:
        self.was_asked |= asks
        reopened = said is not None and said.status != self.settled
        self.is_asked = asks and (self.settled is None or reopened)
        self.is_handed_in = said is not None
        if said is None:
            if asks and self.settled is None:
                self.silent += 1
                self.missing += 1 if period.due_on < today else 0
            return
        self.has_spoken, self.silent = True, 0
        gives_up = said.status == ReportStatus.CANCELLED
        finished = said.status == ReportStatus.DONE and said.is_confirmed
        self.settled = said.status if gives_up or finished else None
        if said.is_confirmed or not gives_up:
            self.stands, self.missing = said, 0

    def counted(self, period: Period, most: int) -> Report | None:
        """What stands in the figures of a period, None where it is too old."""
        report = self.stands
        if report is None or report.period == period:
            return report
        for_good = report.is_confirmed and report.status in (
            ReportStatus.DONE,
            ReportStatus.CANCELLED,
        )
        return report if for_good or self.missing <= most else None


def clamped(period: Period, today: date) -> date:
    return sorted([period.starts_on, today, period.ends_on])[1]


def asks(part: Participation, period: Period) -> bool:
    """By the month the quarter ends in: March is the year's end, September half of it."""
    months = {Cadence.EVERY: (3, 6, 9, 12), Cadence.HALF: (3, 9), Cadence.YEAR: (3,)}
    return period.ends_on.month in months[Cadence(part.cadence)]


def aloud(one: Initiative, part: Participation, facts: Facts) -> Aloud:
    """A participation's story up to the period of the facts."""
    by_id = {p.id: p for p in one.participations}
    work = [part] + ([by_id[part.follows]] if part.follows else [])
    heard = Aloud()
    for period in facts.periods:
        if period.ends_on > facts.period.ends_on:
            break
        day = clamped(period, facts.today)
        active = [p for p in work if p.is_active(day)]
        said = [
            r
            for p in work
            for r in facts.reports
            if r.participation_id == p.id and r.period == period
        ]
        asked = any(asks(p, period) for p in active)
        heard.hear(period, next(iter(said), None), asked, facts.today)
    return heard


def rounded(value: Fraction) -> Fraction:
    """At one decimal, halves away from zero."""
    tenths = floor(abs(value) * 10 + Fraction(1, 2))
    return Fraction(tenths if value > 0 else -tenths, 10)


def judged_aloud(
    due: list[Report | None], one: InitiativeFigures, facts: Facts
) -> tuple[Judgement, str]:
    """The judgement of an initiative and what is said beside it, from the reports that count."""
    schedule = one.initiative.schedule
    day = clamped(facts.period, facts.today)
    told = [r for r in due if r is not None]
    done = sum(r.status == ReportStatus.DONE for r in told)
    late = [m for m in one.initiative.milestones if m.due_on and m.due_on < day]
    overdue = [m for m in late if m.done_on is None or m.done_on > day]
    expected = planned(schedule, day)
    finished = f"{len(due)}班中{done}班が完了"
    if not told:
        nothing = Judgement.OUT_OF_PERIOD if expected == 0 else Judgement.UNREPORTED
        return nothing, ""
    if done == len(due) and not overdue:
        return Judgement.DONE, ""
    if schedule.reaches_100_on < day:
        return Judgement.LATE, f"期限後、{finished}"
    gap = rounded(Fraction(sum(r.progress for r in told), len(told)) - expected)
    step = sum(gap < limit for limit in (5, -5, -15))
    if overdue and step < 2:
        step = 2
    return BEST_FIRST[step], finished if done else ""


@deterministic
@given(plans)
def test_every_percentage_stays_between_0_and_100(facts):
    figures = roll_up(facts)

    shown = [n for at in every_level(figures) for n in (at.mean, at.floor, at.planned)]

    assert [n for n in shown if n is not None and not 0 <= n <= 100] == []


@deterministic
@given(plans)
def test_mean_is_never_below_floor(facts):
    figures = roll_up(facts)

    told = [at for at in every_level(figures) if at.mean is not None]

    assert [at for at in told if at.floor is None or at.mean < at.floor] == []


@thoroughly
@given(plans)
def test_numbers_agree_with_the_definitions_read_aloud(facts):
    figures = roll_up(facts)

    day = clamped(facts.period, facts.today)
    for one in figures.initiatives:
        active = [p for p in one.initiative.participations if p.is_active(day)]
        heard = {p.id: aloud(one.initiative, p, facts) for p in active}
        most = {
            Cadence.EVERY: facts.carry.every,
            Cadence.HALF: facts.carry.half,
            Cadence.YEAR: facts.carry.year,
        }
        counted = {
            p.id: heard[p.id].counted(facts.period, most[Cadence(p.cadence)]) for p in active
        }
        gone = {key for key, r in counted.items() if r and r.status == ReportStatus.CANCELLED}
        never = {key for key, h in heard.items() if not h.was_asked and not h.has_spoken}
        due = [counted[p.id] for p in active if p.id not in gone | never]
        told = [r.progress for r in due if r is not None]
        fresh = [r for r in due if r is not None and r.period == facts.period]

        assert {s.participation.id for s in one.cancelled} == gone
        assert {s.participation.id for s in one.not_due_yet} == never
        assert one.mean == (Fraction(sum(told), len(told)) if told else None)
        assert one.floor == (Fraction(sum(told), len(due)) if due else None)
        assert one.planned == planned(one.initiative.schedule, day)
        assert (one.fresh, one.carried, one.missing) == (
            len(fresh),
            len(told) - len(fresh),
            len(due) - len(told),
        )
        assert one.asked == sum(h.is_asked for h in heard.values())
        assert one.handed_in == sum(h.is_asked and h.is_handed_in for h in heard.values())
        assert {s.participation.id: s.silent_periods for s in one.standings} == {
            key: h.silent for key, h in heard.items()
        }
        assert {s.participation.id for s in one.standings if s.is_silent} == {
            key for key, h in heard.items() if h.is_asked and not h.is_handed_in
        }
        if active and gone == heard.keys():
            assert one.judgement == Judgement.CANCELLED
        else:
            assert (one.judgement, one.remark) == judged_aloud(due, one, facts)
        if told:
            assert one.slowest.report.progress == min(told)


@deterministic
@given(plans)
def test_nobody_has_a_name(facts):
    figures = roll_up(facts)

    for one in figures.initiatives:
        reasons = [
            name
            for name, holds in {
                "今期は対象外": one.not_due_yet,
                "中止": one.cancelled and not one.not_due_yet,
                "担当なし": not one.standings,
            }.items()
            if holds and not one.due
        ]
        assert [one.nobody] == (reasons or [""])


@deterministic
@given(plans)
def test_planned_of_a_group_is_over_the_initiatives_of_its_mean(facts):
    figures = roll_up(facts)

    for group in groups(figures):
        told = [i for i in group.initiatives if i.mean is not None]
        weight = sum(i.initiative.weight for i in told)
        total = sum(i.planned * i.initiative.weight for i in told)
        assert group.planned == (total / weight if told else None)


@deterministic
@given(plans)
def test_plan_mean_is_the_weighted_mean_of_initiatives(facts):
    figures = roll_up(facts)

    told = [f for f in figures.initiatives if f.mean is not None]
    weight = sum(f.initiative.weight for f in told)
    total = sum(f.mean * f.initiative.weight for f in told)

    assert figures.plan.mean == (total / weight if told else None)
    assert figures.plan.with_mean == len(told)
    assert figures.plan.total == len(facts.initiatives)


@deterministic
@given(plans)
def test_coverage_adds_up_to_those_who_are_due(facts):
    figures = roll_up(facts)

    for at in figures.initiatives:
        assert at.fresh + at.carried + at.missing == len(at.due)
    for group in groups(figures):
        assert group.fresh + group.carried + group.missing == group.due


@deterministic
@given(plans)
def test_every_initiative_has_one_judgement(facts):
    figures = roll_up(facts)

    assert sum(count for _, count in figures.plan.judgements) == len(facts.initiatives)


@deterministic
@given(plans, st.data())
def test_order_of_reports_changes_nothing(facts, data):
    shuffled = replace(facts, reports=tuple(data.draw(st.permutations(facts.reports))))

    assert roll_up(shuffled) == roll_up(facts)


@deterministic
@given(plans, st.data())
def test_order_of_sections_and_initiatives_changes_no_number(facts, data):
    initiatives = [
        replace(i, participations=tuple(data.draw(st.permutations(i.participations))))
        for i in data.draw(st.permutations(facts.initiatives))
    ]

    figures, shuffled = roll_up(facts), roll_up(replace(facts, initiatives=tuple(initiatives)))

    assert numbers(shuffled) == numbers(figures)
    assert [(g.mean, g.floor, g.planned, g.judgements) for g in groups(shuffled)] == [
        (g.mean, g.floor, g.planned, g.judgements) for g in groups(figures)
    ]


@deterministic
@given(plans, st.data())
def test_raising_one_counted_progress_never_lowers_a_number(facts, data):
    figures = roll_up(facts)
    counted = counted_ids(figures)
    movable = [
        r for r in facts.reports if r.id in counted and r.status == ReportStatus.IN_PROGRESS
    ]
    assume(movable)
    chosen = data.draw(st.sampled_from(movable))
    higher = replace(chosen, progress=data.draw(st.integers(chosen.progress, 100)))

    raised = roll_up(
        replace(facts, reports=tuple(higher if r is chosen else r for r in facts.reports))
    )

    pairs = zip(every_level(figures), every_level(raised), strict=True)
    assert [
        (before, after)
        for before, after in pairs
        if before.mean is not None and (after.mean < before.mean or after.floor < before.floor)
    ] == []


@deterministic
@given(plans, st.data())
def test_raising_one_counted_progress_really_raises_its_mean(facts, data):
    figures = roll_up(facts)
    counted = counted_ids(figures)
    movable = [r for r in facts.reports if r.id in counted and r.progress < 100]
    assume(movable)
    chosen = data.draw(st.sampled_from(movable))
    higher = replace(chosen, progress=chosen.progress + 1)

    raised = roll_up(
        replace(facts, reports=tuple(higher if r is chosen else r for r in facts.reports))
    )

    # One point from one of m sections, or of n in the floor.
    moved = [
        (
            len(before.counted),
            len(before.due),
            after.mean - before.mean,
            after.floor - before.floor,
        )
        for before, after in zip(figures.initiatives, raised.initiatives, strict=True)
        if before.mean is not None and after.mean != before.mean
    ]
    (m, n, mean_up, floor_up) = moved[0]
    assert (len(moved), mean_up, floor_up) == (1, Fraction(1, m), Fraction(1, n))


@deterministic
@given(plans)
def test_mean_is_missing_only_when_nothing_is_counted(facts):
    figures = roll_up(facts)

    for one in figures.initiatives:
        assert (one.mean is None) == (len(one.counted) == 0)


@deterministic
@given(plans, st.data())
def test_zero_reported_is_a_mean_of_zero_and_silence_is_none(facts, data):
    active = [
        (one, section)
        for one in facts.initiatives
        for section in one.participations
        if section.is_active(facts.day)
    ]
    assume(active)
    one, section = data.draw(st.sampled_from(active))
    mine = {p.id for p in one.participations}
    others = tuple(r for r in facts.reports if r.participation_id not in mine)
    zero = Report(1, section.id, facts.period, ReportStatus.NOT_STARTED, 0)

    silent = roll_up(replace(facts, reports=others)).of(one.id)
    told = roll_up(replace(facts, reports=(*others, zero))).of(one.id)

    assert (silent.mean, silent.floor or 0, silent.fresh) == (None, 0, 0)
    assert (told.mean, told.floor, told.fresh) == (0, 0, 1)
    assert told.judgement not in (Judgement.UNREPORTED, Judgement.OUT_OF_PERIOD)


@thoroughly
@given(schedules)
def test_planned_never_falls_from_month_to_month(schedule):
    line = [planned(schedule, month_start - timedelta(days=1)) for month_start in MONTHS]

    assert line == sorted(line)


@thoroughly
@given(schedules)
def test_planned_meets_every_yearly_target_on_the_way(schedule):
    on_the_way = [
        (date(year + 1, 3, 31), percent)
        for year, percent in schedule.yearly_targets
        if schedule.starts_on <= date(year + 1, 3, 31) < schedule.reaches_100_on
    ]

    assert [(day, planned(schedule, day)) for day, _ in on_the_way] == on_the_way


@thoroughly
@given(schedules, days)
def test_planned_stays_between_0_and_100(schedule, day):
    assert 0 <= planned(schedule, day) <= 100


@thoroughly
@given(schedules)
def test_planned_runs_from_0_to_100(schedule):
    eve = schedule.starts_on - timedelta(days=1)

    assert planned(schedule, eve) == 0
    assert planned(schedule, schedule.reaches_100_on) == 100


@deterministic
@given(plans)
def test_later_reports_never_change_earlier_figures(facts):
    known_then = tuple(r for r in facts.reports if r.period.ends_on <= facts.period.ends_on)

    assert roll_up(replace(facts, reports=known_then)) == roll_up(facts)


@deterministic
@given(plans)
def test_superseded_reports_change_no_number(facts):
    """Of each participation: the newest two, and down to the newest that is no 中止 in waiting."""
    until = [r for r in facts.reports if r.period.ends_on <= facts.period.ends_on]
    kept: list[Report] = []
    for part in {r.participation_id for r in until}:
        mine = sorted(
            (r for r in until if r.participation_id == part), key=lambda r: r.period.ends_on
        )
        stands = [
            at for at, r in enumerate(mine) if r.status != ReportStatus.CANCELLED or r.is_confirmed
        ]
        kept += mine[min(max(stands, default=0), max(len(mine) - 2, 0)) :]

    newest_only = replace(facts, reports=tuple(kept))

    assert roll_up(newest_only) == roll_up(facts)


@deterministic
@given(plans, st.data())
def test_judgement_never_improves_when_a_milestone_becomes_overdue(facts, data):
    chosen = data.draw(st.sampled_from(facts.initiatives))
    late = Milestone(99, "移行", due_on=date(2023, 4, 1))
    worse = replace(chosen, milestones=(*chosen.milestones, late))
    initiatives = tuple(worse if i is chosen else i for i in facts.initiatives)

    before = roll_up(facts).of(chosen.id)
    after = roll_up(replace(facts, initiatives=initiatives)).of(chosen.id)

    assert late in after.overdue
    assert (after.mean, after.floor, after.planned) == (before.mean, before.floor, before.planned)
    if before.judgement in BEST_FIRST:
        assert BEST_FIRST.index(after.judgement) == max(BEST_FIRST.index(before.judgement), 2)
    elif before.judgement == Judgement.DONE:
        assert after.judgement in (Judgement.SLIGHTLY_LATE, Judgement.LATE)
    else:
        assert after.judgement == before.judgement


@deterministic
@given(plans, st.integers(2, 9))
def test_scaling_all_weights_changes_no_number(facts, factor):
    heavier = tuple(replace(i, weight=i.weight * factor) for i in facts.initiatives)

    scaled = roll_up(replace(facts, initiatives=heavier))

    assert [(g.mean, g.floor, g.planned) for g in groups(scaled)] == [
        (g.mean, g.floor, g.planned) for g in groups(roll_up(facts))
    ]
