"""What a period's numbers are compared with."""

import pytest
from django.db import connection

from hirao_dx.shared import immutable
from initiatives.choices import Judgement
from initiatives.models import ReportingPeriod
from initiatives.paper.actions import take_snapshot
from initiatives.paper.last_shown import last_shown
from initiatives.rollup import record
from tests.factories.meeting import MeetingFactory, SnapshotFactory
from tests.factories.report import ProgressReportFactory, ReportingPeriodFactory


@pytest.fixture
def told(cast):
    """40 % in the period before, 60 % in this one."""
    for period, progress in ((cast.previous, 40), (cast.period, 60)):
        ProgressReportFactory(
            participation=cast.participation, period=period, progress=progress, submitted=True
        )
    return cast


def history(cast, period):
    period = ReportingPeriod.objects.get(pk=period.pk)
    return record.record(cast.plan, today=period.ends_on).history(period)


def test_without_a_paper_it_is_the_period_before(told, django_assert_num_queries):
    past = history(told, told.period)

    with django_assert_num_queries(1):
        since = last_shown(told.plan, told.period, past)

    assert (since.label, since.period_key) == ("令和8年度 第2四半期", "2026-2")
    assert since.of("1").mean == since.plan.mean == 40
    assert since.of("99") is None
    assert since.change(past[-1].initiatives[0]).difference == 20
    assert since.change(past[-1].plan).difference == 20
    assert since.of("1").has_moved(Judgement.LATE) is False


def test_before_the_first_period_nothing_was_shown(told):
    assert last_shown(told.plan, told.previous, history(told, told.previous)) is None


def test_a_paper_that_cannot_be_read_is_passed_over(told):
    meeting = MeetingFactory(plan=told.plan, period=told.previous)
    SnapshotFactory(meeting=meeting, plan=told.plan, period=told.previous, content="{}")

    since = last_shown(told.plan, told.period, history(told, told.period))

    assert since.meeting_id is None


def test_an_initiative_silent_then_has_no_difference(cast):
    ReportingPeriodFactory(plan=cast.plan, fiscal_year=2026, number=1, closed=True)
    past = history(cast, cast.period)

    since = last_shown(cast.plan, cast.period, past)

    assert since.change(past[-1].initiatives[0]).difference is None
    assert since.of("1").word == "未報告"
    assert since.of("1").mean is None


@pytest.fixture
def paper(told, monkeypatch):
    """What the third committee was shown of the period before: 40 %."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: told.previous.ends_on)
    meeting = MeetingFactory(plan=told.plan, period=told.previous, number=3)
    return take_snapshot(meeting=meeting, by=told.office)


def test_a_paper_stays_what_it_was_though_the_report_has_changed(told, paper):
    with immutable.lifted(connection):
        told.participation.reports.filter(period=told.previous).update(progress=55)
    past = history(told, told.period)

    since = last_shown(told.plan, told.period, past)

    assert since.label == "第3回推進委員会の資料（令和8年度 第2四半期）"
    assert (since.meeting_id, since.edition) == (paper.meeting_id, 1)
    assert (since.of("1").mean, since.plan.mean, since.of("1").word) == (40, 40, "遅れ")
    assert since.change(past[-1].initiatives[0]).difference == 20


def test_a_paper_of_the_period_itself_is_not_before_it(told, paper):
    assert last_shown(told.plan, told.previous, history(told, told.previous)) is None


def test_the_change_is_explained_from_the_paper(client, told, paper):
    client.force_login(told.committee)

    response = client.get("/dashboard/explain/change/initiative-1/", {"period": "2026-3"})

    assert response.context["explanation"].value == "＋20.0"
    assert (
        f'href="/plans/current/meetings/{paper.meeting_id}/paper/?edition=1"'
        in response.content.decode()
    )
