"""Tasks are found however a word is written, by all of its writers."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from hirao_dx.shared.text import folded
from inventory.models import SystemAlias, Task
from inventory.tasks.search import Excerpt, excerpts, matching, words_of
from tests.factories import SystemFactory, TaskFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＲＰＡ", "rpa"),
        ("ｼﾞﾄﾞｳﾃｱﾃ", "ジドウテアテ"),
        ("じどうてあて", "ジドウテアテ"),
        ("証 明　書", "証明書"),
        ("①", "1"),
        ("㈱", "(株)"),
        ("１２３", "123"),
        ("Ａ−１", "a-1"),
        ("ヴァ", "ゔぁ"),
    ],
)
def test_ways_of_writing_fold_alike(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), [("コード", "コド"), ("はは", "ばば"), ("髙", "高")])
def test_different_words_stay_different(one, other):
    assert folded(one) != folded(other)


def found(query):
    return sorted(Task.objects.filter(matching(query)).values_list("name", flat=True))


@pytest.fixture
def tasks():
    online = SystemFactory(name="電子申請システム")
    SystemAlias.objects.create(system=online, name="ぴったりサービス")
    TaskFactory(name="児童手当の申請", description="じどうてあての受付", number=1)
    TaskFactory(name="ＲＰＡによる集計", description="", problem="手入力がノコル", number=2)
    TaskFactory(name="証明書の交付", description="", category="core", system=online, number=3)
    TaskFactory(name="", description="", remarks="100%を超える場合あり", number=4)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("ジドウ", ["児童手当の申請"]),
        ("rpa", ["ＲＰＡによる集計"]),
        ("のこる", ["ＲＰＡによる集計"]),
        ("手当 受付", ["児童手当の申請"]),
        ("手当　ウケツケ", []),
        ("電子申請", ["証明書の交付"]),
        ("ピッタリ", ["証明書の交付"]),
        ("証明 ぴったり", ["証明書の交付"]),
        ("100%", [""]),
        ("１００％", [""]),
        ("_", []),
        ("３", ["証明書の交付"]),
        ("当の", ["児童手当の申請"]),
        ("　", ["", "児童手当の申請", "証明書の交付", "ＲＰＡによる集計"]),
    ],
)
def test_words_are_found_in_every_place(tasks, query, names):
    assert found(query) == sorted(names)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("申請", []),
        ("7", []),
        ("じどうてあて", [("内容", "", "ジドウ テアテ", "の受付。窓口で受け付け、台帳に書…")]),
        ("台帳", [("内容", "… テアテの受付。窓口で受け付け、", "台帳", "に書き写す")]),
        ("ｆａｘ", [("困っていること", "", "FAX", "で届く")]),
        ("電子", [("使用システム", "", "電子", "申請システム")]),
        ("ぴったり", [("使用システム", "電子申請システム（別の書き方）", "", "")]),
        (
            "申請 fax 電子",
            [
                ("困っていること", "", "FAX", "で届く"),
                ("使用システム", "", "電子", "申請システム"),
            ],
        ),
    ],
)
def test_a_row_says_where_a_word_was_found(query, shown):
    online = SystemFactory(name="電子申請システム")
    task = TaskFactory(
        number=7,
        name="児童手当の申請",
        description="ジドウ テアテの受付。窓口で受け付け、台帳に書き写す",
        problem="FAXで届く",
        category="core",
        system=online,
    )

    found = excerpts(task, words_of(query))

    assert found == [Excerpt(*parts) for parts in shown]


def test_a_word_of_other_digits_is_a_word(client):
    system = SystemFactory(name="電子申請システム")
    SystemAlias.objects.create(system=system, name="፩号機")
    TaskFactory(name="証明書の交付", category="core", system=system)
    client.force_login(UserFactory(staff=True))

    page = client.get("/inventory/tasks/", {"q": "፩"})

    assertContains(page, "電子申請システム（別の書き方）")


@pytest.mark.parametrize("address", ["/inventory/tasks/", "/inventory/sections/{section}/"])
def test_lists_mark_what_was_found(client, address):
    task = TaskFactory(name="統計の報告", problem="手入力が残る")
    client.force_login(UserFactory(staff=True))

    url = address.format(section=task.section_id)

    page, plain = client.get(url, {"q": "手入力"}), client.get(url, {"q": "統計"})

    assertContains(
        page, '<span class="found__where">困っていること：</span><mark>手入力</mark>が残る'
    )
    assertContains(plain, "統計の報告")
    assertNotContains(plain, "found__where")


def test_tasks_without_a_named_system_are_one_condition(client):
    named = SystemFactory()
    TaskFactory(name="選ばれた", category="core", system=named)
    TaskFactory(name="まだの事務", category="core")
    TaskFactory(name="使わない事務")
    client.force_login(UserFactory(staff=True))

    page = client.get("/inventory/tasks/", {"system": "none"})
    systems = client.get("/inventory/systems/")

    assert [task.name for task in page.context["page_obj"]] == ["まだの事務"]
    assertContains(
        page, '<option value="none" selected>（まだ選ばれていない）</option>', html=True
    )
    assertContains(systems, 'href="/inventory/tasks/?category=core&amp;system=none"')


def test_text_is_folded_again_when_it_changes():
    task = TaskFactory(name="住所の変更")

    task.name = "転居の届出"
    task.save(update_fields=["name"])

    assert found("住所") == []
    assert found("転居") == ["転居の届出"]


def test_search_adds_two_queries_whatever_is_found(client, tasks, django_assert_num_queries):
    client.force_login(UserFactory(staff=True))
    url = reverse("inventory_tasks")
    with django_assert_num_queries(12):
        client.get(url, {"q": "証明"})

    for _ in range(5):
        TaskFactory(name="証明の発行", category="core", system=SystemFactory())

    with django_assert_num_queries(12):
        response = client.get(url, {"q": "証明"})
    assert response.context["page_obj"].paginator.count == 6
