"""The office corrects a report's words and leaves its way to the relay."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from initiatives.choices import ReportState
from tests.factories import (
    PhaseFactory,
    PlanFactory,
    ProgressReportFactory,
    RatingFactory,
    ReportingPeriodFactory,
    ReportTransitionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

REPORTS = "/admin/initiatives/progressreport/"


@pytest.fixture
def office(client):
    user = UserFactory(office=True)
    client.force_login(user)
    return user


def correct(client, report, **changes):
    data = {
        "seen_version": report.version,
        "status": report.status,
        "phase": report.phase_id or "",
        "progress": report.progress,
        "rating": report.rating_id or "",
        "done_text": report.done_text,
        "issues_text": report.issues_text,
        "next_text": report.next_text,
        "transitions-TOTAL_FORMS": 0,
        "transitions-INITIAL_FORMS": 0,
    }
    response = client.post(f"{REPORTS}{report.pk}/change/", data | changes)
    report.refresh_from_db()
    return response


def test_a_correction_raises_the_version_and_leaves_a_trace(client, office):
    report = ProgressReportFactory(submitted=True)
    submitter = report.submitted_by

    correct(client, report, done_text="説明会を2回開いた")

    assert (report.done_text, report.version) == ("説明会を2回開いた", 2)
    assert (report.state, report.submitted_by) == (ReportState.SUBMITTED, submitter)
    trace = report.history.first()
    assert (trace.history_user, trace.history_change_reason) == (office, "事務局による修正")


def test_saving_without_a_change_keeps_the_version(client, office):
    report = ProgressReportFactory(submitted=True)

    correct(client, report)

    assert report.version == 1


def test_a_correction_of_an_older_text_is_refused(client, office):
    report = ProgressReportFactory(submitted=True, version=5)

    response = correct(client, report, seen_version=4, done_text="古い文からの修正")

    assertContains(response, "画面を開いたあとに、この報告が書き換えられました。")
    assert (report.done_text, report.version) == ("説明会を開いた", 5)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"status": "done", "progress": 90}, "完了のときは、進捗率を100にしてください。"),
        ({"status": "not_started"}, "未着手のときは、進捗率を0にしてください。"),
        ({"phase": ""}, "取組中のときは、工程を選んでください。"),
        ({"status": ""}, "提出するには、取組の状況と進捗率が必要です。"),
        ({"progress": 101}, "100 以下"),
    ],
)
def test_the_databases_rules_answer_in_japanese(client, office, changes, message):
    report = ProgressReportFactory(submitted=True)

    response = correct(client, report, **changes)

    assertContains(response, message)
    assert (report.status, report.progress, report.version) == ("in_progress", 50, 1)


def test_state_and_persons_are_not_fields(client, office):
    report = ProgressReportFactory(submitted=True)

    page = client.get(f"{REPORTS}{report.pk}/change/")
    correct(client, report, state="confirmed", submitted_by=office.pk, done_text="修正")

    for name in ("state", "version", "submitted_by", "confirmed_by", "participation"):
        assertNotContains(page, f'name="{name}"')
    assert report.state == ReportState.SUBMITTED
    assert report.submitted_by != office


def test_reports_are_neither_added_nor_deleted(client, office):
    report = ProgressReportFactory()

    assert client.get(f"{REPORTS}add/").status_code == 403
    assert client.post(f"{REPORTS}{report.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_closed_periods_reports_are_frozen(client, office):
    report = ProgressReportFactory(
        submitted=True, period=ReportingPeriodFactory(number=2, closed=True)
    )

    page = client.get(f"{REPORTS}{report.pk}/change/")
    response = correct(client, report, done_text="書換え")

    assertContains(page, "説明会を開いた")
    assertNotContains(page, 'name="_save"')
    assertNotContains(page, "開いたときの版")
    assert response.status_code == 403
    assert report.done_text == "説明会を開いた"


def test_trail_is_shown_and_not_writable(client, office):
    report = ProgressReportFactory()
    ReportTransitionFactory(report=report, comment="数値の根拠を書いてください")

    page = client.get(f"{REPORTS}{report.pk}/change/")

    assertContains(page, "数値の根拠を書いてください")
    assertNotContains(page, 'name="transitions-0-comment"')


def test_only_the_plans_own_phases_and_ratings_are_offered(client, office):
    report = ProgressReportFactory()
    other = PlanFactory(slug="other")
    PhaseFactory(plan=other, name="試行")
    RatingFactory(plan=other, letter="S", name="秀")

    form = client.get(f"{REPORTS}{report.pk}/change/").context["adminform"].form

    assert list(form.fields["phase"].queryset) == [report.phase]
    assert list(form.fields["rating"].queryset) == [report.rating]


def test_list_finds_reports_by_period_initiative_place_and_state(client, office):
    wanted = ProgressReportFactory(submitted=True)
    ProgressReportFactory(period=ReportingPeriodFactory(number=2))
    section = wanted.participation.section
    queries = [
        {"period__id__exact": wanted.period_id},
        {"state__exact": "submitted"},
        {"participation__initiative__id__exact": wanted.participation.initiative_id},
        {"department": section.department_id},
        {"department": section.department_id, "section": section.pk},
        {"q": section.name},
    ]

    found = [list(client.get(REPORTS, query).context["cl"].queryset) for query in queries]

    assert found == [[wanted]] * len(queries)


@pytest.mark.parametrize("count", [1, 40])
def test_list_costs_the_same_for_many(client, office, django_assert_num_queries, count):
    for _ in range(count):
        ProgressReportFactory(submitted=True)

    with django_assert_num_queries(11):
        response = client.get(REPORTS)

    assertContains(response, "提出済")
