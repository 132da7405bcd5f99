"""The office's door, and its desk for people and places."""

from datetime import date

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from hirao_dx.shared.text import variants
from organization.models import Appointment, Section, User
from tests.factories import (
    PASSWORD,
    AppointmentFactory,
    DepartmentFactory,
    SectionFactory,
    TaskFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

INDEX = "/admin/"
USERS = "/admin/organization/user/"
APPOINTMENTS = "/admin/organization/appointment/"

# Session, user, access, plan, demo people; two counts; rows, appointments, sections, departments.
USER_LIST_QUERIES = 11


def log_in(client, **traits):
    user = UserFactory(**traits)
    client.force_login(user)
    return user


def inline(prefix, *rows):
    """The fields an inline formset posts, for new rows."""
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def test_anonymous_logs_in_on_the_site_and_reaches_the_page_wanted(client):
    UserFactory(username="20001", office=True)

    sent = client.get(USERS)
    assertRedirects(sent, f"{reverse('login')}?next={USERS}", fetch_redirect_response=False)

    arrived = client.post(sent.url, {"username": "20001", "password": PASSWORD, "next": USERS})
    assertRedirects(arrived, USERS)


def test_anonymous_at_the_index_logs_in_on_the_site(client):
    response = client.get(INDEX, follow=True)

    assert [url for url, _ in response.redirect_chain] == [
        f"/admin/login/?next={INDEX}",
        f"{reverse('login')}?next={INDEX}",
    ]


def test_login_sends_nobody_to_another_host(client):
    sent = client.get("/admin/login/?next=//evil.example/")

    assertRedirects(sent, f"{reverse('login')}?next={INDEX}", fetch_redirect_response=False)


def test_login_sends_the_office_straight_on(client):
    log_in(client, office=True)

    assertRedirects(client.get(f"/admin/login/?next={USERS}"), USERS)


@pytest.mark.parametrize("role", ["staff", "head", "committee"])
@pytest.mark.parametrize("path", [INDEX, USERS, "/admin/login/", "/admin/autocomplete/"])
def test_others_are_refused_without_a_login_loop(client, role, path):
    log_in(client, **{role: True})

    assert client.get(path).status_code == 403


def test_last_years_office_is_refused(client):
    user = log_in(client, staff=True)
    AppointmentFactory(user=user, office=True, past=True)

    assert client.get(INDEX).status_code == 403


def test_index_groups_the_registers_and_leads_back_to_the_site(client):
    log_in(client, office=True)

    response = client.get(INDEX)

    assert [group["name"] for group in response.context["app_list"]] == [
        "組織と職員",
        "業務の棚卸し",
        "計画と進捗：報告と会議",
        "計画と進捗：取組と予定",
        "計画と進捗：計画の内容",
    ]
    assertContains(response, '<a href="/">マイページへ戻る</a>', html=True)
    assertNotContains(response, "変更履歴</a></th>")


def test_index_shows_every_registered_model(client):
    log_in(client, office=True)

    groups = client.get(INDEX).context["app_list"]

    shown = [model["model"] for group in groups for model in group["models"]]
    assert sorted(shown, key=str) == sorted(admin.site._registry, key=str)


def test_password_change_is_the_sites_own(client):
    log_in(client, office=True)

    sent = client.get("/admin/password_change/")

    assertRedirects(sent, reverse("password_change"), fetch_redirect_response=False)


def test_user_list_shows_number_name_and_place(client):
    section = SectionFactory(name="戸籍班", department=DepartmentFactory(name="町民福祉課"))
    UserFactory(username="30001", name="山田 花子", name_kana="やまだ はなこ", staff_of=section)
    log_in(client, office=True)

    response = client.get(USERS, {"q": "３０００１　やまだ"})

    assertContains(response, "山田 花子")
    assertContains(response, "町民福祉課 戸籍班 担当")
    assert response.context["cl"].result_count == 1


def test_demo_people_are_marked(client):
    UserFactory(name="見本 太郎", demo=True)
    log_in(client, office=True)

    assertContains(client.get(USERS, {"is_demo__exact": "1"}), '<td class="field-demo">見本</td>')


def test_user_list_costs_the_same_for_many(client, django_assert_num_queries):
    log_in(client, office=True)
    client.get(USERS)

    with django_assert_num_queries(USER_LIST_QUERIES):
        client.get(USERS)

    for _ in range(30):
        UserFactory(staff=True)

    with django_assert_num_queries(USER_LIST_QUERIES):
        client.get(USERS)


def test_a_person_is_added_with_a_password_and_a_place(client):
    office = log_in(client, office=True)
    section = SectionFactory()

    client.post(
        f"{USERS}add/",
        {
            "username": "40001",
            "name": "新任 一郎",
            "name_kana": "",
            "password1": "hajime-no-kotoba-77",
            "password2": "hajime-no-kotoba-77",
            **inline(
                "appointments",
                {"role": "staff", "section": section.pk, "starts_on": "2026-04-01"},
            ),
        },
    )

    user = User.objects.get(username="40001")
    assert user.check_password("hajime-no-kotoba-77")
    assert [str(row) for row in user.appointments.all()] == [f"{section.label} 担当"]
    assert user.history.get().history_user == office


def test_a_wrong_appointment_is_refused_in_japanese(client):
    log_in(client, office=True)
    section, department, user = SectionFactory(), DepartmentFactory(), UserFactory()

    response = client.post(
        f"{APPOINTMENTS}add/",
        {
            "user": user.pk,
            "role": "staff",
            "section": section.pk,
            "department": department.pk,
            "starts_on": "2026-04-01",
        },
    )

    assertContains(response, "班か課・室・局の、どちらか一方だけを選んでください。")
    assert not user.appointments.exists()


def test_a_forgotten_password_is_set_anew(client):
    user = UserFactory()
    log_in(client, office=True)

    page = client.get(f"{USERS}{user.pk}/change/")
    assertContains(page, '<a href="../password/">新しいパスワードを設定する</a>', html=True)
    assertNotContains(page, user.password[-5:])
    client.post(
        f"{USERS}{user.pk}/password/",
        {"password1": "atarashii-77-kotoba", "password2": "atarashii-77-kotoba"},
    )

    user.refresh_from_db()
    assert user.check_password("atarashii-77-kotoba")


def test_only_a_superuser_may_change_a_superuser(client):
    root = UserFactory(superuser=True)
    log_in(client, office=True)

    page = client.get(f"{USERS}{root.pk}/change/")
    password = client.get(f"{USERS}{root.pk}/password/")

    assert page.context["has_change_permission"] is False
    assert password.status_code == 403


def test_the_office_cannot_make_superusers(client):
    user = UserFactory()
    log_in(client, office=True)

    assertNotContains(client.get(f"{USERS}{user.pk}/change/"), "is_superuser")

    client.force_login(UserFactory(superuser=True))
    assertContains(client.get(f"{USERS}{user.pk}/change/"), 'name="is_superuser"')


@pytest.mark.parametrize(
    ("factory", "path"),
    [
        (UserFactory, USERS),
        (AppointmentFactory, APPOINTMENTS),
        (DepartmentFactory, "/admin/organization/department/"),
        (SectionFactory, "/admin/organization/section/"),
    ],
)
def test_nobody_and_no_place_is_deleted(client, factory, path):
    log_in(client, office=True)
    row = factory()

    page = client.get(f"{path}{row.pk}/change/")

    assert client.post(f"{path}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assertContains(page, str(row))
    assertNotContains(page, "deletelink-box")
    assert type(row).objects.filter(pk=row.pk).exists()


def test_transfer_ends_the_chosen_appointments_with_a_trace(client):
    office = log_in(client, office=True)
    leaving, gone = AppointmentFactory(), AppointmentFactory(past=True)
    post = {"action": "end_appointments", "_selected_action": [leaving.pk, gone.pk]}

    asked = client.post(APPOINTMENTS, post)
    assertContains(asked, "所属に終了日を入れる")
    assertContains(asked, "2件")

    answer = {"confirmed": "yes", "ends_on": "2027-03-31", "reason": "人事異動"}
    done = client.post(APPOINTMENTS, {**post, **answer}, follow=True)
    assertContains(done, "1件の所属に終了日を入れました。")

    leaving.refresh_from_db()
    gone.refresh_from_db()
    assert (leaving.ends_on, gone.ends_on) == (date(2027, 3, 31), date(2024, 3, 31))
    trace = leaving.history.first()
    assert (trace.history_user, trace.history_change_reason) == (office, "人事異動")


def test_an_appointment_never_ends_before_it_starts(client):
    log_in(client, office=True)
    coming = AppointmentFactory(starts_on=date(2027, 4, 1))

    client.post(
        APPOINTMENTS,
        {
            "action": "end_appointments",
            "_selected_action": [coming.pk],
            "confirmed": "yes",
            "ends_on": "2027-03-31",
            "reason": "",
        },
    )

    assert Appointment.objects.get(pk=coming.pk).ends_on is None


def test_appointments_are_found_by_department_and_section(client):
    log_in(client, office=True)
    section = SectionFactory()
    below = AppointmentFactory(section=section)
    above = AppointmentFactory(head=True, department=section.department)

    by_department = client.get(APPOINTMENTS, {"department": section.department_id})
    by_section = client.get(APPOINTMENTS, {"section": section.pk})

    assert set(by_department.context["cl"].queryset) == {below, above}
    assert list(by_section.context["cl"].queryset) == [below]


def test_a_filter_ignores_what_is_not_its_own(client):
    log_in(client, office=True)

    response = client.get(APPOINTMENTS, {"department": "x", "section": "y", "current": "z"})

    assert response.status_code == 200
    assert response.context["cl"].result_count == 1


def test_sections_are_reordered_in_the_list(client):
    log_in(client, office=True)
    section = Section.objects.get()

    client.post(
        "/admin/organization/section/",
        {
            "form-TOTAL_FORMS": 1,
            "form-INITIAL_FORMS": 1,
            "form-0-id": section.pk,
            "form-0-order": 7,
            "_save": "保存",
        },
    )

    section.refresh_from_db()
    assert section.order == 7


def test_history_is_japanese_and_read_only(client):
    office = log_in(client, office=True)
    user = UserFactory(name="旧姓 花子")
    user.name = "新姓 花子"
    user.is_active = False
    user._history_user = office
    user.save()

    listed = client.get(f"{USERS}{user.pk}/history/")
    assertContains(listed, "旧姓 花子 → 新姓 花子")
    assertContains(listed, "はい → いいえ")
    assertContains(listed, "<td>追加</td>", html=True)

    past = f"{USERS}{user.pk}/history/{user.history.last().history_id}/"
    shown = client.get(past)
    assertContains(shown, "旧姓 花子")
    assertNotContains(shown, 'name="username"')
    assert client.post(past, {"name": "書換え"}).status_code == 405


def test_search_knows_both_widths():
    assert variants("ＩＰ") == {"ＩＰ", "IP", "ｉｐ"}
    assert variants("Ip") == {"Ip", "Ｉｐ", "ＩＰ", "ｉｐ"}
    assert "システム" in variants("ｼｽﾃﾑ")


def test_autocomplete_names_a_task_with_its_section(client):
    log_in(client, office=True)
    task = TaskFactory(number=1, unnamed=True, section=SectionFactory(name="戸籍班"))

    found = client.get(
        "/admin/autocomplete/",
        {
            "app_label": "initiatives",
            "model_name": "initiative",
            "field_name": "tasks",
            "term": "",
        },
    ).json()

    assert found["results"] == [
        {"id": str(task.pk), "text": f"{task.section.label} 001 名称未登録"}
    ]


def test_changes_are_logged(client):
    office = log_in(client, office=True)
    department = DepartmentFactory(name="古い課")

    client.post(
        f"/admin/organization/department/{department.pk}/change/",
        {"name": "新しい課", "order": 1, **inline("sections")},
    )

    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_repr) == (office, "新しい課")
