"""What a workbook would do: nothing that is not named cell by cell."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from hirao_dx.shared.versions import version_of
from inventory.models import ColumnMapping, Task
from inventory.tasks.actions import update_task
from inventory.tasks.content import TaskContent
from inventory.workbook.actions import apply_import, check_on, receive_workbook
from tests.factories import SectionFactory, SystemFactory, TaskFactory

from .sheets import changes, counts, download, edit, faults, opened, saved, table, take_in


@pytest.fixture
def tasks(section):
    return [TaskFactory(section=section, number=number) for number in (1, 2, 3)]


def on_screen(task, by, **said):
    """Change a task as its page does."""
    return update_task(
        task=task, content=TaskContent.of(task).but(**said), version=version_of(task), by=by
    )


def test_workbook_as_downloaded_changes_nothing(tasks, office):
    job = take_in(download(), office)

    assert counts(job) == {"unchanged": 3}
    assert job.summary["unchanged_lines"] == [[2, 4]]


def test_every_changed_cell_is_named_with_both_values(tasks, office):
    tasks[0].name = "転入届"
    tasks[0].save()
    system = SystemFactory(name="住民情報システム")
    content = edit(
        download(),
        [
            (2, "事務の名称", "転入届の受付"),
            (2, "年間の件数", "１，２００件"),
            (3, "使用システムの区分", "基幹系"),
            (3, "使用システム", "住民情報ｼｽﾃﾑ"),
            (3, "廃止日", date(2027, 3, 31)),
            (4, "紙を使う", "○"),
        ],
    )

    job = take_in(content, office)

    assert counts(job) == {"changed": 3}
    assert changes(job) == [
        ("E2", "転入届", "転入届の受付"),
        ("J2", "", "1,200"),
        ("G3", "使用なし", "基幹系"),
        ("H3", "", system.name),
        ("W3", "", "令和9年3月31日"),
        ("Q4", "", "はい"),
    ]
    assert Task.history.count() == 4


def test_blank_cell_empties_what_was_there(tasks, office):
    job = take_in(edit(download(), [(2, "内容", None)]), office)

    assert changes(job) == [("F2", "内容", "")]


def test_every_kind_of_fault_is_listed_and_nothing_can_be_applied(tasks, section, office):
    SystemFactory(name="住民情報システム")
    TaskFactory(section=section, number=9, ended=True)
    for number in range(4, 9):
        TaskFactory(section=section, number=number)
    place = {"課・室・局": "町民福祉課", "班": "戸籍班"}
    content = edit(
        download(),
        [
            (2, "識別キー", "1-1-00000000"),
            (3, "班", "ほかの班"),
            (3, "番号", 77),
            (4, "年間の件数", "=1+1"),
            (4, "デジタル化の段階", "完了"),
            (5, "使用システム", "知らないシステム"),
            (5, "廃止日", "来年"),
            (6, "使用システム", "住民情報システム"),
            (7, "事務の名称", "あ" * 201),
            (7, "使用システムの区分", None),
            (8, "廃止の理由", "なくなった"),
            (9, "識別キー", _key(download(), 4)),
        ],
        [
            {"事務の名称": "班のない行"},
            {"課・室・局": "ない課", "班": "戸籍班", "事務の名称": "x"},
            {"課・室・局": "町民福祉課", "班": "ない班", "事務の名称": "x"},
            {**place, "番号": 9, "事務の名称": "番号が同じ"},
            {**place, "番号": 50, "事務の名称": "表の中で同じ番号"},
            {**place, "番号": 50, "事務の名称": "表の中で同じ番号"},
            {**place, "番号": "いち", "事務の名称": "x"},
            {**place, "番号": 60},
            {**place, "事務の名称": "同じ名称"},
            {**place, "事務の名称": "同じ名称"},
        ],
    )

    before = Task.history.count()

    job = take_in(content, office)

    assert [(at, header) for at, header, _ in faults(job)] == [
        ("A2", "識別キー"),
        ("C3", "班"),
        ("D3", "番号"),
        ("I4", "デジタル化の段階"),
        ("J4", "年間の件数"),
        ("H5", "使用システム"),
        ("W5", "廃止日"),
        ("H6", "使用システム"),
        ("E7", "事務の名称"),
        ("G7", "使用システムの区分"),
        ("X8", "廃止の理由"),
        ("A9", "識別キー"),
        ("D9", "番号"),
        ("B10", "課・室・局"),
        ("B11", "課・室・局"),
        ("C12", "班"),
        ("D13", "番号"),
        ("D15", "番号"),
        ("D16", "番号"),
        ("E17", "事務の名称"),
        ("E19", "事務の名称"),
    ]
    with pytest.raises(ValidationError):
        apply_import(job=job, by=office)
    assert Task.history.count() == before


def _key(content, line):
    return opened(content)["事務一覧"].cell(line, 1).value


def test_added_rows_take_the_category_of_their_system(tasks, section, office):
    SystemFactory(name="住民情報システム")
    row = {
        "課・室・局": "町民福祉課",
        "班": "戸籍班",
        "事務の名称": "新しい事務",
        "使用システム": "住民情報システム",
    }

    job = take_in(edit(download(), rows=[row]), office)

    assert counts(job) == {"added": 1, "unchanged": 3}
    assert changes(job) == [
        ("E5", "", "新しい事務"),
        ("G5", "", "基幹系"),
        ("H5", "", "住民情報システム"),
        ("I5", "", "未検討"),
    ]


def test_section_without_a_name_is_written_in_brackets_and_understood(office):
    section = SectionFactory(name="", department__name="出納室")
    TaskFactory(section=section, number=1)
    content = download()
    row = {"課・室・局": "出納室", "班": "（班なし）", "事務の名称": "支払い"}

    assert counts(take_in(content, office)) == {"unchanged": 1}
    assert counts(take_in(edit(content, rows=[row]), office)) == {"added": 1, "unchanged": 1}


def test_older_workbook_as_downloaded_leaves_newer_edits_alone(tasks, office):
    content = download()
    on_screen(tasks[0], office, name="新しい名称")

    assert counts(take_in(content, office)) == {"unchanged": 3}


def test_older_workbook_changes_only_the_cells_edited_in_it(tasks, office):
    content = edit(download(), [(2, "備考", "表で書いた")])
    on_screen(tasks[0], office, name="新しい名称")

    job = take_in(content, office)

    assert counts(job) == {"changed": 1, "unchanged": 2}
    assert changes(job) == [("V2", "", "表で書いた")]


def test_cell_changed_on_both_sides_is_a_conflict_with_both_values(tasks, office):
    content = edit(download(), [(2, "事務の名称", "表の名称"), (2, "備考", "表で書いた")])
    on_screen(tasks[0], office, name="画面の名称")

    job = take_in(content, office)

    assert counts(job) == {"conflict": 1, "unchanged": 2}
    assert [
        (cell["at"], cell["old"], cell["new"], cell["clash"]) for cell in job.findings[0]["cells"]
    ] == [("E2", "画面の名称", "表の名称", True), ("V2", "", "表で書いた", False)]


def test_row_of_another_section_is_a_fault_only_when_it_changes_something(tasks, staff):
    other = TaskFactory(section=SectionFactory(name="課税班", department__name="税務課"), number=1)
    content = download()

    assert counts(take_in(content, staff)) == {"unchanged": 4}
    job = take_in(edit(content, [(5, "備考", "x")]), staff)

    assert counts(job) == {"faulty": 1, "unchanged": 3}
    assert faults(job) == [("C5", "班", other.section.name)]


def test_key_of_another_site_is_refused(tasks, office, settings):
    content = download()
    settings.SECRET_KEY = "another-site-with-another-secret"

    assert counts(take_in(content, office)) == {"faulty": 3}
    settings.SECRET_KEY_FALLBACKS = ["for-tests-only-never-used-to-serve-anyone"]
    assert counts(take_in(content, office)) == {"unchanged": 3}


def test_table_without_keys_asks_before_it_overwrites(tasks, section, office):
    book = table(
        ["課", "班", "番号", "事務名"],
        ["町民福祉課", "戸籍班", 1, tasks[0].name],
        ["町民福祉課", "戸籍班", 2, "別の名称"],
        ["町民福祉課", "戸籍班", None, "新しい事務"],
    )

    job = take_in(saved(book), office)

    assert counts(job) == {"added": 1, "conflict": 1, "unchanged": 1}
    assert job.findings[0]["why"] == (
        "識別キーのない表なので、いつの内容をもとにしたかがわかりません。"
    )


def test_unknown_headings_wait_for_somebody_to_say_what_they_mean(tasks, office):
    job = take_in(saved(table(["ナンバー", "やること"], [1, "証明"])), office)

    assert job.state == "mapping"
    assert ColumnMapping.objects.count() == 0


def test_whole_sheet_is_checked_in_a_fixed_number_of_queries(
    tasks, office, django_assert_num_queries
):
    assert office.access.is_office  # read once per request
    few = receive_workbook(name="a.xlsx", content=download(), by=office)
    for number in range(10, 40):
        TaskFactory(section=tasks[0].section, number=number)
    many = receive_workbook(name="a.xlsx", content=download(), by=office)

    for job in (few, many):
        with django_assert_num_queries(9):
            check_on(job=job, by=office)
