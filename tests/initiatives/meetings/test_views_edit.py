"""The office makes a meeting, writes agenda, attendance and decisions, and meets a colleague."""

from datetime import date

import pytest
from pytest_django.asserts import assertContains

from hirao_dx.shared.versions import version_of
from initiatives.meetings import actions, actions_attendance
from initiatives.meetings.content import AgendaContent, DecisionContent, MeetingContent
from initiatives.models import AgendaItem, Attendee, Decision, Meeting
from tests.clients import in_full
from tests.factories.meeting import (
    AgendaItemFactory,
    AttendeeFactory,
    DecisionFactory,
    MeetingFactory,
)
from tests.factories.organization import SectionFactory, UserFactory
from tests.factories.report import ReportingPeriodFactory
from tests.initiatives.helpers import messages_of

HELD = date(2027, 2, 1)
OTHERS = ["staff", "head", "stranger", "committee"]


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """10 February 2027: the week after the meeting."""
    day = date(2027, 2, 10)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: day)
    return day


@pytest.fixture
def meeting(cast):
    return MeetingFactory(plan=cast.plan, number=1, held_on=HELD, period=cast.period)


@pytest.fixture
def item(cast, meeting):
    row = AgendaItemFactory(meeting=meeting, number=1, title="進捗の報告", text="元の説明")
    row.initiatives.add(cast.initiative)
    return row


@pytest.fixture
def decision(cast, meeting):
    return DecisionFactory(
        meeting=meeting, number=1, text="様式を決める", initiatives=[cast.initiative]
    )


def of_meeting(**changes):
    fields = {
        "body": "committee",
        "number": "2",
        "held_on": "2027-02-10",
        "place": "",
        "period": "",
    }
    return fields | {"remarks": "", "version": "0"} | changes


def of_item(row=None, **changes):
    fields = {"kind": "report", "title": "進捗の報告", "text": "元の説明"}
    return fields | {"version": str(version_of(row)) if row else ""} | changes


def of_decision(row=None, **changes):
    fields = {
        "text": "様式を決める",
        "owner": "",
        "due_on": "",
        "outcome": "open",
        "closed_on": "",
    }
    version = str(version_of(row)) if row else ""
    return fields | {"outcome_text": "", "version": version} | changes


# Rights


@pytest.mark.parametrize("who", OTHERS)
def test_the_offices_pages_are_closed_to_others(client, cast, meeting, item, decision, who):
    client.force_login(getattr(cast, who))
    home = f"/meetings/{meeting.pk}/"
    pages = [
        ("/meetings/new/", of_meeting()),
        (f"{home}edit/", of_meeting()),
        (f"{home}agenda/", of_item()),
        (f"{home}agenda/{item.pk}/", of_item(item, title="x")),
        (f"{home}agenda/{item.pk}/delete/", {"version": version_of(item)}),
        (f"{home}attendance/", {}),
        (f"{home}decisions/new/", of_decision()),
        (f"/meetings/decisions/{decision.pk}/edit/", of_decision(decision, text="x")),
    ]
    buttons = [
        (f"{home}agenda/{item.pk}/move/", {"to": "1"}),
        (f"{home}attendance/guest/", {"name": "x", "attendance": "present"}),
        (f"{home}attendance/fill/", {}),
    ]

    read = {client.get(address).status_code for address, _ in pages}
    written = {client.post(address, data).status_code for address, data in pages + buttons}

    assert (read, written) == ({403}, {403})
    assert [m.objects.count() for m in (Meeting, AgendaItem, Attendee, Decision)] == [1, 1, 0, 1]
    assert [AgendaItem.objects.get().title, Decision.objects.get().text] == [
        "進捗の報告",
        "様式を決める",
    ]


def test_what_does_not_exist_is_not_found(client, cast, meeting, item):
    other = AgendaItemFactory(meeting=MeetingFactory(plan=cast.plan))
    client.force_login(cast.office)

    for address in (
        "/meetings/999/edit/",
        f"/meetings/{meeting.pk}/agenda/{other.pk}/",
        f"/meetings/{meeting.pk}/agenda/{other.pk}/delete/",
        "/meetings/decisions/999/edit/",
        "/meetings/999/decisions/new/",
    ):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", ["agenda/{}/move", "attendance/guest", "attendance/fill"])
def test_buttons_are_never_followed_as_links(client, cast, meeting, item, name):
    client.force_login(cast.office)

    assert client.get(f"/meetings/{meeting.pk}/{name.format(item.pk)}/").status_code == 405


# A meeting


def test_a_new_meeting_is_suggested_with_the_next_number_and_the_newest_period(
    client, cast, meeting
):
    ReportingPeriodFactory(plan=cast.plan, number=4, planned=True)
    client.force_login(cast.office)

    form = client.get("/meetings/new/").context["form"]
    executive = client.get("/meetings/new/?body=executive").context["form"]

    assert (form["body"].value(), form["number"].value()) == ("committee", 2)
    assert form["period"].value() == cast.period.pk
    assert [p.number for p in form.fields["period"].queryset] == [3, 2]
    assert (executive["body"].value(), executive["number"].value()) == ("executive", 1)
    assert "推進委員会は第2回、課長会議は第1回" in form["number"].help_text


def test_a_new_meeting_expects_whoever_holds_the_post_on_its_day(client, cast, meeting):
    client.force_login(cast.office)

    done = client.post(
        "/meetings/new/", of_meeting(body="executive", period=cast.period.pk), follow=True
    )

    made = Meeting.objects.get(body="executive")
    assert done.redirect_chain == [(f"/plans/current/meetings/{made.pk}/", 302)]
    assert messages_of(done) == ["第2回課長会議を作りました。出席者の名簿に1人が入りました。"]
    assert [a.name for a in made.attendees.all()] == ["課長 三郎"]
    assert made.history.get().history_user == cast.office


def test_a_number_that_is_taken_is_explained_and_what_was_typed_stays(client, cast, meeting):
    client.force_login(cast.office)

    for address in ("/meetings/new/", f"/meetings/{second(cast).pk}/edit/"):
        response = client.post(address, of_meeting(number="1", place="第1会議室"))

        assert response.status_code == 422
        assertContains(response, "同じ会議・同じ回がすでにあります。", status_code=422)
        assert response.context["form"]["place"].value() == "第1会議室"


def second(cast):
    return MeetingFactory(plan=cast.plan, number=2, executive=True)


def test_a_meeting_without_a_day_is_explained(client, cast):
    client.force_login(cast.office)

    response = client.post("/meetings/new/", of_meeting(held_on="あした"))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["held_on"]
    assert not Meeting.objects.exists()


def test_a_meeting_is_changed_and_its_attendance_stays(client, cast, meeting):
    AttendeeFactory(meeting=meeting)
    client.force_login(cast.office)
    sent = of_meeting(number="1", place="第2会議室", version=version_of(meeting))

    done = client.post(f"/meetings/{meeting.pk}/edit/", sent, follow=True)

    meeting.refresh_from_db()
    assert messages_of(done) == ["第1回推進委員会を保存しました。"]
    assert (meeting.place, meeting.held_on) == ("第2会議室", date(2027, 2, 10))
    assert meeting.attendees.count() == 1
    assert meeting.history.first().history_user == cast.office


# Two people at once


def test_a_meeting_saved_by_two_shows_both_and_keeps_what_was_typed(client, cast, meeting):
    client.force_login(cast.office)
    sent = of_meeting(
        number="1", held_on="2027-02-01", place="私の場所", version=version_of(meeting)
    )
    sent["period"] = str(cast.period.pk)
    colleague = UserFactory(name="同僚 八郎", office=True)
    theirs = vars(MeetingContent.of(meeting)) | {"place": "同僚の場所", "remarks": "同僚の備考"}
    actions.change_meeting(
        meeting=meeting,
        content=MeetingContent(**theirs),
        version=version_of(meeting),
        by=colleague,
    )

    response = client.post(f"/meetings/{meeting.pk}/edit/", sent)

    clashes = [(c.label, c.theirs, c.mine) for c in response.context["conflict"].clashes]
    form = response.context["form"]
    meeting.refresh_from_db()
    assert response.status_code == 409
    assertContains(response, "同僚 八郎さんが、", status_code=409)
    assert clashes == [("場所", "同僚の場所", "私の場所"), ("備考", "同僚の備考", "")]
    assert (form["place"].value(), form["remarks"].value()) == ("私の場所", "同僚の備考")
    assert meeting.place == "同僚の場所"

    again = sent | {"remarks": "同僚の備考", "version": form["version"].value()}
    client.post(f"/meetings/{meeting.pk}/edit/", again)

    meeting.refresh_from_db()
    assert (meeting.place, meeting.remarks) == ("私の場所", "同僚の備考")


def test_a_conflict_says_initiatives_and_choices_in_words(client, cast, meeting, decision):
    client.force_login(cast.office)
    owner = SectionFactory()
    sent = of_decision(decision, owner=str(owner.pk), initiatives=[str(cast.initiative.pk)])
    theirs = DecisionContent(text="様式を決める", outcome="dropped", closed_on=HELD)
    actions.change_decision(
        decision=decision, content=theirs, version=version_of(decision), by=cast.office
    )

    response = client.post(f"/meetings/decisions/{decision.pk}/edit/", sent)

    form = response.context["form"]
    clashes = [(c.label, c.theirs, c.mine) for c in response.context["conflict"].clashes]
    assert response.status_code == 409
    assert clashes == [
        ("関係する取組", "（空欄）", ""),
        ("対応状況", "取りやめ", ""),
        ("対応を終えた日", "令和9年2月1日", ""),
    ]
    assert (form["owner"].value(), form["outcome"].value()) == (str(owner.pk), "dropped")
    assert form["initiatives"].value() == []


def test_a_text_opened_without_a_version_shows_all_that_differs(client, cast, meeting, decision):
    client.force_login(cast.office)

    response = client.post(
        f"/meetings/decisions/{decision.pk}/edit/", of_decision(text="別の文", due_on="2027-03-01")
    )

    clashes = [(c.label, c.theirs, c.mine) for c in response.context["conflict"].clashes]
    assert clashes == [
        ("決定事項", "様式を決める", "別の文"),
        ("関係する取組", "① 書かない窓口", "（空欄）"),
        ("期限", "（空欄）", "令和9年3月1日"),
    ]


# The agenda


def test_an_item_is_added_at_the_end(client, cast, meeting, item):
    client.force_login(cast.office)
    sent = of_item(kind="decide", title="次の計画", initiatives=[cast.initiative.pk])

    done = client.post(f"/meetings/{meeting.pk}/agenda/", sent, follow=True)

    added = meeting.agenda.last()
    assert done.redirect_chain == [(f"/plans/current/meetings/{meeting.pk}/agenda/", 302)]
    assert messages_of(done) == ["議題2 次の計画を追加しました。"]
    assert (added.number, added.kind, list(added.initiatives.all())) == (
        2,
        "decide",
        [cast.initiative],
    )


def test_an_item_without_a_title_is_explained(client, cast, meeting, item):
    client.force_login(cast.office)

    response = client.post(f"/meetings/{meeting.pk}/agenda/", of_item(title="", text="説明だけ"))

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["title"])
    assert response.context["form"]["text"].value() == "説明だけ"


def test_an_item_is_rewritten(client, cast, meeting, item):
    client.force_login(cast.office)

    done = client.post(
        f"/meetings/{meeting.pk}/agenda/{item.pk}/", of_item(item, title="直した題"), follow=True
    )

    item.refresh_from_db()
    assert messages_of(done) == ["議題1 直した題を保存しました。"]
    assert (item.title, list(item.initiatives.all())) == ("直した題", [])
    assert {line.history_user for line in item.history.all()[:2]} == {cast.office}


def test_an_item_written_by_two_keeps_both_texts(client, cast, meeting, item):
    client.force_login(cast.office)
    sent = of_item(item, text="私の説明", initiatives=[cast.initiative.pk])
    theirs = AgendaContent(**(vars(AgendaContent.of(item)) | {"text": "同僚の説明"}))
    actions.change_agenda_item(item=item, content=theirs, version=version_of(item), by=cast.office)

    response = client.post(f"/meetings/{meeting.pk}/agenda/{item.pk}/", sent)

    assert response.status_code == 409
    assertContains(response, "同僚の説明", status_code=409)
    assert response.context["form"]["text"].value() == "私の説明"


def test_a_text_whose_item_was_deleted_meanwhile_is_offered_as_a_new_one(
    client, cast, meeting, item
):
    client.force_login(cast.office)
    sent = of_item(item, text="消えては困る説明")
    address = f"/meetings/{meeting.pk}/agenda/{item.pk}/"
    actions.delete_agenda_item(item=item, version=version_of(item), by=cast.office)

    response = client.post(address, sent)

    assert response.status_code == 409
    assertContains(response, "ほかの人が先に削除しました", status_code=409)
    assertContains(response, "消えては困る説明", status_code=409)
    assert response.context["form"].is_valid()


def test_an_item_is_moved_to_the_place_that_was_sent(client, cast, meeting, item):
    later = AgendaItemFactory(meeting=meeting, number=2, title="後の議題")
    client.force_login(cast.office)

    page = client.get(f"/meetings/{meeting.pk}/agenda/")
    done = client.post(f"/meetings/{meeting.pk}/agenda/{later.pk}/move/", {"to": "1"}, follow=True)
    again = client.post(f"/meetings/{meeting.pk}/agenda/{later.pk}/move/", {"to": "上"})

    assertContains(page, 'name="to" value="2"')
    assert messages_of(done) == ["「後の議題」の順番を変えました。"]
    assert list(meeting.agenda.all()) == [later, item]
    assert again.status_code == 302


def test_deleting_an_item_asks_first(client, cast, meeting, item):
    client.force_login(cast.office)
    address = f"/meetings/{meeting.pk}/agenda/{item.pk}/delete/"

    asked = client.get(address)
    stale = client.post(address, {"version": version_of(item) - 1}, follow=True)
    kept = meeting.agenda.count()
    done = client.post(address, {"version": version_of(item)}, follow=True)

    assertContains(asked, "この議題を削除しますか")
    assertContains(asked, "元の説明")
    assert stale.redirect_chain == [(in_full(address), 302)]
    assert kept == 1
    assert messages_of(done) == ["「進捗の報告」を議題から削除しました。"]
    assert not meeting.agenda.exists()


# Attendance


def of_rows(*rows, **changes):
    """The attendance page as it is sent back; `note_2=…` changes the second row's note."""
    sent = {}
    for n, row in enumerate(rows, start=1):
        prefix = f"a{row.pk}-"
        sent[f"{prefix}attendance"] = changes.get(f"attendance_{n}", row.attendance)
        sent[f"{prefix}note"] = changes.get(f"note_{n}", row.note)
        sent[f"{prefix}version"] = version_of(row)
        if changes.get(f"leaves_{n}"):
            sent[f"{prefix}leaves"] = "on"
    return sent


def test_attendance_is_written_in_one_press(client, cast, meeting):
    rows = AttendeeFactory.create_batch(3, meeting=meeting)
    client.force_login(cast.office)
    sent = of_rows(
        *rows, attendance_1="absent", attendance_2="proxy", note_2="代理 太郎", leaves_3=1
    )

    done = client.post(f"/meetings/{meeting.pk}/attendance/", sent, follow=True)

    assert done.redirect_chain == [(f"/plans/current/meetings/{meeting.pk}/", 302)]
    assert messages_of(done) == ["出欠を保存しました（3人分を変えました）。"]
    assert [(a.attendance, a.note) for a in meeting.attendees.all()] == [
        ("absent", ""),
        ("proxy", "代理 太郎"),
    ]


def test_attendance_that_does_not_fit_is_explained_and_kept(client, cast, meeting):
    row = AttendeeFactory(meeting=meeting)
    client.force_login(cast.office)

    response = client.post(f"/meetings/{meeting.pk}/attendance/", of_rows(row, note_1="長" * 101))

    faults = response.context["faults"]
    assert response.status_code == 422
    assert [f.target for f in faults] == [f"id_a{row.pk}-note"]
    assert faults[0].text.startswith(f"{row.name}さんの備考：")
    assert "長" * 101 in response.content.decode()
    assert Attendee.objects.get().note == ""


def test_attendance_written_by_two_shows_both_and_keeps_what_was_typed(client, cast, meeting):
    row, other = AttendeeFactory.create_batch(2, meeting=meeting)
    client.force_login(cast.office)
    sent = of_rows(row, other, attendance_1="absent", note_2="私の備考")
    address = f"/meetings/{meeting.pk}/attendance/"
    client.post(address, of_rows(row, other, attendance_1="proxy", note_1="代理 太郎"))

    response = client.post(address, sent)

    page = response.content.decode()
    assert response.status_code == 409
    assert (
        f"{row.name}さんは、ほかの人が先に「代理出席」・備考「代理 太郎」で保存しました。" in page
    )
    assert "私の備考" in page
    forms = response.context["rows"]
    assert [f["attendance"].value() for f in forms] == ["absent", "present"]

    typed = {
        f.add_prefix(n): f[n].value() for f in forms for n in ("attendance", "note", "version")
    }
    client.post(address, typed)

    assert [(a.attendance, a.note) for a in meeting.attendees.all()] == [
        ("absent", ""),
        ("present", "私の備考"),
    ]


def test_somebody_taken_off_meanwhile_is_said(client, cast, meeting):
    row, other = AttendeeFactory.create_batch(2, meeting=meeting)
    client.force_login(cast.office)
    sent = of_rows(row, other, note_1="私の備考")
    address = f"/meetings/{meeting.pk}/attendance/"
    client.post(address, of_rows(row, leaves_1=True))

    done = client.post(address, sent, follow=True)

    assert "ほかの人が名簿から外した人がいます" in messages_of(done)[-1]


def test_guests_are_added_one_by_one(client, cast, meeting):
    client.force_login(cast.office)
    address = f"/meetings/{meeting.pk}/attendance/guest/"
    guest = {"name": "来賓 花子", "post": "県の担当", "attendance": "present", "note": ""}

    done = client.post(address, guest, follow=True)
    nameless = client.post(address, guest | {"name": ""})

    assert messages_of(done) == ["来賓 花子さんを出席者に加えました。"]
    assert (nameless.status_code, list(nameless.context["guest"].errors)) == (422, ["name"])
    assert nameless.context["guest"]["post"].value() == "県の担当"
    assert [(a.name, a.user) for a in meeting.attendees.all()] == [("来賓 花子", None)]


def test_the_roster_fills_in_who_is_missing(client, cast, meeting):
    client.force_login(cast.office)
    address = f"/meetings/{meeting.pk}/attendance/fill/"

    first = client.post(address, follow=True)
    again = client.post(address, follow=True)

    assert messages_of(first) == ["名簿から1人を加えました。"]
    assert messages_of(again) == ["名簿の人は、もう全員入っています。"]


def test_the_attendance_page_costs_the_same_for_a_crowd(
    client, cast, meeting, django_assert_num_queries
):
    actions_attendance.fill_from_roster(meeting=meeting, by=cast.office)
    client.force_login(cast.office)

    with django_assert_num_queries(9):
        client.get(f"/meetings/{meeting.pk}/attendance/")
    AttendeeFactory.create_batch(12, meeting=meeting)
    with django_assert_num_queries(9):
        client.get(f"/meetings/{meeting.pk}/attendance/")


# Decisions


def test_a_decision_is_written_with_owner_day_and_initiatives(client, cast, meeting):
    client.force_login(cast.office)
    sent = of_decision(
        owner=cast.section.pk, due_on="2027-03-31", initiatives=[cast.initiative.pk]
    )

    done = client.post(f"/meetings/{meeting.pk}/decisions/new/", sent, follow=True)

    made = meeting.decisions.get()
    assert done.redirect_chain == [(f"/plans/current/meetings/{meeting.pk}/", 302)]
    assert messages_of(done) == ["決定1を保存しました。"]
    assert (made.owner, made.due_on, made.closed_on) == (cast.section, date(2027, 3, 31), None)
    assert list(made.initiatives.all()) == [cast.initiative]


def test_the_next_decision_can_be_written_at_once(client, cast, meeting):
    client.force_login(cast.office)
    address = f"/meetings/{meeting.pk}/decisions/new/"

    done = client.post(address, of_decision(another="1"))

    assert (done.status_code, done.url) == (302, in_full(address))


def test_only_sections_that_exist_and_the_present_owner_can_be_chosen(client, cast, meeting):
    gone, ended = SectionFactory.create_batch(2, ends_on=date(2026, 3, 31))
    decision = DecisionFactory(meeting=meeting, owner=gone)
    client.force_login(cast.office)

    form = client.get(f"/meetings/decisions/{decision.pk}/edit/").context["form"]

    offered = set(form.fields["owner"].queryset)
    assert {gone, cast.section} <= offered
    assert ended not in offered


def test_settling_without_a_day_takes_today_and_leads_back(client, cast, meeting, decision):
    client.force_login(cast.office)
    later = MeetingFactory(plan=cast.plan, number=2, held_on=date(2027, 2, 9))
    page = client.get(f"/meetings/{later.pk}/")
    address = f"/meetings/decisions/{decision.pk}/edit/?next=/plans/current/meetings/{later.pk}/"

    done = client.post(address, of_decision(decision, outcome="done", outcome_text="決めた"))

    decision.refresh_from_db()
    assertContains(page, f'href="{in_full(address)}"')
    assert (done.status_code, done.url) == (302, f"/plans/current/meetings/{later.pk}/")
    assert (decision.outcome, decision.closed_on) == ("done", date(2027, 2, 10))
    assert decision.history.first().history_user == cast.office


@pytest.mark.parametrize("wanted", ["", "https://evil.example/", "//evil.example"])
def test_settling_never_leads_off_the_site(client, cast, meeting, decision, wanted):
    client.force_login(cast.office)
    address = f"/meetings/decisions/{decision.pk}/edit/?next={wanted}"

    done = client.post(address, of_decision(decision, text="別の文"))

    assert done.url == f"/plans/current/meetings/{meeting.pk}/"


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        (
            {"closed_on": "2027-02-10"},
            {
                "closed_on": [
                    "対応中のときは、対応を終えた日を空欄にしてください。"
                    "終わっているときは、対応状況を「対応済」か「取りやめ」にしてください。"
                ]
            },
        ),
        (
            {"outcome": "done", "closed_on": "2027-02-11"},
            {"closed_on": ["対応を終えた日は、今日までの日付にしてください。"]},
        ),
        (
            {"outcome": "dropped", "closed_on": "2027-01-31"},
            {
                "closed_on": [
                    "対応を終えた日は、会議の日（令和9年2月1日）以後の日付にしてください。"
                ]
            },
        ),
        (
            {"outcome": "done", "closed_on": "きのう"},
            {"closed_on": ["日付は 2027-04-01 か 令和9年4月1日 のように入れてください。"]},
        ),
        (
            {"due_on": "2027-01-31"},
            {"due_on": ["期限は、会議の日（令和9年2月1日）以後の日付にしてください。"]},
        ),
        ({"text": ""}, {"text": ["このフィールドは必須です。"]}),
    ],
)
def test_a_decision_that_does_not_fit_is_explained(client, cast, meeting, decision, typed, errors):
    client.force_login(cast.office)

    response = client.post(
        f"/meetings/decisions/{decision.pk}/edit/", of_decision(decision, **typed)
    )

    assert (response.status_code, response.context["form"].errors) == (422, errors)
    assert Decision.objects.get().outcome == "open"
