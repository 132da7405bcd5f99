"""The inventory as of a day: the town, a section, a task, and what a reorganisation leaves."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from hirao_dx.shared.versions import version_of
from initiatives.reorganisation.actions import move_tasks
from inventory.history import past
from inventory.models import System, Task
from inventory.tasks.actions import update_task
from inventory.tasks.content import TaskContent
from organization.models import Department, Reorganisation, Section, SectionSuccession
from tests.factories import SectionFactory, SystemFactory, TaskFactory
from tests.inventory.tables import rows_of

APRIL, MAY, JUNE = date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)


def wrote(row, day, hour=3):
    """Date a row's latest line in the history: by default at noon in Japan."""
    line = row.history.order_by("-history_id").first()
    line.history_date = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    line.save()


def change(task, by, day, hour=3, **changes):
    content = TaskContent(**(vars(TaskContent.of(task)) | changes))
    update_task(task=task, content=content, version=version_of(task), by=by)
    wrote(task, day, hour)
    task.refresh_from_db()


@pytest.fixture
def task(section):
    """Unnamed since April, as everything around it."""
    found = TaskFactory(section=section, unnamed=True, number=7)
    for row in (section, section.department, found):
        wrote(row, APRIL)
    return found


def section_url(section, day):
    return f"{reverse('inventory_section', args=[section.pk])}?on={day}"


def department_url(section, day):
    return f"{reverse('inventory_department', args=[section.department_id])}?on={day}"


def test_day_ends_at_midnight_in_japan(task, staff):
    change(task, staff, MAY, hour=14, name="五月の名称")  # 23:00
    change(task, staff, MAY, hour=15, name="六月の名称")  # 0:00 on 2 May

    names = [past.records(Task, day).get().name for day in (APRIL, MAY, MAY + timedelta(days=1))]

    assert names == ["", "五月の名称", "六月の名称"]


def test_later_written_line_of_one_moment_counts(task, staff):
    change(task, staff, MAY, name="先")
    change(task, staff, MAY, name="後")

    assert [record.name for record in past.records(Task, MAY)] == ["後"]


def test_section_shows_each_day_as_it_was(client, stranger, staff, section, task):
    ended = TaskFactory(section=section, number=8, name="廃止される事務")
    wrote(ended, APRIL)
    change(task, staff, MAY, name="転入届の受付", stage="considering")
    change(ended, staff, JUNE, ended_on=JUNE)
    client.force_login(stranger)

    april, may, june = (
        rows_of(client.get(section_url(section, day)), "task-table")[1:]
        for day in (APRIL, MAY, JUNE)
    )

    assert april == [
        ["007 名称未登録", "使用なし", "－", "未検討", "名称を変更"],
        ["008 廃止される事務", "使用なし", "－", "未検討", "令和8年6月1日に廃止"],
    ]
    assert may[0] == ["007 転入届の受付", "使用なし", "－", "検討中", "－"]
    assert june == may[:1]


def test_past_says_so_and_offers_no_change(client, staff, section, task):
    client.force_login(staff)

    for url in (
        f"/inventory/?on={APRIL}",
        department_url(section, APRIL),
        section_url(section, APRIL),
        f"{reverse('task', args=[task.pk])}?on={APRIL}",
    ):
        response = client.get(url)

        assertContains(response, "過去の内容です：令和8年4月1日の終わり")
        assertContains(response, "ここでは変更できません")
        assertNotContains(response, reverse("task_edit", args=[task.pk]))
        assertNotContains(response, "編集")


def test_town_counts_the_tasks_of_that_day(client, stranger, staff, section, task):
    change(task, staff, MAY, name="転入届の受付", category="core", stage="digitised")
    late = TaskFactory(section=section)
    wrote(late, JUNE)
    client.force_login(stranger)

    counts = {
        day: row[1:4]
        for day in (APRIL, MAY, JUNE)
        for row in rows_of(client.get(f"/inventory/?on={day}"), "stage-table")
        if row[0] == "町民福祉課 戸籍班"
    }

    assert counts == {APRIL: ["1", "0", "1"], MAY: ["1", "1", "0"], JUNE: ["2", "2", "0"]}


def test_town_leads_to_the_department_and_section_of_that_day(client, stranger, section, task):
    second = SectionFactory(name="こども班", department=section.department)
    wrote(second, APRIL)
    client.force_login(stranger)

    response = client.get(f"/inventory/?on={APRIL}")

    assertContains(response, f'href="{section_url(section, APRIL)}"')
    assertContains(response, f'href="{department_url(section, APRIL)}"')


def test_department_shows_its_sections_of_that_day(client, stranger, staff, section, task):
    change(task, staff, JUNE, category="core")
    TaskFactory(section=SectionFactory(name="よその班"))
    client.force_login(stranger)

    april, june = (
        rows_of(client.get(department_url(section, day)), "survey-table") for day in (APRIL, JUNE)
    )

    assert [row[0] for row in april[2:]] == ["町民福祉課 戸籍班"]
    assert (april[2][5], june[2][5]) == ("0", "1")


@pytest.mark.parametrize("more", [0, 2])
def test_department_of_a_day_asks_a_fixed_number_of_queries(
    client, stranger, section, task, django_assert_num_queries, more
):
    for number in range(more):
        late = SectionFactory(name=f"{number}班", department=section.department)
        for row in (late, TaskFactory(section=late, number=number)):
            wrote(row, APRIL)
    client.force_login(stranger)

    with django_assert_num_queries(14):
        client.get(department_url(section, APRIL))


def test_department_without_sections_then_says_so(client, stranger, section, task):
    other = SectionFactory(name="新しい班", starts_on=JUNE)
    client.force_login(stranger)

    response = client.get(department_url(other, APRIL))

    assertContains(response, "この日、ここに班はありませんでした")


def test_names_of_sections_and_systems_are_those_of_the_day(
    client, stranger, section, task, staff
):
    system = SystemFactory(name="旧システム")
    wrote(system, APRIL)
    change(task, staff, MAY, category="core", system=system)
    for row, model, name in (
        (system, System, "新システム"),
        (section, Section, "新しい班"),
        (section.department, Department, "新しい課"),
    ):
        row = model.objects.get(pk=row.pk)
        row.name = name
        row.save()
        wrote(row, JUNE)
    client.force_login(stranger)

    response = client.get(section_url(section, MAY))

    assertContains(response, "<h1>町民福祉課 戸籍班</h1>")
    assertContains(response, "旧システム")
    assertContains(client.get(f"/inventory/?on={MAY}"), "町民福祉課 戸籍班")
    assertContains(client.get(section_url(section, JUNE)), "<h1>新しい課 新しい班</h1>")


def test_task_shows_what_was_known_then(client, stranger, staff, task):
    change(task, staff, MAY, name="転入届の受付", annual_hours_before=Decimal(80), volume=120)
    change(task, staff, JUNE, annual_hours_before=Decimal(50))
    client.force_login(stranger)
    url = reverse("task", args=[task.pk])

    assertContains(client.get(url, {"on": str(APRIL)}), "007 名称未登録")
    may = client.get(url, {"on": str(MAY)})
    assertContains(may, "見直し前 80.0時間")
    assertContains(may, "120件")


def test_task_that_did_not_exist_yet_says_so(client, stranger, section, task):
    late = TaskFactory(section=section)
    wrote(late, JUNE)
    client.force_login(stranger)

    response = client.get(reverse("task", args=[late.pk]), {"on": str(MAY)})

    assertContains(response, "この日には、この事務はまだ登録されていません")


def test_day_before_all_records_says_when_they_begin(client, stranger, section, task):
    client.force_login(stranger)

    for url in ("/inventory/", reverse("inventory_section", args=[section.pk])):
        response = client.get(url, {"on": "2020-01-01"})

        assertContains(response, "令和2年1月1日の記録はありません")
        assertContains(response, "令和8年4月1日から始まります")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("きのう", "「きのう」という日付は読み取れません。"),
        ("2026-02-30", "「2026-02-30」という日付は読み取れません。"),
        ("9999-12-31", "先の日付の内容は、まだありません。"),
        ("0001-01-01", "「0001-01-01」という日付は読み取れません。"),
    ],
)
def test_day_that_cannot_be_shown_is_explained(client, stranger, section, task, typed, words):
    client.force_login(stranger)

    for path in (
        "/inventory/",
        reverse("inventory_section", args=[section.pk]),
        reverse("task", args=[task.pk]),
    ):
        response = client.get(path, {"on": typed}, follow=True)

        assert response.redirect_chain == [(path, 302)]
        assertContains(response, words)


def test_empty_day_is_today(client, stranger, section, task):
    url = reverse("inventory_section", args=[section.pk])
    client.force_login(stranger)

    assertRedirects(client.get(url, {"on": ""}), url)


def test_reorganisation_carries_tasks_on_and_their_past_stays(
    client, office, staff, section, task
):
    change(task, staff, MAY, name="転入届の受付")
    heir = SectionFactory(name="総合窓口班", department=section.department)
    record = Reorganisation.objects.create(
        kind="rename", effective_on=JUNE, reason="改組", by=office
    )
    SectionSuccession.objects.create(reorganisation=record, predecessor=section, successor=heir)
    move_tasks(reorganisation=record, choices={}, by=office)
    wrote(task, JUNE)
    client.force_login(office)

    before = rows_of(client.get(section_url(section, MAY)), "task-table")[1]
    after = rows_of(client.get(section_url(heir, JUNE)), "task-table")[1]
    history = client.get(reverse("task", args=[task.pk]))

    assert (before[0], before[4]) == ("007 転入届の受付", "町民福祉課 総合窓口班に移動（001）")
    assert after[0] == "001 転入届の受付"
    assertContains(client.get(section_url(heir, MAY)), "事務はありませんでした")
    moved = history.context["history"][0]
    assert moved.reason == "機構改革（名称変更）"
    assert next((c.label, c.before, c.after) for c in moved.changes) == (
        "班",
        "町民福祉課 戸籍班",
        "町民福祉課 総合窓口班",
    )
    assert len(history.context["history"]) == 3


@pytest.mark.parametrize("count", [1, 50])
def test_past_costs_the_same_for_one_and_fifty(
    client, stranger, staff, section, django_assert_num_queries, count
):
    for number in range(count):
        TaskFactory(section=section, number=number, on_system=True)
    today = timezone.localdate()
    task = Task.objects.first()
    client.force_login(stranger)

    for url, queries in (
        (f"/inventory/?on={today}", 13),
        (section_url(section, today), 13),
        (f"{reverse('task', args=[task.pk])}?on={today}", 11),
    ):
        with django_assert_num_queries(queries):
            client.get(url)
