"""The inventory's pages to read: town, department, section, list of tasks, one task, systems."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from hirao_dx.shared.versions import version_of
from inventory.choices import Category, Stage
from inventory.tasks.actions import update_task
from inventory.tasks.content import TaskContent
from tests.factories import (
    InitiativeFactory,
    SectionFactory,
    SurveyCountFactory,
    SystemFactory,
    TaskFactory,
    UserFactory,
)
from tests.inventory.tables import rows_of

BEHIND = "のもとの事務"  # said to those who hear a difference that is a link
READERS = ["staff", "head", "committee", "office", "stranger"]
PAGES = {
    "inventory": lambda task: [],
    "inventory_department": lambda task: [task.section.department_id],
    "inventory_section": lambda task: [task.section_id],
    "inventory_tasks": lambda task: [],
    "task": lambda task: [task.pk],
    "inventory_systems": lambda task: [],
}


def address(name, task):
    return reverse(name, args=PAGES[name](task))


def found(client, url, **query):
    """The numbers of the tasks a list shows, and how many there are."""
    response = client.get(url, query)
    page = response.context["page_obj"]
    return [task.number for task in page], page.paginator.count


@pytest.mark.parametrize("name", PAGES)
def test_visitor_is_sent_to_log_in(client, task, name):
    url = address(name, task)

    response = client.get(url)

    assert (response.status_code, response.url) == (302, f"/account/login/?next={url}")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", READERS)
def test_everyone_with_an_appointment_reads(request, client, task, name, who):
    client.force_login(request.getfixturevalue(who))

    response = client.get(address(name, task))

    assert response.status_code == 200
    assertContains(response, 'aria-current="page"')


@pytest.mark.parametrize("name", PAGES)
def test_person_without_an_appointment_is_told_so(client, task, name):
    client.force_login(UserFactory())

    response = client.get(address(name, task))

    assertContains(response, "所属", status_code=403)


@pytest.mark.parametrize("name", ["inventory_department", "inventory_section", "task"])
def test_unknown_key_is_not_found(client, office, name):
    client.force_login(office)

    assert client.get(reverse(name, args=[999])).status_code == 404


# The town


def test_a_difference_leads_to_the_tasks_behind_it(client, staff, section):
    survey = SurveyCountFactory(
        section=section, tasks=1, core=None, non_core=None, other=None, total=None
    ).survey
    TaskFactory(section=section, core=True)
    client.force_login(staff)
    sides = f"/inventory/surveys/compare/?from={survey.pk}&amp;to=now"

    town = client.get("/inventory/")
    department = client.get(reverse("inventory_department", args=[section.department_id]))

    for page in (town, department):
        assertContains(page, f'href="{sides}&amp;section={section.pk}&amp;measure=core#changes"')
        assertNotContains(page, "measure=tasks")


def test_town_shows_published_live_and_difference(client, staff, section):
    SurveyCountFactory(section=section, core=None, total=5)
    TaskFactory(section=section, core=True)
    client.force_login(staff)

    rows = rows_of(client.get("/inventory/"), "survey-table")

    assert rows[2] == [
        "町民福祉課 戸籍班",
        *("10", "1", f"−9{BEHIND}"),
        *("－", "1", f"＋1{BEHIND}"),
        *("1", "0", f"−1{BEHIND}"),
        *("4", "0", f"−4{BEHIND}"),
        *("5", "1", f"−4{BEHIND}"),
        *("5", "0", f"−5{BEHIND}"),
    ]


def test_town_counts_names_and_stages(client, staff, section):
    TaskFactory(section=section, digitised=True)
    TaskFactory(section=section, unnamed=True, stage=Stage.CONSIDERING)
    TaskFactory(section=section, ended=True)
    client.force_login(staff)

    rows = rows_of(client.get("/inventory/"), "stage-table")

    assert rows[2] == ["町民福祉課 戸籍班", "2", "1", "1", "0", "1", "0", "1", "0"]


def test_town_sums_departments_and_itself(client, staff, section):
    SectionFactory(department=section.department, name="こども班")
    TaskFactory(section=section)
    TaskFactory(section=SectionFactory(unnamed=True, department__name="議会事務局"))
    client.force_login(staff)

    rows = rows_of(client.get("/inventory/"), "stage-table")

    assert [row[:2] for row in rows[2:]] == [
        *(["町民福祉課 戸籍班", "1"], ["町民福祉課 こども班", "0"], ["町民福祉課 計", "1"]),
        *(["議会事務局", "1"], ["合計", "2"]),
    ]


def test_section_that_is_gone_shows_while_something_is_counted_for_it(client, stranger):
    SectionFactory(ended=True, name="旧班", department__name="旧課")
    SurveyCountFactory(section=SectionFactory(ended=True, name="元班", department__name="元課"))
    client.force_login(stranger)

    labels = [row[0] for row in rows_of(client.get("/inventory/"), "survey-table")]

    assert "元課 元班" in labels
    assert "旧課 旧班" not in labels


def test_town_without_sections_says_whom_to_ask(client, db):
    user = UserFactory(superuser=True)
    client.force_login(user)

    assertContains(client.get("/inventory/"), "班がまだ登録されていません")


@pytest.mark.parametrize("count", [1, 40])
def test_town_costs_the_same_for_one_and_forty(client, office, django_assert_num_queries, count):
    for _ in range(count):
        SurveyCountFactory(section=TaskFactory().section)
    client.force_login(office)

    with django_assert_num_queries(20):
        client.get("/inventory/")


# A department


def test_department_says_over_how_many_tasks_hours_are_saved(client, office, section):
    TaskFactory(section=section, measured=True, digitised=True)
    TaskFactory(section=section, measured=True, stage=Stage.IN_PROGRESS)
    TaskFactory(section=section, measured=True)
    TaskFactory(section=section, annual_hours_before=Decimal(5000), digitised=True)
    SectionFactory(department=section.department, name="こども班")
    client.force_login(office)

    response = client.get(reverse("inventory_department", args=[section.department_id]))

    assert rows_of(response, "hours-table")[2:] == [
        [
            *("町民福祉課 戸籍班", "120.0", "80.0", "40.0", "2件のうち1件"),
            *("40.0", "1件のうち1件"),
        ],
        ["町民福祉課 こども班", "－", "－", "－", "0件のうち0件", "－", "0件のうち0件"],
        ["合計", "120.0", "80.0", "40.0", "2件のうち1件", "40.0", "1件のうち1件"],
    ]


def test_department_shows_only_its_own_sections(client, office, section):
    TaskFactory()
    client.force_login(office)

    response = client.get(reverse("inventory_department", args=[section.department_id]))

    assert [row.label for row in response.context["groups"][0].rows] == ["町民福祉課 戸籍班"]


@pytest.mark.parametrize("count", [1, 20])
def test_department_costs_the_same_for_one_and_twenty(
    client, office, section, django_assert_num_queries, count
):
    for number in range(count):
        place = SectionFactory(department=section.department, name=f"{number}班")
        SurveyCountFactory(section=TaskFactory(section=place).section)
    client.force_login(office)

    with django_assert_num_queries(19):
        client.get(reverse("inventory_department", args=[section.department_id]))


# A section


def test_section_lists_its_tasks_by_number(client, stranger, section):
    TaskFactory(section=section, number=2)
    TaskFactory(section=section, number=1, unnamed=True)
    TaskFactory(section=section, number=3, ended=True)
    TaskFactory(number=4)
    client.force_login(stranger)

    assert found(client, reverse("inventory_section", args=[section.pk])) == ([1, 2], 2)


@pytest.mark.parametrize(
    ("who", "can_edit"),
    [("staff", True), ("head", True), ("office", True), ("committee", False), ("stranger", False)],
)
def test_section_links_the_form_for_those_who_write(request, client, task, who, can_edit):
    client.force_login(request.getfixturevalue(who))

    response = client.get(reverse("inventory_section", args=[task.section_id]))

    assert (reverse("task_edit", args=[task.pk]) in response.content.decode()) is can_edit
    assert response.context["first_unnamed"] == (task if can_edit else None)


def test_section_marks_what_has_no_name(client, staff, task):
    client.force_login(staff)

    rows = rows_of(client.get(reverse("inventory_section", args=[task.section_id])), "task-table")

    assert rows[1] == ["007 名称未登録", "使用なし", "－", "未検討", "編集（007 名称未登録）"]


def test_section_shows_fifty_tasks_a_page_and_keeps_the_filter(client, staff, section):
    for number in range(1, 61):
        TaskFactory(section=section, number=number, unnamed=number > 8)
    client.force_login(staff)
    url = reverse("inventory_section", args=[section.pk])

    assert found(client, url) == (list(range(1, 51)), 60)
    assert found(client, url, named="no", page=2) == ([59, 60], 52)
    assertContains(client.get(url, {"named": "no"}), "?named=no&amp;page=2")
    assertContains(client.get(url, {"named": "no"}), "全52件のうち1〜50件目")


@pytest.mark.parametrize("count", [1, 40])
def test_section_costs_the_same_for_one_and_forty(
    client, staff, section, django_assert_num_queries, count
):
    for number in range(count):
        TaskFactory(section=section, number=number, on_system=True)
    client.force_login(staff)

    with django_assert_num_queries(20):
        client.get(reverse("inventory_section", args=[section.pk]))


# The list of all tasks


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({}, [1, 2, 3]),
        ({"q": "ライン"}, [2]),
        ({"q": "ＬＩＮＥ"}, [2]),
        ({"q": "line　ライン"}, [2]),
        ({"q": "line 窓口"}, []),
        ({"q": "００３"}, [3]),
        ({"q": "窓口台帳"}, [1]),
        ({"q": "９" * 30}, []),
        ({"category": "core"}, [1]),
        ({"category": "none"}, [2, 3]),
        ({"named": "no"}, [3]),
        ({"named": "yes", "category": "none"}, [2]),
        ({"stage": "digitised"}, [2]),
        ({"standing": "ended"}, [4]),
    ],
)
def test_list_finds_by_every_condition(client, office, section, query, numbers):
    system = SystemFactory(name="窓口台帳")
    TaskFactory(section=section, number=1, category=Category.CORE, system=system)
    TaskFactory(section=section, number=2, name="LINEの配信", description="ライン", digitised=True)
    TaskFactory(section=section, number=3, unnamed=True)
    TaskFactory(section=section, number=4, ended=True)
    client.force_login(office)

    assert found(client, "/inventory/tasks/", **query) == (numbers, len(numbers))


def test_list_finds_by_place_and_system(client, office, section):
    mine = TaskFactory(section=section, number=1, on_system=True)
    TaskFactory(number=2)
    client.force_login(office)
    url = "/inventory/tasks/"

    assert found(client, url, section=section.pk) == ([1], 1)
    assert found(client, url, department=section.department_id) == ([1], 1)
    assert found(client, url, system=mine.system_id) == ([1], 1)


def test_list_says_that_it_left_out_a_condition_it_cannot_read(client, office, task):
    client.force_login(office)

    response = client.get("/inventory/tasks/", {"section": "x", "stage": "nonsense"})

    assertContains(response, "読み取れない条件がありました")
    assert response.context["page_obj"].paginator.count == 1


def test_list_without_a_hit_offers_to_drop_the_conditions(client, office, task):
    client.force_login(office)

    response = client.get("/inventory/tasks/", {"q": "ない言葉"})

    assertContains(response, "条件に合う事務はありません")
    assertContains(response, 'value="ない言葉"')


@pytest.mark.parametrize("count", [1, 40])
def test_list_costs_the_same_for_one_and_forty(client, office, django_assert_num_queries, count):
    for _ in range(count):
        TaskFactory(on_system=True)
    client.force_login(office)

    with django_assert_num_queries(10):
        client.get("/inventory/tasks/")


# One task


def test_task_shows_everything(client, stranger, section):
    task = TaskFactory(
        section=section,
        number=12,
        name="転入届の受付",
        on_system=True,
        measured=True,
        digitised=True,
        remarks="2行の\n備考",
        ended=True,
    )
    InitiativeFactory(code="6", title="標準化", tasks=[task])
    client.force_login(stranger)

    response = client.get(reverse("task", args=[task.pk]))

    assertContains(response, "<h1>転入届の受付</h1>")
    assertContains(response, "町民福祉課 戸籍班　012番")
    assertContains(response, "見直し前 120.0時間、見直し後 80.0時間（減った時間 40.0時間）")
    assertContains(response, "令和7年3月31日")
    assertContains(response, '<a class="rows__main" href="/plans/current/initiatives/6/">')
    assertNotContains(response, reverse("task_edit", args=[task.pk]))


def test_task_without_a_name_says_why(client, stranger, task):
    client.force_login(stranger)

    response = client.get(reverse("task", args=[task.pk]))

    assertContains(response, "<h1>事務 007</h1>")
    assertContains(response, "この事務の名称は、まだ登録されていません")


def test_a_task_without_a_recorded_past_still_opens(client, staff, task):
    task.history.all().delete()
    client.force_login(staff)

    response = client.get(reverse("task", args=[task.pk]))

    assertContains(response, "名称未登録")
    assert response.context["history"] == []


def test_task_tells_who_changed_what(client, staff, task):
    system = SystemFactory(name="住民記録")
    content = TaskContent(
        name="転入届の受付",
        category=Category.CORE,
        system=system,
        stage=Stage.IN_PROGRESS,
        annual_hours_before=Decimal("1200.5"),
        ended_on=date(2026, 3, 31),
    )
    update_task(task=task, content=content, version=version_of(task), by=staff)
    client.force_login(staff)

    latest, first = client.get(reverse("task", args=[task.pk])).context["history"]

    assert (latest.by, latest.kind, first.kind) == ("見本 花子", "変更", "登録")
    assert [(c.label, c.before, c.after) for c in latest.changes] == [
        ("事務の名称", "（空欄）", "転入届の受付"),
        ("使用システムの区分", "使用なし", "基幹系"),
        ("使用システム", "（空欄）", "住民記録"),
        ("デジタル化の段階", "未検討", "実施中"),
        ("年間の時間（見直し前）", "（空欄）", "1,200.5時間"),
        ("廃止日", "（空欄）", "令和8年3月31日"),
    ]


def test_task_that_moved_names_both_sections(client, office, task):
    task.section = SectionFactory(name="こども班", department=task.section.department)
    task.save()
    client.force_login(office)

    latest = client.get(reverse("task", args=[task.pk])).context["history"][0]

    assert [(c.label, c.before, c.after) for c in latest.changes] == [
        ("班", "町民福祉課 戸籍班", "町民福祉課 こども班")
    ]


@pytest.mark.parametrize("count", [1, 20])
def test_task_costs_the_same_for_one_and_twenty_changes(
    client, staff, task, django_assert_num_queries, count
):
    for number in range(count):
        content = TaskContent(name=f"名称{number}", category=Category.CORE, system=SystemFactory())
        update_task(task=task, content=content, version=version_of(task), by=staff)
        InitiativeFactory(tasks=[task])
    client.force_login(staff)

    with django_assert_num_queries(13):
        client.get(reverse("task", args=[task.pk]))


# Systems


def test_systems_count_live_tasks_and_sections(client, office, section):
    system = SystemFactory(name="住民記録")
    SystemFactory(name="使われない", vendor="")
    TaskFactory.create_batch(2, section=section, category=Category.CORE, system=system)
    TaskFactory(category=Category.CORE, system=system)
    TaskFactory(category=Category.CORE, system=system, ended=True)
    TaskFactory(core=True)
    client.force_login(office)

    response = client.get("/inventory/systems/")

    assert rows_of(response, "system-table")[1:] == [
        ["住民記録", "基幹系", "提供会社", "わからない", "わからない", "－", "3", "2", "2", "－"],
        ["使われない", "基幹系", "－", "わからない", "わからない", "－", "0", "0", "0", "－"],
    ]
    assert response.context["unassigned"] == 1


def test_no_system_yet_says_what_happens_next(client, office):
    client.force_login(office)

    assertContains(client.get("/inventory/systems/"), "システムはまだ登録されていません")


@pytest.mark.parametrize("count", [1, 40])
def test_systems_cost_the_same_for_one_and_forty(client, office, django_assert_num_queries, count):
    for _ in range(count):
        TaskFactory(on_system=True)
    client.force_login(office)

    with django_assert_num_queries(10):
        client.get("/inventory/systems/")
