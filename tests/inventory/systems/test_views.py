"""Systems: the list, one with what hangs on it, and the office's form."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from hirao_dx.shared.versions import Stale, version_of
from inventory.choices import Category, Standardisation, SystemCategory
from inventory.models import System, SystemAlias
from inventory.systems import actions
from inventory.systems.actions import FIELDS, SystemContent, change_system, create_system
from tests.factories import (
    InitiativeFactory,
    MilestoneFactory,
    SectionFactory,
    SystemFactory,
    TaskFactory,
    UserFactory,
)
from tests.inventory.tables import rows_of

LIST = "/inventory/systems/"
TODAY = date(2026, 11, 23)
OTHERS = ["staff", "head", "committee", "stranger"]


@pytest.fixture
def system(db):
    return SystemFactory(name="住民記録", category=SystemCategory.CORE)


@pytest.fixture
def _today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: TODAY)


def on(system, section, number, **more):
    return TaskFactory(
        section=section, number=number, category=system.category, system=system, **more
    )


def page_of(system):
    return reverse("inventory_system", args=[system.pk])


def typed(system=None, **changes):
    """What the form sends for a system as it stands, with changes."""
    content = SystemContent.of(system) if system else SystemContent("", "core")
    values = {name: getattr(content, name) or "" for name in FIELDS}
    values["aliases"] = "\n".join(content.aliases)
    return {**values, "version": version_of(system) if system else "", **changes}


# Who may do what


@pytest.mark.parametrize("name", ["inventory_system", "system_edit"])
def test_visitor_is_sent_to_log_in(client, system, name):
    url = reverse(name, args=[system.pk])

    response = client.get(url)

    assert (response.status_code, response.url) == (302, f"/account/login/?next={url}")


@pytest.mark.parametrize("who", [*OTHERS, "office"])
def test_everyone_with_an_appointment_reads_a_system(request, client, section, system, who):
    client.force_login(request.getfixturevalue(who))

    response = client.get(page_of(system))

    assertContains(response, "<h1>住民記録</h1>")
    assert (reverse("system_edit", args=[system.pk]) in response.content.decode()) is (
        who == "office"
    )


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_the_office_changes_systems(request, client, section, system, who, method):
    client.force_login(request.getfixturevalue(who))

    for url in (reverse("system_edit", args=[system.pk]), reverse("system_add")):
        answer = getattr(client, method)(url, typed(system, name="別の名称"))
        assertContains(answer, "事務局です", status_code=403)

    assert list(System.objects.values_list("name", flat=True)) == ["住民記録"]


@pytest.mark.parametrize("name", ["inventory_system", "system_edit"])
def test_an_unknown_system_is_not_found(client, office, name):
    client.force_login(office)

    assert client.get(reverse(name, args=[999])).status_code == 404


# The list


@pytest.mark.usefixtures("_today")
def test_the_list_starts_with_the_contract_that_ends_first(client, office, section, system):
    SystemFactory(name="終わった契約", contract_ends_on=date(2026, 3, 31), vendor="")
    SystemFactory(name="続く契約", contract_ends_on=date(2026, 12, 31), standardisation="migrated")
    SystemAlias.objects.create(system=system, name="住基")
    on(system, section, 1, annual_hours_before=Decimal("120.0"))
    on(system, SectionFactory(), 2)
    on(system, section, 3, ended=True)
    client.force_login(office)

    rows = rows_of(client.get(LIST), "system-table")[1:]

    assert [row[:5] for row in rows] == [
        ["終わった契約", "基幹系", "－", "令和8年3月31日 !237日前に終わりました", "わからない"],
        ["続く契約", "基幹系", "提供会社", "令和8年12月31日（あと38日）", "移行済"],
        ["住民記録（住基）", "基幹系", "提供会社", "わからない", "わからない"],
    ]
    assert rows[2][5:] == ["－", "2", "2", "2", "120.0時間2件のうち1件"]


def test_the_list_sums_up_standardisation_and_milestones(client, office, system):
    for state in Standardisation:
        SystemFactory(standardisation=state)
    done = MilestoneFactory(due_on=date(2020, 1, 1), done_on=date(2019, 12, 1))
    late = MilestoneFactory(due_on=date(2020, 1, 1), initiative=done.initiative)
    for milestone in (done, late):
        milestone.systems.add(system)
    client.force_login(office)

    response = client.get(LIST)

    assertContains(response, "標準化の対象 3システムのうち、移行済 1システム。")
    assertContains(response, "まだ入力されていないもの 1システム")
    assertContains(response, "2件中1件完了")


def test_tasks_without_a_named_system_stand_apart_by_category(client, office, section):
    TaskFactory(section=section, core=True)
    TaskFactory.create_batch(2, section=section, category=Category.OTHER)
    TaskFactory(section=section, on_system=True)
    TaskFactory(section=section)
    client.force_login(office)

    response = client.get(LIST)

    assertContains(response, "まだ選ばれていないものは3件です")
    assert response.context["without"] == [
        ("core", "基幹系", 1),
        ("other", "その他（エクセル等）", 2),
    ]


# One system


@pytest.mark.usefixtures("_today")
def test_a_system_says_what_its_replacement_touches(client, stranger, section, system):
    first = on(system, section, 1, annual_hours_before=Decimal("120.5"), volume=600)
    on(system, section, 2, volume=60, minutes_per_case=Decimal(60), peak_months="3,4")
    on(system, SectionFactory(name="こども班", department=section.department), 1, peak_months="4")
    on(system, section, 9, ended=True, volume=10**6)
    TaskFactory(section=section, number=3, on_system=True)
    InitiativeFactory(code="6", title="標準化", tasks=[first])
    client.force_login(stranger)

    response = client.get(page_of(system))

    # 120.5 + 60 × 60 ÷ 60 = 180.5 hours over two of three tasks.
    assert rows_of(response, "section-table")[1:] == [
        [
            "町民福祉課 戸籍班",
            "町民福祉課",
            "2",
            "180.5時間2件のうち2件",
            "660件2件のうち2件の事務",
        ],
        ["町民福祉課 こども班", "町民福祉課", "1", "－", "－"],
    ]
    assert rows_of(response, "peak-table")[1] == [
        *("忙しい事務", "2件", *["0件"] * 10, "1件"),
    ]
    assertContains(response, "いちばん多いのは4月です")
    assertContains(response, "忙しい月がわかる事務は3件のうち2件です")
    assertContains(response, "標準化（1件）")
    assert len(rows_of(response, "task-table")) == 4


def test_months_that_nobody_named_are_not_shown_as_quiet(client, office, section, system):
    on(system, section, 1)
    client.force_login(office)

    response = client.get(page_of(system))

    assertContains(response, "忙しい月は、1件のどの事務にもまだ入力されていません")
    assert rows_of(response, "peak-table") == []


@pytest.mark.usefixtures("_today")
@pytest.mark.parametrize(
    ("due_on", "done_on", "words"),
    [
        (date(2026, 3, 31), None, "期限超過"),
        (date(2027, 3, 31), None, "これから"),
        (date(2026, 3, 31), date(2026, 2, 1), "令和8年2月1日まで"),
    ],
)
def test_a_system_shows_the_milestones_it_has_part_in(
    client, office, system, due_on, done_on, words
):
    milestone = MilestoneFactory(name="住民基本台帳", due_on=due_on, done_on=done_on)
    milestone.systems.add(system)
    client.force_login(office)

    row = rows_of(client.get(page_of(system)), "milestone-table")[1]

    assert row[0].startswith("住民基本台帳")
    assert words in row[3]


def test_a_system_nobody_uses_says_so(client, office, system):
    client.force_login(office)

    assertContains(client.get(page_of(system)), "今このシステムを使う事務は、登録されていません")


# Changing


def test_a_system_without_a_recorded_past_still_opens(client, staff, system):
    system.history.all().delete()
    client.force_login(staff)

    response = client.get(page_of(system))

    assertContains(response, "住民記録")
    assert response.context["history"] == []


def test_the_office_changes_a_system_and_the_history_says_so(client, office, system):
    client.force_login(office)
    sent = typed(
        system, vendor="新しい会社", contract_ends_on="2027-03-31", standardisation="migrating"
    )

    response = client.post(reverse("system_edit", args=[system.pk]), sent, follow=True)

    assertContains(response, "「住民記録」を保存しました")
    latest = response.context["history"][0]
    assert latest.by == office.name
    assert [(c.label, c.before, c.after) for c in latest.changes] == [
        ("提供者", "提供会社", "新しい会社"),
        ("契約の終了日", "（空欄）", "令和9年3月31日"),
        ("標準化の状況", "（空欄）", "移行中"),
    ]


def test_a_task_of_another_category_holds_up_no_other_change(client, office, section, system):
    TaskFactory(section=section, category="other", system=system)
    client.force_login(office)

    client.post(reverse("system_edit", args=[system.pk]), typed(system, vendor="新しい会社"))

    system.refresh_from_db()
    assert system.vendor == "新しい会社"


def test_saving_the_same_again_leaves_no_trace(office, system):
    version = version_of(system)

    change_system(system=system, content=SystemContent.of(system), version=version, by=office)

    assert version_of(system) == version


def test_the_office_enters_a_system(client, office):
    client.force_login(office)

    response = client.post(reverse("system_add"), typed(name="文書管理", category="non_core"))

    system = System.objects.get()
    assert (response.status_code, response.url) == (302, page_of(system))
    assert (system.name, system.category) == ("文書管理", "non_core")
    assert system.history.get().history_user == office


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "システムの名称を入力してください"),
        ({"name": "財務会計"}, "同じ名称のシステムがすでにあります"),
        ({"name": "住基"}, "「文書管理」の別の書き方として登録されています"),
        ({"contract_ends_on": "来年"}, "令和9年4月1日 のように"),
        ({"category": "other"}, "元の区分で1件あります"),
    ],
)
def test_what_does_not_fit_is_said_and_kept(client, office, section, system, changes, words):
    SystemFactory(name="財務会計")
    SystemAlias.objects.create(system=SystemFactory(name="文書管理"), name="住基")
    on(system, section, 1)
    client.force_login(office)
    sent = typed(system, **{"vendor": "書いた会社", **changes})

    response = client.post(reverse("system_edit", args=[system.pk]), sent)

    assertContains(response, words, status_code=422)
    assertContains(response, "書いた会社", status_code=422)
    system.refresh_from_db()
    assert (system.name, system.vendor) == ("住民記録", "提供会社")


def test_a_system_changed_meanwhile_is_shown_before_it_is_overwritten(client, office, system):
    client.force_login(office)
    url = reverse("system_edit", args=[system.pk])
    sent = typed(system, vendor="わたしの会社")
    client.post(url, typed(system, vendor="先の会社"))

    response = client.post(url, sent)

    assertContains(response, "ほかの人が先に保存しました", status_code=409)
    assertContains(response, "先の会社", status_code=409)
    assertContains(response, 'value="わたしの会社"', status_code=409)
    again = {**sent, "version": response.context["form"]["version"].value()}
    assert client.post(url, again).status_code == 302
    system.refresh_from_db()
    assert system.vendor == "わたしの会社"


def test_actions_refuse_everybody_but_the_office(staff, system):
    content = SystemContent.of(system)

    with pytest.raises(PermissionDenied):
        change_system(system=system, content=content, version=0, by=staff)
    with pytest.raises(PermissionDenied):
        create_system(content=SystemContent("新しい", "core"), by=staff)


def test_actions_refuse_a_stale_version_and_a_taken_name(office, system):
    taken = SystemFactory(name="財務会計")

    with pytest.raises(Stale):
        change_system(system=system, content=SystemContent.of(taken), version=0, by=office)
    with pytest.raises(ValidationError):
        create_system(content=SystemContent("財務会計", "core"), by=office)


# Other spellings


def spellings(system):
    return set(system.aliases.values_list("name", flat=True))


def save_aliases(client, system, *lines, **changes):
    sent = typed(system, aliases="\n".join(lines), **changes)
    return client.post(reverse("system_edit", args=[system.pk]), sent, follow=True)


def test_spellings_are_entered_a_line_each_and_those_alike_once(client, office, system):
    client.force_login(office)

    save_aliases(client, system, " 住基 ", "ジュウキ", "", "じゅうき", "ｼﾞｭｳｷ", "住民記録")

    assert spellings(system) == {"住基", "ジュウキ"}
    shown = client.get(reverse("system_edit", args=[system.pk]))
    assert shown.context["form"]["aliases"].value().splitlines() == ["ジュウキ", "住基"]
    assertContains(client.get(page_of(system)), "<dd>ジュウキ、住基</dd>")


def test_change_of_spellings_is_a_line_of_the_history_in_words(client, office, system):
    SystemAlias.objects.create(system=system, name="旧住基")
    client.force_login(office)

    response = save_aliases(client, system, "住基", vendor="新しい会社")

    line = response.context["history"][0]
    assert (line.by, line.reason) == (
        office.name,
        "別の書き方：「住基」を加えた／「旧住基」を除いた",
    )
    assert [change.label for change in line.changes] == ["提供者"]
    assertContains(response, line.reason)
    system.refresh_from_db()
    version = version_of(system)
    save_aliases(client, system, "住基")
    assert version_of(system) == version


def test_new_system_is_entered_with_its_spellings(client, office):
    client.force_login(office)

    client.post(reverse("system_add"), typed(name="文書管理", category="core", aliases="文管"))

    system = System.objects.get()
    assert spellings(system) == {"文管"}
    assert system.history.get().history_change_reason == "別の書き方：「文管」を加えた"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ザイム会計", "「ざいむ会計」の名称か別の書き方として登録されています。"),
        ("ＺＡＩＭＵ", "「ざいむ会計」の名称か別の書き方として登録されています。"),
        ("長" * 101, "100字までで書いてください。"),
    ],
)
def test_spelling_that_means_another_system_is_refused_and_kept(
    client, office, system, line, words
):
    SystemAlias.objects.create(system=SystemFactory(name="ざいむ会計"), name="zaimu")
    client.force_login(office)
    sent = typed(system, aliases=f"住基\n{line}")

    response = client.post(reverse("system_edit", args=[system.pk]), sent)

    assertContains(response, words, status_code=422)
    assertContains(response, line, status_code=422)
    assert spellings(system) == set()


def test_name_that_folds_like_another_systems_spelling_is_refused(client, office, system):
    SystemAlias.objects.create(system=system, name="ジュウキ")
    client.force_login(office)

    response = client.post(reverse("system_add"), typed(name="じゅうき", category="core"))

    assertContains(response, "「住民記録」の別の書き方として登録", status_code=422)


def test_spellings_that_somebody_changed_meanwhile_are_shown_and_not_lost(client, office, system):
    client.force_login(office)
    url = reverse("system_edit", args=[system.pk])
    mine = typed(system, aliases="わたしの書き方")
    save_aliases(client, system, "先の書き方")

    response = client.post(url, mine)

    assertContains(response, "別の書き方：「先の書き方」を加えた", status_code=409)
    assertContains(response, "わたしの書き方", status_code=409)
    assert spellings(system) == {"先の書き方"}


@pytest.mark.parametrize(
    ("rival", "words"),
    [
        ({"name": "文書管理"}, "同じ名称のシステムがすでにあります"),
        ({"name": "別", "alias": "文管"}, "「別」の名称か別の書き方として登録されています"),
    ],
)
def test_name_or_spelling_taken_at_the_same_moment_is_told(
    client, office, monkeypatch, rival, words
):
    """The check passes, and before the row is written somebody else has taken the name."""
    check = actions._check

    def checked_too_early(*args):
        check(*args)
        if not System.objects.filter(name=rival["name"]).exists():
            taken = SystemFactory(name=rival["name"])
            SystemAlias.objects.create(system=taken, name=rival.get("alias", "別名"))

    monkeypatch.setattr(actions, "_check", checked_too_early)
    client.force_login(office)

    response = client.post(
        reverse("system_add"), typed(name="文書管理", category="core", aliases="文管")
    )

    assertContains(response, words, status_code=422)
    assert not System.objects.filter(vendor="").exists()


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("contents", "field"),
    [
        ([SystemContent("文書管理", "core")] * 2, "__all__"),
        (
            [
                SystemContent(name, "core", aliases=frozenset({alias}))
                for name, alias in (("文書管理", "ブンカン"), ("文書保管", "ぶんかん"))
            ],
            "aliases",
        ),
    ],
)
def test_of_two_systems_with_one_spelling_at_the_same_moment_one_is_entered(contents, field):
    office = UserFactory(office=True)
    SystemFactory(name="住民記録")
    together = threading.Barrier(2)
    outcomes = []

    def work(content):
        together.wait()
        try:
            create_system(content=content, by=office)
            outcomes.append("entered")
        except ValidationError as refused:
            outcomes.append(*refused.message_dict)
        connection.close()

    threads = [threading.Thread(target=work, args=[content]) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == sorted(["entered", field])
    assert System.objects.count() == 2


def test_system_that_somebody_merged_away_meanwhile_is_told(client, office, system):
    gone = System.objects.get(pk=system.pk)
    system.delete()

    with pytest.raises(ValidationError, match="ほかの人が先に別のシステムとまとめた"):
        change_system(system=gone, content=SystemContent("新", "core"), version=0, by=office)


# Cost


@pytest.mark.parametrize("count", [3, 300])
def test_a_system_costs_the_same_for_three_and_three_hundred(
    client, section, system, django_assert_num_queries, count
):
    office = UserFactory(office=True)
    tasks = [on(system, section, n, volume=n, peak_months="3") for n in range(count)]
    on(system, SectionFactory(), 1)
    InitiativeFactory(tasks=tasks)
    for _ in range(count if count < 10 else 30):
        MilestoneFactory().systems.add(system)
    client.force_login(office)

    with django_assert_num_queries(19):
        client.get(page_of(system))


def test_the_form_is_not_offered_to_others(client, staff, system):
    client.force_login(staff)

    assertNotContains(client.get(LIST), reverse("system_add"))
