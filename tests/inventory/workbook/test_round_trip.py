"""The whole town's inventory out and in: only what was edited is written."""

import pytest

from inventory.choices import ImportState
from inventory.models import Task
from inventory.workbook import slices
from inventory.workbook.actions import apply_import, check_on, receive_workbook
from tests import starts
from tests.factories import UserFactory

from .sheets import counts, download, edit, take_in

TASKS = 1164


def make_whole(before, folder):
    return download()


starts.register("whole", make_whole, after="loaded_hirao")


@pytest.fixture
def whole(given, db):
    """The workbook of the whole town's inventory, as it is loaded."""
    return given("whole")


@pytest.fixture
def office(db):
    return UserFactory(office=True)


def test_whole_inventory_unchanged_writes_nothing(whole, office):
    lines = Task.history.count()

    job = take_in(whole, office)
    written = apply_import(job=job, by=office)

    assert counts(job) == {"unchanged": TASKS}
    assert (written.added, written.changed) == (0, 0)
    assert Task.history.count() == lines


def test_fifty_edited_cells_are_fifty_changes(whole, office):
    lines = Task.history.count()
    cells = [(line * 20, "事務の名称", f"名称{line}") for line in range(1, 51)]

    job = take_in(edit(whole, cells), office)
    written = apply_import(job=job, by=office)

    assert counts(job) == {"changed": 50, "unchanged": TASKS - 50}
    assert job.summary["cells"] == 50
    assert (written.added, written.changed) == (0, 50)
    assert Task.history.count() == lines + 50


def test_long_workbook_is_checked_in_slices(whole, office, monkeypatch):
    monkeypatch.setattr(slices, "SLICE", 500)
    job = receive_workbook(name="a.xlsx", content=whole, by=office)
    stands = []

    while job.state == ImportState.CHECKING:
        job = check_on(job=job, by=office)
        stands.append((job.rows_done, job.rows_total))

    assert stands == [(500, TASKS), (1000, TASKS), (TASKS, TASKS)]
    assert counts(job) == {"unchanged": TASKS}
    assert job.summary["unchanged_lines"] == [[2, TASKS + 1]]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "'="])
def test_text_that_begins_with_a_sign_comes_back_unchanged(whole, office, sign):
    task = Task.objects.order_by("pk")[0]
    task.name, task.problem = f"{sign}1+1", f"{sign}_x0041_\r\nと"
    task.save()

    job = take_in(download(Task.objects.filter(pk=task.pk)), office)

    assert counts(job) == {"unchanged": 1}
