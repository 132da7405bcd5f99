"""The office's desk for 1,164 tasks."""

from datetime import date

import pytest
from django.contrib.contenttypes.models import ContentType
from pytest_django.asserts import assertContains, assertNotContains

from inventory.choices import Category, Stage, SystemCategory
from inventory.models import SurveyCount, Task
from tests.factories import (
    DepartmentFactory,
    SectionFactory,
    SurveyCountFactory,
    SystemFactory,
    TaskFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

TASKS = "/admin/inventory/task/"

# Session, user, access; departments for the filter; two counts and the rows; plan, demo people.
TASK_LIST_QUERIES = 9


@pytest.fixture
def office(client):
    user = UserFactory(office=True)
    client.force_login(user)
    return user


@pytest.fixture
def section():
    return SectionFactory(name="戸籍班", department=DepartmentFactory(name="町民福祉課"))


def found(client, **query):
    """The names of the tasks a list shows."""
    response = client.get(TASKS, query)
    return [task.display_name for task in response.context["cl"].result_list]


def choose(client, action, tasks, **answer):
    """Run a bulk action on tasks; with an answer, past its page of questions."""
    post = {"action": action, "_selected_action": [task.pk for task in tasks]}
    if answer:
        post |= {"confirmed": "yes", **answer}
    return client.post(TASKS, post, follow=True)


def rows(tasks, **changes):
    """The fields the editable list posts."""
    data = {"form-TOTAL_FORMS": len(tasks), "form-INITIAL_FORMS": len(tasks), "_save": "保存"}
    for number, task in enumerate(tasks):
        row = {"id": task.pk, "name": task.name, "category": task.category, "stage": task.stage}
        data |= {f"form-{number}-{name}": value for name, value in (row | changes).items()}
    return data


def task_form(task, **changes):
    """The fields the task's own page posts."""
    return {
        "section": task.section_id,
        "number": task.number,
        "name": task.name,
        "description": task.description,
        "category": task.category,
        "system": task.system_id or "",
        "stage": task.stage,
        "annual_hours_before": "",
        "annual_hours_after": "",
        "remarks": "",
        "ended_on": "",
    } | changes


def test_list_shows_place_number_and_missing_name(client, office, section):
    TaskFactory(section=section, number=7, unnamed=True)

    TaskFactory(section=section, number=8, ended=True)

    response = client.get(TASKS)

    assertContains(response, "町民福祉課 戸籍班")
    assertContains(response, 'placeholder="名称未登録"')
    assertContains(response, "8（廃止）")


@pytest.mark.parametrize("count", [1, 100])
def test_list_costs_the_same_for_one_and_a_hundred(
    client, office, django_assert_num_queries, count
):
    for _ in range(count):
        TaskFactory(on_system=True)

    with django_assert_num_queries(TASK_LIST_QUERIES):
        response = client.get(TASKS)

    assert response.context["cl"].result_count == count


def test_saving_a_page_of_fifty_costs_one_query_a_row(client, office, django_assert_num_queries):
    """Django looks each row up by its id to check the form; nothing else grows."""
    tasks = [TaskFactory(number=number) for number in range(1, 51)]
    data = rows(tasks) | {"form-3-name": "証明書の交付"}

    ContentType.objects.get_for_model(Task)

    with django_assert_num_queries(76):
        client.post(TASKS, data)

    assert Task.objects.filter(name="証明書の交付").get() == tasks[3]


@pytest.mark.parametrize("query", ["ＬＧＷＡＮ", "LGWAN", "lgwan"])
@pytest.mark.parametrize("stored", ["LGWAN接続", "ＬＧＷＡＮ接続"])
def test_search_does_not_mind_the_width_of_letters(client, office, query, stored):
    TaskFactory(name=stored)
    TaskFactory(name="ほかの事務")

    assert found(client, q=query) == [stored]


def test_search_reads_description_system_section_and_department(client, office, section):
    TaskFactory(name="い", description="転入の届出")
    TaskFactory(name="ろ", category=Category.CORE, system=SystemFactory(name="住民記録"))
    TaskFactory(name="は", section=section)

    assert found(client, q="転入") == ["い"]
    assert found(client, q="住民記録") == ["ろ"]
    assert found(client, q="町民福祉課　戸籍") == ["は"]
    assert found(client, q="町民福祉課 転入") == []


def test_filters_by_place(client, office, section):
    TaskFactory(name="い", section=section)
    TaskFactory(name="ろ", section__department=section.department)
    TaskFactory(name="は")

    assert found(client, department=section.department_id) == ["い", "ろ"]
    assert found(client, department=section.department_id, section=section.pk) == ["い"]


def test_section_filter_offers_the_chosen_departments_sections_only(client, office, section):
    TaskFactory(section=section)
    SectionFactory(name="別の班")

    without = client.get(TASKS).context["cl"]
    within = client.get(TASKS, {"department": section.department_id}).context["cl"]

    assert "班" not in [spec.title for spec in without.filter_specs]
    [offered] = [spec for spec in within.filter_specs if spec.title == "班"]
    assert offered.lookup_choices == [(str(section.pk), "戸籍班")]


def test_another_department_lets_go_of_the_section(client, office, section):
    TaskFactory(section=section)
    query = {"department": section.department_id, "section": section.pk}

    changelist = client.get(TASKS, query).context["cl"]

    [spec] = [spec for spec in changelist.filter_specs if spec.title == "課・室・局"]
    assert all("section=" not in choice["query_string"] for choice in spec.choices(changelist))


def test_filters_by_name_category_stage_and_end(client, office):
    TaskFactory(name="い", core=True)
    TaskFactory(name="ろ", digitised=True)
    TaskFactory(unnamed=True)
    TaskFactory(name="は", ended=True)

    assert found(client, named="no") == ["名称未登録"]
    assert sorted(found(client, named="yes")) == ["い", "は", "ろ"]
    assert found(client, category__exact=Category.CORE) == ["い"]
    assert found(client, stage__exact=Stage.DIGITISED) == ["ろ"]
    assert found(client, live="no") == ["は"]
    assert "は" not in found(client, live="yes")


def test_names_are_entered_in_the_list_with_history(client, office):
    tasks = [TaskFactory(unnamed=True), TaskFactory(unnamed=True)]

    client.post(TASKS, rows(tasks) | {"form-1-name": "住民票の交付"})

    assert Task.objects.get(pk=tasks[1].pk).name == "住民票の交付"
    assert tasks[1].history.first().history_user == office
    assert tasks[0].history.count() == 1


def test_list_refuses_no_category_for_a_task_with_a_system(client, office):
    task = TaskFactory(on_system=True)

    response = client.post(TASKS, rows([task], category=Category.NONE))

    assertContains(response, "区分が「使用なし」のときは、使用システムを選ばないでください。")
    task.refresh_from_db()
    assert task.category == Category.CORE


def test_page_refuses_no_category_with_a_system(client, office):
    task = TaskFactory(on_system=True)

    response = client.post(f"{TASKS}{task.pk}/change/", task_form(task, category=Category.NONE))

    assertContains(response, "区分が「使用なし」のときは、使用システムを選ばないでください。")


def test_page_refuses_a_number_twice_in_a_section(client, office):
    task = TaskFactory(number=3)
    other = TaskFactory(number=4, section=task.section)

    response = client.post(f"{TASKS}{other.pk}/change/", task_form(other, number=3))

    assertContains(response, "同じ班に同じ番号の事務がすでにあります。")


def test_page_refuses_negative_hours(client, office):
    task = TaskFactory()

    response = client.post(f"{TASKS}{task.pk}/change/", task_form(task, annual_hours_before="-1"))

    assertContains(response, "時間は0以上の数で入力してください。")


def test_new_task_proposes_the_sections_next_number(client, office, section):
    TaskFactory(section=section, number=41, ended=True)

    response = client.get(f"{TASKS}add/", {"_changelist_filters": f"section={section.pk}"})

    assert response.context["adminform"].form["number"].value() == 42
    assert response.context["adminform"].form["section"].value() == str(section.pk)


def test_new_task_without_a_number_takes_the_next_one(client, office, section):
    TaskFactory(section=section, number=41)
    new = TaskFactory.build(section=section, name="新しい事務")

    client.post(f"{TASKS}add/", task_form(new, number=""))

    assert Task.objects.get(name="新しい事務").number == 42


def test_tasks_are_ended_not_deleted(client, office):
    task = TaskFactory()

    assert client.post(f"{TASKS}{task.pk}/delete/", {"post": "yes"}).status_code == 403
    assertNotContains(client.get(TASKS), "delete_selected")


def test_category_is_set_in_bulk_with_a_trace(client, office):
    tasks = [TaskFactory(), TaskFactory(), TaskFactory(core=True)]

    asked = choose(client, "set_category", tasks)
    assertContains(asked, "事務の区分を変える")
    assertContains(asked, "3件")

    done = choose(client, "set_category", tasks, category=Category.CORE, reason="再確認")
    assertContains(done, "2件の区分を変えました。")

    assert set(Task.objects.values_list("category", flat=True)) == {Category.CORE}
    assert [task.history.count() for task in tasks] == [2, 2, 1]
    trace = tasks[0].history.first()
    assert (trace.history_user, trace.history_change_reason) == (office, "再確認")


def test_bulk_holds_back_tasks_with_a_system(client, office):
    plain, held = TaskFactory(core=True), TaskFactory(on_system=True, unnamed=True, number=5)

    done = choose(client, "set_category", [plain, held], category=Category.NONE, reason="")

    assertContains(done, "1件の区分を変えました。")
    assertContains(done, "1件は、使用システムが登録されているため「使用なし」にできませんでした。")
    assertContains(done, f"{held.section.label} 005 名称未登録")
    held.refresh_from_db()
    assert held.category == Category.CORE


def test_all_rows_of_a_filter_change_in_bulk(client, office, django_assert_max_num_queries):
    tasks = [TaskFactory() for _ in range(120)]
    TaskFactory(core=True)
    post = {
        "action": "set_stage",
        "_selected_action": [tasks[0].pk],
        "select_across": "1",
    }

    asked = client.post(f"{TASKS}?category__exact=none", post)
    assertContains(asked, '<input type="hidden" name="select_across" value="1">', html=True)
    assertContains(asked, "ほか100件")
    assert asked.content.count(b'name="_selected_action"') == 1

    answer = {"confirmed": "yes", "stage": Stage.CONSIDERING, "reason": "一斉の見直し"}
    with django_assert_max_num_queries(20):
        client.post(f"{TASKS}?category__exact=none", post | answer)

    assert Task.objects.filter(stage=Stage.CONSIDERING).count() == 120
    assert Task.history.filter(history_change_reason="一斉の見直し").count() == 120


def test_tasks_are_ended_in_bulk_and_once_only(client, office):
    live, ended = TaskFactory(), TaskFactory(ended=True)

    done = choose(client, "end_tasks", [live, ended], ended_on="2026-03-31", reason="事業の終了")

    assertContains(done, "1件の事務を廃止しました。")
    live.refresh_from_db()
    ended.refresh_from_db()
    assert (live.ended_on, ended.ended_on) == (date(2026, 3, 31), date(2025, 3, 31))
    assert (live.ended_reason, ended.ended_reason) == ("事業の終了", "")
    assert live.history.first().history_change_reason == "事業の終了"


def test_tasks_do_not_end_on_a_day_to_come(client, office):
    task = TaskFactory()

    response = choose(client, "end_tasks", [task], ended_on="2099-03-31", reason="事業の終了")

    assertContains(response, "廃止日は、きょうまでの日付にしてください。")
    task.refresh_from_db()
    assert task.ended_on is None


def test_an_incomplete_answer_asks_again(client, office):
    task = TaskFactory()

    response = choose(client, "end_tasks", [task], ended_on="あした", reason="")

    assertContains(response, "日付は 2027-04-01 か 令和9年4月1日 のように入れてください。")
    task.refresh_from_db()
    assert task.ended_on is None


def test_systems_show_how_many_live_tasks_use_them(client, office):
    system = SystemFactory(name="税務システム", category=SystemCategory.CORE)
    TaskFactory(category=Category.CORE, system=system)
    TaskFactory(category=Category.CORE, system=system, ended=True)

    response = client.get("/admin/inventory/system/")

    assertContains(response, "税務システム")
    assertContains(response, '<td class="field-task_count">1件</td>', html=True)


def spelled(system, *names, deleted=()):
    """What the admin's page sends of a system with its other spellings, the stored ones first."""
    stored = list(system.aliases.all())
    rows = [(alias.pk, alias.name) for alias in stored] + [("", name) for name in names]
    sent = {
        "name": system.name,
        "category": system.category,
        "vendor": system.vendor,
        "aliases-TOTAL_FORMS": len(rows),
        "aliases-INITIAL_FORMS": len(stored),
    }
    for place, (pk, name) in enumerate(rows):
        sent |= {
            f"aliases-{place}-id": pk,
            f"aliases-{place}-system": system.pk,
            f"aliases-{place}-name": name,
        }
        if name in deleted:
            sent[f"aliases-{place}-DELETE"] = "on"
    return sent


def test_other_spellings_are_edited_with_a_line_in_the_systems_history(client, office):
    system = SystemFactory(name="住民記録")
    system.aliases.create(name="旧住基")
    path = f"/admin/inventory/system/{system.pk}/change/"

    assertContains(client.get(path), "旧住基")
    client.post(path, spelled(system, "住基", deleted=["旧住基"]))

    assert list(system.aliases.values_list("name", flat=True)) == ["住基"]
    line = system.history.first()
    assert (line.history_user, line.history_change_reason) == (
        office,
        "別の書き方：「住基」を加えた／「旧住基」を除いた",
    )
    assert system.history.count() == 2


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["ザイム会計"], "「ざいむ会計」の名称か別の書き方として登録されています。"),
        (["ＺＡＩＭＵ"], "「ざいむ会計」の名称か別の書き方として登録されています。"),
        (["住基", "住 基"], "「住 基」と同じ書き方が、この中にもうあります。"),
    ],
)
def test_spelling_that_is_taken_is_refused_in_japanese(client, office, names, words):
    SystemFactory(name="ざいむ会計").aliases.create(name="zaimu")
    system = SystemFactory(name="住民記録")

    response = client.post(f"/admin/inventory/system/{system.pk}/change/", spelled(system, *names))

    assertContains(response, words)
    assert system.aliases.count() == 0


def test_old_clashes_hold_up_no_other_change_of_a_system_in_the_admin(client, office):
    SystemFactory(name="ざいむ会計").aliases.create(name="住民記録")
    system = SystemFactory(name="住民記録")
    TaskFactory(category="other", system=system)

    client.post(
        f"/admin/inventory/system/{system.pk}/change/", spelled(system) | {"vendor": "新しい会社"}
    )

    system.refresh_from_db()
    assert system.vendor == "新しい会社"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (
            "name",
            "ＺＡＩＭＵ",
            "「ＺＡＩＭＵ」は、「ざいむ会計」の別の書き方として登録されています。",
        ),
        ("category", "non_core", "このシステムを使う事務が、元の区分で1件あります。"),
    ],
)
def test_system_in_the_admin_keeps_the_sites_rules(client, office, field, value, words):
    SystemFactory(name="ざいむ会計").aliases.create(name="zaimu")
    system = SystemFactory(name="住民記録")
    TaskFactory(category="core", system=system)

    response = client.post(
        f"/admin/inventory/system/{system.pk}/change/", spelled(system) | {field: value}
    )

    assertContains(response, words)
    system.refresh_from_db()
    assert (system.name, system.category) == ("住民記録", "core")


def test_a_system_in_use_is_not_deleted_and_says_why(client, office):
    task = TaskFactory(on_system=True, name="住民票の交付")
    path = f"/admin/inventory/system/{task.system_id}/delete/"

    page = client.get(path)
    client.post(path, {"post": "yes"})

    assertContains(page, "次のものから使われているため削除できません。")
    assertContains(page, "住民票の交付")
    task.refresh_from_db()
    assert task.system is not None


def test_published_survey_is_for_reading(client, office):
    count = SurveyCountFactory(section=SectionFactory(name="戸籍班"), tasks=88)
    path = f"/admin/inventory/survey/{count.survey_id}/"

    page = client.get(f"{path}change/")

    assertContains(page, "戸籍班")
    assertContains(page, "88")
    assertNotContains(page, 'name="_save"')
    assert client.get("/admin/inventory/survey/add/").status_code == 403
    assert client.post(f"{path}delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"{path}change/", {"name": "書換え"}).status_code == 403
    assert SurveyCount.objects.get().tasks == 88


@pytest.mark.parametrize("role", ["staff", "head", "committee"])
def test_others_do_not_get_in(client, role):
    client.force_login(UserFactory(**{role: True}))

    assert client.get(TASKS).status_code == 403
    assert client.post(TASKS, {"action": "end_tasks"}).status_code == 403
