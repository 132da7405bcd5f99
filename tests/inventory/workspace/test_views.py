"""A section's table of tasks: who works in it, what is kept, asked and refused."""

from decimal import Decimal

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from hirao_dx.shared.versions import version_of
from inventory.choices import Category
from inventory.models import SystemAlias, Task
from inventory.tasks.actions import update_task
from inventory.tasks.content import TaskContent
from organization.models import KeptText
from tests.factories import SectionFactory, SystemFactory, TaskFactory, UserFactory
from tests.posting import form_at, log_in_with, marked

REFUSED = "この班の事務を変更できるのは、担当する班の職員と課長、事務局です。"
BASIC = {
    "name": "",
    "category": "none",
    "system": "",
    "stage": "not_considered",
    "volume": "",
    "minutes_per_case": "",
    "annual_hours_before": "",
}


@pytest.fixture
def url(section):
    return reverse("inventory_workspace", args=[section.pk])


@pytest.fixture
def row_url(task):
    return reverse("task_row", args=[task.pk])


def typed(task, version=None, fields=BASIC, **changes):
    """One row as a browser posts it."""
    row = fields | {"version": version_of(task) if version is None else version} | changes
    return {f"t{task.pk}-{name}": value for name, value in row.items()}


def numbers(response):
    return [row.task.number for row in response.context["rows"]]


def fresh(task):
    return Task.objects.get(pk=task.pk)


def saved_by(other, task, **content):
    """Somebody else saves first; the version the slower writer started from."""
    before = version_of(task)
    current = vars(TaskContent.of(fresh(task))) | content
    update_task(task=task, content=TaskContent(**current), version=before, by=other)
    return before


# Who may


def test_visitor_is_sent_to_log_in(client, url):
    response = client.get(url)

    assert (response.status_code, response.url) == (302, f"/account/login/?next={url}")


@pytest.mark.parametrize("who", ["staff", "head", "office"])
def test_those_who_write_for_the_section_see_the_table_and_save(request, client, task, url, who):
    client.force_login(request.getfixturevalue(who))

    assertContains(client.get(url), "事務を表で編集")
    response = client.post(url, typed(task, name="転入届の受付"), follow=True)

    assertContains(response, "1件の事務を保存しました。")
    assert fresh(task).name == "転入届の受付"


@pytest.mark.parametrize("who", ["committee", "stranger"])
def test_others_read_the_section_and_may_not_write(request, client, task, url, row_url, who):
    client.force_login(request.getfixturevalue(who))

    assertRedirects(client.get(url), reverse("inventory_section", args=[task.section_id]))
    for address in (url, row_url):
        assertContains(client.post(address, typed(task, name="名称")), REFUSED, status_code=403)
    assert fresh(task).name == ""


def test_head_of_another_department_may_not_write(client, task, url):
    client.force_login(UserFactory(head=True))

    assert client.post(url, typed(task, name="名称")).status_code == 403
    assert fresh(task).name == ""


def test_row_of_another_section_is_not_saved_through_ones_own_table(client, staff, url):
    theirs = TaskFactory(unnamed=True)
    client.force_login(staff)

    response = client.post(url, typed(theirs, name="名称"))

    assertContains(response, "ほかの班に移ったため保存できません", status_code=422)
    assert fresh(theirs).name == ""


@pytest.mark.parametrize("name", ["inventory_workspace", "task_row"])
def test_unknown_key_is_not_found(client, office, name):
    client.force_login(office)

    assert client.post(reverse(name, args=[999])).status_code == 404


# What the table shows


def test_tasks_without_a_name_come_first_unless_the_address_says_otherwise(client, staff, section):
    TaskFactory(section=section, number=1)
    TaskFactory(section=section, number=2, unnamed=True)
    TaskFactory(section=section, number=3, ended=True)
    url = reverse("inventory_workspace", args=[section.pk])
    client.force_login(staff)

    assert numbers(client.get(url)) == [2, 1]
    assert numbers(client.get(url, {"order": "number"})) == [1, 2]
    assert numbers(client.get(url, {"order": "nonsense", "per": "9999"})) == [2, 1]


def test_table_is_paged_and_the_address_holds_everything(client, staff, section, url):
    for number in range(1, 61):
        TaskFactory(section=section, number=number)
    client.force_login(staff)

    assert numbers(client.get(url)) == list(range(1, 26))
    asked = {"per": 50, "page": 2, "columns": "plan", "order": "number"}
    response = client.get(url, asked)
    assert numbers(response) == list(range(51, 61))
    assertContains(response, "課題と手法")
    assertContains(response, "?per=50&amp;page=1&amp;columns=plan&amp;order=number")


def test_every_field_of_a_task_stands_in_one_group_of_columns(client, staff, task, url):
    client.force_login(staff)

    shown = []
    for columns in ("basic", "work", "means", "plan"):
        row = client.get(url, {"columns": columns}).context["rows"][0]
        shown += [cell.name for cell in row.cells]

    assert sorted(shown) == sorted(set(vars(TaskContent())) - {"ended_on", "ended_reason"})


def test_section_without_tasks_offers_to_add_one(client, staff, section, url):
    client.force_login(staff)

    assertContains(client.get(url), reverse("task_add", args=[section.pk]))


@pytest.mark.parametrize("columns", ["basic", "work", "means", "plan"])
@pytest.mark.parametrize("count", [1, 50])
def test_table_costs_the_same_for_one_and_fifty_rows(
    client, staff, section, url, django_assert_num_queries, count, columns
):
    for number in range(count):
        TaskFactory(
            section=section, number=number, on_system=True, problem="困" * 100, remarks="備" * 100
        )
    client.force_login(staff)

    with django_assert_num_queries(11):
        response = client.get(url, {"per": 50, "columns": columns})

    assert len(numbers(response)) == count
    assert len(response.content) < 300_000


# Saving


def test_page_saves_each_changed_row_and_leaves_no_trace_of_the_others(
    client, staff, section, url
):
    one, two, three = (
        TaskFactory(section=section, number=n, unnamed=True, description="") for n in (1, 2, 3)
    )
    versions = [version_of(task) for task in (one, two, three)]
    client.force_login(staff)

    response = client.post(
        url, typed(one, name="一") | typed(two) | typed(three, volume="１，２００件"), follow=True
    )

    assertContains(response, "2件の事務を保存しました。")
    assert (fresh(one).name, fresh(two).name, fresh(three).volume) == ("一", "", 1200)
    now = [version_of(task) for task in (one, two, three)]
    assert [a != b for a, b in zip(versions, now, strict=True)] == [True, False, True]


def test_page_without_a_change_says_so(client, staff, task, url):
    client.force_login(staff)

    response = client.post(url, typed(task), follow=True)

    assertContains(response, "変わったところがないため、何も保存していません。")


def test_faulty_row_stays_as_typed_while_the_others_are_saved(client, staff, section, task, url):
    other = TaskFactory(section=section, number=8, unnamed=True)
    client.force_login(staff)

    response = client.post(
        url, typed(task, volume="たくさん", name="甲") | typed(other, name="乙"), follow=True
    )

    assert response.status_code == 422
    assertContains(response, 'value="たくさん"', status_code=422)
    assertContains(response, "件数は整数で入力してください（例：1200）。", status_code=422)
    assertContains(response, f'href="#row-{task.pk}"', status_code=422)
    assert (fresh(task).name, fresh(other).name) == ("", "乙")


def test_button_fills_in_the_computed_hours_only_when_pressed(client, staff, task, url):
    client.force_login(staff)
    row = typed(task, volume="1,200", minutes_per_case="１５分", annual_hours_before="10")

    client.post(url, row)
    assert fresh(task).annual_hours_before == Decimal(10)
    assertContains(client.get(url), "300.0")

    row[f"t{task.pk}-version"] = version_of(task)
    response = client.post(url, row | {"action": f"hours:{task.pk}"})

    assertRedirects(response, f"{url}#row-{task.pk}")
    assert fresh(task).annual_hours_before == Decimal("300.0")


def test_row_keeps_the_columns_it_does_not_show(client, staff, section, url):
    task = TaskFactory(section=section, name="名称", on_system=True, remarks="備考")
    means = {
        "legal_basis": "",
        "uses_paper": "true",
        "uses_seal": "false",
        "uses_counter": "unknown",
    }
    client.force_login(staff)

    client.post(f"{url}?columns=means", typed(task, fields=means))

    now = fresh(task)
    assert (now.uses_paper, now.uses_seal, now.uses_counter) == (True, False, None)
    assert (now.name, now.remarks, now.system) == ("名称", "備考", task.system)


def test_months_are_ticked(client, staff, task, url):
    work = {
        "description": "",
        "staff": "regular",
        "peak_months": ["4", "3"],
        "annual_hours_after": "",
    }
    client.force_login(staff)

    client.post(f"{url}?columns=work", typed(task, fields=work))

    assert (fresh(task).peak_months, fresh(task).staff) == ("3,4", "regular")


@pytest.mark.parametrize("written", ["住民記録", "ｼﾞｭｳﾐﾝｷﾛｸ", "じゅうみん きろく"])
def test_system_is_found_by_its_name_and_its_other_spellings(client, staff, task, url, written):
    system = SystemFactory(name="住民記録")
    SystemAlias.objects.create(system=system, name="ジュウミンキロク")
    client.force_login(staff)

    client.post(url, typed(task, category="core", system=written))

    assert fresh(task).system == system


@pytest.mark.parametrize(
    ("category", "system", "message"),
    [
        ("none", "住民記録", "システムを選べません"),
        ("other", "住民記録", "「住民記録」の区分は「基幹系」です。"),
        ("core", "ない", "「ない」というシステムは登録されていません。"),
    ],
)
def test_system_and_category_must_agree(client, staff, task, url, category, system, message):
    SystemFactory(name="住民記録")
    client.force_login(staff)

    response = client.post(url, typed(task, category=category, system=system))

    assertContains(response, message, status_code=422)
    assert fresh(task).system is None


# Two people at once


def test_changes_to_different_fields_both_stay(client, staff, office, task, url):
    started_from = saved_by(office, task, category=Category.OTHER)
    client.force_login(staff)

    client.post(url, typed(task, started_from, name="転入届の受付"))

    assert (fresh(task).name, fresh(task).category) == ("転入届の受付", "other")


def test_second_change_to_the_same_field_is_asked_about(client, staff, office, task, url):
    started_from = saved_by(office, task, name="転入の届出", volume=7)
    client.force_login(staff)

    response = client.post(url, typed(task, started_from, name="転入届の受付", category="other"))

    assertContains(response, "ほかの人が先に保存しました", status_code=422)
    (row,) = response.context["rows"]
    assert [(c.label, c.mine, c.theirs) for c in row.conflicts] == [
        ("事務の名称", "転入届の受付", "転入の届出")
    ]
    assert row.form["volume"].value() == 7
    assert fresh(task).name == "転入の届出"


@pytest.mark.parametrize(("choice", "name"), [("mine", "転入届の受付"), ("theirs", "転入の届出")])
def test_answer_decides_and_the_other_changes_stay(client, staff, office, task, url, choice, name):
    started_from = saved_by(office, task, name="転入の届出", volume=7)
    client.force_login(staff)
    asked = client.post(url, typed(task, started_from, name="転入届の受付", category="other"))
    (row,) = asked.context["rows"]
    again = {cell.name: "" if cell.value() is None else cell.value() for cell in row.cells}

    client.post(url, typed(task, row.version, fields=again) | {f"t{task.pk}-choose-name": choice})

    now = fresh(task)
    assert (now.name, now.category, now.volume) == (name, "other", 7)


def test_system_and_category_are_chosen_together(client, staff, office, task, url):
    SystemFactory(name="住民記録")
    system = SystemFactory(name="文書", category="other")
    started_from = saved_by(office, task, category=Category.OTHER, system=system)
    client.force_login(staff)

    response = client.post(url, typed(task, started_from, category="core", system="住民記録"))

    (row,) = response.context["rows"]
    assert [(c.label, c.mine, c.theirs) for c in row.conflicts] == [
        ("使用システムの区分と使用システム", "基幹系・住民記録", "その他（エクセル等）・文書")
    ]
    assert fresh(task).system == system


def test_page_that_never_saw_the_task_is_asked_about_every_difference(
    client, staff, office, task, url
):
    saved_by(office, task, name="転入の届出")
    client.force_login(staff)

    response = client.post(url, typed(task, 0, name="転入届の受付"))

    assert [c.name for c in response.context["rows"][0].conflicts] == ["name"]


# One row by itself


def test_row_answers_saved_with_its_new_version(client, staff, task, row_url):
    client.force_login(staff)

    response = client.post(row_url, typed(task, name="転入届の受付"))

    assertContains(response, 'data-state="saved"')
    assertContains(response, "保存しました（")
    assertContains(response, f'value="{version_of(task)}"')
    assertNotContains(response, "<html")
    assert task.history.first().history_user == staff


def test_row_answers_with_its_faults(client, staff, task, row_url):
    client.force_login(staff)

    response = client.post(row_url, typed(task, minutes_per_case="1.25"))

    assertContains(response, 'data-state="invalid"')
    assertContains(response, "小数第1位まで")
    assertContains(response, 'aria-invalid="true"')


def test_row_answers_with_both_texts(client, staff, office, task, row_url):
    started_from = saved_by(office, task, name="転入の届出")
    client.force_login(staff)

    response = client.post(row_url, typed(task, started_from, name="転入届の受付"))

    assertContains(response, 'data-state="conflict"')
    assertContains(response, "先に保存された内容：")


def test_row_without_its_content_is_refused(client, staff, task, row_url):
    client.force_login(staff)

    assert client.post(row_url, {"name": "x"}).status_code == 400
    assert client.get(row_url).status_code == 405


def test_row_of_a_visitor_is_told_to_log_in(client, task, row_url):
    response = client.post(
        row_url, typed(task, name="名称"), headers={"Accept": "text/html, application/json"}
    )

    assert response.json()["state"] == "logged_out"
    assert fresh(task).name == ""


# What was typed when the log-in ran out

BACK = "書きかけの内容を、下の欄に戻しました"


def of_table(user, url):
    return marked(user, url, name="basic", in_rows=True)


def test_page_sent_after_the_log_in_ran_out_waits_until_it_is_saved(client, staff, task, url):
    sent = typed(task, name="転入届の受付", volume="たくさん") | of_table(staff, url)

    assertRedirects(log_in_with(client, client.post(url, sent), staff), url)
    response = client.get(url)

    assertContains(response, BACK)
    row = form_at(client, url, "basic").data
    assert row[f"t{task.pk}-name"] == ["転入届の受付"]
    assert row[f"t{task.pk}-volume"] == ["たくさん"]
    client.post(url, typed(task, name="転入届の受付") | of_table(staff, url))
    assert fresh(task).name == "転入届の受付"
    assertNotContains(client.get(url), BACK)


def test_row_that_waited_is_forgotten_once_it_is_saved_by_itself(
    client, staff, task, url, row_url
):
    sent = typed(task, name="転入届の受付") | of_table(staff, url)
    log_in_with(client, client.post(url, sent), staff)
    assert KeptText.objects.get().part == f"t{task.pk}"

    client.post(row_url, typed(task, name="転入届の受付") | of_table(staff, url))

    assert KeptText.objects.count() == 0
    assertNotContains(client.get(url), BACK)


def test_row_that_could_not_be_saved_waits(client, staff, task, url, row_url):
    client.force_login(staff)

    client.post(row_url, typed(task, volume="たくさん") | of_table(staff, url))

    assert form_at(client, url, "basic").data[f"t{task.pk}-volume"] == ["たくさん"]


def test_task_that_moved_to_another_section_is_not_overwritten(client, staff, task, url):
    version = version_of(task)
    task.section = SectionFactory(name="こども班")
    task.save()
    client.force_login(staff)

    response = client.post(url, typed(task, version, name="名称"))

    assertContains(response, "ほかの班に移ったため保存できません", status_code=422)
    assertContains(response, 'value="名称"', status_code=422)
