"""Who changed what in a section's tasks."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from inventory.actions import TaskContent, task_version, update_task
from tests.factories import SectionFactory, TaskFactory


@pytest.fixture
def url(section):
    return reverse("inventory_section_history", args=[section.pk])


def rename(task, by, name):
    update_task(task=task, content=TaskContent(name=name), version=task_version(task), by=by)
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
