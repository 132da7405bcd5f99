"""The office's list of tasks leads to the site's own workbook and 表の取込; it has none itself."""

import pytest
from django.urls import NoReverseMatch, reverse
from pytest_django.asserts import assertContains

from tests.factories import TaskFactory
from tests.inventory.workbook.sheets import opened

LIST = "/admin/inventory/task/"


@pytest.fixture
def tasks(section):
    return [TaskFactory(section=section, number=number) for number in (1, 2, 3)]


def test_list_leads_to_the_sites_import_and_workbook(client, office, tasks):
    client.force_login(office)

    page = client.get(LIST)

    assertContains(page, '<a href="/inventory/import/">表の取込</a>', html=True)
    assertContains(page, '<a href="/inventory/workbook.xlsx">Excelで取り出す</a>', html=True)
    assertContains(client.get(reverse("imports")), "<h1>表の取込</h1>", html=True)
    sheet = opened(client.get(reverse("inventory_workbook")).content)["事務一覧"]
    assert [row[3].value for row in sheet.iter_rows(min_row=2)] == [1, 2, 3]


@pytest.mark.parametrize("name", ["import", "process_import", "export"])
def test_addresses_of_the_admins_own_importer_are_gone(client, office, tasks, name):
    """The admin takes what follows its list's address for a task's key: there is no such task."""
    client.force_login(office)

    page = client.get(f"{LIST}{name}/", follow=True)

    assert page.redirect_chain[-1] == ("/admin/", 302)
    assert [name in str(message) for message in page.context["messages"]] == [True]
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:inventory_task_{name}")
