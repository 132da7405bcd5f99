"""Surveys listed, read, taken and compared."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from inventory.choices import Category
from inventory.models import Survey
from inventory.surveys.actions import take_survey
from organization.models import Reorganisation, SectionSuccession
from tests.factories import (
    SectionFactory,
    SurveyCountFactory,
    SurveyFactory,
    TaskFactory,
    UserFactory,
)
from tests.inventory.tables import rows_of

LIST = "/inventory/surveys/"
NEW = "/inventory/surveys/new/"
COMPARE = "/inventory/surveys/compare/"
DAY = date(2026, 4, 1)


@pytest.fixture
def taken(office, section):
    """A survey of three tasks:住民票 on a system, one unnamed, one that will end."""
    TaskFactory(section=section, number=1, name="住民票の交付", core=True)
    TaskFactory(section=section, number=2, unnamed=True)
    TaskFactory(section=section, number=3, name="=証明の写し")
    return take_survey(name="次回調査", on=DAY, by=office)


def changed(response):
    return [(row[0], row[2]) for row in rows_of(response, "changes-table")[1:]]


def compare(client, before, after="now", **more):
    return client.get(COMPARE, {"from": before.pk, "to": getattr(after, "pk", after), **more})


@pytest.mark.parametrize("url", [LIST, NEW, COMPARE])
def test_visitor_is_sent_to_log_in(client, db, url):
    response = client.get(url)

    assert (response.status_code, response.url) == (302, f"/account/login/?next={url}")


@pytest.mark.parametrize("who", ["staff", "head", "committee", "office", "stranger"])
def test_everyone_with_an_appointment_reads(request, client, taken, who):
    client.force_login(request.getfixturevalue(who))

    for url in (LIST, f"{LIST}{taken.pk}/", COMPARE, f"{LIST}compare.csv"):
        assert client.get(url).status_code == 200


def test_person_without_an_appointment_is_told_so(client, taken):
    client.force_login(UserFactory())

    assertContains(client.get(LIST), "所属", status_code=403)


@pytest.mark.parametrize("who", ["staff", "head", "committee", "stranger"])
def test_only_the_office_is_offered_a_new_survey(request, client, section, who):
    client.force_login(request.getfixturevalue(who))

    assertNotContains(client.get(LIST), NEW)
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, {"name": "次回調査", "on": "2026-04-01"}).status_code == 403


def test_office_sees_what_is_kept_and_takes_it(client, office, task):
    TaskFactory(section=task.section, number=8)
    client.force_login(office)

    before = client.get(NEW)
    response = client.post(NEW, {"name": "次回調査", "on": "2026-04-01"})

    assertContains(before, "<dt>名称未登録の事務</dt><dd>1件</dd>", html=True)
    survey = Survey.objects.get()
    assertRedirects(response, f"{LIST}{survey.pk}/")
    assert survey.entries.count() == 2


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": "", "on": "2026-04-01"}, "調査の名称を入力してください。"),
        ({"name": "次回調査", "on": "2099-01-01"}, "先の日付では作れません。"),
        ({"name": "次回調査", "on": "きょう"}, "令和9年4月1日 のように"),
    ],
)
def test_faulty_form_says_why(client, office, task, sent, words):
    client.force_login(office)

    assertContains(client.post(NEW, sent), words, status_code=422)
    assert not Survey.objects.exists()


def test_nothing_to_list_or_compare_is_said(client, office):
    client.force_login(office)

    assertContains(client.get(LIST), "調査はまだありません")
    assertContains(client.get(COMPARE), "比べる調査がまだありません")
    assert client.get(f"{LIST}9/").status_code == 404


def test_survey_shows_its_table_with_empty_cells(client, office, taken, section):
    client.force_login(office)

    rows = rows_of(client.get(f"{LIST}{taken.pk}/"), "survey-counts")

    assert rows[1] == [section.label, "3", "1", "－", "－", "1", "2"]


def test_changes_since_a_survey_are_named_task_by_task(client, office, taken, section):
    first, second, third = section.tasks.all()
    second.name = "印鑑登録"
    second.annual_hours_before = Decimal("1200.5")
    second.save()
    third.ended_on = DAY
    third.save()
    TaskFactory(section=section, number=4, name="新しい事務", category=Category.OTHER)
    client.force_login(office)

    response = compare(client, taken)

    assert changed(response) == [
        (
            "002 印鑑登録",
            "名称が変わった事務：名称未登録 → 印鑑登録年間の時間が変わった事務："
            "見直し前 わからない、見直し後 わからない → 見直し前 1,200.5時間、見直し後 わからない",
        ),
        ("003 =証明の写し", "なくなった事務"),
        ("004 新しい事務", "増えた事務"),
    ]
    assert f"/inventory/tasks/{first.pk}/" not in response.content.decode()


def test_difference_leads_to_the_tasks_behind_it(client, office, taken, section):
    first = section.tasks.get(number=1)
    first.category = Category.OTHER
    first.name = "住民票"
    first.save()
    TaskFactory(section=section, number=4, name="新しい事務", core=True)
    TaskFactory(name="よその事務", number=9, category=Category.OTHER)
    client.force_login(office)
    address = (
        f"{COMPARE}?from={taken.pk}&amp;to=now&amp;section={section.pk}&amp;measure=other#changes"
    )

    whole = compare(client, taken)
    part = compare(client, taken, section=section.pk, measure="other")

    assertContains(whole, f'href="{address}"')
    assert [task for task, _ in changed(part)] == ["001 住民票"]


def test_one_kind_of_change_is_shown_alone(client, office, taken, section):
    section.tasks.filter(number=1).update(stage="digitised")
    section.tasks.filter(number=2).update(name="印鑑登録")
    client.force_login(office)

    response = compare(client, taken, kind="stage")

    assert changed(response) == [
        ("001 住民票の交付", "デジタル化の段階が変わった事務：未検討 → デジタル化済")
    ]


def test_two_taken_surveys_are_compared_as_they_were(client, office, taken, section):
    section.tasks.filter(number=1).update(name="住民票")
    later = take_survey(name="その次の調査", on=DAY, by=office)
    section.tasks.filter(number=1).update(name="さらに後の名称")
    client.force_login(office)

    response = compare(client, taken, later)

    assert changed(response) == [("001 住民票", "名称が変わった事務：住民票の交付 → 住民票")]


def test_published_counts_show_only_what_the_history_knows(client, office, section):
    survey = SurveyCountFactory(
        section=section, tasks=2, core=1, non_core=0, other=0, total=1
    ).survey
    loaded = TaskFactory(section=section, number=1, unnamed=True, core=True)
    loaded.name = "住民票"
    loaded.save()
    new = TaskFactory.build(section=section, number=2, name="新しい事務")
    new._history_user = office
    new.save()
    client.force_login(office)

    response = compare(client, survey)

    assert changed(response) == [("002 新しい事務", "増えた事務")]
    assertContains(response, "公表された調査は件数だけ")
    assertContains(response, f"{section.label}：事務数の差のうち−1件は、履歴からはわかりません。")


def test_two_published_surveys_show_the_plain_difference(client, office, section):
    first = SurveyCountFactory(section=section).survey
    second = SurveyCountFactory(
        section=section, survey=SurveyFactory(name="前回", order=1), tasks=12
    ).survey
    client.force_login(office)

    response = compare(client, first, second)

    rows = {row[0]: row[1:4] for row in rows_of(response, "compare-table")}
    assert rows[section.label] == ["10", "12", "＋2"]
    assertContains(response, "どちらの調査も件数だけ")
    assertNotContains(response, "差のもとになった事務</h2>")


def test_reorganised_section_is_compared_with_the_one_before(client, office, taken, section):
    heir = SectionFactory(name="窓口班", department=section.department)
    record = Reorganisation.objects.create(
        kind="rename", effective_on=DAY, reason="改組", by=office
    )
    SectionSuccession.objects.create(reorganisation=record, predecessor=section, successor=heir)
    section.tasks.update(section=heir)
    client.force_login(office)

    response = compare(client, taken)

    assert rows_of(response, "families-table")[2][:4] == [
        f"{section.label} → {heir.label}",
        "3",
        "3",
        "±0",
    ]
    assert changed(response)[0] == (
        "001 住民票の交付",
        f"機構改革で引き継いだ事務：{section.label} → {heir.label}",
    )


def test_file_holds_every_change_and_starts_no_formula(client, office, taken, section):
    section.tasks.filter(number=1).update(name="=1+1", stage="digitised")
    client.force_login(office)

    response = client.get(f"{LIST}compare.csv", {"from": taken.pk, "to": "now"})

    text = b"".join(response.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[1:] == [
        [section.label, "001 =1+1", "名称が変わった事務", "住民票の交付", "'=1+1"],
        [section.label, "001 =1+1", "デジタル化の段階が変わった事務", "未検討", "デジタル化済"],
    ]


@pytest.mark.parametrize(
    "query", [{"from": "x", "to": "y"}, {"section": "0"}, {"measure": "x"}, {"page": "99"}]
)
def test_odd_address_is_read_as_the_whole_comparison(client, office, taken, query):
    client.force_login(office)

    assert client.get(COMPARE, query).status_code == 200


def test_queries_stay_bounded(client, office, taken, section, django_assert_num_queries):
    for number in range(10, 80):
        TaskFactory(section=section, number=number)
    client.force_login(office)

    with django_assert_num_queries(13):
        response = compare(client, taken)
    with django_assert_num_queries(6):
        client.get(LIST)
    with django_assert_num_queries(8):
        client.get(f"{LIST}{taken.pk}/")
    with django_assert_num_queries(7):
        client.get(NEW)

    assertContains(response, "全70件")


def test_chosen_survey_stands_beside_the_live_figures(client, office, taken, section):
    published = SurveyCountFactory(section=section, tasks=12).survey
    TaskFactory(section=section, number=4)
    client.force_login(office)

    usual = client.get("/inventory/")
    chosen = client.get("/inventory/", {"survey": taken.pk})

    assert (usual.context["survey"], chosen.context["survey"]) == (published, taken)
    figures = [
        {row[0]: row[1:4] for row in rows_of(page, "survey-table")}[section.label]
        for page in (usual, chosen)
    ]
    assert figures == [["12", "4", "−8のもとの事務"], ["3", "4", "＋1のもとの事務"]]
    assertContains(chosen, "調査と現在の件数")
