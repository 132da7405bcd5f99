"""The office reads reports in the admin, with their trail; nothing of them is written there."""

import pytest
from django.apps import apps
from django.contrib import admin
from pytest_django.asserts import assertContains, assertNotContains

from initiatives.choices import ReportState
from initiatives.models import ProgressReport, ReportTransition
from tests.factories import (
    ProgressReportFactory,
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


@pytest.mark.parametrize(
    "state", [{}, {"submitted": True}, {"returned": True}, {"confirmed": True}]
)
@pytest.mark.parametrize("closed", [False, True])
def test_no_report_is_written_in_any_state(client, office, state, closed):
    number = 2 if closed else 3
    period = ReportingPeriodFactory(number=number, closed=closed)
    report = ProgressReportFactory(period=period, **state)
    address = f"{REPORTS}{report.pk}/change/"

    page = client.get(address)
    response = client.post(address, {"progress": 99, "done_text": "書換え", "_save": "保存"})

    assertContains(page, "説明会を開いた")
    assertNotContains(page, 'name="_save"')
    assertNotContains(page, 'name="progress"')
    assert response.status_code == 403
    report.refresh_from_db()
    assert (report.progress, report.done_text, report.version) == (
        50,
        "説明会を開いた",
        2 if "returned" in state else 1,
    )


def belonging():
    """Every model whose rows belong to a report, each with its way to it; reports themselves."""
    models = [m for m in apps.get_models() if not hasattr(m, "history_object")]
    ways = [
        (m, f.name)
        for m in models
        for f in m._meta.get_fields()
        if f.many_to_one and f.related_model in (ProgressReport, ReportTransition)
    ]
    return [(ProgressReport, ""), *ways]


def test_reports_transitions_attachments_and_mails_belong_to_a_report():
    assert {model.__name__ for model, _ in belonging()} == {
        "ProgressReport",
        "ReportTransition",
        "ReportAttachment",
        "Reminder",
    }


def test_nothing_that_belongs_to_a_report_is_written_in_the_admin(rf, office):
    request = rf.get("/admin/")
    request.user = office
    site = admin.site
    inlines = [
        (inline.model, inline)
        for model_admin in site._registry.values()
        for inline in (kind(model_admin.model, site) for kind in model_admin.inlines)
    ]
    found = [
        (model, model_admin)
        for model, model_admin in [*site._registry.items(), *inlines]
        if model in {m for m, _ in belonging()}
    ]

    assert {model.__name__ for model, _ in found} == {m.__name__ for m, _ in belonging()}
    for model, model_admin in found:
        rights = [
            model_admin.has_add_permission(request, None)
            if hasattr(model_admin, "parent_model")
            else model_admin.has_add_permission(request),
            model_admin.has_change_permission(request),
            model_admin.has_delete_permission(request),
        ]
        assert (model, rights) == (model, [False, False, False])
        actions = getattr(model_admin, "actions", None)
        assert not actions
        assert not getattr(model_admin, "list_editable", ())


def test_no_inline_of_another_page_reaches_a_report(office):
    reached = {
        inline.model
        for model_admin in admin.site._registry.values()
        if model_admin.model is not ProgressReport
        for inline in model_admin.inlines
    }

    assert not reached & {model for model, _ in belonging()}


@pytest.mark.parametrize("action", ["delete_selected", "confirm", "correct"])
def test_no_action_of_the_list_reaches_a_confirmed_report(client, office, action):
    report = ProgressReportFactory(confirmed=True)

    client.post(REPORTS, {"action": action, "_selected_action": [report.pk], "post": "yes"})

    report.refresh_from_db()
    assert report.state == ReportState.CONFIRMED


def test_an_older_text_is_not_put_back(client, office):
    report = ProgressReportFactory(progress=10)
    report.progress = 20
    report.save()
    line = report.history.last()

    response = client.post(f"{REPORTS}{report.pk}/history/{line.pk}/", {"progress": 10})

    report.refresh_from_db()
    assert (response.status_code, report.progress) == (405, 20)


@pytest.mark.parametrize(
    "owner", ["participation", "period", "phase", "rating", "participation__section"]
)
def test_what_a_confirmed_report_refers_to_is_not_deleted(client, office, owner):
    row = ProgressReportFactory(confirmed=True)
    for name in owner.split("__"):
        row = getattr(row, name)
    meta = row._meta
    listed = f"/admin/{meta.app_label}/{meta.model_name}/"

    client.post(f"{listed}{row.pk}/delete/", {"post": "yes"})
    client.post(listed, {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})

    assert type(row).objects.filter(pk=row.pk).exists()
    assert ProgressReport.objects.get().state == ReportState.CONFIRMED


def test_reports_are_neither_added_nor_deleted(client, office):
    report = ProgressReportFactory()

    assert client.get(f"{REPORTS}add/").status_code == 403
    assert client.post(f"{REPORTS}{report.pk}/delete/", {"post": "yes"}).status_code == 403


def test_trail_is_shown_and_not_writable(client, office):
    report = ProgressReportFactory()
    ReportTransitionFactory(report=report, comment="数値の根拠を書いてください")

    page = client.get(f"{REPORTS}{report.pk}/change/")

    assertContains(page, "数値の根拠を書いてください")
    assertNotContains(page, 'name="transitions-0-comment"')


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
