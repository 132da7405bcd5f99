"""Who changed what in a section's tasks, and in everybody's."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from hirao_dx.shared.versions import version_of
from inventory.tasks.actions import update_task
from inventory.tasks.content import TaskContent
from tests.factories import SectionFactory, TaskFactory


@pytest.fixture
def url(section):
    return reverse("inventory_section_history", args=[section.pk])


def rename(task, by, name):
    update_task(task=task, content=TaskContent(name=name), version=version_of(task), by=by)
    task.refresh_from_db()


def told(response):
    """Each line: the task then, who, and the changes."""
    return [
        (name, entry.by, [(c.label, c.before, c.after) for c in entry.changes])
        for entry, _, name in response.context["entries"]
    ]


def test_visitor_is_sent_to_log_in(client, url):
    assert client.get(url).url == f"/account/login/?next={url}"


@pytest.mark.parametrize("who", ["staff", "head", "committee", "office", "stranger"])
def test_everyone_with_an_appointment_reads(request, client, task, url, who):
    client.force_login(request.getfixturevalue(who))

    assertContains(client.get(url), "007 名称未登録")


def test_unknown_section_is_not_found(client, office):
    client.force_login(office)

    assert client.get(reverse("inventory_section_history", args=[999])).status_code == 404


def test_changes_of_the_section_stand_newest_first(client, staff, task, url):
    TaskFactory(name="ほかの班の事務")
    rename(task, staff, "転入届")
    rename(task, staff, "転入届の受付")
    client.force_login(staff)

    assert told(client.get(url)) == [
        ("007 転入届の受付", "見本 花子", [("事務の名称", "転入届", "転入届の受付")]),
        ("007 転入届", "見本 花子", [("事務の名称", "（空欄）", "転入届")]),
        ("007 名称未登録", "", []),
    ]


def test_move_stands_in_both_sections_and_what_follows_only_in_the_new_one(
    client, staff, office, task, url
):
    there = SectionFactory(name="こども班", department=task.section.department)
    task.section = there
    task.save()
    rename(task, office, "後の名称")
    client.force_login(office)
    moved = ("007 名称未登録", "", [("班", "町民福祉課 戸籍班", "町民福祉課 こども班")])

    here = told(client.get(url))
    new = told(client.get(reverse("inventory_section_history", args=[there.pk])))

    assert here == [moved, ("007 名称未登録", "", [])]
    assert [line[0] for line in new] == ["007 後の名称", "007 名称未登録"]
    assert new[1] == moved


def test_section_without_tasks_says_so(client, stranger, section, url):
    client.force_login(stranger)

    assertContains(client.get(url), "変更の記録はまだありません")


@pytest.mark.parametrize("count", [1, 30])
def test_history_costs_the_same_for_one_and_thirty(
    client, staff, section, url, django_assert_num_queries, count
):
    for number in range(count):
        task = TaskFactory(section=section, number=number, on_system=True)
        rename(task, staff, f"名称{number}")
    client.force_login(staff)

    with django_assert_num_queries(11):
        client.get(url)


# The whole town

ALL = "/inventory/history/"


@pytest.fixture
def changed(section, task, staff, office):
    """Two people changed two tasks in April and May; each task was entered in March."""
    other = TaskFactory(number=3, name="税の証明")
    for row in (task, other):
        dated(row, date(2026, 3, 1))
    rename(task, staff, "転入届")
    dated(task, date(2026, 4, 10))
    update_task(
        task=other,
        content=TaskContent(name="所得の証明"),
        version=version_of(other),
        by=office,
        reason="表の取込：四月.xlsx",
    )
    dated(other, date(2026, 5, 20))
    return other


def dated(row, day):
    line = row.history.order_by("-history_id").first()
    line.history_date = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
    line.save()


def names(client, **query):
    return [name for name, _, _ in told(client.get(ALL, query))]


def test_visitor_of_the_town_is_sent_to_log_in(client, db):
    assert client.get(ALL).url == f"/account/login/?next={ALL}"


@pytest.mark.parametrize("who", ["staff", "head", "committee", "office", "stranger"])
def test_everyone_with_an_appointment_reads_the_town(request, client, changed, who):
    client.force_login(request.getfixturevalue(who))

    assert names(client) == ["003 所得の証明", "007 転入届", "003 税の証明", "007 名称未登録"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "changed"}, ["003 所得の証明", "007 転入届"]),
        ({"kind": "added"}, ["003 税の証明", "007 名称未登録"]),
        ({"who": "花子"}, ["007 転入届"]),
        ({"who": "四月"}, ["003 所得の証明"]),
        ({"who": "花子 四月"}, []),
        ({"since": "2026-04-10"}, ["003 所得の証明", "007 転入届"]),
        ({"until": "2026-04-10", "kind": "changed"}, ["007 転入届"]),
        ({"since": "2026-04-11", "until": "2026-05-19"}, []),
    ],
)
def test_conditions_narrow_the_town(client, staff, changed, query, found):
    client.force_login(staff)

    assert names(client, **query) == found


def test_place_narrows_the_town_to_what_came_and_went(client, staff, section, changed):
    client.force_login(staff)

    own = names(client, section=section.pk)
    department = names(client, department=changed.section.department_id)

    assert own == ["007 転入届", "007 名称未登録"]
    assert department == ["003 所得の証明", "003 税の証明"]


@pytest.mark.parametrize(
    "condition",
    [
        {"since": "きのう"},
        {"since": "0001-01-01"},
        {"until": "9999-12-31"},
        {"until": f"{'9' * 5000}-12-31"},
    ],
)
def test_condition_that_cannot_be_read_is_said_and_left_out(client, staff, changed, condition):
    client.force_login(staff)

    page = client.get(ALL, condition)

    assertContains(page, "読み取れない条件がありました")
    assert len(told(page)) == 4


def test_town_without_a_matching_change_says_so(client, staff, changed):
    client.force_login(staff)

    assertContains(client.get(ALL, {"who": "だれでもない人"}), "条件に合う変更はありません")


@pytest.mark.parametrize("count", [1, 30])
def test_town_costs_the_same_for_one_and_thirty(
    client, staff, section, django_assert_num_queries, count
):
    for number in range(count):
        rename(TaskFactory(section=section, number=number, on_system=True), staff, f"名称{number}")
    client.force_login(staff)

    with django_assert_num_queries(12):
        client.get(ALL)
