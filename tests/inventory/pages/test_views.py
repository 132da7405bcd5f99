"""The inventory as it is loaded first: every row equals the published table (plan 第1章6)."""

import csv

import pytest
from django.conf import settings

from inventory.models import Task
from organization.models import Section
from tests.factories import UserFactory
from tests.inventory.tables import rows_of

FOLDER = settings.BASE_DIR / "fixtures" / "hirao"
SECTIONS, SUBTOTALS = 33, 10

pytestmark = pytest.mark.usefixtures("loaded_hirao")


@pytest.fixture
def page(db, client):
    client.force_login(UserFactory(staff_of=Section.objects.get(name="戸籍班")))
    return client.get("/inventory/")


def label(row):
    """A published row by the name our table gives it."""
    if row["種別"] == "合計":
        return "合計"
    if row["種別"] == "計":
        return f"{row['課']} 計"
    return row["課"] if row["班"] == "-" else f"{row['課']} {row['班']}"


def published_table():
    """The published rows with the cells our page must show: published, live, difference."""
    with (FOLDER / "survey.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            cells = [
                row[column] for column in ("事務数", "基幹系", "基幹系以外", "その他", "合計")
            ]
            tasks, total = (int(cell.replace(",", "") or 0) for cell in (cells[0], cells[-1]))
            shown = [part for cell in [*cells, str(tasks - total)] for part in beside(cell)]
            yield [label(row), *shown]


def beside(cell):
    return (cell or "－", cell or "0", "±0")


def test_every_row_equals_the_published_table(page):
    rows = rows_of(page, "survey-table")[2:]

    assert rows == list(published_table())
    assert len(rows) == SECTIONS + SUBTOTALS + 1


def test_total_is_the_published_one(page):
    total = page.context["total"].live

    assert (total.tasks, total.core, total.non_core, total.other, total.total, total.none) == (
        *(1164, 139, 136, 626, 901, 263),
    )
    assert page.context["total"].is_unchanged


def test_blank_cell_is_not_the_published_zero(page):
    rows = {row[0]: row for row in rows_of(page, "survey-table")}

    # 情報管理班 published no 基幹系 at all, but a total of 0.
    assert rows["デジタル推進課 情報管理班"][4] == "－"
    assert rows["デジタル推進課 情報管理班"][13] == "0"


def test_no_task_has_a_name_yet(page):
    assert rows_of(page, "stage-table")[-1] == [
        *("合計", "1,164", "0", "1,164", "1,164", "0", "0", "0", "0")
    ]


def test_change_shows_as_a_signed_difference(client, page):
    task = Task.objects.filter(section__name="総務班", category="none").first()
    task.category = "core"
    task.save()

    rows = {row[0]: row for row in rows_of(client.get("/inventory/"), "survey-table")}

    assert rows["総務課 総務班"][4:7] == ["－", "1", "＋1のもとの事務"]
    assert rows["総務課 総務班"][16:19] == ["22", "21", "−1のもとの事務"]
    assert rows["合計"][4:7] == ["139", "140", "＋1のもとの事務"]


def test_all_of_it_costs_as_much_as_one_row(client, page, django_assert_num_queries):
    """Session, user, access; survey, sections, counts, tasks; plan, demo people, reports owed."""
    with django_assert_num_queries(21):
        client.get("/inventory/")
