"""Who, why and when in the history, and how many lines, by each way of writing."""

from datetime import UTC, datetime

import pytest

from hirao_dx.shared.trace import Trace
from inventory.models import Task
from tests.factories import InitiativeFactory, SectionFactory, TaskFactory, UserFactory

LONG_AGO = datetime(2024, 4, 1, 9, tzinfo=UTC)


@pytest.fixture
def by(db):
    return UserFactory(name="山本")


def lines_of(row):
    """The history of a row, oldest first: what happened, who, why."""
    lines = row.history.order_by("history_id")
    return [(one.history_type, one.history_user, one.history_change_reason) for one in lines]


def test_each_way_of_writing_leaves_one_line(by):
    trace = Trace(by, "理由")
    section = SectionFactory()
    [task] = trace.create([Task(section=section, number=1)])
    key = task.pk

    trace.save(task)
    trace.update([task], ["name"])
    trace.save(task, ["number"])
    trace.delete(task)

    lines = Task.history.filter(id=key).order_by("history_id")
    assert "".join(line.history_type for line in lines) == "+~~~-"
    assert {(line.history_user, line.history_change_reason) for line in lines} == {(by, "理由")}


def test_only_the_named_fields_are_saved(by):
    task = TaskFactory(name="前", remarks="前")
    task.name = task.remarks = "後"

    Trace(by).save(task, ["name"])

    task.refresh_from_db()
    assert (task.name, task.remarks) == ("後", "前")
    assert lines_of(task)[-1] == ("~", by, None)


def test_nothing_to_write_in_bulk_asks_nothing(by, django_assert_num_queries):
    with django_assert_num_queries(0):
        made = Trace(by, "理由").create([])
        Trace(by, "理由").update([], ["name"])

    assert made == []


def test_links_that_come_and_go_are_one_line(by):
    initiative, old, new = InitiativeFactory(), TaskFactory(), TaskFactory()
    initiative.tasks.add(old)
    before = initiative.history.count()

    Trace(by, "入替え").relink(initiative, "tasks", add=[new.pk], remove=[old.pk])

    assert list(initiative.tasks.all()) == [new]
    assert lines_of(initiative)[before:] == [("~", by, "入替え")]
    assert [link.task for link in initiative.history.first().tasks.all()] == [new]


def test_a_trace_may_tell_of_an_earlier_moment(by):
    task = TaskFactory()

    Trace(by, "当時の記録", at=LONG_AGO).save(task)

    assert task.history.order_by("-history_id").first().history_date == LONG_AGO


def test_without_a_person_nobody_is_named(db):
    task = TaskFactory()

    Trace(None, "読み込み").save(task)

    assert lines_of(task)[-1] == ("~", None, "読み込み")
