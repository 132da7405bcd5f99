"""Reading meetings: the list, one meeting, the decisions of all of them, and where they show."""

from datetime import date

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from initiatives.models import Meeting
from tests.clients import log_in_for
from tests.factories.initiative import InitiativeFactory
from tests.factories.meeting import (
    AgendaItemFactory,
    AttendeeFactory,
    DecisionFactory,
    MeetingFactory,
    SnapshotFactory,
)
from tests.factories.organization import SectionFactory
from tests.factories.plan import PlanFactory

READERS = ["staff", "head", "stranger", "committee", "office"]
HELD = date(2027, 2, 1)


@pytest.fixture
def today(monkeypatch):
    """15 April 2027: two weeks into the new year."""
    day = date(2027, 4, 15)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: day)
    return day


@pytest.fixture
def meeting(cast):
    return MeetingFactory(plan=cast.plan, number=1, held_on=HELD, period=cast.period)


@pytest.fixture
def decision(cast, meeting):
    return DecisionFactory(
        meeting=meeting,
        number=1,
        text="様式を年度内に決める",
        owner=cast.section,
        due_on=date(2027, 3, 31),
        initiatives=[cast.initiative],
    )


def addresses(meeting):
    return ["/meetings/", "/meetings/decisions/", f"/meetings/{meeting.pk}/"]


def test_a_visitor_is_sent_to_log_in(client, meeting):
    for address in addresses(meeting):
        response = client.get(address)

        assert (response.status_code, response.url) == (
            302,
            log_in_for(address),
        )


@pytest.mark.parametrize("who", READERS)
def test_everyone_reads_and_only_the_office_has_buttons(client, cast, meeting, decision, who):
    client.force_login(getattr(cast, who))

    pages = [client.get(address) for address in addresses(meeting)]

    assert [page.context["can_run"] for page in pages] == [who == "office"] * 3
    for page, words in zip(pages, ["会議を作る</a>", "対応を書く", "議題を書く"], strict=True):
        assert (words in page.content.decode()) == (who == "office")


def test_somebody_without_an_appointment_is_told_whom_to_ask(client, cast, meeting):
    client.force_login(cast.nobody)

    assert [client.get(a).status_code for a in addresses(meeting)] == [403] * 3


def test_meetings_of_another_plan_do_not_exist(client, cast):
    other = MeetingFactory(plan=PlanFactory(slug="other"))
    client.force_login(cast.office)

    response = client.get("/meetings/")

    assert list(response.context["meetings"]) == []
    assert "会議はまだありません" in response.content.decode()
    assert client.get(f"/meetings/{other.pk}/").status_code == 404


# The list


def test_the_list_is_newest_first_with_decisions_counted(client, cast, meeting, decision, today):
    newer = MeetingFactory(plan=cast.plan, executive=True, held_on=date(2027, 6, 1))
    DecisionFactory(meeting=meeting, number=2, settled=True)
    DecisionFactory(meeting=newer, settled=True)
    client.force_login(cast.staff)

    response = client.get("/meetings/")

    page = response.content.decode()
    assert list(response.context["meetings"]) == [newer, meeting]
    assert "2件（対応中1件）" in page
    assert "1件（すべて終わりました）" in page
    assert "令和9年6月1日（予定）" in page
    assert "令和8年度 第3四半期" in page
    assert "対応中1件、うち期限を過ぎたもの1件" in page


@pytest.mark.parametrize(
    ("body", "numbers"), [("committee", [1]), ("executive", [5]), ("x", [5, 1]), ("", [5, 1])]
)
def test_the_list_is_narrowed_to_a_body(client, cast, meeting, body, numbers):
    MeetingFactory(plan=cast.plan, executive=True, number=5, held_on=date(2027, 3, 1))
    client.force_login(cast.staff)

    response = client.get("/meetings/", {"body": body})

    assert [m.number for m in response.context["meetings"]] == numbers


# One meeting


def test_a_meeting_shows_everything_that_belongs_to_it(client, cast, meeting, decision, today):
    AgendaItemFactory(meeting=meeting, number=2, title="あとの議題")
    first = AgendaItemFactory(meeting=meeting, number=1, title="先の議題", kind="decide")
    first.initiatives.add(cast.initiative)
    for attendance in ("present", "present", "proxy", "absent"):
        AttendeeFactory(meeting=meeting, attendance=attendance)
    Meeting.objects.filter(pk=meeting.pk).update(place="第1会議室", remarks="公開しない")
    client.force_login(cast.committee)

    page = client.get(f"/meetings/{meeting.pk}/").content.decode()

    assert "令和9年2月1日" in page
    assert "第1会議室" in page
    assert "公開しない" in page
    assert 'href="/plans/current/dashboard/?period=2026-3"' in page
    assert "出席 2人・代理出席 1人・欠席 1人" in page
    assert page.index("先の議題") < page.index("あとの議題")
    assert "判断を求める" in page
    assert page.count('href="/plans/current/initiatives/1/"') == 2
    assert "期限：令和9年3月31日（期限を15日過ぎています）" in page
    assert "期限超過" in page
    assert "この会議の資料は、まだ作られていません。" in page


def test_attendance_of_a_meeting_to_come_is_called_a_plan(client, cast, meeting, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: date(2027, 1, 31))
    AttendeeFactory(meeting=meeting)
    client.force_login(cast.staff)

    response = client.get(f"/meetings/{meeting.pk}/")

    assertContains(response, "令和9年2月1日（予定）")
    assertContains(response, "まだ開いていない会議です。出欠は予定です")


def test_open_decisions_follow_on_until_they_have_been_heard_of(
    client, cast, meeting, decision, today
):
    settled = DecisionFactory(meeting=meeting, number=2, settled=True)  # on 1 March 2027
    second, third, fourth = (
        MeetingFactory(plan=cast.plan, number=n, held_on=day)
        for n, day in [(2, date(2027, 2, 20)), (3, date(2027, 3, 20)), (4, date(2027, 4, 1))]
    )
    client.force_login(cast.staff)

    followed = [
        [row.decision for row in client.get(f"/meetings/{m.pk}/").context["following"]]
        for m in (meeting, second, third, fourth)
    ]

    assert followed == [[], [decision, settled], [decision, settled], [decision]]


def test_a_meeting_lists_its_papers_oldest_first(client, cast, meeting):
    first = SnapshotFactory(meeting=meeting, number=1, content="一", taken_by=cast.office)
    second = SnapshotFactory(
        meeting=meeting, number=2, edition=2, content="二", reason="数値の訂正"
    )
    client.force_login(cast.committee)

    page = client.get(f"/meetings/{meeting.pk}/")
    listed = client.get("/meetings/")

    assert page.context["meeting"].papers == [first, second]
    assertContains(page, f'href="/plans/current/meetings/{meeting.pk}/paper/?edition=1"')
    assertContains(page, first.digest_label)
    assertContains(page, "事務局 六郎")
    assertContains(page, "数値の訂正")
    assertContains(listed, f'href="/plans/current/meetings/{meeting.pk}/paper/?edition=2"')
    assertNotContains(listed, "edition=1")


# The decisions of all meetings


@pytest.fixture
def decisions(cast, meeting, decision, today):
    """One overdue, one without a day, one to come, one done: by the words the test asks for."""
    later = MeetingFactory(plan=cast.plan, executive=True, number=1, held_on=date(2027, 3, 1))
    other = InitiativeFactory(plan=cast.plan, code="2", order=2)
    return {
        "late": decision,
        "someday": DecisionFactory(meeting=meeting, number=2, owner=SectionFactory()),
        "coming": DecisionFactory(
            meeting=later, number=1, due_on=date(2027, 5, 1), initiatives=[other]
        ),
        "done": DecisionFactory(meeting=meeting, number=3, settled=True, due_on=HELD),
        "meeting": later,
    }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["late", "coming", "someday"]),
        ({"outcome": "overdue"}, ["late"]),
        ({"outcome": "done"}, ["done"]),
        ({"outcome": "dropped"}, []),
        ({"outcome": "all"}, ["late", "coming", "someday", "done"]),
        ({"initiative": "2"}, ["coming"]),
        ({"initiative": "1", "outcome": "all"}, ["late"]),
    ],
)
def test_decisions_are_listed_by_condition_overdue_first(client, cast, decisions, query, names):
    client.force_login(cast.stranger)

    response = client.get("/meetings/decisions/", query)

    assert [row.decision for row in response.context["rows"]] == [decisions[n] for n in names]


def test_decisions_are_found_by_owner_and_meeting(client, cast, decisions):
    client.force_login(cast.staff)

    owned = client.get("/meetings/decisions/", {"owner": cast.section.pk}).context["rows"]
    decided = client.get("/meetings/decisions/", {"meeting": decisions["meeting"].pk})

    assert [row.decision for row in owned] == [decisions["late"]]
    assert [row.decision for row in decided.context["rows"]] == [decisions["coming"]]


def test_a_condition_that_cannot_be_read_is_left_out_and_said(client, cast, decisions):
    client.force_login(cast.staff)

    response = client.get("/meetings/decisions/", {"meeting": "99999", "outcome": "burnt"})

    assertContains(response, "読み取れない条件がありました")
    assert len(response.context["rows"]) == 3


def test_the_list_of_decisions_says_when_it_is_empty(client, cast, meeting):
    client.force_login(cast.staff)

    assertContains(client.get("/meetings/decisions/"), "対応中の決定事項はありません")
    assertContains(
        client.get("/meetings/decisions/?outcome=done"), "条件に合う決定事項はありません"
    )


def test_many_decisions_come_in_pages(client, cast, meeting):
    DecisionFactory.create_batch(51, meeting=meeting)
    client.force_login(cast.staff)

    response = client.get("/meetings/decisions/", {"page": "2"})

    assert len(response.context["rows"]) == 1
    assertContains(response, "全51件のうち51〜51")


# Where else decisions show


def test_an_initiative_names_its_decisions_and_links_their_meeting(client, cast, decision):
    client.force_login(cast.staff)

    response = client.get("/initiatives/1/")

    assertContains(response, "様式を年度内に決める")
    assertContains(response, f'href="{decision.meeting.get_absolute_url()}"')


@pytest.mark.parametrize(
    ("who", "number"), [("staff", 1), ("head", 1), ("stranger", 0), ("committee", 0)]
)
def test_my_page_lists_what_a_meeting_gave_my_section(client, cast, decision, today, who, number):
    DecisionFactory(meeting=decision.meeting, number=2, owner=cast.section, settled=True)
    client.force_login(getattr(cast, who))

    response = client.get("/")

    assert [row.decision for row in response.context["decisions"]] == [decision][:number]
    heading = "会議で決まり、この班が担当すること（1件）"
    (assertContains if number else assertNotContains)(response, heading)


def test_my_page_puts_overdue_decisions_first(client, cast, decision, today):
    coming = DecisionFactory(
        meeting=decision.meeting, number=2, owner=cast.section, due_on=date(2027, 5, 1)
    )
    earlier = DecisionFactory(
        meeting=decision.meeting, number=3, owner=cast.section, due_on=date(2027, 3, 1)
    )
    client.force_login(cast.staff)

    rows = client.get("/").context["decisions"]

    assert [row.decision for row in rows] == [earlier, decision, coming]
    assert [row.is_overdue for row in rows] == [True, True, False]


# What a page costs


def fill(cast, meeting, number):
    for _ in range(number):
        AttendeeFactory(meeting=meeting)
        AgendaItemFactory(meeting=meeting).initiatives.add(cast.initiative)
        DecisionFactory(meeting=meeting, owner=SectionFactory(), initiatives=[cast.initiative])
        earlier = MeetingFactory(plan=cast.plan, period=cast.period, held_on=date(2026, 6, 1))
        DecisionFactory(meeting=earlier, owner=SectionFactory(), initiatives=[cast.initiative])


@pytest.mark.parametrize(
    ("name", "own", "queries"),
    [("meetings", False, 10), ("meeting", True, 16), ("decisions", False, 12)],
)
def test_a_page_costs_the_same_however_much_it_shows(
    client, cast, meeting, django_assert_num_queries, name, own, queries
):
    fill(cast, meeting, 1)
    client.force_login(cast.office)
    address = reverse(name, args=[meeting.pk] if own else [])

    with django_assert_num_queries(queries):
        client.get(address)
    fill(cast, meeting, 5)
    with django_assert_num_queries(queries):
        client.get(address)
