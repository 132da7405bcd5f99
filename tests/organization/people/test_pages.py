"""The office's pages about people: who may see them, what they show and do, what they cost."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from organization.models import Appointment, TransferList, User
from tests import bad_files
from tests.factories import PASSWORD, UserFactory

from .conftest import APRIL
from .files import csv_file, excel_file
from .moving import retire

OVER = "この名簿の手続きは、もう終わっています。何も変えていません。"


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def visit(client, office):
    client.force_login(office)
    return client


@pytest.fixture
def checked(visit, hanako, welfare):
    """A list that moves hanako to 福祉班 and brings a new person, checked and waiting."""
    file = csv_file(
        ["10001", "見本 花子", "", "町民福祉課", "福祉班", "", "", "", ""],
        ["10003", "見本 三郎", "みほん さぶろう", "町民福祉課", "戸籍班", "", "", "", ""],
    )
    response = visit.post(reverse("staff_import"), {"file": file, "on": "令和9年4月1日"})
    assert response.status_code == 302
    return TransferList.objects.get()


PAGES = ["people", "transfers", "staff_import", "person", "transfer_person", "staff_template"]


def address(name, user):
    return {
        "person": lambda: reverse(name, args=[user.pk]),
        "transfer_person": lambda: reverse(name, args=["2027-04-01", user.pk]),
        "staff_template": lambda: reverse(name, args=["csv"]),
    }.get(name, lambda: reverse(name))()


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_is_sent_to_log_in(client, hanako, page):
    url = address(page, hanako)

    assert client.get(url).url == f"/account/login/?next={url}"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["staff", "head", "committee"])
def test_only_the_office_sees_the_pages(client, hanako, page, who):
    client.force_login(UserFactory(**{who: True}))

    response = client.get(address(page, hanako))

    assertContains(response, "この画面を使えるのは、事務局の人だけです。", status_code=403)


@pytest.mark.parametrize("page", PAGES)
def test_the_office_sees_the_pages(visit, hanako, page):
    assert visit.get(address(page, hanako)).status_code == 200


@pytest.mark.parametrize("step", ["apply", "drop", "check"])
@pytest.mark.parametrize("who", ["staff", "head", "committee"])
def test_only_the_office_moves_a_list_on(client, checked, step, who):
    client.force_login(UserFactory(**{who: True}))

    response = client.post(reverse(f"transfer_list_{step}", args=[checked.pk]))

    checked.refresh_from_db()
    assert (response.status_code, checked.state) == (403, "checked")


# --- the list and one person ----------------------------------------------------------------


def test_the_list_finds_people_by_name_department_and_standing(visit, hanako, taro, citizens):
    UserFactory(username="10009", name="退職 九郎", left=True)

    by_name = visit.get(reverse("people"), {"q": "花子"})
    by_place = visit.get(reverse("people"), {"department": citizens.pk})
    gone = visit.get(reverse("people"), {"standing": "gone"})

    assert [row.user for row in by_name.context["rows"]] == [hanako]
    assert [row.user for row in by_place.context["rows"]] == [hanako, taro]
    assert [row.user.name for row in gone.context["rows"]] == ["退職 九郎"]


def cost(visit, *args, method="get"):
    """How many queries a page takes, the frame of the page included."""
    with CaptureQueriesContext(connection) as taken:
        getattr(visit, method)(*args)
    return len(taken)


@pytest.mark.parametrize("page", ["people", "transfers"])
def test_a_page_costs_the_same_for_any_number_of_people(visit, registry, page):
    UserFactory(staff_of=registry)
    for_one = cost(visit, reverse(page))

    for _ in range(4):
        UserFactory(staff_of=registry)

    assert cost(visit, reverse(page)) == for_one <= 12


def test_a_planned_appointment_is_taken_back_on_the_persons_page(visit, hanako, welfare):
    row = Appointment.objects.create(user=hanako, section=welfare, role="staff", starts_on=APRIL)

    assertContains(visit.get(reverse("person", args=[hanako.pk])), "この予定を取り消す")
    visit.post(reverse("appointment_cancel", args=[row.pk]))

    assert not Appointment.objects.filter(pk=row.pk).exists()


def test_an_account_is_closed_once_nothing_is_left(client, visit, hanako, office, set_today):
    retire(user=hanako, last_day=date(2027, 3, 31), by=office)
    set_today(APRIL)
    page = reverse("person", args=[hanako.pk])

    assertContains(visit.get(page), "ログインを止める")
    response = visit.post(reverse("person_close", args=[hanako.pk]), follow=True)

    hanako.refresh_from_db()
    assert messages_of(response) == ["見本 花子さんは、ログインできなくなりました。"]
    assert not hanako.is_active


# --- the transfer screen --------------------------------------------------------------------


def test_the_screen_proposes_next_april_and_shows_who_sits_where(visit, hanako, taro):
    response = visit.get(reverse("transfers"))

    assert response.context["on"] == APRIL
    places = {p.label: [s.user.name for s in p.stays] for p in response.context["board"].places}
    assert places["町民福祉課 戸籍班"] == ["見本 花子"]
    assert places["町民福祉課 福祉班"] == ["見本 太郎"]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "R0.3.31", f"{'9' * 5000}-04-01"])
def test_a_day_that_cannot_be_shown_leaves_next_april(visit, hanako, day):
    response = visit.get(reverse("transfers"), {"on": day})

    assert response.context["on"] == APRIL
    assertContains(response, "異動日を読み取れませんでした")


def test_a_person_does_not_move_on_a_day_outside_the_calendar(visit, hanako):
    for day in ("0001-01-01", "9999-12-31", "x"):
        response = visit.get(reverse("transfer_person", args=[day, hanako.pk]))

        assert response.status_code == 404


def test_moves_are_noted_looked_at_and_applied_together(visit, hanako, taro, registry, welfare):
    note = {"action": "move", "role": "staff"}
    visit.post(
        reverse("transfer_person", args=["2027-04-01", hanako.pk]),
        note | {"place": f"section:{welfare.pk}"},
    )
    visit.post(reverse("transfer_person", args=["2027-04-01", taro.pk]), {"action": "leave"})

    board = visit.get(reverse("transfers"), {"on": "R9.4.1"}).context["board"]
    seats = {place.label: place for place in board.places}
    draft = TransferList.objects.get()

    assert [s.user for s in seats["町民福祉課 戸籍班"].leaves] == [hanako]
    assert [p.label for p in board.places if p.is_left_empty] == ["町民福祉課 戸籍班"]
    assert seats["町民福祉課 福祉班"].arrives[0].elsewhere == ["町民福祉課 戸籍班 担当"]
    assert [s.user for s in seats["町民福祉課 福祉班"].leaves] == [taro]
    assert Appointment.objects.filter(user=hanako).count() == 1

    response = visit.post(reverse("transfer_list_apply", args=[draft.pk]), follow=True)

    assert messages_of(response) == ["反映しました。"]
    assert Appointment.objects.active(APRIL).get(user=hanako).section == welfare
    assert not Appointment.objects.active(APRIL).filter(user=taro).exists()


def test_a_second_post_is_noted_beside_the_first(visit, hanako, registry, welfare):
    visit.post(
        reverse("transfer_person", args=["2027-04-01", hanako.pk]),
        {"action": "add", "role": "staff", "place": f"section:{welfare.pk}"},
    )
    visit.post(reverse("transfer_list_apply", args=[TransferList.objects.get().pk]))

    held = Appointment.objects.active(APRIL).filter(user=hanako)
    assert {row.section for row in held} == {registry, welfare}


def test_a_person_can_be_taken_off_the_draft(visit, hanako, welfare):
    url = reverse("transfer_person", args=["2027-04-01", hanako.pk])
    visit.post(url, {"action": "leave"})

    visit.post(url, {"action": "stand"})

    assert TransferList.objects.get().rows == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"action": "move", "role": "staff"}, "どこへ異動するか"),
        ({"role": "staff"}, "どうしますか"),
        ({"action": "move", "role": "staff", "place": "department:{d}"}, "班を選んでください"),
        ({"action": "move", "role": "staff", "place": "section:{s}"}, "この内容では変わりません"),
        ({"action": "move", "role": "staff", "place": "section:999"}, "異動先・兼務先"),
    ],
)
def test_what_cannot_be_noted_is_said(visit, hanako, registry, typed, sentence):
    typed = {k: v.format(d=registry.department_id, s=registry.pk) for k, v in typed.items()}

    response = visit.post(reverse("transfer_person", args=["2027-04-01", hanako.pk]), typed)

    assertContains(response, sentence, status_code=422)
    assert not any(draft.rows for draft in TransferList.objects.all())


def test_a_day_that_cannot_be_read_is_said(visit):
    assertContains(visit.get(reverse("transfers"), {"on": "来春"}), "異動日を読み取れませんでした")
    assert visit.get("/people/transfers/2027-02-30/1/").status_code == 404


# --- the import -----------------------------------------------------------------------------


def test_checking_a_list_moves_nobody(visit, checked, hanako, taro):
    response = visit.get(reverse("transfer_list", args=[checked.pk]))

    groups = {group.kind: group for group in response.context["groups"]}
    (moved,), (new,) = groups["moves"].lines, groups["new"].lines
    assert (moved.lost, moved.gained) == (["町民福祉課 戸籍班 担当"], ["町民福祉課 福祉班 担当"])
    assert (new.change.name, new.gained) == ("見本 三郎", ["町民福祉課 戸籍班 担当"])
    assert [user.name for user in response.context["missing"]] == ["見本 太郎", "事務局 六郎"]
    assert not User.objects.filter(username="10003").exists()
    assert Appointment.objects.active(APRIL).get(user=hanako).section.name == "戸籍班"


def test_applying_a_list_moves_everybody_once(visit, checked, hanako, taro):
    url = reverse("transfer_list_apply", args=[checked.pk])

    first = visit.post(url, follow=True)
    second = visit.post(url, follow=True)

    new = User.objects.get(username="10003")
    assert messages_of(first) == ["反映しました。"]
    assert messages_of(second) == [OVER]
    assert Appointment.objects.active(APRIL).get(user=hanako).section.name == "福祉班"
    assert [(a.section.name, a.starts_on) for a in new.appointments.all()] == [("戸籍班", APRIL)]
    assert taro.appointments.get().ends_on is None
    assert not new.has_usable_password()
    assertContains(first, "新しい人には、まだパスワードがありません")
    assertContains(visit.get(reverse("person", args=[new.pk])), "最初のパスワードを決める")


def test_a_list_is_refused_when_somebody_moved_since(visit, checked, hanako, office):
    retire(user=hanako, last_day=date(2027, 3, 31), by=office)

    refused = visit.post(reverse("transfer_list_apply", args=[checked.pk]), follow=True)
    again = visit.post(reverse("transfer_list_check", args=[checked.pk]), follow=True)
    done = visit.post(reverse("transfer_list_apply", args=[checked.pk]), follow=True)

    assert "反映しませんでした（見本 花子）" in messages_of(refused)[0]
    assert messages_of(again) == ["今の状態と比べ直しました。内容を確かめてください。"]
    assert messages_of(done) == ["反映しました。"]


def test_nothing_is_half_done(visit, checked, hanako, welfare):
    """福祉班 ends between check and 反映: nobody moves, and nobody new is entered."""
    welfare.ends_on = date(2027, 3, 31)
    welfare.save()

    response = visit.post(reverse("transfer_list_apply", args=[checked.pk]), follow=True)

    checked.refresh_from_db()
    assert "町民福祉課 福祉班は、2027-04-01の時点ではありません" in messages_of(response)[0]
    assert checked.state == "checked"
    assert not User.objects.filter(username="10003").exists()


def test_a_dropped_list_moves_nobody(visit, checked, hanako):
    visit.post(reverse("transfer_list_drop", args=[checked.pk]), follow=True)

    response = visit.post(reverse("transfer_list_apply", args=[checked.pk]), follow=True)

    assert messages_of(response) == [
        "この名簿の手続きは、もう終わっています。何も変えていません。"
    ]
    assert Appointment.objects.active(APRIL).get(user=hanako).section.name == "戸籍班"


def test_faults_are_listed_and_nothing_is_kept(visit, hanako, registry):
    file = excel_file(
        ["職員番号", "氏名", "課", "班", "退職"],
        ["10001", "見本 花子", "町民福祉課", "住民班", ""],
        ["77777", "知らない 人", "", "", "○"],
        ["88888", "", "町民福祉課", "戸籍班", ""],
    )

    response = visit.post(reverse("staff_import"), {"file": file, "on": "2027-04-01"})

    assert response.status_code == 422
    assert [(f.line, f.column, f.value) for f in response.context["faults"]] == [
        (2, "班", "住民班"),
        (3, "職員番号", "77777"),
        (4, "氏名", ""),
    ]
    assertContains(response, "名簿に直すところが3か所あります", status_code=422)
    assert not TransferList.objects.exists()


def test_a_file_that_cannot_be_read_is_said_at_its_field(visit):
    file = csv_file(["1", "2"], header=["あ", "い"])

    response = visit.post(reverse("staff_import"), {"file": file, "on": "いつか"})

    assert set(response.context["form"].errors) == {"on"}
    response = visit.post(
        reverse("staff_import"), {"file": csv_file(header=["あ"]), "on": "2027-04-01"}
    )
    assertContains(response, "見出しの行が見つかりません", status_code=422)


def hand_in(visit, content):
    file = SimpleUploadedFile("meibo.xlsx", content)
    return visit.post(reverse("staff_import"), {"file": file, "on": "2027-04-01"})


@pytest.mark.parametrize(("content", "words"), bad_files.REFUSED.values(), ids=bad_files.REFUSED)
def test_a_file_that_would_stop_the_site_is_refused_in_words(visit, content, words):
    assertContains(hand_in(visit, content), words, status_code=422)
    assert not TransferList.objects.exists()


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
def test_no_damaged_file_is_an_error_of_the_site(visit):
    answers = [(name, hand_in(visit, content)) for name, content in bad_files.damaged()]

    silent = [
        name
        for name, response in answers
        if not (response.context["form"].errors.get("file") or response.context["faults"])
    ]
    assert silent == []
    assert {response.status_code for _, response in answers} == {422}


def test_zeros_that_excel_drops_are_found_again(visit, registry, welfare):
    user = UserFactory(username="00123", name="見本 零子", staff_of=registry)
    file = excel_file(["職員番号", "氏名", "課", "班"], [123, "見本 零子", "町民福祉課", "福祉班"])

    visit.post(reverse("staff_import"), {"file": file, "on": "2027-04-01"})

    assert TransferList.objects.get().rows[0]["number"] == user.username


def test_a_changed_name_is_shown_and_kept(visit, hanako, registry):
    file = csv_file(["10001", "改姓 花子", "", "町民福祉課", "戸籍班", "", "", "", ""])
    visit.post(reverse("staff_import"), {"file": file, "on": "2027-04-01"})
    checked = TransferList.objects.get()

    assertContains(visit.get(reverse("transfer_list", args=[checked.pk])), "今の登録：見本 花子")
    visit.post(reverse("transfer_list_apply", args=[checked.pk]))

    hanako.refresh_from_db()
    assert (hanako.name, hanako.name_kana) == ("改姓 花子", "みほん はなこ")


def test_a_list_costs_the_same_for_any_number_of_people(visit, registry, welfare):
    """Half of the people are new, half move."""
    costs = []
    for people in (2, 8):
        numbers = [f"{people}000{n}" for n in range(people)]
        for number in numbers[::2]:
            UserFactory(username=number, name="職員", staff_of=registry)
        file = csv_file(*[[n, "職員", "", "町民福祉課", "福祉班"] for n in numbers])
        upload = {"file": file, "on": "2027-04-01"}

        checking = cost(visit, reverse("staff_import"), upload, method="post")
        kept = TransferList.objects.first()
        looking = cost(visit, reverse("transfer_list", args=[kept.pk]))
        applying = cost(visit, reverse("transfer_list_apply", args=[kept.pk]), method="post")
        costs.append((checking, looking, applying))

    assert costs[0] == costs[1]
    assert max(costs[0]) <= 30


# --- logging in -----------------------------------------------------------------------------


def test_somebody_who_left_cannot_log_in(client, hanako, office, set_today):
    set_today(APRIL)
    retire(user=hanako, last_day=date(2027, 3, 31), by=office)

    response = client.post(reverse("login"), {"username": "10001", "password": PASSWORD})

    assertContains(response, "職員番号とパスワードを確かめて、もう一度入力してください")
    assertNotContains(response, "退職")
    assert not response.wsgi_request.user.is_authenticated


def test_somebody_a_list_let_go_is_out_from_the_day_on(client, visit, hanako, office, set_today):
    """Applied in March for 1 April: nobody has to close the account on the day."""
    visit.post(reverse("transfer_person", args=["2027-04-01", hanako.pk]), {"action": "leave"})
    visit.post(reverse("transfer_list_apply", args=[TransferList.objects.get().pk]))
    client.force_login(hanako)
    typed = {"username": "10001", "password": PASSWORD}

    before = client.get("/inventory/")
    set_today(APRIL)
    after = client.get("/inventory/")
    refused = Client().post(reverse("login"), typed)
    clerk = Client()
    clerk.force_login(office)
    page = clerk.get(reverse("person", args=[hanako.pk]))

    assert before.status_code == 200
    assertRedirects(after, "/account/login/?next=/inventory/")
    assertContains(page, "退職の日を過ぎたので、ログインできません")
    assertContains(refused, "職員番号とパスワードを確かめて、もう一度入力してください")


def test_an_open_session_ends_with_the_account(client, hanako, office, set_today):
    set_today(APRIL)
    client.force_login(hanako)
    assert client.get("/inventory/").status_code == 200

    retire(user=hanako, last_day=date(2027, 3, 31), by=office)

    assertRedirects(client.get("/inventory/"), "/account/login/?next=/inventory/")


def test_an_open_session_loses_its_rights_with_the_appointment(client, hanako, office, set_today):
    retire(user=hanako, last_day=date(2027, 3, 31), by=office)
    client.force_login(hanako)
    assert client.get("/inventory/").status_code == 200

    set_today(APRIL)

    assertContains(client.get("/inventory/"), "所属の登録がありません", status_code=403)


def test_somebody_who_leaves_keeps_the_name_their_reports_show(visit, hanako):
    file = csv_file(["10001", "見本", "", "", "", "", "", "", "○"])

    visit.post(reverse("staff_import"), {"file": file, "on": "2027-04-01"})
    visit.post(reverse("transfer_list_apply", args=[TransferList.objects.get().pk]))

    hanako.refresh_from_db()
    assert hanako.name == "見本 花子"
    assert hanako.appointments.get().ends_on == date(2027, 3, 31)
