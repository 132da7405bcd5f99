"""A second program reads what we write and writes what we read."""

import csv

import pytest

from tests.factories import SystemFactory, TaskFactory

from .conftest import XLSX
from .sheets import changes, counts, download, edit, take_in

pytestmark = pytest.mark.once


@pytest.fixture
def tasks(section):
    return [
        TaskFactory(section=section, number=1, name="=1+1", measured=True, volume=1200),
        TaskFactory(section=section, number=2, name="転入届", on_system=True, peak_months="3,4"),
        TaskFactory(section=section, number=3, ended=True, uses_paper=True, uses_seal=False),
    ]


def every(tasks):
    from inventory.models import Task

    return Task.objects.filter(pk__in=[task.pk for task in tasks])


def test_libreoffice_reads_our_workbook(convert, tasks):
    text = convert("csv:Text - txt - csv (StarCalc):44,34,76", download(every(tasks)))

    header, first, *_ = csv.reader(text.decode().splitlines())
    said = dict(zip(header, first, strict=True))
    assert (said["番号"], said["事務の名称"]) == ("1", "=1+1")
    assert (said["年間の件数"], said["年間の時間（見直し前）"]) == ("1,200", "120.0")


def test_workbook_saved_by_libreoffice_is_unchanged(convert, tasks, office):
    again = convert(XLSX, download(every(tasks)))

    assert counts(take_in(again, office)) == {"unchanged": 3}


def test_edits_saved_by_libreoffice_are_found(convert, tasks, office):
    SystemFactory(name="住民情報システム")
    edited = edit(download(every(tasks)), [(3, "事務の名称", "転出届"), (4, "備考", "x")])

    job = take_in(convert(XLSX, edited), office)

    assert changes(job) == [("E3", "転入届", "転出届"), ("V4", "", "x")]


def test_formula_calculated_by_libreoffice_is_still_refused(convert, tasks, office):
    edited = edit(download(every(tasks)), [(3, "年間の件数", "=1+1")])

    job = take_in(convert(XLSX, edited), office)

    assert counts(job) == {"faulty": 1, "unchanged": 2}
