"""The office makes, opens, extends, closes and reopens periods; everyone reads what it did."""

from datetime import date

import pytest
from django.urls import reverse

from initiatives.models import ReportingPeriod
from initiatives.periods import actions
from tests.clients import log_in_for
from tests.factories.organization import UserFactory
from tests.factories.report import ProgressReportFactory, ReportingPeriodFactory
from tests.factories.revision import hold
from tests.initiatives.helpers import messages_of

READERS = ["staff", "head", "stranger", "committee", "office"]
STEPS = ["open", "close", "reopen", "extend", "take-back"]
PERIOD = "/periods/2026-3/"


@pytest.fixture
def today(monkeypatch):
    """10 January 2027: five days before the third quarter's reports are due."""
    day = date(2027, 1, 10)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: day)
    return day


@pytest.mark.parametrize("who", READERS)
def test_everyone_reads_a_period_and_only_the_office_has_buttons(client, cast, today, who):
    client.force_login(getattr(cast, who))

    response = client.get(PERIOD)

    offered = [step.label for step in response.context["steps"]]
    assert offered == (["締め切る", "期限を変える", "予定に戻す"] if who == "office" else [])
    assert "あと5日" in response.content.decode()


def test_a_visitor_is_sent_to_log_in(client, cast):
    response = client.get(PERIOD)

    assert (response.status_code, response.url) == (302, log_in_for(PERIOD))


@pytest.mark.parametrize("address", ["/periods/2030-1/", "/periods/x/", "/periods/2026-3/burn/"])
def test_what_does_not_exist_is_not_found(client, cast, address):
    client.force_login(cast.office)

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("who", ["staff", "head", "stranger", "committee"])
@pytest.mark.parametrize("step", STEPS)
def test_steps_are_closed_to_others(client, cast, who, step):
    client.force_login(getattr(cast, who))
    address = reverse("period_step", args=["2026-3", step])

    assert client.get(address).status_code == 403
    assert client.post(address, {"reason": "x", "due_on": "2027-01-29"}).status_code == 403
    cast.period.refresh_from_db()
    assert (cast.period.state, cast.period.events.count()) == ("open", 0)


@pytest.mark.parametrize(
    ("state", "labels"),
    [
        ({"planned": True}, ["受付を始める", "期限を変える"]),
        ({}, ["締め切る", "期限を変える", "予定に戻す"]),
        ({"closed": True}, ["再開する"]),
    ],
)
def test_a_period_offers_what_its_state_allows(client, cast, state, labels):
    ReportingPeriodFactory(plan=cast.plan, number=4, **state)
    client.force_login(cast.office)

    response = client.get("/periods/2026-4/")

    assert [step.label for step in response.context["steps"]] == labels


def test_opening_asks_first_and_then_takes_reports(client, cast):
    ReportingPeriodFactory(plan=cast.plan, number=4, planned=True)
    client.force_login(cast.office)

    asked = client.get("/periods/2026-4/open/")
    done = client.post("/periods/2026-4/open/", {"reason": ""}, follow=True)

    assert "班の人が、この期間の報告を書けるようになります。" in asked.content.decode()
    assert done.redirect_chain == [("/plans/current/periods/2026-4/", 302)]
    assert messages_of(done) == ["令和8年度 第4四半期の受付を始めました。"]
    assert ReportingPeriod.objects.get(number=4).is_open


def test_closing_says_first_how_much_is_not_finished(client, cast):
    submitted = ProgressReportFactory(period=cast.period, submitted=True)
    draft = ProgressReportFactory(period=cast.period)
    hold(submitted.participation.initiative, draft.participation.initiative)
    client.force_login(cast.office)

    asked = client.get(f"{PERIOD}close/").content.decode()

    assert "未提出2件、未確認1件のまま締め切ることになります。" in asked
    assert "未確認の報告は、締め切ったあとも、課長と事務局が確認できます。" in asked
    for section, words in (
        (cast.section, "未提出1件"),
        (draft.participation.section, "未提出1件"),
        (submitted.participation.section, "未確認1件"),
    ):
        assert f"<li>{section.label}（{words}）</li>" in asked
    cast.period.refresh_from_db()
    assert cast.period.is_open


def test_closing_when_all_is_confirmed_says_so(client, cast):
    ProgressReportFactory(participation=cast.participation, period=cast.period, confirmed=True)
    client.force_login(cast.office)

    asked = client.get(f"{PERIOD}close/").content.decode()

    assert "報告はすべて提出され、確認されています" in asked


def test_closing_freezes_the_period_and_shows_in_its_record(client, cast):
    client.force_login(cast.office)

    done = client.post(f"{PERIOD}close/", {"reason": "会議の資料を作るため"}, follow=True)

    page = done.content.decode()
    assert messages_of(done) == [
        "令和8年度 第3四半期を締め切りました。報告は提出も修正もできなくなりました。"
    ]
    assert "会議の資料を作るため" in page
    assert [(e.action, e.by) for e in done.context["events"]] == [("close", cast.office)]


def test_reopening_without_a_reason_asks_for_it(client, cast):
    ReportingPeriodFactory(plan=cast.plan, number=4, closed=True)
    client.force_login(cast.office)

    response = client.post("/periods/2026-4/reopen/", {"reason": " "})

    assert response.status_code == 422
    assert response.context["form"].errors == {"reason": ["再開する理由を入力してください。"]}


def test_reopening_takes_reports_again(client, cast):
    ReportingPeriodFactory(plan=cast.plan, number=4, closed=True)
    client.force_login(cast.office)

    client.post("/periods/2026-4/reopen/", {"reason": "数値の訂正"})

    period = ReportingPeriod.objects.get(number=4)
    assert (period.state, period.closed_at, period.events.get().reason) == (
        "open",
        None,
        "数値の訂正",
    )


def test_another_due_date_is_kept_with_both_days(client, cast):
    client.force_login(cast.office)

    done = client.post(
        f"{PERIOD}extend/", {"due_on": "2027-01-29", "reason": "連休のため"}, follow=True
    )

    page = done.content.decode()
    assert "令和9年1月15日 → 令和9年1月29日" in page
    cast.period.refresh_from_db()
    assert cast.period.due_on == date(2027, 1, 29)


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        (
            {"due_on": "2026-09-30", "reason": "残る理由"},
            {"due_on": ["提出期限は、期間の開始日（令和8年10月1日）以後の日付にしてください。"]},
        ),
        (
            {"due_on": "1月末", "reason": "残る理由"},
            {"due_on": ["日付は 2027-04-01 か 令和9年4月1日 のように入れてください。"]},
        ),
        ({"due_on": "", "reason": "残る理由"}, {"due_on": ["新しい提出期限を入力してください。"]}),
        (
            {"due_on": "2027-01-29", "reason": ""},
            {"reason": ["期限を変える理由を入力してください。"]},
        ),
    ],
)
def test_a_due_date_that_does_not_fit_is_explained_and_what_was_typed_stays(
    client, cast, typed, errors
):
    client.force_login(cast.office)

    response = client.post(f"{PERIOD}extend/", typed)

    assert (response.status_code, response.context["form"].errors) == (422, errors)
    assert response.context["form"]["reason"].value() == typed["reason"]
    assert cast.period.events.count() == 0


def test_a_step_that_somebody_has_taken_already_is_explained(client, cast):
    client.force_login(cast.office)
    asked = client.get(f"{PERIOD}close/")
    other = UserFactory(name="事務局 八郎", office=True)
    actions.close_period(period=cast.period, by=other)

    posted = client.post(f"{PERIOD}close/", {"reason": ""})
    again = client.get(f"{PERIOD}close/", follow=True)

    assert asked.status_code == 200
    assert posted.status_code == 422
    (error,) = posted.context["form"].non_field_errors()
    assert error.startswith("令和8年度 第3四半期は、事務局 八郎が先に「締切」にしています（")
    assert messages_of(again) == [
        "令和8年度 第3四半期は今「締切」なので、「締め切る」は選べません。"
    ]


@pytest.mark.parametrize("who", READERS)
def test_only_the_office_sees_the_form_for_a_year(client, cast, who):
    client.force_login(getattr(cast, who))

    response = client.get("/periods/")

    assert (response.context["form"] is not None) == (who == "office")


def test_a_year_is_made_in_one_action(client, cast):
    client.force_login(cast.office)

    done = client.post("/periods/create/", {"fiscal_year": "2027"}, follow=True)
    again = client.post("/periods/create/", {"fiscal_year": "2027"}, follow=True)

    made = ReportingPeriod.objects.filter(fiscal_year=2027)
    assert messages_of(done) == ["令和9年度の報告期間を4つ作りました。"]
    assert messages_of(again) == ["令和9年度の報告期間は、すべてそろっています。"]
    assert [p.events.get().action for p in made] == ["create"] * 4


def test_the_form_offers_the_next_year_that_lacks_periods(client, cast, today):
    for number in (1, 4):
        ReportingPeriodFactory(plan=cast.plan, number=number)
    client.force_login(cast.office)

    form = client.get("/periods/").context["form"]

    assert form["fiscal_year"].value() == 2027
    assert form.fields["fiscal_year"].choices[3:] == [
        (2026, "令和8年度（作成済み）"),
        (2027, "令和9年度"),
    ]


def test_a_year_outside_the_plan_is_refused_on_the_same_page(client, cast):
    client.force_login(cast.office)

    response = client.post("/periods/create/", {"fiscal_year": "2040"})

    assert response.status_code == 422
    assert response.context["form"].errors == {
        "fiscal_year": ["年度は、令和5年度〜令和9年度の中から正しく選択してください。"]
    }
    assert "報告期間の一覧" in response.content.decode()


@pytest.mark.parametrize("who", ["staff", "head", "stranger", "committee"])
def test_making_a_year_is_closed_to_others(client, cast, who):
    client.force_login(getattr(cast, who))

    assert client.post("/periods/create/", {"fiscal_year": "2027"}).status_code == 403
    assert not ReportingPeriod.objects.filter(fiscal_year=2027).exists()


def test_a_year_is_never_made_by_a_link(client, cast):
    client.force_login(cast.office)

    assert client.get("/periods/create/").status_code == 405


@pytest.mark.parametrize(
    ("address", "queries"),
    [("/periods/", 7), (PERIOD, 11), (f"{PERIOD}close/", 9)],
)
def test_a_page_costs_the_same_however_much_it_shows(
    client, cast, django_assert_num_queries, address, queries
):
    client.force_login(cast.office)
    ProgressReportFactory(participation=cast.participation, period=cast.period, submitted=True)

    with django_assert_num_queries(queries):
        client.get(address)
    for day in (20, 21, 22):
        actions.extend_period(
            period=cast.period, due_on=date(2027, 1, day), reason="x", by=cast.office
        )
    for _ in range(6):
        ProgressReportFactory(period=cast.period, submitted=True)
    for number in (1, 4):
        ReportingPeriodFactory(plan=cast.plan, fiscal_year=2025, number=number, closed=True)
    with django_assert_num_queries(queries):
        client.get(address)
