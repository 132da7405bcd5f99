"""The course of one participation, worked out by hand."""

from datetime import date

import pytest

from initiatives.demo.course import Profile, course, told_periods
from initiatives.rollup.figures import Schedule

# Ten half-years of a plan R5–R9; each is a tenth of the way.
ENDS = [
    date(2023 + n // 2, 9, 30) if n % 2 == 0 else date(2024 + n // 2, 3, 31) for n in range(10)
]
SCHEDULE = Schedule(2023, None, 2027)


def profile(**changes):
    """A section that reports 100 % of the plan's pace; seed 1 is never silent by itself here."""
    return Profile(**({"seed": 1, "pace": 100, "state": "submitted"} | changes))


def progress(**changes):
    return [e.progress for e in course(profile(**changes), ENDS, SCHEDULE)]


def test_progress_follows_the_schedule_and_stops_short_of_100():
    entries = course(profile(seed=2), ENDS[:3], SCHEDULE)

    assert [e.progress for e in entries] == [10, 20, 30]
    assert progress(pace=150)[-1] == 95


def test_progress_never_falls_and_moves_in_steps_of_five():
    found = progress(pace=73)

    assert found == sorted(found)
    assert {value % 5 for value in found} == {0}


def test_work_that_finishes_stays_finished_unchanged():
    entries = course(profile(pace=200, finishes=True), ENDS, SCHEDULE)
    done = [e for e in entries if e.status == "done"]

    assert [e.progress for e in done] == [100] * len(done)
    assert len(done) >= 4
    assert [e.unchanged for e in done] == [False] + [True] * (len(done) - 1)


def test_last_report_reaches_what_the_profile_says():
    assert progress(reaches=40, state="none")[-1] == 40
    assert len(progress(reaches=40, state="none")) < len(ENDS)


def test_work_not_started_stays_at_0():
    entries = course(profile(not_started=True), ENDS[:2], SCHEDULE)

    assert {(e.status, e.progress) for e in entries} == {("not_started", 0)}


def test_cancelled_work_says_so_once_and_falls_silent():
    entries = course(profile(cancelled_for=3), ENDS, SCHEDULE)

    assert (entries[-1].index, entries[-1].status) == (6, "cancelled")
    assert "cancelled" not in {e.status for e in entries[:-1]}


@pytest.mark.parametrize("periods", [1, 2, 3])
def test_cancelled_work_fits_a_young_plan(periods):
    entries = course(profile(cancelled_for=3), ENDS[:periods], SCHEDULE)

    assert entries[-1].status == "cancelled"


def test_schedule_that_has_not_begun_is_not_started():
    entries = course(profile(), ENDS[:2], Schedule(2026, None, 2027))

    assert [e.status for e in entries] == ["not_started", "not_started"]


def test_silence_counts_back_from_the_open_period():
    assert told_periods(profile(silent_for=2), 9)[-1] == 7
    assert told_periods(profile(silent_for=5), 3) == []
    assert told_periods(profile(never=True), 9) == []


def test_the_last_two_periods_are_never_missed_by_chance():
    for seed in range(26):
        assert {8, 9} <= set(told_periods(profile(seed=seed), 9))


def test_only_the_open_period_has_the_profiles_state():
    entries = course(profile(state="draft"), ENDS, SCHEDULE)

    assert entries[-1].state == "draft"
    assert {e.state for e in entries[:-1]} <= {"confirmed", "submitted"}
