"""One transaction, a line of history per changed task, and nothing for the rest."""

import threading
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse

from hirao_dx.shared.versions import Stale, version_of
from inventory.choices import ImportState
from inventory.models import ImportJob, Task
from inventory.tasks.actions import update_task
from inventory.tasks.content import TaskContent
from inventory.workbook.actions import apply_import, check_again, check_on, decide, discard_import
from inventory.workbook.findings import KEEP, TAKE
from tests.factories import SystemFactory, TaskFactory, UserFactory, reset_sequences

from .sheets import counts, download, edit, faults, saved, table, take_in

PLACE = {"課・室・局": "町民福祉課", "班": "戸籍班"}


@pytest.fixture
def tasks(section):
    return [TaskFactory(section=section, number=number) for number in (1, 2, 3)]


def rename(task, by, name):
    return update_task(
        task=task,
        content=TaskContent.of(task).but(name=name),
        version=version_of(task),
        by=by,
    )


def names():
    return list(Task.objects.order_by("number").values_list("name", flat=True))


def test_changed_and_added_rows_are_written_with_who_and_why(tasks, section, staff):
    system = SystemFactory(name="住民情報システム")
    content = edit(
        download(),
        [
            (2, "年間の時間（見直し前）", 120.5),
            (2, "紙を使う", "はい"),
            (2, "困っていること", "手入力"),
        ],
        [{**PLACE, "事務の名称": "新しい事務", "使用システム": "住民情報システム"}],
    )

    written = apply_import(job=take_in(content, staff), by=staff)

    assert (written.added, written.changed) == (1, 1)
    tasks[0].refresh_from_db()
    assert (tasks[0].annual_hours_before, tasks[0].uses_paper) == (Decimal("120.5"), True)
    assert "手入力" in tasks[0].search_text
    new = Task.objects.get(name="新しい事務")
    assert (new.section, new.number, new.system, new.category) == (section, 4, system, "core")
    lines = Task.history.filter(history_user=staff)
    assert {(line.id, line.history_type) for line in lines} == {(tasks[0].pk, "~"), (new.pk, "+")}
    assert {line.history_change_reason for line in lines} == {"表の取込：事務一覧.xlsx"}


def test_spelling_entered_on_the_office_form_is_understood(client, tasks, office):
    system = SystemFactory(name="住民情報システム")
    client.force_login(office)
    typed = {"name": system.name, "category": "core", "aliases": "ジュウキ"}
    url = reverse("system_edit", args=[system.pk])
    client.post(url, {**typed, "version": version_of(system)})

    cells = [(2, "使用システム", "じゅうき"), (2, "使用システムの区分", "基幹系")]
    apply_import(job=take_in(edit(download(), cells), office), by=office)

    tasks[0].refresh_from_db()
    assert tasks[0].system == system


def test_nothing_to_change_writes_nothing(tasks, office):
    job = take_in(download(), office)
    lines = Task.history.count()

    written = apply_import(job=job, by=office)

    assert (written.added, written.changed, Task.history.count()) == (0, 0, lines)
    job.refresh_from_db()
    assert (job.state, job.content) == (ImportState.APPLIED, None)


def test_numbers_follow_those_in_the_sheet(tasks, section, office):
    rows = [
        {**PLACE, "事務の名称": "い"},
        {**PLACE, "番号": 20, "事務の名称": "ろ"},
        {**PLACE, "事務の名称": "は"},
    ]

    apply_import(job=take_in(edit(download(), rows=rows), office), by=office)

    added = Task.objects.filter(number__gt=3).values_list("name", "number")
    assert dict(added) == {"い": 21, "ろ": 20, "は": 22}


def test_same_workbook_twice_adds_nothing_twice(tasks, office):
    content = edit(download(), rows=[{**PLACE, "事務の名称": "新しい事務"}])
    apply_import(job=take_in(content, office), by=office)

    job = take_in(content, office)

    assert counts(job) == {"faulty": 1, "unchanged": 3}
    assert faults(job) == [("E5", "事務の名称", "新しい事務")]


def test_same_foreign_table_twice_is_unchanged(tasks, office):
    content = saved(table(["課", "班", "事務名"], ["町民福祉課", "戸籍班", "証明の発行"]))
    apply_import(job=take_in(content, office), by=office)

    assert counts(take_in(content, office)) == {"unchanged": 1}


def test_text_like_a_formula_stays_text_both_ways(tasks, office):
    rename(tasks[0], office, "=1+1")
    rename(tasks[1], office, "@名称")

    assert counts(take_in(download(), office)) == {"unchanged": 3}


def test_conflict_waits_for_a_choice_and_then_does_as_told(tasks, office):
    content = edit(download(), [(2, "事務の名称", "表1"), (3, "事務の名称", "表2")])
    rename(tasks[0], office, "画面1")
    rename(tasks[1], office, "画面2")
    job = take_in(content, office)

    with pytest.raises(ValidationError, match="食い違いのある行が残っています"):
        apply_import(job=job, by=office)
    decide(job=job, choice_of={2: TAKE, 3: KEEP}.get, by=office)
    written = apply_import(job=job, by=office)

    assert (written.changed, names()[:2]) == (1, ["表1", "画面2"])


def test_edit_after_the_check_stops_the_import_as_a_whole(tasks, office):
    content = edit(download(), [(2, "事務の名称", "表1"), (3, "事務の名称", "表2")])
    job = take_in(content, office)
    rename(tasks[1], office, "画面2")

    with pytest.raises(Stale):
        apply_import(job=job, by=office)
    before = names()
    job = check_on(job=check_again(job=job, by=office), by=office)

    assert before[:2] == [tasks[0].name, "画面2"]
    assert counts(job) == {"changed": 1, "conflict": 1, "unchanged": 1}


def test_number_taken_after_the_check_stops_the_import(tasks, section, office):
    row = {**PLACE, "番号": 8, "事務の名称": "表の事務"}
    job = take_in(edit(download(), rows=[row]), office)
    TaskFactory(section=section, number=8)

    with pytest.raises(Stale):
        apply_import(job=job, by=office)

    assert not Task.objects.filter(name="表の事務").exists()


def test_right_that_ended_after_the_check_stops_the_import(tasks, staff, stranger):
    job = take_in(edit(download(), [(2, "備考", "x")]), staff)
    ImportJob.objects.update(by=stranger)

    with pytest.raises(PermissionDenied):
        apply_import(job=job, by=stranger)

    assert not Task.objects.filter(remarks="x").exists()


def test_an_import_is_applied_once(tasks, office):
    job = take_in(edit(download(), [(2, "備考", "x")]), office)
    apply_import(job=job, by=office)

    for action in (apply_import, discard_import, check_again):
        with pytest.raises(ValidationError, match="もう反映したか、取りやめています"):
            action(job=job, by=office)


def test_discarded_import_leaves_no_content(tasks, office):
    job = take_in(edit(download(), [(2, "備考", "x")]), office)

    discard_import(job=job, by=office)

    job.refresh_from_db()
    assert (job.state, job.content, job.findings) == (ImportState.DISCARDED, None, [])
    assert job.settled_at


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_two_workbooks_applied_at_the_same_moment_overwrite_nothing():
    reset_sequences()
    task = TaskFactory(number=1)
    office = UserFactory(office=True)
    content = download()
    jobs = [take_in(edit(content, [(2, "事務の名称", name)]), office) for name in ("い", "ろ")]
    together = threading.Barrier(2)
    outcomes = []

    def work(job):
        together.wait()
        try:
            outcomes.append(apply_import(job=job, by=office).changed)
        except Stale:
            outcomes.append("overtaken")
        connection.close()

    threads = [threading.Thread(target=work, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(map(str, outcomes)) == ["1", "overtaken"]
    assert task.history.count() == 2
