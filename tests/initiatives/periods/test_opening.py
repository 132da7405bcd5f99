"""Opening and closing ask first, may be taken back, and happen once, however often pressed."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from initiatives.choices import PeriodAction
from initiatives.models import PeriodEvent, ProgressReport, ReportingPeriod
from initiatives.periods import actions
from initiatives.periods.consequences import of_closing, of_opening, stranded
from initiatives.reporting import actions as actions_reports
from initiatives.reporting.duties import duties
from initiatives.rollup import record
from tests.factories import (
    InitiativeFactory,
    ParticipationFactory,
    PlanFactory,
    ProgressReportFactory,
    ReportingPeriodFactory,
    SnapshotFactory,
    UserFactory,
)
from tests.factories.revision import hold
from tests.initiatives.helpers import at_work, messages_of

LIST = "/admin/initiatives/reportingperiod/"
TODAY = date(2026, 12, 1)


@pytest.fixture
def clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)


@pytest.fixture
def coming(cast):
    """The fourth quarter, planned, from 1 January."""
    return ReportingPeriodFactory(plan=cast.plan, number=4, planned=True)


def events(period):
    return [(e.action, e.by) for e in period.events.select_related("by")]


def test_opening_meets_what_is_open_and_what_is_to_come(cast, coming, clock):
    cast.previous.delete()

    assert of_opening(coming, TODAY) == [
        "令和8年度 第3四半期の報告（あと45日）が開いたままです。"
        "班の人には、両方の期間の報告を求めることになります。",
        "令和8年度 第4四半期は令和9年1月1日に始まります（あと31日）。"
        "始まる前の期間の報告を求めることになります。",
    ]


def test_opening_in_time_and_alone_asks_nothing_more(cast, coming):
    ReportingPeriod.objects.exclude(pk=coming.pk).delete()

    assert of_opening(coming, coming.starts_on) == []


def test_another_plans_open_period_is_nothing_to_this_one(cast, coming):
    ReportingPeriod.objects.exclude(pk=coming.pk).delete()
    ReportingPeriodFactory(plan=PlanFactory(slug="other"))

    assert of_opening(coming, coming.starts_on) == []


@pytest.mark.parametrize("address", ["page", "admin"])
def test_opening_asks_first_on_the_page_and_in_the_admin(client, cast, coming, clock, address):
    client.force_login(cast.office)
    if address == "page":
        asked = client.get(f"/periods/{coming.key}/open/")
    else:
        asked = client.post(LIST, {"action": "open_periods", "_selected_action": [coming.pk]})

    page = asked.content.decode()

    for words in of_opening(coming, TODAY):
        assert words in page
    coming.refresh_from_db()
    assert coming.is_planned


@pytest.mark.parametrize("address", ["page", "admin"])
def test_closing_names_what_it_strands_on_the_page_and_in_the_admin(client, cast, clock, address):
    sent_back = ProgressReportFactory(period=cast.period, returned=True)
    waits = ProgressReportFactory(period=cast.period, submitted=True)
    hold(sent_back.participation.initiative, waits.participation.initiative)
    client.force_login(cast.office)
    if address == "page":
        asked = client.get(f"/periods/{cast.period.key}/close/")
    else:
        asked = client.post(
            LIST, {"action": "close_periods", "_selected_action": [cast.period.pk]}
        )

    page = asked.content.decode()

    assert "未提出1件、差戻し1件、未確認1件のまま締め切ることになります。" in page
    for place, words in (
        (cast.section, "未提出1件"),
        (sent_back.participation.section, "差戻し1件"),
        (waits.participation.section, "未確認1件"),
    ):
        assert f"{place.label}（{words}）" in page
    cast.period.refresh_from_db()
    assert cast.period.is_open


def test_what_is_stranded_is_counted_by_section(cast):
    second = InitiativeFactory(plan=cast.plan, code="2")
    hold(second)
    ParticipationFactory(initiative=second, section=cast.section)
    ProgressReportFactory(participation=cast.participation, period=cast.period, returned=True)

    (found,) = stranded(duties(cast.period))

    assert (found.section, found.counts) == (cast.section, Counter({"差戻し": 1, "未提出": 1}))
    assert str(found) == "町民課 窓口班（未提出1件、差戻し1件）"


def test_a_town_of_many_sections_names_twenty(cast):
    for number in range(22):
        initiative = InitiativeFactory(plan=cast.plan, code=f"x{number}")
        hold(initiative)
        ParticipationFactory(initiative=initiative)

    said = of_closing(cast.period, duties(cast.period), TODAY)

    assert said[0] == "未提出23件のまま締め切ることになります。"
    assert said[-1] == "ほか3班"


def test_an_opening_is_taken_back_while_nothing_is_reported(cast, coming):
    period = actions.open_period(period=coming, by=cast.office)

    period = actions.take_back_period(period=period, by=cast.office, reason="押し間違い")

    assert period.is_planned
    assert events(period) == [("open", cast.office), ("take_back", cast.office)]
    assert period.events.last().reason == "押し間違い"


@pytest.mark.parametrize("state", [{}, {"submitted": True}, {"returned": True}])
def test_an_opening_with_a_report_is_not_taken_back(client, cast, state):
    ProgressReportFactory(participation=cast.participation, period=cast.period, **state)
    client.force_login(cast.office)

    with pytest.raises(ValidationError, match="報告が1件"):
        actions.take_back_period(period=cast.period, by=cast.office)
    page = client.get(f"/periods/{cast.period.key}/")
    turned_away = client.get(f"/periods/{cast.period.key}/take-back/", follow=True)

    assert "予定に戻す" not in [s.label for s in page.context["steps"]]
    assert "報告が1件（下書きを含む）あるので、予定に戻せません。" in messages_of(turned_away)[0]
    cast.period.refresh_from_db()
    assert cast.period.is_open


def test_a_period_that_a_paper_shows_is_not_taken_back(cast):
    SnapshotFactory(plan=cast.plan, period=cast.period)

    with pytest.raises(ValidationError, match="会議資料"):
        actions.take_back_period(period=cast.period, by=cast.office)


@pytest.mark.parametrize("state", ["planned", "closed"])
def test_only_an_open_period_is_taken_back(cast, state):
    period = ReportingPeriodFactory(plan=cast.plan, number=4, **{state: True})

    with pytest.raises(ValidationError, match="にできません"):
        actions.take_back_period(period=period, by=cast.office)


@pytest.mark.parametrize("who", ["staff", "head", "stranger", "committee"])
def test_only_the_office_takes_an_opening_back(cast, who):
    with pytest.raises(PermissionDenied):
        actions.take_back_period(period=cast.period, by=getattr(cast, who))

    assert ReportingPeriod.objects.get(pk=cast.period.pk).is_open


def test_the_office_takes_an_opening_back_in_the_admin(client, cast):
    client.force_login(cast.office)
    form = {"action": "take_back_periods", "_selected_action": [cast.period.pk]}

    client.post(LIST, form)
    asked = ReportingPeriod.objects.get(pk=cast.period.pk).state
    client.post(LIST, form | {"confirmed": "yes", "reason": "押し間違い"})

    assert (asked, ReportingPeriod.objects.get(pk=cast.period.pk).state) == ("open", "planned")


def test_a_double_press_is_one_opening(client, cast, coming):
    client.force_login(cast.office)

    answers = [client.post(f"/periods/{coming.key}/open/", {"reason": ""}) for _ in range(2)]

    assert [a.status_code for a in answers] == [302, 302]
    assert events(coming) == [("open", cast.office)]


def test_the_second_officer_reads_who_was_first(cast, coming):
    actions.open_period(period=coming, by=cast.office)

    with pytest.raises(ValidationError) as refused:
        actions.open_period(period=coming, by=UserFactory(office=True))

    assert refused.value.messages[0].startswith(
        "令和8年度 第4四半期は、事務局 六郎が先に「受付中」にしています（"
    )
    assert events(coming) == [("open", cast.office)]


def test_opening_taking_back_and_opening_again_are_three_steps(cast, coming):
    period = actions.open_period(period=coming, by=cast.office)
    period = actions.take_back_period(period=period, by=cast.office)
    period = actions.open_period(period=period, by=cast.office)

    assert period.is_open
    assert [a for a, _ in events(period)] == ["open", "take_back", "open"]


@pytest.mark.parametrize(
    "step", [PeriodAction.OPEN, PeriodAction.CLOSE, PeriodAction.TAKE_BACK, PeriodAction.REOPEN]
)
def test_a_step_that_fails_half_way_leaves_nothing(cast, monkeypatch, step):
    start = {"open": "planned", "close": "open", "take_back": "open", "reopen": "closed"}[step]
    state = {} if start == "open" else {start: True}
    period = ReportingPeriodFactory(plan=cast.plan, number=4, **state)

    def fails(*args, **kwargs):
        raise OSError("the disk is full")

    monkeypatch.setattr(actions, "_leave_event", fails)
    act = getattr(actions, f"{step}_period")
    with pytest.raises(OSError, match="disk"):
        act(period=period, by=cast.office, reason="理由")

    period.refresh_from_db()
    assert (period.state, period.events.count()) == (start, 0)


def test_a_report_of_another_plans_period_is_refused(client, cast):
    other = ReportingPeriodFactory(plan=PlanFactory(slug="other"), number=1)
    client.force_login(cast.staff)

    with pytest.raises(PermissionDenied):
        actions_reports.save_report(
            participation=cast.participation,
            period=other,
            content=at_work(cast),
            version=0,
            by=cast.staff,
        )
    page = client.get(f"/reports/write/{cast.participation.pk}/{other.key}/")

    assert page.status_code == 404
    assert not ProgressReport.objects.exists()


def test_periods_never_opened_count_neither_in_silence_nor_in_history(cast):
    planned = [
        ReportingPeriodFactory(plan=cast.plan, fiscal_year=2025, number=n, planned=True)
        for n in (1, 2, 3, 4)
    ]
    ReportingPeriodFactory(plan=cast.plan, number=1, planned=True)

    history = record.record(cast.plan, today=TODAY).history(cast.period)
    figures = history[-1].of(cast.initiative.pk)
    (standing,) = figures.due

    assert [f.period.id for f in history] == [cast.previous.pk, cast.period.pk]
    assert not {f.period.id for f in history} & {p.pk for p in planned}
    assert standing.silent_periods == 2


def together(*works):
    """Run functions at the same moment, each in a thread; what each gave or raised, in order."""
    barrier = threading.Barrier(len(works))
    results = [None] * len(works)

    def run(at, work):
        barrier.wait()
        try:
            results[at] = work()
        except (ValidationError, PermissionDenied) as refused:
            results[at] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=args) for args in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_open_once(cast, coming):
    other = UserFactory(office=True)

    results = together(
        lambda: actions.open_period(period=coming, by=cast.office),
        lambda: actions.open_period(period=coming, by=other),
    )

    assert sorted(type(r).__name__ for r in results) == ["ReportingPeriod", "ValidationError"]
    assert PeriodEvent.objects.filter(period=coming).count() == 1


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_one_officers_double_press_opens_once(cast, coming):
    results = together(
        *[lambda: actions.open_period(period=coming, by=cast.office) for _ in range(4)]
    )

    assert {r.state for r in results} == {"open"}
    assert PeriodEvent.objects.filter(period=coming).count() == 1


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_taking_back_and_a_first_report_at_once_leave_one_of_them(cast):
    def write():
        return actions_reports.save_report(
            participation=cast.participation,
            period=ReportingPeriod.objects.get(pk=cast.period.pk),
            content=at_work(cast),
            version=0,
            by=cast.staff,
        )

    results = together(write, lambda: actions.take_back_period(period=cast.period, by=cast.office))

    cast.period.refresh_from_db()
    written = ProgressReport.objects.filter(period=cast.period).count()
    assert (cast.period.state, written) in {("open", 1), ("planned", 0)}
    assert sum(isinstance(r, Exception) for r in results) == 1


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_closing_and_handing_in_at_once_leave_nothing_half_done(cast):
    def hand_in():
        return actions_reports.submit_report(
            participation=cast.participation,
            period=ReportingPeriod.objects.get(pk=cast.period.pk),
            content=at_work(cast),
            version=0,
            by=cast.staff,
        )

    together(hand_in, lambda: actions.close_period(period=cast.period, by=cast.office))

    cast.period.refresh_from_db()
    found = [
        (r.state, [t.action for t in r.transitions.all()]) for r in ProgressReport.objects.all()
    ]
    assert cast.period.is_closed
    assert found in ([], [("submitted", ["create", "submit"])])


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_confirming_and_correcting_at_once_never_confirm_an_unread_text(cast):
    report = actions_reports.submit_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast),
        version=0,
        by=cast.staff,
    )

    def step(act, **more):
        def work():
            try:
                return act(report=report, version=report.version, **more)
            except actions_reports.Stale:
                return None

        return work

    together(
        step(actions_reports.confirm_report, by=cast.head),
        step(
            actions_reports.correct_report,
            content=at_work(cast, progress=99),
            reason="訂正",
            by=cast.staff,
        ),
    )

    found = ProgressReport.objects.get()
    assert (found.state, found.progress) in {("confirmed", 60), ("submitted", 99)}
    assert [t.action for t in found.transitions.all()][:2] == ["create", "submit"]
    assert found.transitions.count() == 3
