"""The committee's numbers, each computed by hand in the comment above what is expected."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from hirao_dx.shared.numbers import one_decimal
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
    group_figures,
    planned,
    roll_up,
)

QUARTER_STARTS = ((0, 4), (0, 7), (0, 10), (1, 1))


def quarter(fiscal_year: int, number: int) -> Period:
    """The n-th quarter of a fiscal year, as the calendar has it."""
    years, month = QUARTER_STARTS[number - 1]
    starts_on = date(fiscal_year + years, month, 1)
    next_start = (starts_on + timedelta(days=95)).replace(day=1)
    return Period(
        id=fiscal_year * 10 + number,
        key=f"{fiscal_year}-{number}",
        label=f"{fiscal_year}年度 第{number}四半期",
        starts_on=starts_on,
        ends_on=next_start - timedelta(days=1),
        due_on=next_start + timedelta(days=14),
    )


QUARTERS = tuple(quarter(year, number) for year in range(2023, 2028) for number in (1, 2, 3, 4))
R8_Q1, R8_Q2, R8_Q3, R8_Q4 = QUARTERS[12:16]
R5_TO_R9 = Schedule(first_fiscal_year=2023, last_fiscal_year=2027, plan_last_fiscal_year=2027)
OPEN_END = Schedule(first_fiscal_year=2023, last_fiscal_year=None, plan_last_fiscal_year=2027)
PILLAR = Pillar(1, "柱1")


def section(number: int, **fields) -> Participation:
    fields.setdefault("starts_on", date(2023, 4, 1))
    return Participation(id=number, section_id=number, section=f"第{number}班", **fields)


def told(
    number: int,
    progress: int,
    *,
    period: Period = R8_Q3,
    status: str = ReportStatus.IN_PROGRESS,
    phase: str = "実施",
    confirmed: bool = True,
) -> Report:
    """What a section said for a period."""
    return Report(
        id=number * 100_000 + period.id,
        participation_id=number,
        period=period,
        status=status,
        progress=progress,
        phase=phase,
        is_confirmed=confirmed,
    )


def cancelled(number: int, **fields) -> Report:
    return told(number, 0, status=ReportStatus.CANCELLED, phase="", **fields)


def done(number: int, **fields) -> Report:
    return told(number, 100, status=ReportStatus.DONE, phase="", **fields)


def initiative(number: int = 1, sections: tuple[Participation, ...] = (), **fields) -> Initiative:
    fields.setdefault("schedule", R5_TO_R9)
    fields.setdefault("pillar_id", PILLAR.id)
    return Initiative(
        id=number,
        code=str(number),
        symbol=str(number),
        title=f"取組{number}",
        participations=sections,
        **fields,
    )


def one_section(number: int, **fields) -> Initiative:
    """An initiative whose only section has the initiative's number."""
    return initiative(number, (section(number),), **fields)


def figures(*initiatives: Initiative, reports: tuple[Report, ...] = (), **fields) -> PlanFigures:
    """The roll-up at the end of R8 Q3, seen some weeks later, unless told otherwise."""
    fields.setdefault("period", R8_Q3)
    fields.setdefault("pillars", (PILLAR,))
    fields.setdefault("today", date(2027, 1, 20))
    fields.setdefault("thresholds", Thresholds())
    return roll_up(Facts(periods=QUARTERS, initiatives=initiatives, reports=reports, **fields))


def figures_of(one: Initiative, *reports: Report, **fields) -> InitiativeFigures:
    return figures(one, reports=reports, **fields).initiatives[0]


def coverage(of: InitiativeFigures | GroupFigures) -> tuple[int, int, int]:
    return of.fresh, of.carried, of.missing


WORKED = initiative(1, tuple(section(n) for n in (1, 2, 3, 4, 5)))
WORKED_REPORTS = (told(1, 80), told(2, 60), told(3, 70, period=R8_Q2), cancelled(5))


def test_worked_example_is_on_track():
    result = figures_of(WORKED, *WORKED_REPORTS)

    # R5 Q1 to R8 Q3 is 45 of 60 months: 75. Mean (80 + 60 + 70) / 3 = 70; floor 210 / 4 = 52.5.
    # 70 − 75 = −5, which is still 順調.
    assert result.planned == 75
    assert result.mean == 70
    assert result.floor == Fraction(105, 2)
    assert result.gap == -5
    assert (len(result.due), len(result.counted), len(result.cancelled)) == (4, 3, 1)
    assert coverage(result) == (2, 1, 1)
    assert result.judgement == Judgement.ON_TRACK


def test_worked_example_with_overdue_milestone_is_slightly_late():
    late = Milestone(1, "移行", due_on=date(2026, 3, 31))

    result = figures_of(replace(WORKED, milestones=(late,)), *WORKED_REPORTS)

    assert result.judgement == Judgement.SLIGHTLY_LATE
    assert result.judgement_by_progress == Judgement.ON_TRACK
    assert result.overdue == (late,)


def test_only_carried_reports_still_give_a_mean():
    one = initiative(1, (section(1), section(2)))

    result = figures_of(one, told(1, 40, period=R8_Q1), told(2, 60, period=R8_Q2))

    # (40 + 60) / 2 = 50; 50 − 75 = −25.
    assert (result.mean, result.floor) == (50, 50)
    assert coverage(result) == (0, 2, 0)
    assert result.judgement == Judgement.LATE


def test_no_report_is_unreported_and_not_zero():
    one = initiative(1, (section(1), section(2), section(3)))

    result = figures_of(one)

    # Nothing to divide for the mean; the floor is 0 / 3 = 0.
    assert result.mean is None
    assert result.gap is None
    assert result.floor == 0
    assert coverage(result) == (0, 0, 3)
    assert result.judgement == Judgement.UNREPORTED


def test_zero_reported_is_a_mean_of_zero():
    one = initiative(1, (section(1), section(2)))

    result = figures_of(one, told(1, 0, status=ReportStatus.NOT_STARTED))

    # Mean 0 / 1 = 0; floor 0 / 2 = 0; 0 − 75 = −75.
    assert (result.mean, result.floor) == (0, 0)
    assert result.gap == -75
    assert coverage(result) == (1, 0, 1)
    assert result.judgement == Judgement.LATE


def test_nobody_due_is_unreported_without_a_floor():
    result = figures_of(initiative(1))

    assert (result.mean, result.floor) == (None, None)
    assert (result.judgement, result.word) == (Judgement.UNREPORTED, "担当なし")


def test_cancelled_report_leaves_the_count():
    one = initiative(1, (section(1), section(2), section(3)))

    result = figures_of(one, told(1, 90), told(2, 70), cancelled(3, period=R8_Q1))

    # The 中止 of an earlier quarter still holds: (90 + 70) / 2 = 80 over n = 2; 80 − 75 = +5.
    assert (result.mean, result.floor) == (80, 80)
    assert coverage(result) == (2, 0, 0)
    assert [s.participation.id for s in result.cancelled] == [3]
    assert result.judgement == Judgement.AHEAD


def test_section_that_resumes_after_cancelling_counts_again():
    one = initiative(1, (section(1),))

    result = figures_of(one, cancelled(1, period=R8_Q1), told(1, 72))

    # Only the latest word counts: 72 / 1; 72 − 75 = −3.
    assert (result.mean, result.cancelled) == (72, ())
    assert result.judgement == Judgement.ON_TRACK


def test_all_cancelled_is_cancelled():
    one = initiative(1, (section(1), section(2)))

    result = figures_of(one, cancelled(1), cancelled(2, period=R8_Q1))

    assert (result.mean, result.floor) == (None, None)
    assert result.due == ()
    assert coverage(result) == (0, 0, 0)
    assert result.judgement == Judgement.CANCELLED


def test_cancelled_beside_silence_is_unreported():
    one = initiative(1, (section(1), section(2)))

    result = figures_of(one, cancelled(1))

    # n = 1 and that one is silent: 0 / 1 = 0.
    assert (result.mean, result.floor) == (None, 0)
    assert result.judgement == Judgement.UNREPORTED


def test_everything_done_is_done():
    one = initiative(1, (section(1), section(2)))

    result = figures_of(one, done(1), done(2, period=R8_Q1))

    # (100 + 100) / 2 = 100; +25 would be 前倒し, but every counted report says 完了.
    assert (result.mean, result.floor) == (100, 100)
    assert result.judgement == Judgement.DONE


def test_done_beside_cancelled_is_done():
    one = initiative(1, (section(1), section(2)))

    result = figures_of(one, done(1), cancelled(2))

    assert result.judgement == Judgement.DONE


def test_done_beside_silence_is_judged_by_the_gap():
    one = initiative(1, (section(1), section(2), section(3), section(4)))

    result = figures_of(one, done(1))

    # Only one of the four says 完了: mean 100 / 1, floor 100 / 4 = 25; 100 − 75 = +25.
    assert (result.mean, result.floor) == (100, 25)
    assert (result.judgement, result.remark) == (Judgement.AHEAD, "4班中1班が完了")


def test_hundred_percent_in_progress_is_not_done():
    one = initiative(1, (section(1), section(2)))

    result = figures_of(one, done(1), told(2, 100))

    # (100 + 100) / 2 − 75 = +25.
    assert result.mean == 100
    assert result.judgement == Judgement.AHEAD


def test_done_with_overdue_milestone_is_not_done():
    late = Milestone(1, "移行", due_on=date(2026, 3, 31))
    one = initiative(1, (section(1),), milestones=(late,))

    result = figures_of(one, done(1))

    # +25 would be 前倒し; the milestone lowers it.
    assert result.judgement_by_progress == Judgement.AHEAD
    assert result.judgement == Judgement.SLIGHTLY_LATE
    assert result.overdue == (late,)


@pytest.mark.parametrize(
    ("progress", "gap", "judgement"),
    [
        (80, 5, Judgement.AHEAD),
        (70, -5, Judgement.ON_TRACK),
        (60, -15, Judgement.SLIGHTLY_LATE),
    ],
)
def test_threshold_itself_belongs_to_the_better_word(progress, gap, judgement):
    one = one_section(1)

    result = figures_of(one, told(1, progress))

    # Planned is 75: 80 − 75 = +5, 70 − 75 = −5, 60 − 75 = −15.
    assert result.gap == gap
    assert result.judgement == judgement


@pytest.mark.parametrize(
    ("progress", "less", "shown", "judgement"),
    [
        (80, 1, "5.0", Judgement.AHEAD),
        (80, 2, "4.9", Judgement.ON_TRACK),
        (70, 1, "-5.0", Judgement.ON_TRACK),
        (70, 2, "-5.1", Judgement.SLIGHTLY_LATE),
        (60, 1, "-15.0", Judgement.SLIGHTLY_LATE),
        (60, 2, "-15.1", Judgement.LATE),
    ],
)
def test_hair_below_a_threshold_is_judged_as_it_is_shown(progress, less, shown, judgement):
    one = initiative(1, tuple(section(n) for n in range(1, 34)))
    reports = [told(n, progress) for n in range(1, 33)]

    result = figures_of(one, *reports, told(33, progress - less))

    # So many points less from one of 33: the gap is 0.03 or 0.06 below the threshold.
    assert result.gap == progress - 75 - Fraction(less, 33)
    assert one_decimal(result.gap) == shown
    assert result.judgement == judgement


def test_thresholds_are_those_given():
    wide = Thresholds(ahead_from=10, on_track_from=-20, slightly_late_from=-40)
    one = one_section(1)

    words = [
        figures_of(one, told(1, progress), thresholds=wide).judgement
        for progress in (85, 84, 55, 54, 35, 34)
    ]

    # Gaps from 75: +10, +9, −20, −21, −40, −41.
    assert words == [
        Judgement.AHEAD,
        Judgement.ON_TRACK,
        Judgement.ON_TRACK,
        Judgement.SLIGHTLY_LATE,
        Judgement.SLIGHTLY_LATE,
        Judgement.LATE,
    ]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2023, 3, 31), Fraction(0)),  # the day before R5
        (date(2023, 6, 30), Fraction(25, 3)),  # 3 / 36 = 8.33
        (date(2024, 9, 30), Fraction(50)),  # 18 / 36
        (date(2025, 12, 31), Fraction(275, 3)),  # 33 / 36 = 91.67
        (date(2026, 3, 31), Fraction(100)),  # 36 / 36
        (date(2026, 12, 31), Fraction(100)),  # past the target
    ],
)
def test_planned_reaches_100_on_a_target_date_mid_plan(on, expected):
    schedule = replace(OPEN_END, target_on=date(2026, 3, 31))

    assert planned(schedule, on) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2023, 4, 29), Fraction(0)),  # not a whole month yet
        (date(2023, 4, 30), Fraction(5, 3)),  # 1 / 60
        (date(2026, 12, 30), Fraction(220, 3)),  # 44 whole months: 44 / 60
        (date(2026, 12, 31), Fraction(75)),  # 45 / 60
        (date(2028, 3, 31), Fraction(100)),
    ],
)
def test_planned_moves_in_whole_months(on, expected):
    assert planned(R5_TO_R9, on) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2025, 6, 30), Fraction(2700, 31)),  # 27 / 31 = 87.10
        (date(2025, 8, 31), Fraction(2900, 31)),  # 29 / 31 = 93.55
        (date(2025, 9, 30), Fraction(3000, 31)),  # 30 / 31 = 96.77: not 100 before the day
        (date(2025, 10, 15), Fraction(100)),
        (date(2025, 12, 31), Fraction(100)),
    ],
)
def test_planned_with_a_target_inside_a_month_is_not_reached_before_the_day(on, expected):
    schedule = replace(OPEN_END, target_on=date(2025, 10, 15))

    # April 2023 to 15 October 2025 is 31 months begun, the last of them not whole.
    assert planned(schedule, on) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2023, 9, 30), Fraction(5)),  # 0 → 10 over 12 months, 6 gone
        (date(2024, 3, 31), Fraction(10)),
        (date(2024, 12, 31), Fraction(25)),  # 10 + 20 × 9 / 12
        (date(2025, 3, 31), Fraction(30)),
        (date(2026, 3, 31), Fraction(60)),  # 30 + 60 × 12 / 24: no target for R7
        (date(2026, 12, 31), Fraction(165, 2)),  # 30 + 60 × 21 / 24 = 82.5
        (date(2027, 9, 30), Fraction(95)),  # 90 + 10 × 6 / 12
        (date(2028, 3, 31), Fraction(100)),
    ],
)
def test_yearly_targets_bend_the_line(on, expected):
    schedule = replace(OPEN_END, yearly_targets=((2026, 90), (2023, 10), (2024, 30)))

    assert planned(schedule, on) == expected


def test_yearly_target_on_or_after_the_100_percent_day_is_ignored():
    schedule = replace(
        OPEN_END, target_on=date(2026, 3, 31), yearly_targets=((2025, 80), (2026, 90))
    )

    # The plain line: 33 / 36 and 36 / 36.
    assert planned(schedule, date(2025, 12, 31)) == Fraction(275, 3)
    assert planned(schedule, date(2026, 3, 31)) == 100
    assert planned(schedule, date(2026, 6, 30)) == 100


def test_yearly_target_before_the_first_year_is_ignored():
    schedule = replace(OPEN_END, first_fiscal_year=2025, yearly_targets=((2023, 40), (2024, 50)))

    # R7 to R9 is 36 months; 9 of them: 25.
    assert planned(schedule, date(2025, 12, 31)) == 25


def test_open_end_runs_to_the_last_year_of_the_plan():
    closed_early = replace(OPEN_END, last_fiscal_year=2026)

    # Open: 45 / 60. Closed at the end of R8: 45 / 48 = 93.75.
    assert planned(OPEN_END, R8_Q3.ends_on) == 75
    assert planned(closed_early, R8_Q3.ends_on) == Fraction(375, 4)


def test_initiative_before_its_first_year_is_out_of_period():
    later = one_section(1, schedule=replace(R5_TO_R9, first_fiscal_year=2027))

    result = figures_of(later)

    assert (result.planned, result.mean) == (0, None)
    assert result.judgement == Judgement.OUT_OF_PERIOD


def test_initiative_in_its_first_quarter_is_unreported():
    later = one_section(1, schedule=replace(R5_TO_R9, first_fiscal_year=2026))

    result = figures_of(later, period=R8_Q1)

    # R8 to R9 is 24 months; 3 of them: 12.5.
    assert result.planned == Fraction(25, 2)
    assert result.judgement == Judgement.UNREPORTED


def test_report_before_the_first_year_is_judged_by_progress():
    later = one_section(1, schedule=replace(R5_TO_R9, first_fiscal_year=2027))

    words = [figures_of(later, told(1, progress)).judgement for progress in (0, 4, 5)]

    # Planned 0: gaps 0, +4, +5.
    assert words == [Judgement.ON_TRACK, Judgement.ON_TRACK, Judgement.AHEAD]


def test_initiative_without_schedule_is_out_of_period():
    result = figures_of(one_section(1, schedule=None))

    assert result.planned == 0
    assert result.judgement == Judgement.OUT_OF_PERIOD


def test_participation_dates_are_inclusive():
    one = initiative(
        1,
        (
            section(1, starts_on=R8_Q3.ends_on),
            section(2, ends_on=R8_Q3.ends_on),
            section(3, starts_on=date(2027, 1, 1)),
            section(4, ends_on=date(2026, 12, 30)),
        ),
    )

    result = figures_of(one, told(1, 50), told(2, 100), told(3, 0), told(4, 0))

    # Only 1 and 2 are active on 31 December: (50 + 100) / 2 = 75.
    assert [s.participation.id for s in result.due] == [1, 2]
    assert (result.mean, result.floor) == (75, 75)


@pytest.mark.parametrize(
    ("due_on", "done_on", "overdue"),
    [
        (date(2026, 12, 31), None, False),  # the last day is still in time
        (date(2026, 12, 30), None, True),
        (date(2027, 1, 1), None, False),
        (None, None, False),
        (date(2026, 12, 30), date(2026, 12, 31), False),  # done late, but done by then
        (date(2026, 12, 30), date(2027, 1, 1), True),  # done after the period's end
        (date(2026, 3, 31), date(2026, 3, 1), False),
    ],
)
def test_milestone_is_overdue_from_the_day_after(due_on, done_on, overdue):
    one = one_section(1, milestones=(Milestone(1, "移行", due_on, done_on),))

    result = figures_of(one, told(1, 75))

    assert result.judgement_by_progress == Judgement.ON_TRACK
    assert (result.judgement == Judgement.SLIGHTLY_LATE) is overdue
    assert len(result.overdue) == int(overdue)


@pytest.mark.parametrize(
    ("due_on", "overdue"),
    [
        (date(2026, 12, 15), False),  # later this period
        (date(2026, 11, 10), False),  # today
        (date(2026, 11, 9), True),  # yesterday
    ],
)
def test_milestone_of_a_running_period_waits_for_its_day(due_on, overdue):
    one = one_section(1, milestones=(Milestone(1, "移行", due_on),))

    result = figures_of(one, told(1, 85), today=date(2026, 11, 10))

    # By then 43 of 60 months are over: 85 − 71.7 = +13.3, 前倒し unless lowered.
    assert result.judgement == (Judgement.SLIGHTLY_LATE if overdue else Judgement.AHEAD)


@pytest.mark.parametrize(
    ("progress", "word"),
    [(65, Judgement.SLIGHTLY_LATE), (30, Judgement.LATE)],
)
def test_overdue_milestone_never_changes_a_worse_word(progress, word):
    late = Milestone(1, "移行", due_on=date(2026, 3, 31))
    one = one_section(1, milestones=(late,))

    result = figures_of(one, told(1, progress))

    # 65 − 75 = −10; 30 − 75 = −45.
    assert (result.judgement_by_progress, result.judgement) == (word, word)


def test_overdue_milestone_leaves_unreported_alone():
    late = Milestone(1, "移行", due_on=date(2026, 3, 31))
    one = one_section(1, milestones=(late,))

    result = figures_of(one)

    assert result.judgement == Judgement.UNREPORTED
    assert result.overdue == (late,)


def test_phase_is_the_lead_sections():
    one = initiative(1, (section(1), section(2, is_lead=True)))

    result = figures_of(one, told(1, 50, phase="実施"), told(2, 20, period=R8_Q1, phase="検討"))

    assert result.phase == "検討"


def test_phase_is_blank_while_the_lead_is_silent():
    one = initiative(1, (section(1), section(2, is_lead=True)))

    result = figures_of(one, told(1, 50, phase="実施"))

    assert result.phase == ""


def test_report_of_a_later_period_is_not_counted():
    one = one_section(1)

    result = figures_of(one, told(1, 60, period=R8_Q2), told(1, 90, period=R8_Q4))

    assert result.mean == 60
    assert coverage(result) == (0, 1, 0)


def test_weights_move_the_plan_mean():
    heavy = one_section(1, weight=Fraction(2))
    light = one_section(2, weight=Fraction(1, 2))

    result = figures(heavy, light, reports=(told(1, 80), told(2, 30)))

    # (80 × 2 + 30 × 0.5) / 2.5 = 175 / 2.5 = 70; unweighted it would be 55.
    assert result.plan.mean == 70
    assert result.plan.floor == 70


def test_weights_move_floor_and_planned():
    heavy = one_section(1, weight=Fraction(3))
    late_start = replace(R5_TO_R9, first_fiscal_year=2027)
    light = one_section(2, schedule=late_start)

    result = figures(heavy, light, reports=(told(1, 80),))

    # Floor (80 × 3 + 0 × 1) / 4 = 60; mean 240 / 3 = 80, and planned over the same one: 75.
    assert result.plan.mean == 80
    assert result.plan.floor == 60
    assert result.plan.planned == 75


def test_weights_move_planned():
    heavy = one_section(1, weight=Fraction(3))
    short = one_section(2, schedule=replace(R5_TO_R9, last_fiscal_year=2026))

    result = figures(heavy, short, reports=(told(1, 80), told(2, 80)))

    # (75 × 3 + 93.75 × 1) / 4 = 318.75 / 4.
    assert result.plan.planned == Fraction(1275, 16)


def test_parent_pillar_is_computed_from_initiatives():
    pillars = (Pillar(1, "分野"), Pillar(2, "施策1", 1), Pillar(3, "施策2", 1))
    members = (
        one_section(1, pillar_id=2),
        one_section(2, pillar_id=3),
        one_section(3, pillar_id=3),
    )

    result = figures(*members, reports=(told(1, 90), told(2, 30), told(3, 30)), pillars=pillars)

    # Parent (90 + 30 + 30) / 3 = 50; its children's 90 and 30 would average to 60.
    assert [(p.pillar.id, p.depth, p.figures.mean) for p in result.pillars] == [
        (1, 0, 50),
        (2, 1, 90),
        (3, 1, 30),
    ]


def test_parent_pillar_holds_its_own_initiatives_too():
    pillars = (Pillar(1, "分野"), Pillar(2, "施策", 1), Pillar(3, "細目", 2))
    members = (one_section(1, pillar_id=1), one_section(2, pillar_id=3))

    result = figures(*members, reports=(told(1, 20), told(2, 60)), pillars=pillars)

    # 分野 (20 + 60) / 2 = 40; 施策 and 細目 hold only the second.
    assert [(p.depth, p.figures.total, p.figures.mean) for p in result.pillars] == [
        (0, 2, 40),
        (1, 1, 60),
        (2, 1, 60),
    ]


def test_plan_is_computed_from_initiatives_not_pillars():
    pillars = (Pillar(1, "柱1"), Pillar(2, "柱2"))
    members = (
        one_section(1, pillar_id=1),
        one_section(2, pillar_id=2),
        one_section(3, pillar_id=2),
        one_section(4, pillar_id=2),
    )
    reports = (told(1, 90), told(2, 30), told(3, 40), told(4, 50))

    result = figures(*members, reports=reports, pillars=pillars)

    # (90 + 30 + 40 + 50) / 4 = 52.5; the pillars' 90 and 40 would average to 65.
    assert [p.figures.mean for p in result.pillars] == [90, 40]
    assert result.plan.mean == Fraction(105, 2)


def test_plan_is_computed_from_initiative_means_not_from_reports():
    many = initiative(1, (section(1), section(2), section(3)))
    single = initiative(2, (section(4),))

    result = figures(many, single, reports=(told(1, 90), told(2, 90), told(3, 90), told(4, 10)))

    # Each initiative weighs the same: (90 + 10) / 2 = 50, not 280 / 4 = 70.
    assert result.plan.mean == 50


def test_silent_initiative_leaves_the_mean_and_lowers_the_floor():
    result = figures(one_section(1), one_section(2), reports=(told(1, 80),))

    # Mean 80 / 1; floor (80 + 0) / 2 = 40; planned (75 + 75) / 2.
    assert result.plan.mean == 80
    assert result.plan.floor == 40
    assert result.plan.planned == 75
    assert (result.plan.with_mean, result.plan.total) == (1, 2)


def test_pillar_floor_is_the_mean_of_initiative_floors():
    half_told = initiative(1, (section(1), section(2)))

    result = figures(half_told, one_section(3), reports=(told(1, 60), told(3, 50)))

    # Floors 60 / 2 = 30 and 50 / 1 = 50: 40. Means 60 and 50: 55.
    assert result.pillars[0].figures.floor == 40
    assert result.pillars[0].figures.mean == 55


def test_cancelled_initiative_leaves_mean_floor_and_planned():
    short = one_section(2, schedule=replace(R5_TO_R9, last_fiscal_year=2025))

    result = figures(one_section(1), short, reports=(told(1, 60), cancelled(2)))

    # Without the second (planned 100): mean 60, floor 60, planned 75. It is still listed.
    assert (result.plan.mean, result.plan.floor, result.plan.planned) == (60, 60, 75)
    assert (result.plan.with_mean, result.plan.total) == (1, 2)
    assert result.plan.judgements == ((Judgement.SLIGHTLY_LATE, 1), (Judgement.CANCELLED, 1))


def test_initiative_not_yet_begun_lowers_the_floor_alone():
    later = one_section(2, schedule=replace(R5_TO_R9, first_fiscal_year=2027))

    result = figures(one_section(1), later, reports=(told(1, 60),))

    # In play though not begun: floor (60 + 0) / 2 = 30; planned is over those with a mean: 75.
    assert result.plan.floor == 30
    assert result.plan.planned == 75


def test_judgements_are_counted_in_the_order_of_the_words():
    members = tuple(one_section(n) for n in range(1, 8))
    reports = (told(1, 10), done(2), told(3, 80), told(4, 75), told(5, 90), told(6, 65))

    result = figures(*members, reports=reports)

    # 10: 遅れ, 完了, 80: 前倒し, 75: 順調, 90: 前倒し, 65: やや遅れ, silence: 未報告.
    assert result.plan.judgements == (
        (Judgement.AHEAD, 2),
        (Judgement.ON_TRACK, 1),
        (Judgement.SLIGHTLY_LATE, 1),
        (Judgement.LATE, 1),
        (Judgement.DONE, 1),
        (Judgement.UNREPORTED, 1),
    )


def test_plan_coverage_adds_up_the_initiatives():
    other = initiative(2, (section(6), section(7)))

    result = figures(WORKED, other, reports=(*WORKED_REPORTS, told(6, 40)))

    # 2 + 1 fresh, 1 + 0 carried, 1 + 1 silent: 6 due, the 中止 apart.
    assert coverage(result.plan) == (3, 1, 2)
    assert result.plan.due == 6


def test_group_of_nothing_has_no_numbers():
    result = group_figures([])

    assert (result.mean, result.floor, result.planned) == (None, None, None)
    assert (result.total, result.with_mean, result.judgements) == (0, 0, ())


def test_silent_periods_are_counted_in_a_row():
    one = initiative(
        1,
        (
            section(1),
            section(2),
            section(3),
            section(4, starts_on=date(2026, 8, 1)),
            section(5, starts_on=date(2026, 10, 1)),
        ),
    )
    reports = (told(1, 50), told(2, 50, period=R8_Q1), told(3, 50, period=QUARTERS[0]))

    result = figures_of(one, *reports)

    # 1: fresh. 2: Q2 and Q3. 3: all 15 quarters up to R8 Q3 but the first. 4: began in Q2, so
    # Q2 and Q3. 5: began in Q3, so Q3.
    assert [s.silent_periods for s in result.due] == [0, 2, 14, 2, 1]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(0), "0.0"),
        (Fraction(70), "70.0"),
        (Fraction(105, 2), "52.5"),
        (Fraction(200, 3), "66.7"),  # 66.666…
        (Fraction(100, 3), "33.3"),  # 33.333…
        (Fraction(1, 20), "0.1"),  # 0.05, away from zero
        (Fraction(49, 1000), "0.0"),
        (Fraction(249, 20), "12.5"),  # 12.45, away from zero
        (Fraction(251, 20), "12.6"),  # 12.55
        (Fraction(1999, 20), "100.0"),  # 99.95
        (Fraction(100), "100.0"),
        (Fraction(-1, 20), "-0.1"),  # −0.05, away from zero
        (Fraction(-49, 1000), "0.0"),  # never −0.0
        (Fraction(-249, 20), "-12.5"),
        (Fraction(-100, 3), "-33.3"),
        (Fraction(-5), "-5.0"),
    ],
)
def test_one_decimal_rounds_halves_away_from_zero(value, shown):
    assert one_decimal(value) == shown


def test_planned_is_nothing_before_the_first_scheduled_year_whatever_the_target():
    schedule = Schedule(2025, None, 2027, target_on=date(2024, 3, 31))

    assert planned(schedule, date(2024, 6, 30)) == 0
    assert planned(schedule, date(2025, 6, 30)) == 100
