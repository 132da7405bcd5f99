"""The tasks an initiative is about: their figures, the page that lists them, and choosing them."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import quote

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from pytest_django.asserts import assertContains, assertNotContains

from initiatives.task_links.actions import Linked, link_tasks
from initiatives.task_links.figures import SHOWN, tasks_of
from tests.clients import log_in_for
from tests.factories.indicator import MilestoneFactory
from tests.factories.inventory import SystemFactory, TaskFactory

PAGE = "/initiatives/1/"
TASKS = "/initiatives/1/tasks/"
OTHERS = ["staff", "head", "committee", "stranger"]


@pytest.fixture
def linked(cast):
    """Three live tasks of the initiative, one of them digitised, and one that ended."""
    tasks = [
        TaskFactory(
            section=cast.section, number=1, name="転入届", annual_hours_before=Decimal(100)
        ),
        TaskFactory(
            section=cast.section,
            number=2,
            name="転出届",
            digitised=True,
            volume=60,
            minutes_per_case=Decimal(30),
        ),
        TaskFactory(section=cast.section, number=3, name="相談"),
        TaskFactory(section=cast.section, number=4, ended=True, annual_hours_before=Decimal(999)),
    ]
    cast.initiative.tasks.set(tasks)
    return tasks


def chosen(response):
    return [row.task.name for row in response.context["rows"]]


# Figures


def test_figures_count_live_tasks_and_known_hours(cast, linked):
    found = tasks_of(cast.initiative)

    # 100 as entered and 60 × 30 ÷ 60 = 30 computed; the third is not known.
    assert (found.figures.tasks, found.figures.digitised, found.figures.known) == (3, 1, 2)
    assert found.hours == Decimal(130)


def test_hours_that_nobody_knows_are_not_nothing(cast):
    cast.initiative.tasks.add(TaskFactory(section=cast.section))

    assert tasks_of(cast.initiative).hours is None


def test_the_initiative_page_says_how_far_its_tasks_are(client, cast, linked):
    client.force_login(cast.committee)

    response = client.get(PAGE)

    assertContains(response, "対象事務 3件中 1件デジタル化済・年間 130.0時間（時間のわかる2件）")
    assertContains(response, 'href="/inventory/digitise/?initiative=1"')
    assertContains(response, "対象の事務をすべて見る")


def test_the_initiative_page_shows_the_first_few_and_counts_the_rest(client, cast):
    cast.initiative.tasks.set(TaskFactory.create_batch(SHOWN + 2, section=cast.section))
    client.force_login(cast.committee)

    assertContains(client.get(PAGE), "ほかに2件あります")


def test_an_initiative_without_tasks_says_so(client, cast):
    client.force_login(cast.office)

    response = client.get(PAGE)

    assertContains(response, "対象の事務は、まだ決まっていません")
    assertContains(response, "対象の事務を見る・選ぶ")


def test_a_milestone_names_the_systems_it_needs(client, cast):
    milestone = MilestoneFactory(initiative=cast.initiative)
    system = SystemFactory(name="住民記録")
    milestone.systems.add(system)
    client.force_login(cast.staff)

    assertContains(client.get(PAGE), f'<a href="/inventory/systems/{system.pk}/">住民記録</a>')


# The page


def test_visitor_is_sent_to_log_in(client, cast):
    response = client.get(TASKS)

    assert (response.status_code, response.url) == (302, log_in_for(TASKS))


def test_an_unknown_initiative_is_not_found(client, cast):
    client.force_login(cast.office)

    assert client.get("/initiatives/99/tasks/").status_code == 404


@pytest.mark.parametrize("who", OTHERS)
def test_others_read_the_list_without_a_tick(client, cast, linked, who):
    client.force_login(getattr(cast, who))

    response = client.get(TASKS)

    assert chosen(response) == ["転入届", "転出届", "相談"]
    assertNotContains(response, 'type="checkbox"')


@pytest.mark.parametrize("who", OTHERS)
def test_others_choose_nothing(client, cast, linked, who):
    client.force_login(getattr(cast, who))

    response = client.post(TASKS, {"was": linked[0].pk})

    assert response.status_code == 403
    assert linked[0] in cast.initiative.tasks.all()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["転入届", "転出届", "相談"]),
        ({"linked": "all"}, ["転入届", "転出届", "相談", "別の届"]),
        ({"linked": "no"}, ["別の届"]),
        ({"linked": "all", "q": "届"}, ["転入届", "転出届", "別の届"]),
        ({"q": "別"}, []),
    ],
)
def test_the_office_searches_among_linked_tasks_or_all(client, cast, linked, query, names):
    TaskFactory(section=cast.section, number=9, name="別の届")
    client.force_login(cast.office)

    assert chosen(client.get(TASKS, query)) == names


def test_the_office_adds_and_removes_in_one_step_and_comes_back(client, cast, linked):
    new = TaskFactory(section=cast.section, number=9, name="別の届")
    first, second, third, _ = linked
    sent = {"was": [first.pk, second.pk], "task": [second.pk, new.pk]}
    client.force_login(cast.office)

    response = client.post(f"{TASKS}?linked=all&q={quote('届')}", sent, follow=True)

    assert set(cast.initiative.tasks.live()) == {second, third, new}
    assertContains(response, "対象の事務を1件加え、1件外しました")
    assert response.context["form"].data["q"] == "届"


def test_a_tick_that_somebody_else_set_meanwhile_stays(client, cast, linked):
    first, second, *_ = linked
    client.force_login(cast.office)
    seen = {"was": [first.pk], "task": [first.pk]}

    client.post(TASKS, seen)

    assert second in cast.initiative.tasks.all()


def test_nonsense_keys_change_nothing(client, cast, linked):
    client.force_login(cast.office)

    response = client.post(TASKS, {"task": ["x", "-1", "9" * 30]}, follow=True)

    assertContains(response, "変更はありませんでした")
    assert cast.initiative.tasks.count() == 4


def test_an_ended_task_is_refused_in_words(client, cast):
    ended = TaskFactory(section=cast.section, ended=True)
    client.force_login(cast.office)

    response = client.post(TASKS, {"task": ended.pk}, follow=True)

    assertContains(response, "廃止された事務があります")
    assert not cast.initiative.tasks.exists()


# The action


def test_linking_leaves_one_line_of_history(cast, linked):
    new = TaskFactory(section=cast.section, number=9)
    before = cast.initiative.history.count()

    done = link_tasks(
        initiative=cast.initiative, add={new.pk}, remove={linked[0].pk}, by=cast.office
    )

    assert done == Linked(1, 1)
    assert cast.initiative.history.count() == before + 1
    latest = cast.initiative.history.first()
    assert latest.history_user == cast.office
    assert latest.history_change_reason == "対象の事務：1件追加、1件削除"
    assert {row.task_id for row in latest.tasks.all()} == {new.pk, *(t.pk for t in linked[1:])}


def test_linking_what_is_linked_leaves_no_trace(cast, linked):
    before = cast.initiative.history.count()

    done = link_tasks(
        initiative=cast.initiative, add={linked[0].pk}, remove={10**9}, by=cast.office
    )

    assert (done, cast.initiative.history.count()) == (Linked(0, 0), before)


def test_linking_is_for_the_office(cast, linked):
    with pytest.raises(PermissionDenied):
        link_tasks(initiative=cast.initiative, add=set(), remove={linked[0].pk}, by=cast.head)


def test_linking_a_task_that_is_gone_changes_nothing(cast, linked):
    with pytest.raises(ValidationError):
        link_tasks(initiative=cast.initiative, add={10**9}, remove={linked[0].pk}, by=cast.office)

    assert linked[0] in cast.initiative.tasks.all()


@pytest.mark.parametrize("count", [3, 300])
@pytest.mark.parametrize("query", ["", "?linked=all"])
def test_the_list_costs_the_same_for_three_and_three_hundred(
    client, cast, django_assert_num_queries, count, query
):
    cast.initiative.tasks.set(TaskFactory.create_batch(count, on_system=True))
    client.force_login(cast.office)

    with django_assert_num_queries(15):
        client.get(f"{TASKS}{query}")
