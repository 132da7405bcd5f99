"""What the line under the header says, to whom, where, and at what cost."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.choices import PeriodState
from initiatives.current import plan_of
from initiatives.models import Participation, ReportingPeriod
from initiatives.pages.context import site
from initiatives.reminders.strip import reminder_strip
from tests.factories import (
    AppointmentFactory,
    InitiativeFactory,
    ParticipationFactory,
    ProgressReportFactory,
    SectionFactory,
    UserFactory,
)
from tests.factories.revision import hold

TODAY = date(2027, 1, 12)  # three days before the third quarter's reports are due
LINK = re.compile(r'class="reminder-strip__link" href="([^"]+)">([^<]+)<')


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: TODAY)


@pytest.fixture
def cast(cast):
    """Only the third quarter takes reports."""
    ReportingPeriod.objects.filter(pk=cast.previous.pk).update(state=PeriodState.PLANNED)
    return cast


def strip_of(client, who, name="plan_glossary", *arguments):
    if who:
        client.force_login(who)
    return LINK.findall(client.get(reverse(name, args=arguments)).content.decode())


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("staff", [("/", "あと3日・未提出1件")]),
        ("colleague", [("/", "あと3日・未提出1件")]),
        ("head", [("/", "あと3日・未提出1件")]),
        ("stranger", []),
        ("committee", []),
        ("office", [("/plans/current/periods/2026-3/submissions/", "あと3日・未提出の班 1")]),
        ("nobody", []),
    ],
)
def test_strip_tells_each_role_what_it_owes(client, cast, who, expected):
    assert strip_of(client, getattr(cast, who)) == expected


def test_strip_is_silent_before_log_in(client, cast):
    assert strip_of(client, None, "login") == []


@pytest.mark.parametrize(
    ("days_left", "words"),
    [
        (40, "あと40日・未提出1件"),
        (0, "今日が期限です・未提出1件"),
        (-2, "期限を2日過ぎています・未提出1件"),
    ],
)
def test_strip_counts_the_days(client, cast, days_left, words):
    ReportingPeriod.objects.filter(pk=cast.period.pk).update(
        due_on=TODAY + timedelta(days=days_left)
    )

    assert strip_of(client, cast.staff) == [("/", words)]


@pytest.mark.parametrize(
    ("state", "still_owed"),
    [("empty", True), ("returned", True), ("submitted", False), ("confirmed", False)],
)
def test_a_report_is_missing_until_it_is_handed_in(client, cast, state, still_owed):
    ProgressReportFactory(participation=cast.participation, period=cast.period, **{state: True})

    assert bool(strip_of(client, cast.staff)) is still_owed
    assert bool(strip_of(client, cast.office)) is still_owed


def test_a_report_of_another_period_does_not_count(client, cast):
    ProgressReportFactory(participation=cast.participation, period=cast.previous, submitted=True)

    assert strip_of(client, cast.staff) == [("/", "あと3日・未提出1件")]


def test_a_part_that_ended_before_the_periods_last_day_owes_nothing(client, cast):
    Participation.objects.update(ends_on=cast.period.ends_on - timedelta(days=1))

    assert strip_of(client, cast.staff) == []

    Participation.objects.update(ends_on=cast.period.ends_on)

    assert strip_of(client, cast.staff) == [("/", "あと3日・未提出1件")]


def test_a_head_hears_of_the_whole_department_and_the_office_of_every_section(client, cast):
    neighbour = SectionFactory(department=cast.section.department)
    for section in (neighbour, SectionFactory()):
        ParticipationFactory(initiative=cast.initiative, section=section)
    second = ParticipationFactory(initiative=InitiativeFactory(plan=cast.plan), section=neighbour)
    hold(second.initiative)

    assert strip_of(client, cast.head) == [("/", "あと3日・未提出3件")]
    assert strip_of(client, cast.office) == [
        ("/plans/current/periods/2026-3/submissions/", "あと3日・未提出の班 3")
    ]


def test_office_staff_who_owe_reports_hear_of_both(client, cast):
    AppointmentFactory(user=cast.office, section=cast.section)

    assert strip_of(client, cast.office) == [
        ("/", "あと3日・未提出1件"),
        ("/plans/current/periods/2026-3/submissions/", "未提出の班 1"),
    ]


def test_several_open_periods_are_told_apart(client, cast):
    ReportingPeriod.objects.filter(pk=cast.previous.pk).update(state=PeriodState.OPEN)

    assert strip_of(client, cast.staff) == [
        ("/", "R8 第2四半期　期限を89日過ぎています・未提出1件"),
        ("/", "R8 第3四半期　あと3日・未提出1件"),
    ]


def test_a_page_that_says_it_in_full_has_no_strip(client, cast):
    AppointmentFactory(user=cast.office, section=cast.section)

    assert strip_of(client, cast.staff, "my_page") == []
    assert strip_of(client, cast.office, "my_page") == [
        ("/plans/current/periods/2026-3/submissions/", "あと3日・未提出の班 1")
    ]
    assert strip_of(client, cast.office, "submissions", "2026-3") == [("/", "あと3日・未提出1件")]


def test_strip_is_not_printed(client, cast):
    client.force_login(cast.staff)

    html = client.get(reverse("plan_glossary")).content.decode()

    assert '<aside class="reminder-strip no-print" aria-label="未提出のお知らせ">' in html


@pytest.mark.parametrize(
    ("who", "page", "queries"),
    [
        ("staff", "/plan/", 1),
        ("head", "/plan/", 1),
        ("office", "/plan/", 1),
        ("stranger", "/plan/", 1),
        ("committee", "/plan/", 0),
        ("nobody", "/plan/", 0),
        ("staff", "/", 0),
        ("office", "/", 1),
    ],
)
def test_strip_costs_one_query_and_none_for_those_who_owe_nothing(
    rf, cast, django_assert_num_queries, who, page, queries
):
    for _ in range(3):
        ParticipationFactory(initiative=InitiativeFactory(plan=cast.plan), section=cast.section)
    request = rf.get(page)
    request.user = getattr(cast, who)
    assert (plan_of(request), request.user.access.may_enter) == (cast.plan, who != "nobody")

    with django_assert_num_queries(queries):
        reminder_strip(request)


@pytest.mark.parametrize(
    ("who", "queries"), [("staff", 7), ("office", 7), ("committee", 6), ("stranger", 7)]
)
def test_a_whole_page_with_the_strip_costs_as_much(
    client, cast, django_assert_num_queries, who, queries
):
    """Session, user, access; plan, words; missing reports (none for the committee); demo."""
    client.force_login(getattr(cast, who))

    with django_assert_num_queries(queries):
        client.get(reverse("plan_glossary"))


def test_a_page_that_shows_no_strip_asks_for_nothing(client, rf, cast):
    """The admin has its own frame, and a part of a page has none."""
    client.force_login(cast.office)
    request = rf.get("/plan/")
    request.user = cast.office

    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(reverse("admin:index"))
        site(request)

    assert [q for q in asked if "initiatives_progressreport" in q["sql"]] == []


def test_strip_is_silent_before_a_plan_is_loaded(client, db):
    assert strip_of(client, UserFactory(office=True), "inventory") == []
