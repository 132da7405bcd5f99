"""Reporting periods: made a year at a time, opened, closed and opened again."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from pytest_django.asserts import assertContains, assertNotContains

from initiatives.choices import PeriodState
from initiatives.models import ReportingPeriod
from initiatives.periods.actions import close_period, create_periods, open_period, reopen_period
from tests.factories import PlanFactory, ReportingPeriodFactory, UserFactory

pytestmark = pytest.mark.django_db

PERIODS = "/admin/initiatives/reportingperiod/"


@pytest.fixture
def office(client):
    user = UserFactory(office=True)
    client.force_login(user)
    return user


def choose(client, action, *periods, **answer):
    post = {"action": action, "_selected_action": [period.pk for period in periods]}
    if answer:
        post |= {"confirmed": "yes", **answer}
    return client.post(PERIODS, post, follow=True)


def dates(periods):
    return [(str(row.starts_on), str(row.ends_on), str(row.due_on)) for row in periods]


def test_quarters_of_a_year(office):
    made = create_periods(plan=PlanFactory(), fiscal_year=2026, by=office)

    assert dates(made) == [
        ("2026-04-01", "2026-06-30", "2026-07-15"),
        ("2026-07-01", "2026-09-30", "2026-10-15"),
        ("2026-10-01", "2026-12-31", "2027-01-15"),
        ("2027-01-01", "2027-03-31", "2027-04-15"),
    ]
    assert {row.state for row in made} == {PeriodState.PLANNED}
    assert {row.history.get().history_user for row in made} == {office}


@pytest.mark.parametrize(
    ("trait", "expected"),
    [
        (
            "half_yearly",
            [
                ("2023-04-01", "2023-09-30", "2023-10-15"),
                ("2023-10-01", "2024-03-31", "2024-04-15"),
            ],
        ),
        ("yearly", [("2023-04-01", "2024-03-31", "2024-04-15")]),
    ],
)
def test_periods_follow_the_plans_rhythm(office, trait, expected):
    plan = PlanFactory(**{trait: True})

    assert dates(create_periods(plan=plan, fiscal_year=2023, by=office)) == expected


def test_existing_periods_stay_as_they_are(office):
    plan = PlanFactory()
    kept = ReportingPeriodFactory(number=2, due_on=date(2026, 12, 1))

    made = create_periods(plan=plan, fiscal_year=2026, by=office)
    again = create_periods(plan=plan, fiscal_year=2026, by=office)

    assert [row.number for row in made] == [1, 3, 4]
    assert again == []
    kept.refresh_from_db()
    assert (kept.due_on, kept.state) == (date(2026, 12, 1), PeriodState.OPEN)


@pytest.mark.parametrize("year", [2022, 2028])
def test_no_periods_outside_the_plan(office, year):
    with pytest.raises(ValidationError, match="令和5年度〜令和9年度"):
        create_periods(plan=PlanFactory(), fiscal_year=year, by=office)


def test_a_period_opens_closes_and_reopens(office):
    period = ReportingPeriodFactory(planned=True)

    assert open_period(period=period, by=office).state == PeriodState.OPEN
    closed = close_period(period=period, by=office, reason="期限後")
    assert (closed.state, closed.closed_by) == (PeriodState.CLOSED, office)
    assert closed.closed_at is not None

    reopened = reopen_period(period=period, by=office, reason="数値の訂正")
    assert (reopened.state, reopened.closed_at, reopened.closed_by) == (
        PeriodState.OPEN,
        None,
        None,
    )
    trace = period.history.first()
    assert (trace.history_user, trace.history_change_reason) == (office, "数値の訂正")


@pytest.mark.parametrize(
    ("move", "trait"),
    [
        (open_period, {}),
        (open_period, {"closed": True}),
        (close_period, {"planned": True}),
        (close_period, {"closed": True}),
        (reopen_period, {}),
        (reopen_period, {"planned": True}),
    ],
)
def test_other_moves_are_refused(office, move, trait):
    period = ReportingPeriodFactory(**trait)

    with pytest.raises(ValidationError, match="令和8年度 第3四半期は"):
        move(period=period, by=office, reason="理由")

    assert ReportingPeriod.objects.get().state == period.state


def test_reopening_needs_a_reason(office):
    with pytest.raises(ValidationError, match="再開する理由"):
        reopen_period(period=ReportingPeriodFactory(closed=True), by=office, reason="　")


@pytest.mark.parametrize("role", ["staff", "head", "committee"])
def test_only_the_office_moves_periods(role):
    user = UserFactory(**{role: True})

    with pytest.raises(PermissionDenied):
        close_period(period=ReportingPeriodFactory(), by=user)
    with pytest.raises(PermissionDenied):
        create_periods(plan=PlanFactory(), fiscal_year=2026, by=user)


def test_list_shows_state_and_due_date(client, office):
    ReportingPeriodFactory()

    response = client.get(PERIODS)

    assertContains(response, "令和8年度 第3四半期")
    assertContains(response, "2027年1月15日")
    assertContains(response, "受付中")
    assertContains(response, "年度の報告期間を作る")


def test_a_year_is_made_from_the_list(client, office):
    PlanFactory()

    page = client.get(f"{PERIODS}create-year/")
    assertContains(page, "四半期ごと")
    done = client.post(f"{PERIODS}create-year/", {"fiscal_year": 2026}, follow=True)
    again = client.post(f"{PERIODS}create-year/", {"fiscal_year": 2026}, follow=True)

    assertContains(done, "令和8年度の報告期間を4つ作りました。")
    assertContains(again, "令和8年度の報告期間は、すべてそろっています。")
    assert ReportingPeriod.objects.count() == 4


def test_a_year_outside_the_plan_is_not_offered(client, office):
    PlanFactory()

    response = client.post(f"{PERIODS}create-year/", {"fiscal_year": 2030})

    assertContains(response, "正しく選択してください。")
    assert not ReportingPeriod.objects.exists()


def test_without_a_plan_no_year_is_made(client, office):
    response = client.get(f"{PERIODS}create-year/", follow=True)

    assertContains(response, "画面に表示する計画がありません。")


def test_making_a_year_is_closed_to_others(client):
    PlanFactory()
    client.force_login(UserFactory(head=True))

    assert client.post(f"{PERIODS}create-year/", {"fiscal_year": 2026}).status_code == 403


def test_closing_asks_first(client, office):
    period = ReportingPeriodFactory()

    asked = choose(client, "close_periods", period)
    assertContains(asked, "締め切ると、報告の提出も修正もできなくなります。")
    period.refresh_from_db()
    assert period.state == PeriodState.OPEN

    done = choose(client, "close_periods", period, reason="")
    assertContains(done, "令和8年度 第3四半期を「締切」にしました。")
    period.refresh_from_db()
    assert (period.state, period.closed_by) == (PeriodState.CLOSED, office)


def test_reopening_asks_for_the_reason(client, office):
    period = ReportingPeriodFactory(closed=True)

    asked = choose(client, "reopen_periods", period, reason="")
    assertContains(asked, "理由を入力してください。")

    done = choose(client, "reopen_periods", period, reason="数値の訂正")
    assertContains(done, "令和8年度 第3四半期を「受付中」にしました。")


def test_opening_what_is_open_says_so(client, office):
    done = choose(client, "open_periods", ReportingPeriodFactory(), reason="")

    assertContains(done, "「受付中」なので、「受付中」にできません。")


def test_state_is_not_a_field(client, office):
    period = ReportingPeriodFactory()
    path = f"{PERIODS}{period.pk}/change/"

    page = client.get(path)
    typed = {"due_on": "2027-01-20", "reason": "連休", "state": "closed"}
    client.post(path, typed | {"starts_on": "2020-04-01"})

    assertNotContains(page, 'name="state"')
    period.refresh_from_db()
    assert (period.due_on, period.state) == (date(2027, 1, 20), PeriodState.OPEN)
    assert period.starts_on == date(2026, 10, 1)
    event = period.events.get()
    assert (event.action, event.reason, event.by) == ("extend", "連休", office)
    assert (event.due_before, event.due_after) == (date(2027, 1, 15), date(2027, 1, 20))


def test_another_due_date_needs_its_reason(client, office):
    period = ReportingPeriodFactory()

    response = client.post(f"{PERIODS}{period.pk}/change/", {"due_on": "2027-01-20"})

    assertContains(response, "提出期限を変える理由を入力してください。")
    period.refresh_from_db()
    assert (period.due_on, period.events.count()) == (date(2027, 1, 15), 0)


def test_a_period_added_by_hand_leaves_its_event(client, office):
    typed = {
        "plan": PlanFactory().pk,
        "fiscal_year": 2026,
        "number": 1,
        "starts_on": "2026-04-01",
        "ends_on": "2026-06-30",
        "due_on": "2026-07-15",
    }

    client.post(f"{PERIODS}add/", typed)

    event = ReportingPeriod.objects.get().events.get()
    assert (event.action, event.by, event.due_after) == ("create", office, date(2026, 7, 15))


def test_closed_period_is_read_only(client, office):
    period = ReportingPeriodFactory(closed=True)

    page = client.get(f"{PERIODS}{period.pk}/change/")

    assertNotContains(page, 'name="_save"')
    assert client.post(f"{PERIODS}{period.pk}/change/", {}).status_code == 403
    assert client.post(f"{PERIODS}{period.pk}/delete/", {"post": "yes"}).status_code == 403


def test_due_date_before_the_start_is_refused_in_japanese(client, office):
    period = ReportingPeriodFactory()

    typed = {"due_on": "2026-09-30", "reason": "連休"}
    response = client.post(f"{PERIODS}{period.pk}/change/", typed)

    assertContains(response, "提出期限は開始日以後の日付にしてください。")
