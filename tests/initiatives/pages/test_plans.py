"""Plans side by side: each has its addresses, the day says which one opens first."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from initiatives.addresses import showing, urls_of
from initiatives.models import Plan, ProgressReport, ReportAttachment
from tests.factories.initiative import InitiativeFactory
from tests.factories.meeting import DecisionFactory, MeetingFactory
from tests.factories.organization import UserFactory
from tests.factories.plan import PlanFactory
from tests.factories.report import ProgressReportFactory, ReportingPeriodFactory
from tests.initiatives.helpers import typed

CLOSED = datetime(2027, 2, 1, tzinfo=UTC)


def on(monkeypatch, year, month, day):
    today = date(year, month, day)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: today)


@pytest.fixture
def following(cast):
    """The plan after the cast's, R10 to R14, with an initiative of the same number."""
    plan = PlanFactory(
        slug="other", name="次の計画", first_fiscal_year=2028, last_fiscal_year=2032
    )
    InitiativeFactory(plan=plan, code="1", symbol="①", title="次の取組")
    return plan


@pytest.fixture
def clerk(cast):
    """Django's own client, logged in as staff: it follows nothing and adds nothing."""
    client = Client()
    client.force_login(cast.staff)
    return client


# Which one is current


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "current"),
    [
        ((2023, 3, 31), "current"),
        ((2023, 4, 1), "current"),
        ((2028, 2, 29), "current"),
        ((2028, 3, 31), "current"),
        ((2028, 4, 1), "other"),
        ((2033, 4, 1), "other"),
    ],
)
def test_the_day_says_which_plan_is_current(monkeypatch, day, current):
    PlanFactory(slug="other", first_fiscal_year=2028, last_fiscal_year=2032)
    PlanFactory()
    on(monkeypatch, *day)

    assert Plan.objects.current().slug == current


@pytest.mark.django_db
def test_of_plans_of_the_same_years_the_first_loaded_is_current():
    first = PlanFactory()
    PlanFactory(slug="other")

    assert Plan.objects.current() == first


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2023, 3, 31), "これから始まる計画"),
        (date(2023, 4, 1), "期間中の計画"),
        (date(2028, 3, 31), "期間中の計画"),
        (date(2028, 4, 1), "期間が終わった計画"),
    ],
)
def test_a_plan_says_how_it_stands_on_a_day(day, words):
    assert PlanFactory.build().standing(day) == words


# Addresses


def test_a_page_shows_the_plan_that_its_address_names(clerk, following, cast):
    pages = {
        slug: clerk.get(f"/plans/{slug}/initiatives/1/").content.decode()
        for slug in ("current", "other")
    }

    assert "次の取組" in pages["other"]
    assert cast.initiative.title in pages["current"]
    assert "次の取組" not in pages["current"]


def test_all_links_of_a_page_stay_in_its_plan(clerk, following):
    page = clerk.get("/plans/other/plan/").content.decode()

    assert 'href="/plans/other/dashboard/"' in page
    assert page.count('href="/plans/current/') == 1  # the choice of plans


def test_a_page_of_no_plan_leads_to_todays(clerk, following, monkeypatch):
    on(monkeypatch, 2028, 4, 1)
    after = clerk.get("/inventory/").content.decode()
    on(monkeypatch, 2028, 3, 31)
    before = clerk.get("/inventory/").content.decode()

    assert 'href="/plans/other/meetings/"' in after
    assert 'href="/plans/current/meetings/"' in before


def test_a_row_leads_to_its_own_plan_from_everywhere(cast, following):
    report = ProgressReportFactory(participation=cast.participation, period=cast.period)
    other = following.initiatives.get()
    with showing(following):
        seen = [row.get_absolute_url() for row in (report, other)]

    assert seen == [f"/plans/current/reports/{report.pk}/", "/plans/other/initiatives/1/"]
    assert report.get_absolute_url() == seen[0]


def test_a_row_of_the_shown_plan_asks_nothing_for_its_address(cast, django_assert_num_queries):
    period = cast.plan.periods.get(pk=cast.period.pk)

    with showing(cast.plan), django_assert_num_queries(0):
        assert period.get_absolute_url().endswith("/submissions/")


@pytest.mark.parametrize(
    "address", ["/plans/nobody/dashboard/", "/plans/%00/dashboard/", "/plans/../admin/x/"]
)
def test_a_plan_that_does_not_exist_has_no_page(clerk, cast, address):
    assert clerk.get(address).status_code == 404


def test_a_row_of_another_plan_is_not_found_under_this_one(clerk, cast, following):
    meeting = MeetingFactory(plan=cast.plan)
    report = ProgressReportFactory(participation=cast.participation, period=cast.period)

    for row in (f"meetings/{meeting.pk}/", f"reports/{report.pk}/"):
        assert clerk.get(f"/plans/other/{row}").status_code == 404
        assert clerk.get(f"/plans/current/{row}").status_code == 200


def test_the_front_of_a_plan_is_its_dashboard(clerk, following):
    assert clerk.get("/plans/other/").headers["Location"] == "/plans/other/dashboard/"


# The choice


def test_with_one_plan_there_is_nothing_to_choose(clerk, cast):
    assert "計画を選ぶ" not in clerk.get("/plans/current/plan/").content.decode()


def test_a_page_of_another_plan_than_todays_says_so(clerk, following, monkeypatch):
    on(monkeypatch, 2028, 4, 10)
    past = clerk.get("/plans/current/plan/").content.decode()
    todays = clerk.get("/plans/other/plan/").content.decode()

    assert "期間が終わった計画</b>を表示しています" in past
    assert "を表示しています" not in todays


def test_the_list_of_plans_names_each_with_its_standing(clerk, following, monkeypatch):
    on(monkeypatch, 2028, 4, 10)

    rows = clerk.get("/plans/").context["rows"]

    assert [(r["plan"].slug, r["standing"], r["is_todays"]) for r in rows] == [
        ("other", "期間中の計画", True),
        ("current", "期間が終わった計画", False),
    ]


@pytest.mark.django_db
def test_the_list_of_plans_is_there_before_a_plan_is(client):
    client.force_login(UserFactory(office=True))

    assert "計画がまだ読み込まれていません" in client.get("/plans/").content.decode()


# Former addresses


def attach(report):
    return ReportAttachment.objects.create(
        report=report, name="表.csv", size=1, uploaded_by=UserFactory()
    )


def former_addresses(cast):
    """What may stand in a bookmark, a mail or a paper: address and where it leads now."""
    report = ProgressReportFactory(participation=cast.participation, period=cast.period)
    file = attach(report)
    meeting = MeetingFactory(plan=cast.plan)
    decision = DecisionFactory(meeting=meeting)
    key = cast.period.key
    return [
        "/dashboard/",
        f"/dashboard/?period={key}",
        "/dashboard/numbers.json",
        "/dashboard/explain/mean/1/",
        "/initiatives/",
        "/initiatives/1/?section=3&x=%E7%8F%AD",
        "/matrix/1/",
        "/meetings/",
        f"/meetings/{meeting.pk}/",
        f"/meetings/{meeting.pk}/paper/?edition=2",
        f"/meetings/decisions/{decision.pk}/edit/",
        f"/periods/{key}/submissions/",
        f"/periods/{key}/",
        "/plan/glossary/",
        f"/reports/{report.pk}/",
        f"/reports/{report.pk}/withdraw/",
        f"/reports/sheet/{key}/",
        f"/reports/write/{cast.participation.pk}/{key}/",
        "/reviews/",
        f"/reviews/{report.pk}/confirm/",
        f"/evidence/{file.pk}/",
        f"/evidence/{file.pk}/remove/",
        f"/evidence/add/{report.pk}/",
    ]


@pytest.mark.parametrize("day", [(2026, 11, 23), (2030, 1, 1)])
def test_a_former_address_leads_for_ever_to_the_plan_it_meant(
    clerk, cast, following, monkeypatch, day
):
    on(monkeypatch, *day)

    led = {a: clerk.get(a).headers.get("Location") for a in former_addresses(cast)}

    assert led == {address: f"/plans/current{address}" for address in led}


def test_a_former_address_of_the_next_plans_row_leads_there(clerk, cast, following):
    period = ReportingPeriodFactory(plan=following, fiscal_year=2028, number=1)
    meeting = MeetingFactory(plan=following)

    for address in (f"/periods/{period.key}/submissions/", f"/meetings/{meeting.pk}/"):
        assert clerk.get(address).headers["Location"] == f"/plans/other{address}"


def test_what_was_sent_to_a_former_address_arrives(clerk, cast, following):
    sent = clerk.post("/reviews/confirm/", {"report": "1"})

    assert (sent.status_code, sent.headers["Location"]) == (307, "/plans/current/reviews/confirm/")


@pytest.mark.parametrize(
    "address", ["/meetings/99999/", "/reports/99999/", "/evidence/99999/", "/nowhere/"]
)
def test_a_former_address_of_nothing_leads_nowhere(clerk, cast, address):
    assert clerk.get(address).status_code == 404


def test_somebody_who_is_not_logged_in_is_asked_to_first(cast):
    answer = Client().get("/meetings/")

    assert answer.headers["Location"] == "/account/login/?next=/meetings/"


def test_a_plans_pages_are_named_once():
    assert reverse("dashboard", urlconf=urls_of("current")) == "/plans/current/dashboard/"


# The last period of one is reported while the next begins


@pytest.fixture
def changing(cast, following, monkeypatch):
    """10 April 2028: the next plan has begun, and the last quarter of this one is reported."""
    on(monkeypatch, 2028, 4, 10)
    type(cast.period).objects.update(state="closed", closed_at=CLOSED, closed_by=cast.office)
    return ReportingPeriodFactory(plan=cast.plan, fiscal_year=2027, number=4)


def test_the_last_reports_of_a_plan_are_asked_for_after_the_next_has_begun(clerk, cast, changing):
    address = f"/plans/current/reports/write/{cast.participation.pk}/2027-4/"

    page = clerk.get("/").content.decode()
    strip = clerk.get("/inventory/").content.decode()
    form = clerk.get(address)

    assert f'href="{address}"' in page
    assert "未提出1件" in strip
    assert form.status_code == 200


def test_they_are_handed_in_and_confirmed(clerk, cast, changing):
    address = f"/plans/current/reports/write/{cast.participation.pk}/2027-4/"
    sent = clerk.post(address, typed(cast, action="submit"))
    report = ProgressReport.objects.get()
    head = Client()
    head.force_login(cast.head)

    waiting = head.get("/").content.decode()
    listed = head.get("/plans/current/reviews/").content.decode()

    assert sent.headers["Location"] == f"/plans/current/reports/{report.pk}/"
    assert f'href="/plans/current/reports/{report.pk}/"' in waiting
    assert 'href="/plans/current/reviews/"' in waiting
    assert cast.initiative.title in listed


def test_reminders_go_out_for_every_plan_that_takes_reports(cast, changing, mailoutbox, settings):
    settings.MAIL_CONFIGURED = True
    cast.staff.email = "staff@example.lg.jp"
    cast.staff.save()
    out = StringIO()

    call_command("send_reminders", date=date(2028, 4, 14), stdout=out)

    assert [mail.to for mail in mailoutbox] == [["staff@example.lg.jp"]]
    assert changing.plan.title in out.getvalue()


def test_open_decisions_follow_into_the_next_plan(clerk, cast, following, monkeypatch):
    on(monkeypatch, 2028, 4, 10)
    meeting = MeetingFactory(plan=cast.plan, held_on=date(2028, 3, 1))
    left = DecisionFactory(meeting=meeting, text="残った決定", due_on=date(2028, 3, 31))
    DecisionFactory(
        meeting=meeting, text="済んだ決定", outcome="done", closed_on=date(2028, 3, 20)
    )
    later = MeetingFactory(plan=following, held_on=date(2028, 4, 20))
    office = Client()
    office.force_login(cast.office)

    listed = office.get("/plans/other/meetings/decisions/").content.decode()
    followed = office.get(f"/plans/other/meetings/{later.pk}/").content.decode()
    edit = f"/plans/current/meetings/decisions/{left.pk}/edit/"

    for page in (listed, followed):
        assert "残った決定" in page
        assert "済んだ決定" not in page
        assert f'href="{edit}?next=' in page
    assert office.get(edit).status_code == 200
    past = office.get(f"/plans/current/meetings/{meeting.pk}/").content.decode()
    assert "済んだ決定" in past


def test_nothing_of_a_plan_that_is_over_is_gone(clerk, cast, following, monkeypatch):
    report = ProgressReportFactory(participation=cast.participation, period=cast.period)
    meeting = MeetingFactory(plan=cast.plan)
    on(monkeypatch, 2030, 1, 1)

    for address in (
        f"/plans/current/reports/{report.pk}/",
        f"/plans/current/meetings/{meeting.pk}/",
        "/plans/current/dashboard/?period=2026-3",
        "/plans/current/initiatives/1/",
    ):
        assert clerk.get(address).status_code == 200
