"""Taking a survey from the live tasks: whole, by the office, and never changed again."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from inventory.choices import Category, Stage
from inventory.models import Survey, SurveyCount, SurveyEntry
from inventory.surveys import actions
from inventory.surveys.actions import take_survey
from tests.factories import (
    SectionFactory,
    SurveyFactory,
    TaskFactory,
    UserFactory,
    reset_sequences,
)

DAY = date(2026, 4, 1)


@pytest.fixture
def tasks(section):
    return [
        TaskFactory(section=section, number=1, name="住民票の交付", on_system=True, measured=True),
        TaskFactory(section=section, number=2, unnamed=True, category=Category.OTHER),
        TaskFactory(section=section, number=3, digitised=True),
        TaskFactory(section=section, number=4, ended=True),
    ]


def test_survey_is_named_dated_and_put_last(office, tasks):
    SurveyFactory(order=3)

    survey = take_survey(name=" 次回調査 ", on=DAY, by=office)

    survey.refresh_from_db()
    assert (survey.name, survey.published_label) == ("次回調査", "令和8年4月1日")
    assert (survey.source, survey.order, survey.taken_on) == ("現在の事務から作成", 4, DAY)


def test_counts_leave_cells_without_tasks_empty(office, tasks):
    bare = TaskFactory(section=SectionFactory())

    survey = take_survey(name="次回調査", on=DAY, by=office)

    columns = ("section", "tasks", "core", "non_core", "other", "total")
    assert set(survey.counts.values_list(*columns)) == {
        (tasks[0].section_id, 3, 1, None, 1, 2),
        (bare.section_id, 1, None, None, None, None),
    }


def test_every_live_task_is_kept_as_it_is(office, tasks):
    survey = take_survey(name="次回調査", on=DAY, by=office)

    first, second, third = survey.entries.order_by("number")
    assert [entry.task_id for entry in (first, second, third)] == [t.pk for t in tasks[:3]]
    assert (first.name, first.system_name) == ("住民票の交付", tasks[0].system.name)
    assert (first.annual_hours_before, first.annual_hours_after) == (Decimal(120), Decimal(80))
    assert (second.name, second.category, second.system_name) == ("", Category.OTHER, "")
    assert (third.stage, third.annual_hours_before) == (Stage.DIGITISED, None)


def test_survey_stays_when_the_task_changes(office, tasks):
    survey = take_survey(name="次回調査", on=DAY, by=office)

    tasks[0].name = "住民票の写しの交付"
    tasks[0].save()

    assert survey.entries.get(task=tasks[0]).name == "住民票の交付"


@pytest.mark.parametrize("model", [Survey, SurveyCount, SurveyEntry])
def test_database_refuses_to_change_or_delete_it(office, tasks, model):
    take_survey(name="次回調査", on=DAY, by=office)
    field = "name" if model is not SurveyCount else "order"

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        model.objects.update(**{field: 7})
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        model.objects.all()._raw_delete(model.objects.db)


@pytest.mark.parametrize("who", ["staff", "head", "committee", "stranger"])
def test_nobody_but_the_office_takes_one(request, tasks, who):
    by = request.getfixturevalue(who)

    with pytest.raises(PermissionDenied):
        take_survey(name="次回調査", on=DAY, by=by)

    assert not Survey.objects.exists()


@pytest.mark.parametrize(
    ("name", "days", "words"),
    [
        ("　 ", 0, "名称を入力"),
        ("業務棚卸し・業務量調査", 0, "同じ名称の調査"),
        ("長" * 101, 0, "100字まで"),
        ("次回調査", 1, "先の日付"),
    ],
)
def test_faulty_survey_is_refused_and_nothing_kept(office, tasks, name, days, words):
    SurveyFactory()

    with pytest.raises(ValidationError, match=words):
        take_survey(name=name, on=timezone.localdate() + timedelta(days), by=office)

    assert Survey.objects.count() == 1


def test_name_taken_between_the_check_and_the_write_is_told_on_the_form(
    client, office, tasks, monkeypatch
):
    check = actions._check

    def checked_too_early(*args):
        check(*args)
        SurveyFactory(name="次回調査")

    monkeypatch.setattr(actions, "_check", checked_too_early)
    client.force_login(office)

    response = client.post(reverse("survey_new"), {"name": "次回調査", "on": "2026-04-01"})

    assertContains(response, "同じ名称の調査がすでにあります。", status_code=422)
    assertContains(response, 'value="次回調査"', status_code=422)
    assert not SurveyEntry.objects.exists()


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_of_two_surveys_of_one_name_at_the_same_moment_one_is_taken():
    reset_sequences()
    TaskFactory(number=1)
    office = UserFactory(office=True)
    together = threading.Barrier(2)
    outcomes = []

    def work():
        together.wait()
        try:
            outcomes.append(str(take_survey(name="次回調査", on=DAY, by=office)))
        except ValidationError as refused:
            outcomes.append(refused.message_dict["name"][0][:8])
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["同じ名称の調査が", "次回調査"]
    assert (Survey.objects.count(), SurveyEntry.objects.count()) == (1, 1)


def test_survey_without_tasks_is_refused(office):
    with pytest.raises(ValidationError, match="1件もない"):
        take_survey(name="次回調査", on=DAY, by=office)


def test_number_of_queries_does_not_grow(office, tasks, django_assert_num_queries):
    for number in range(5, 30):
        TaskFactory(section=tasks[0].section, number=number)
    office.access  # noqa: B018

    with django_assert_num_queries(10):  # the survey's row within a savepoint of its own
        take_survey(name="次回調査", on=DAY, by=office)
