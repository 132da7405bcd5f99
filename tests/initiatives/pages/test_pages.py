"""The pages people read: my page, dashboard, initiatives, reviews, periods."""

from datetime import date

import pytest
from django.urls import reverse

from initiatives.choices import PeriodState
from initiatives.reporting import actions
from initiatives.reporting.missing import count_missing, missing
from initiatives.reporting.submissions import Tally
from tests.clients import log_in_for
from tests.factories.initiative import InitiativeFactory, ParticipationFactory
from tests.factories.organization import SectionFactory, UserFactory
from tests.factories.report import ProgressReportFactory, ReportingPeriodFactory
from tests.factories.revision import (
    InitiativeTermsFactory,
    PlanRevisionFactory,
    ScheduledPhaseFactory,
    seal,
)
from tests.initiatives.helpers import at_work

READERS = ["staff", "head", "stranger", "committee", "office"]
PAGES = ["my_page", "dashboard", "initiatives", "periods", "plan"]


@pytest.fixture
def today(monkeypatch):
    """23 November 2026, in the third quarter of R8."""
    day = date(2026, 11, 23)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: day)
    return day


@pytest.fixture
def report(cast):
    return actions.submit_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast),
        version=0,
        by=cast.staff,
    )


@pytest.mark.parametrize("name", PAGES)
def test_a_visitor_is_sent_to_log_in(client, cast, name):
    response = client.get(reverse(name))

    assert (response.status_code, response.url) == (
        302,
        log_in_for(reverse(name)),
    )


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", READERS)
def test_everyone_with_an_appointment_reads_every_page(client, cast, name, who):
    client.force_login(getattr(cast, who))

    response = client.get(reverse(name))

    assert (response.status_code, response.context["system_name"]) == (
        200,
        f"{cast.plan.name} 進捗管理",
    )


@pytest.mark.django_db
def test_before_a_plan_is_loaded_the_page_says_so(client):
    client.force_login(UserFactory(office=True))

    response = client.get(reverse("dashboard"))

    assert response.status_code == 503
    assert "計画がまだ読み込まれていません" in response.content.decode()


def test_my_page_lists_what_my_section_owes_with_the_days_left(client, cast, today):
    cast.previous.state = PeriodState.PLANNED
    cast.previous.save()
    client.force_login(cast.staff)

    response = client.get("/")

    assert [d.participation for d in response.context["owed"]] == [cast.participation]
    assert "あと53日・未提出1件" in response.content.decode()


def test_my_page_of_another_section_owes_nothing(client, cast):
    client.force_login(cast.stranger)

    response = client.get("/")

    assert response.context["owed"] == []


def test_my_page_puts_what_came_back_first_with_the_reason(client, cast, report):
    actions.return_report(
        report=report, version=report.version, comment="根拠を書く", by=cast.head
    )
    client.force_login(cast.staff)

    response = client.get("/")

    assert response.context["owed"][0].report == report
    assert "根拠を書く" in response.content.decode()


def test_my_page_of_a_head_shows_what_waits(client, cast, report):
    client.force_login(cast.head)

    response = client.get("/")

    assert response.context["waiting"] == [(cast.plan, [report])]


@pytest.mark.parametrize(("who", "own", "others"), [("head", 1, 0), ("office", 0, 1)])
def test_reviews_list_what_waits_for_this_person(client, cast, report, who, own, others):
    client.force_login(getattr(cast, who))

    response = client.get(reverse("reviews"))

    assert (len(response.context["own"]), len(response.context["others"])) == (own, others)


@pytest.mark.parametrize("who", ["staff", "stranger", "committee"])
def test_reviews_are_for_those_who_confirm(client, cast, report, who):
    client.force_login(getattr(cast, who))

    response = client.get(reverse("reviews"))

    assert response.status_code == 403


def test_an_unknown_initiative_is_not_found(client, cast):
    client.force_login(cast.committee)

    response = client.get(reverse("initiative", args=["99"]))

    assert response.status_code == 404


def test_submissions_show_by_section_what_is_missing(client, cast, report):
    other = ParticipationFactory(initiative=cast.initiative)
    client.force_login(cast.office)
    address = reverse("submissions", args=["2026-3"])

    every = client.get(address).context
    owed = client.get(address, {"show": "owed"}).context

    assert every["tally"] == Tally(total=2, owed=1, submitted=1, confirmed=0)
    assert [
        entry.duty.participation
        for group in owed["departments"]
        for member in group.sections
        for entry in member.entries
    ] == [other]


def fill(cast, sections):
    """Give the initiative more sections, each with reports in two periods, and a second one."""
    for _ in range(sections):
        participation = ParticipationFactory(initiative=cast.initiative, section=SectionFactory())
        for period in (cast.previous, cast.period):
            ProgressReportFactory(participation=participation, period=period, submitted=True)


@pytest.mark.parametrize(
    ("name", "arguments", "who", "queries"),
    [
        ("my_page", [], "staff", 13),
        ("my_page", [], "office", 11),
        ("dashboard", [], "committee", 29),
        ("initiatives", [], "committee", 22),
        ("initiative", ["1"], "committee", 35),
        ("reviews", [], "office", 11),
        ("periods", [], "office", 7),
        # How long nothing has come is the roll-up's to say: its queries come on top.
        ("submissions", ["2026-3"], "office", 21),
    ],
)
def test_a_page_costs_the_same_however_much_it_shows(
    client, cast, django_assert_num_queries, name, arguments, who, queries
):
    fill(cast, 1)
    ProgressReportFactory(participation=cast.participation, period=cast.previous, submitted=True)
    client.force_login(getattr(cast, who))
    address = reverse(name, args=arguments)

    with django_assert_num_queries(queries):
        client.get(address)
    fill(cast, 6)
    for number in (1, 4):
        ReportingPeriodFactory(plan=cast.plan, fiscal_year=2025, number=number, closed=True)
    add_initiative(cast)
    with django_assert_num_queries(queries):
        client.get(address)


def add_initiative(cast):
    """A second initiative that the same section leads, with a schedule and a report."""
    second = InitiativeFactory(plan=cast.plan, code="2", order=2)
    revision = PlanRevisionFactory(plan=cast.plan, number=1, effective_on=date(2024, 4, 1))
    for initiative in (cast.initiative, second):
        terms = InitiativeTermsFactory(revision=revision, initiative=initiative)
        ScheduledPhaseFactory(terms=terms, phase=cast.run, first_fiscal_year=2023)
    seal(revision)
    participation = ParticipationFactory(initiative=second, section=cast.section, lead=True)
    ProgressReportFactory(participation=participation, period=cast.previous, submitted=True)


def give_up(cast):
    """The section reports 中止 in the period before."""
    ProgressReportFactory(
        participation=cast.participation, period=cast.previous, cancelled=True, submitted=True
    )
    cast.previous.state = PeriodState.PLANNED
    cast.previous.save()


def test_a_section_that_gave_up_owes_nothing_but_may_begin_again(client, cast):
    give_up(cast)
    client.force_login(cast.staff)

    response = client.get("/")

    assert response.context["owed"] == []
    assert [d.participation for d in response.context["given_up"]] == [cast.participation]
    assert "再び報告する" in response.content.decode()


def test_a_section_that_gave_up_is_not_counted_as_missing(cast):
    before = list(missing(cast.period)), count_missing(cast.plan, own=None, town=True)
    give_up(cast)

    after = list(missing(cast.period)), count_missing(cast.plan, own=None, town=True)

    assert before[0] == [cast.participation]
    assert after[0] == []
    assert [(c.period, c.sections) for c in after[1]] == [(cast.period, 0)]


def test_a_draft_after_giving_up_is_shown_but_not_owed(client, cast):
    give_up(cast)
    ProgressReportFactory(participation=cast.participation, period=cast.period)
    client.force_login(cast.staff)

    page = client.get("/").content.decode()

    assert list(missing(cast.period)) == []
    assert "続きを書く" in page
