"""A system that was merged or deleted keeps its name where the past speaks of it."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from inventory.history import entries
from inventory.models import System
from inventory.quality.actions import merge_systems
from tests.factories import SystemFactory, TaskFactory
from tests.inventory.tables import rows_of


@pytest.fixture
def merged(section, office):
    """A task whose system went into another on 1 May 2026."""
    keep, gone = SystemFactory(name="住民情報"), SystemFactory(name="旧住民システム")
    task = TaskFactory(section=section, category="core", system=gone)
    merge_systems(keep=keep, gone=gone, by=office, reason="同じもの")
    return task


def lead_back(task):
    """Date what was written of a task from April on; of its systems nothing was by then."""
    first, last = task.history.earliest(), task.history.latest()
    for line, month in ((first, 4), (last, 5)):
        line.history_date = datetime(2026, month, 1, 3, tzinfo=UTC)
        line.save()
    return task


def test_history_of_a_task_names_a_merged_system(client, staff, merged):
    client.force_login(staff)

    response = client.get(reverse("task", args=[merged.pk]))

    [change] = response.context["history"][0].changes
    assert (change.before, change.after) == ("旧住民システム（統合済み）", "住民情報")
    assertContains(response, "旧住民システム（統合済み）")


def test_history_of_a_section_names_a_merged_system(client, staff, section, merged):
    client.force_login(staff)

    response = client.get(reverse("inventory_section_history", args=[section.pk]))

    assertContains(response, "旧住民システム（統合済み）")


def test_system_that_was_only_deleted_says_so_under_its_last_name(section, staff):
    system = SystemFactory(name="試しの名称")
    task = TaskFactory(section=section, category="core", system=system)
    system.name = "試したもの"
    system.save()
    task.system = None
    task.save()
    system.delete()

    [change] = entries.entries(task)[0].changes

    assert change.before == "試したもの（削除済み）"


def test_system_without_a_recorded_past_is_only_known_to_be_deleted(merged):
    System.history.all().delete()

    [change] = entries.entries(merged)[0].changes

    assert change.before == "（削除済み）"


def test_name_costs_one_query_and_only_where_it_is_missing(
    section, merged, django_assert_num_queries
):
    other = TaskFactory(section=section, on_system=True)
    other.system = None
    other.save()

    with django_assert_num_queries(3):
        entries.entries(other)
    with django_assert_num_queries(4):
        entries.entries(merged)


def test_past_day_names_a_system_of_which_nothing_was_recorded_by_then(
    client, staff, section, merged
):
    lead_back(merged)
    client.force_login(staff)

    listed = client.get(reverse("inventory_section", args=[section.pk]), {"on": "2026-04-02"})
    alone = client.get(reverse("task", args=[merged.pk]), {"on": "2026-04-02"})

    assert any("旧住民システム（統合済み）" in row for row in rows_of(listed, "task-table")[1:])
    assertContains(alone, "旧住民システム（統合済み）")
    assertNotContains(alone, "None")


@pytest.mark.parametrize("count", [1, 30])
def test_past_day_with_gone_systems_costs_the_same_for_one_and_thirty(
    client, staff, section, office, django_assert_num_queries, count
):
    keep = SystemFactory()
    for _ in range(count):
        gone = SystemFactory()
        task = TaskFactory(section=section, category="core", system=gone)
        merge_systems(keep=keep, gone=gone, by=office, reason="同じもの")
        lead_back(task)
    client.force_login(staff)

    with django_assert_num_queries(14):
        response = client.get(
            reverse("inventory_section", args=[section.pk]), {"on": "2026-04-02"}
        )

    assertContains(response, "（統合済み）", count=count)
