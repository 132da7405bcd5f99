"""Choosing the tasks to merge: ticked, found by words, typed by number, or led here with them."""

from decimal import Decimal

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from tests.factories import SectionFactory, SystemFactory, TaskFactory
from tests.inventory.tables import rows_of


@pytest.fixture
def url(section):
    return reverse("task_merge", args=[section.pk])


@pytest.fixture
def at_work(client, staff):
    client.force_login(staff)
    return client


def numbered(section, *numbers, **more):
    return [TaskFactory(section=section, number=n, name=f"事務{n}", **more) for n in numbers]


def names(response, table):
    return [row[1] for row in rows_of(response, table)[1:]]


def ticked(response):
    return [task.number for task in response.context["form"].tasks]


def test_live_tasks_of_the_section_stand_in_a_list_with_a_tick_each(at_work, url, section):
    system = SystemFactory(name="住民記録")
    TaskFactory(
        section=section,
        number=1,
        name="届出",
        category="core",
        system=system,
        annual_hours_before=Decimal("12.5"),
    )
    TaskFactory(section=section, number=2, ended=True)
    TaskFactory(section=SectionFactory(), number=3)

    response = at_work.get(url)

    assert rows_of(response, "choice-table")[1:] == [
        ["", "001 届出", "基幹系", "住民記録", "12.5"]
    ]
    assertContains(response, 'name="pick" value="1" aria-label="001 届出を選ぶ">')
    assertContains(response, "まだ選んでいません。")


def test_what_is_ticked_stays_while_searching(at_work, url, section):
    numbered(section, 1, 2, 3)

    response = at_work.get(url, {"choose": "1", "q": "事務3", "pick": ["1", "2"], "numbers": ""})

    assert names(response, "chosen-table") == ["001 事務1", "002 事務2"]
    assert names(response, "choice-table") == ["003 事務3"]
    assertContains(response, " checked", count=2)
    assertContains(response, 'value="事務3"')


def test_what_is_ticked_stays_on_the_next_page_and_no_task_is_passed_over(at_work, url, section):
    numbered(section, *range(1, 61))

    first = at_work.get(url)
    second = at_work.get(url, {"choose": "1", "pick": ["1", "2"], "page": "2"})

    assertContains(first, 'name="page" value="2"')
    assert names(first, "choice-table")[-1] == "050 事務50"
    assert names(second, "choice-table")[0] == "051 事務51"
    assert ticked(second) == [1, 2]


def test_chosen_task_has_one_tick_on_the_page(at_work, url, section):
    numbered(section, 1, 2)

    response = at_work.get(url, {"pick": "1"})

    assertContains(response, 'name="pick" value="1"', count=1)
    assertContains(response, "選んだ事務にあります（001 事務1）")


def test_conditions_are_taken_away_and_the_ticks_stay(at_work, url, section):
    numbered(section, 1, 2)

    narrowed = at_work.get(url, {"choose": "1", "q": "事務2", "pick": "1"})
    every = at_work.get(url, {"choose": "1", "q": "事務2", "pick": "1", "all": "1"})
    none = at_work.get(url, {"choose": "1", "q": "ない言葉", "pick": "1"})

    assertContains(narrowed, "条件をすべて外す")
    assert (len(names(every, "choice-table")), ticked(every)) == (2, [1])
    assertContains(none, "条件に合う事務はありません。")
    assert ticked(none) == [1]


def test_typed_numbers_join_what_is_ticked(at_work, url, section):
    numbered(section, 1, 2, 3)

    response = at_work.get(url, {"choose": "1", "pick": "1", "numbers": "２、3"})

    assert ticked(response) == [1, 2, 3]
    assert response.context["typing"]["numbers"].value() is None


def test_wrong_number_is_told_and_kept_with_the_ticks(at_work, url, section):
    numbered(section, 1)

    response = at_work.get(url, {"choose": "1", "pick": "1", "numbers": "1、9", "go": "1"})

    assertContains(response, "この班に、番号 9 の今ある事務はありません。")
    assertContains(response, 'value="1、9"')
    assert ticked(response) == [1]


def test_ticked_task_that_ended_meanwhile_is_named(at_work, url, section):
    numbered(section, 1)
    TaskFactory(section=section, number=2, ended=True)

    response = at_work.get(url, {"choose": "1", "pick": ["1", "2"], "go": "1"})

    assertContains(response, "この班に、番号 2 の今ある事務はありません。")
    assert ticked(response) == [1]


def test_chosen_tasks_go_on_to_the_merger_and_back(at_work, url, section):
    numbered(section, 1, 2, 3)

    on = at_work.get(url, {"choose": "1", "pick": ["1"], "numbers": "3", "q": "事務2", "go": "1"})
    merger = at_work.get(on.url)

    assertRedirects(on, f"{url}?numbers=1,3")
    assertContains(merger, "統合する事務（2件）")
    assertContains(merger, f"{url}?pick=1&amp;pick=3")


@pytest.mark.parametrize(
    ("count", "words"), [(1, "2つ以上選んでください"), (21, "今は21件を選んでいます")]
)
def test_too_few_or_too_many_are_told_and_stay_ticked(at_work, url, section, count, words):
    numbered(section, *range(1, count + 1))
    picks = [str(n) for n in range(1, count + 1)]

    response = at_work.get(url, {"choose": "1", "pick": picks, "go": "1"})

    assertContains(response, words)
    assert len(ticked(response)) == count


def test_what_is_no_number_is_not_a_tick(at_work, url, section):
    numbered(section, 1)

    response = at_work.get(url, {"pick": ["1", "あ", "9" * 30, "-1"]})

    assert ticked(response) == [1]


def test_section_without_tasks_says_so(at_work, url):
    assertContains(at_work.get(url), "この班に、今ある事務はありません。")


def test_row_of_the_workspace_and_the_task_itself_lead_here(at_work, url, section):
    [task] = numbered(section, 7)

    shown = at_work.get(reverse("inventory_workspace", args=[section.pk]))

    assertContains(shown, f'{url}?pick=7">統合する')
    assertContains(at_work.get(reverse("task", args=[task.pk])), f'{url}?pick=7">統合する')
    assert ticked(at_work.get(f"{url}?pick=7")) == [7]


# From the desk


DESK = "/inventory/quality/?kind=duplicate"


@pytest.fixture
def twins(section):
    TaskFactory(section=section, number=3, name="別の名称")
    TaskFactory(section=section, number=4, name="RPAの管理", ended=True)
    TaskFactory(number=5, name="RPAの管理")
    one = TaskFactory(section=section, number=1, name="ＲＰＡの管理", description="説明")
    return one, TaskFactory(section=section, number=2, name="rpa の管理")


@pytest.mark.parametrize(
    ("who", "may"),
    [("staff", True), ("head", True), ("office", True), ("committee", False), ("stranger", False)],
)
def test_desk_leads_those_who_may_write_to_the_merger_of_alike_names(
    request, client, url, twins, who, may
):
    link = reverse("task_merge_alike", args=[twins[0].pk])
    client.force_login(request.getfixturevalue(who))

    shown = client.get(DESK)
    led = client.get(link)

    assert (link in shown.content.decode()) is may
    if may:
        assertRedirects(led, f"{url}?numbers=1,2")
    else:
        assertContains(led, "この班の事務を変更できるのは", status_code=403)


def test_task_that_is_no_longer_alike_leads_to_the_choice(at_work, section, twins):
    twins[1].name = "変えた名称"
    twins[1].save()

    response = at_work.get(reverse("task_merge_alike", args=[twins[0].pk]), follow=True)

    assertContains(response, "と同じ名称の事務は、今はありません。")
    assert ticked(response) == [1]


def test_no_more_are_chosen_from_the_desk_than_can_be_merged(at_work, section):
    tasks = [TaskFactory(section=section, number=n, name="届出") for n in range(1, 24)]

    response = at_work.get(reverse("task_merge_alike", args=[tasks[0].pk]), follow=True)

    assertContains(response, "同じ名称の事務は23件あります。")
    assertContains(response, "統合する事務（20件）")


def test_way_from_the_desk_needs_a_log_in_and_a_task(client, staff, twins):
    path = reverse("task_merge_alike", args=[twins[0].pk])

    assert client.get(path).url == f"/account/login/?next={path}"
    client.force_login(staff)
    assert client.get(reverse("task_merge_alike", args=[999])).status_code == 404


# Cost


@pytest.mark.parametrize("count", [3, 300])
def test_choosing_costs_the_same_in_a_small_and_a_large_section(
    at_work, url, section, count, django_assert_num_queries
):
    """Session, user, access; the section; the chosen ones; systems and their names; the page."""
    numbered(section, *range(1, count + 1), on_system=True)
    asked = {"choose": "1", "pick": ["1", "2"], "q": "事務", "numbers": "3"}
    at_work.get(url)

    with django_assert_num_queries(12):
        response = at_work.get(url, asked)

    assertNotContains(response, "まだ選んでいません。")
