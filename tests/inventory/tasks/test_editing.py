"""Changing a task: who may, what is refused, and what is never lost."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from hirao_dx.shared.versions import Stale, version_of
from inventory.choices import Category, Stage
from inventory.tasks.actions import update_task
from inventory.tasks.content import TaskContent
from tests.factories import SystemFactory, TaskFactory, UserFactory


@pytest.fixture
def url(task):
    return reverse("task_edit", args=[task.pk])


def typed(task, **changes):
    """The form as a browser posts it."""
    return {
        "name": "転入届の受付",
        "description": "窓口で受け付ける",
        "category": "core",
        "system": "",
        "stage": "considering",
        "annual_hours_before": "",
        "annual_hours_after": "",
        "remarks": "",
        "ended_on": "",
        "version": version_of(task),
    } | changes


def errors_of(response):
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


def test_visitor_is_sent_to_log_in(client, url):
    response = client.get(url)

    assert (response.status_code, response.url) == (302, f"/account/login/?next={url}")


@pytest.mark.parametrize("who", ["staff", "head", "office"])
def test_those_who_write_for_the_section_save(request, client, task, url, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get(url).status_code == 200
    response = client.post(url, typed(task))

    assertRedirects(response, reverse("task", args=[task.pk]))
    task.refresh_from_db()
    assert TaskContent.of(task) == TaskContent(
        name="転入届の受付",
        description="窓口で受け付ける",
        category=Category.CORE,
        stage=Stage.CONSIDERING,
    )


@pytest.mark.parametrize("who", ["committee", "stranger"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_others_are_refused(request, client, task, url, who, method):
    client.force_login(request.getfixturevalue(who))

    response = getattr(client, method)(url, typed(task))

    assertContains(
        response,
        "この事務を変更できるのは、担当する班の職員と課長、事務局です。",
        status_code=403,
    )
    task.refresh_from_db()
    assert task.name == ""


def test_head_of_another_department_is_refused(client, url):
    client.force_login(UserFactory(head=True))

    assert client.get(url).status_code == 403


def test_unknown_task_is_not_found(client, office):
    client.force_login(office)

    assert client.get(reverse("task_edit", args=[999])).status_code == 404


def test_saving_says_so_and_names_the_writer_in_the_history(client, staff, task, url):
    client.force_login(staff)

    response = client.post(url, typed(task), follow=True)

    assert [str(m) for m in response.context["messages"]] == [
        "「007 転入届の受付」を保存しました。"
    ]
    assert response.context["history"][0].by == "見本 花子"


@pytest.mark.parametrize(
    ("typed_hours", "hours"),
    [
        ("１，２００．５", Decimal("1200.5")),
        ("1,200.5", Decimal("1200.5")),
        (" 80 時間 ", Decimal("80")),
        ("８０時間", Decimal("80")),
        ("0", Decimal("0")),
        ("", None),
    ],
)
def test_hours_are_read_as_people_write_them(client, staff, task, url, typed_hours, hours):
    client.force_login(staff)

    client.post(url, typed(task, annual_hours_before=typed_hours))

    task.refresh_from_db()
    assert task.annual_hours_before == hours


@pytest.mark.parametrize(
    ("typed_hours", "message"),
    [
        ("たくさん", "時間は数で入力してください（例：120.5）。"),
        ("-1", "時間は0以上の数で入力してください。"),
        ("1.25", "時間は小数第1位までで入力してください（例：120.5）。"),
        ("1234567890", "時間は8桁までの数で入力してください。"),
        ("NaN", "時間は数で入力してください（例：120.5）。"),
    ],
)
def test_hours_that_cannot_be_read_are_explained(client, staff, task, url, typed_hours, message):
    client.force_login(staff)

    response = client.post(url, typed(task, annual_hours_after=typed_hours))

    assert errors_of(response) == {"annual_hours_after": [message]}


def test_invalid_form_keeps_what_was_typed(client, staff, task, url):
    client.force_login(staff)

    response = client.post(url, typed(task, annual_hours_before="たくさん"))

    assert response.status_code == 200
    assertContains(response, "入力に直すところがあります")
    assertContains(response, 'value="転入届の受付"')
    assertContains(response, 'value="たくさん"')
    assertContains(response, "<h1>007 名称未登録を編集</h1>")
    task.refresh_from_db()
    assert task.name == ""


def test_task_without_a_system_names_none(client, staff, task, url):
    system = SystemFactory()
    client.force_login(staff)

    response = client.post(url, typed(task, category="none", system=system.pk))

    assert errors_of(response) == {
        "system": [
            "使用システムの区分が「使用なし」のときは、システムを選べません。"
            "システムを「（選ばない）」にするか、区分を選び直してください。"
        ]
    }


def test_system_must_be_of_the_task_s_category(client, staff, task, url):
    system = SystemFactory(name="住民記録")
    client.force_login(staff)

    response = client.post(url, typed(task, category="other", system=system.pk))

    assert errors_of(response) == {
        "system": [
            "「住民記録」の区分は「基幹系」です。"
            "使用システムの区分を合わせるか、別のシステムを選んでください。"
        ]
    }


def test_second_writer_sees_the_first_one_s_change_and_keeps_the_own_text(
    client, staff, office, task, url
):
    first_seen = version_of(task)
    content = TaskContent(name="転入の届出")
    update_task(task=task, content=content, version=first_seen, by=office)
    client.force_login(staff)

    response = client.post(url, typed(task, version=first_seen))

    assert response.status_code == 409
    assertContains(response, "ほかの人が先に保存しました", status_code=409)
    assertContains(response, "<ins>転入の届出</ins>", status_code=409)
    assertContains(response, 'value="転入届の受付"', status_code=409)
    task.refresh_from_db()
    assert task.name == "転入の届出"

    kept = response.context["form"].data
    assertRedirects(client.post(url, kept), reverse("task", args=[task.pk]))
    task.refresh_from_db()
    assert task.name == "転入届の受付"


def test_naming_goes_on_to_the_next_task_without_a_name(client, staff, task, url):
    TaskFactory(section=task.section, number=8)
    TaskFactory(section=task.section, number=9, unnamed=True, ended=True)
    following = TaskFactory(section=task.section, number=10, unnamed=True)
    client.force_login(staff)

    assertRedirects(
        client.post(url, typed(task, next="1")), reverse("task_edit", args=[following.pk])
    )


def test_naming_the_last_task_ends_on_its_page(client, staff, task, url):
    client.force_login(staff)

    assertRedirects(client.post(url, typed(task, next="1")), reverse("task", args=[task.pk]))


@pytest.mark.parametrize("count", [1, 40])
def test_form_costs_the_same_for_one_and_forty_systems(
    client, staff, task, url, django_assert_num_queries, count
):
    for _ in range(count):
        TaskFactory(on_system=True)
    client.force_login(staff)

    with django_assert_num_queries(9):
        client.get(url)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("volume", "１，２００件", 1200),
        ("volume", "", None),
        ("minutes_per_case", "７．５分", Decimal("7.5")),
        ("peak_months", ["4", "12", "3"], "3,4,12"),
        ("peak_months", [], ""),
        ("uses_paper", "true", True),
        ("uses_paper", "false", False),
        ("uses_paper", "unknown", None),
        ("staff", "mixed", "mixed"),
        ("method", "rpa", "rpa"),
    ],
)
def test_every_field_is_read_as_people_give_it(client, staff, task, url, field, text, value):
    client.force_login(staff)

    client.post(url, typed(task, **{field: text}))

    task.refresh_from_db()
    assert getattr(task, field) == value


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("volume", "1.5", "件数は整数で入力してください（例：1200）。"),
        ("volume", "1,2", "件数は整数で入力してください（例：1200）。"),
        ("volume", "−1", "件数は0以上の数で入力してください。"),
        ("volume", "-1", "件数は0以上の数で入力してください。"),
        ("volume", "123456789", "件数は8桁までの数で入力してください。"),
        (
            "minutes_per_case",
            "長い",
            "1件あたりの時間（分）は数で入力してください（例：120.5）。",
        ),
        (
            "minutes_per_case",
            "1200,5",
            "1件あたりの時間（分）は数で入力してください（例：120.5）。",
        ),
        (
            "minutes_per_case",
            "1234567",
            "1件あたりの時間（分）は6桁までの数で入力してください。",
        ),
        ("peak_months", ["13"], "忙しい月は、一覧から選んでください。"),
    ],
)
def test_what_cannot_be_read_is_explained(client, staff, task, url, field, text, message):
    client.force_login(staff)

    response = client.post(url, typed(task, **{field: text}))

    assert errors_of(response) == {field: [message]}


def test_live_task_is_not_ended_in_passing(client, staff, task, url):
    client.force_login(staff)

    client.post(url, typed(task, ended_on="2026-03-31"))

    task.refresh_from_db()
    assert task.ended_on is None
    assert "ended_on" not in client.get(url).context["form"].fields


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("", "廃止日を入力してください。"),
        ("あした", "日付は 2027-04-01 か 令和9年4月1日 のように入れてください。"),
        ("2099-03-31", "廃止日は、今日までの日付にしてください。"),
        ("9999-03-31", "日付の年を確かめてください（1926年から2099年まで）。"),
    ],
)
def test_day_of_an_ended_task_is_corrected_but_not_taken_back(
    client, staff, section, day, message
):
    ended = TaskFactory(section=section, ended=True)
    url = reverse("task_edit", args=[ended.pk])
    client.force_login(staff)

    refused = client.post(url, typed(ended, ended_on=day, category="none"))
    client.post(url, typed(ended, ended_on="2026-03-31", ended_reason="訂正", category="none"))

    assert errors_of(refused)["ended_on"][0].startswith(message)
    ended.refresh_from_db()
    assert (str(ended.ended_on), ended.ended_reason) == ("2026-03-31", "訂正")


# The action itself


def test_update_refuses_whoever_may_not_write(task, stranger):
    with pytest.raises(PermissionDenied):
        update_task(
            task=task, content=TaskContent(name="名称"), version=version_of(task), by=stranger
        )


def test_update_refuses_a_text_that_was_overtaken(task, staff):
    version = version_of(task)
    update_task(task=task, content=TaskContent(name="先"), version=version, by=staff)

    with pytest.raises(Stale) as refused:
        update_task(task=task, content=TaskContent(name="後"), version=version, by=staff)

    assert refused.value.current.name == "先"


def test_update_that_changes_nothing_leaves_no_trace(task, staff):
    version = version_of(task)

    update_task(task=task, content=TaskContent.of(task), version=version, by=staff)

    assert version_of(task) == version
