"""What a reader of a row started from: by a column, by the history, by a query."""

import pytest

from hirao_dx.shared.versions import (
    Stale,
    as_read,
    require_version,
    version_of,
    versions_of,
    with_version,
)
from initiatives.models import ProgressReport
from inventory.models import Task
from tests.factories import ProgressReportFactory, SystemFactory, TaskFactory


@pytest.fixture
def task(db):
    task = TaskFactory(name="一")
    task.name = "二"
    task.save()
    return task


def test_a_version_is_the_newest_line_of_the_history(task):
    SystemFactory()
    other = TaskFactory()
    bare = TaskFactory()
    bare.history.all().delete()
    newest = {
        one.pk: one.history.order_by("history_id").last().history_id for one in (task, other)
    }

    assert version_of(task) == newest[task.pk]
    assert versions_of([task, other, bare]) == newest
    assert (version_of(bare), version_of(Task()), version_of(None)) == (0, 0, 0)
    assert versions_of([]) == {}
    assert {one.pk: one.version for one in with_version(Task.objects.all())} == newest | {
        bare.pk: 0
    }


def test_versions_of_many_ask_once(task, django_assert_num_queries):
    tasks = [task, TaskFactory(), TaskFactory()]

    with django_assert_num_queries(1):
        versions = versions_of(tasks)

    assert set(versions) == {one.pk for one in tasks}


def test_a_column_says_the_version_without_a_query(db, django_assert_num_queries):
    report = ProgressReportFactory(version=3)

    with django_assert_num_queries(0):
        assert version_of(report) == 3
        assert versions_of([report]) == {report.pk: 3}
        assert version_of(ProgressReport()) == 0


def test_as_read_is_what_the_row_said_at_that_version(task):
    first = task.history.order_by("history_id").first().history_id

    assert as_read(task, first).name == "一"
    assert as_read(task, version_of(task)).name == "二"
    assert as_read(task, 0) is None
    assert as_read(TaskFactory(), first) is None


def test_as_read_goes_by_the_column_where_there_is_one(db):
    report = ProgressReportFactory(done_text="一")
    report.version, report.done_text = 2, "二"
    report.save()

    assert [as_read(report, version).done_text for version in (1, 2)] == ["一", "二"]
    assert as_read(report, 3) is None


def test_a_row_that_moved_is_refused_with_what_it_says_now(task):
    version = version_of(task)
    require_version(task, version)
    task.save()

    with pytest.raises(Stale) as refused:
        require_version(task, version)

    assert refused.value.current == task
