"""Rows that add up others are told from tasks, and are to go."""

import pytest

from inventory.models import Task
from inventory.workbook import rows
from inventory.workbook.check import Checker
from inventory.workbook.known import Places, Systems
from inventory.workbook.rows import Row
from tests.factories import TaskFactory

from .sheets import counts, download, edit, faults, saved, table, take_in


@pytest.mark.parametrize(
    "text",
    [
        "計",
        "合　計",
        "小計",
        "総計",
        "（計）",
        "【小計】",
        "合計（件）",
        "税務課計",
        "課税班　小計",
        "全体合計",
    ],
)
def test_sum_is_known_by_its_label(text):
    assert rows.is_sum(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "会計",
        "統計",
        "家計の相談",
        "合計特殊出生率の調査",
        "町会計",
        "計画の策定",
        "累計の報告",
    ],
)
def test_task_with_such_a_word_in_its_name_is_no_sum(text):
    assert not rows.is_sum(text)


@pytest.mark.parametrize(
    ("row", "at"),
    [
        (["合計", None, None, None, 12], "A3"),
        ([None, "町民福祉課計", None, None, 12], "B3"),
        ([None, "町民福祉課", "小計", None, 12], "C3"),
        ([1, "町民福祉課", "戸籍班", "計", 12], "D3"),
    ],
    ids=["number", "department", "section", "name"],
)
def test_sum_is_refused_by_its_cell_wherever_its_label_stands(section, office, row, at):
    book = table(
        ["番号", "課", "班", "事務名", "件数"], [1, "町民福祉課", "戸籍班", "証明", 12], row
    )

    job = take_in(saved(book), office)

    assert counts(job) == {"added": 1, "faulty": 1}
    assert [where for where, _, _ in faults(job)] == [at]
    assert job.findings[1]["faults"][0]["message"] == rows.MESSAGE


def test_sum_is_refused_also_by_a_column_that_is_not_read():
    row = Row(7, {"name": "", "volume": "12"}, total=(0, "合計"))
    checker = Checker({"name": 1, "volume": 2}, Places({}, {}, {}, {}, bool), Systems({}, {}))

    (fault,) = checker.check(row).faults

    assert (fault.at, fault.header, fault.value) == ("A7", "（読まない列）", "合計")


def test_sum_at_the_foot_of_our_own_workbook_is_refused(section, office):
    TaskFactory(section=section, number=1, volume=5)
    content = edit(download(), rows=[{"課・室・局": "合計", "年間の件数": "=SUM(J2:J2)"}])

    job = take_in(content, office)

    assert faults(job) == [("B3", "課・室・局", "合計")]


def test_task_of_the_inventory_keeps_whatever_name_it_has(section, office):
    TaskFactory(section=section, number=1, name="計")

    job = take_in(edit(download(), [(2, "備考", "x")]), office)

    assert counts(job) == {"changed": 1}
    assert Task.objects.get().name == "計"
