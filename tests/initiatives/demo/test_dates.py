"""The demo as of any day: before, within and after the plan."""

from datetime import date

import pytest
from django.utils import timezone

from initiatives.choices import PeriodState, ReportState
from initiatives.models import ProgressReport, ReportTransition
from initiatives.rollup.record import figures

BUSY_DAYS = {
    date(2026, 11, 23): "2026-3",
    date(2027, 4, 1): "2027-1",
    date(2028, 3, 31): "2027-4",
    date(2031, 1, 1): "2027-4",  # the plan is over; its last period stays open
}


@pytest.mark.parametrize("day", BUSY_DAYS)
def test_demo_is_complete_on_any_day(demo_on, day):
    demo = demo_on(day)

    states = set(demo.open_period.reports.values_list("state", flat=True))
    rolled = figures(demo.plan, demo.open_period, today=day)
    assert demo.open_period.key == BUSY_DAYS[day]
    assert states == set(ReportState.values)
    assert len(rolled.plan.judgements) >= 4
    assert not ReportTransition.objects.filter(at__gt=demo.now).exists()
    closed = demo.plan.periods.filter(state=PeriodState.CLOSED)
    assert not closed.filter(closed_at__gt=demo.now).exists()


def test_period_that_ended_yesterday_is_closed_today(demo_on):
    demo = demo_on(date(2027, 4, 1))

    before = demo.plan.periods.get(fiscal_year=2026, number=4)
    assert timezone.localdate(before.closed_at) == date(2027, 4, 1)


def test_plan_that_has_just_begun_has_one_open_period(demo_on):
    demo = demo_on(date(2023, 4, 1))

    assert [p.state for p in demo.plan.periods.order_by("starts_on")] == ["open", "planned"]
    assert ProgressReport.objects.exists()
    assert not demo.plan.meetings.exists()


def test_plan_that_has_not_begun_has_no_reports(demo_on):
    demo = demo_on(date(2022, 6, 1))

    assert [p.state for p in demo.plan.periods.all()] == ["planned"]
    assert not ProgressReport.objects.exists()
