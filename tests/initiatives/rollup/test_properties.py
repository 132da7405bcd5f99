"""What holds of the committee's numbers for every plan, not only for chosen ones."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from initiatives.choices import Judgement, ReportStatus
from initiatives.rollup.figures import (
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
YEARS = tuple(
    Period(year, f"{year}-1", f"{year}年度 通年", date(year, 4, 1), date(year + 1, 3, 31))
    for year in range(2023, 2028)
)
MONTHS = [date(year, month, 1) for year in range(2022, 2030) for month in range(1, 13)]
PILLARS = (Pillar(1, "分野1"), Pillar(2, "施策1", 1), Pillar(3, "細目1", 2), Pillar(4, "分野2"))
BEST_FIRST = (Judgement.AHEAD, Judgement.ON_TRACK, Judgement.SLIGHTLY_LATE, Judgement.LATE)

percents = st.integers(0, 100)
days = st.integers(-365, 2190).map(lambda n: PLAN_BEGINS + timedelta(days=n))
years = st.lists(st.integers(2022, 2028), unique=True, max_size=4)
statements = st.sampled_from(
    [
        None,
        (ReportStatus.NOT_STARTED, 0),
        (ReportStatus.DONE, 100),
        (ReportStatus.CANCELLED, 0),
        *((ReportStatus.IN_PROGRESS, percent) for percent in range(0, 101, 7)),
    ]
)
sections = st.tuples(
    st.integers(0, 500),  # the day it begins
    st.none() | st.integers(0, 1500),  # how many days more it runs
    st.tuples(*[statements] * 3, st.none() | statements, st.none() | statements),
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


def build_initiative(number: int, parts: tuple) -> tuple[Initiative, list[Report]]:
    pillar, schedule, weight, told, dates = parts
    participations, reports = [], []
    for n, (begins, length, statements) in enumerate(told, start=number * 10):
        starts_on = PLAN_BEGINS + timedelta(days=begins)
        ends_on = None if length is None else starts_on + timedelta(days=length)
        participations.append(Participation(n, n, f"第{n}班", starts_on, ends_on, n % 10 == 0))
        reports += [
            Report(n * 10_000 + period.id, n, period, status, progress, "実施")
            for period, statement in zip(YEARS, statements, strict=True)
            if statement is not None
            for status, progress in [statement]
        ]
    initiative = Initiative(
        id=number,
        code=str(number),
        symbol=str(number),
        title=f"取組{number}",
        pillar_id=pillar.id,
        schedule=schedule,
        weight=Fraction(weight),
        participations=tuple(participations),
        milestones=tuple(Milestone(n, "移行", *pair) for n, pair in enumerate(dates)),
    )
    return initiative, reports


def build_facts(parts: list[tuple], period: Period, today_after: int) -> Facts:
    built = [build_initiative(number, part) for number, part in enumerate(parts, start=1)]
    return Facts(
        period=period,
        periods=YEARS,
        thresholds=Thresholds(),
        pillars=PILLARS,
        initiatives=tuple(initiative for initiative, _ in built),
        reports=tuple(report for _, reports in built for report in reports),
        today=period.ends_on + timedelta(days=today_after),
    )


# A small plan at the end of one of its years, with what its sections said.
plans = st.builds(
    build_facts,
    st.lists(initiatives, min_size=2, max_size=3),
    st.sampled_from(YEARS),
    st.integers(-60, 60),
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


def latest(reports: Iterable[Report], period: Period) -> Report | None:
    """The counted report, found the slow way."""
    found = None
    for report in reports:
        if report.period.ends_on > period.ends_on:
            continue
        if found is None or report.period.ends_on > found.period.ends_on:
            found = report
    return found


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


@deterministic
@given(plans)
def test_numbers_agree_with_the_definitions_read_aloud(facts):
    figures = roll_up(facts)

    for one in figures.initiatives:
        active = [p for p in one.initiative.participations if p.is_active(facts.period.ends_on)]
        words = {
            p.id: latest((r for r in facts.reports if r.participation_id == p.id), facts.period)
            for p in active
        }
        due = [r for r in words.values() if r is None or r.status != ReportStatus.CANCELLED]
        told = [r.progress for r in due if r is not None]
        fresh = [r for r in due if r is not None and r.period == facts.period]

        assert one.mean == (Fraction(sum(told), len(told)) if told else None)
        assert one.floor == (Fraction(sum(told), len(due)) if due else None)
        assert (one.fresh, one.carried, one.missing) == (
            len(fresh),
            len(told) - len(fresh),
            len(due) - len(told),
        )


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
        if section.is_active(facts.period.ends_on)
    ]
    assume(active)
    one, section = data.draw(st.sampled_from(active))
    mine = {p.id for p in one.participations}
    others = tuple(r for r in facts.reports if r.participation_id not in mine)
    zero = Report(1, section.id, facts.period, ReportStatus.NOT_STARTED, 0)

    silent = roll_up(replace(facts, reports=others)).of(one.id)
    told = roll_up(replace(facts, reports=(*others, zero))).of(one.id)

    assert (silent.mean, silent.floor, silent.fresh) == (None, 0, 0)
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
    figures = roll_up(facts)
    counted = {
        s.report.id for f in figures.initiatives for s in (*f.due, *f.cancelled) if s.report
    }

    newest_only = replace(facts, reports=tuple(r for r in facts.reports if r.id in counted))

    assert roll_up(newest_only) == figures


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
