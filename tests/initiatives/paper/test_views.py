"""The frozen paper on the web: taking it, reading it, and several side by side."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext

from hirao_dx.shared import immutable
from initiatives.models import (
    AgendaItem,
    Attendee,
    Decision,
    Indicator,
    IndicatorValue,
    Initiative,
    Meeting,
    Milestone,
    Phase,
    Pillar,
    Plan,
    ProgressReport,
    Rating,
    ReportingPeriod,
    Snapshot,
)
from initiatives.paper.actions import take_snapshot
from inventory.models import Task
from organization.models import Department, Section, User
from tests.clients import in_full
from tests.factories import (
    AgendaItemFactory,
    AttendeeFactory,
    DecisionFactory,
    IndicatorFactory,
    IndicatorValueFactory,
    MeetingFactory,
    MilestoneFactory,
    ParticipationFactory,
    PlanRevisionFactory,
    ProgressReportFactory,
    SectionFactory,
    SnapshotFactory,
    TaskFactory,
)
from tests.initiatives.helpers import messages_of

READERS = ["staff", "head", "stranger", "committee", "office"]
OTHERS = ["staff", "head", "stranger", "committee"]


@pytest.fixture
def meeting(cast):
    """The second meeting, on a period with one report that says why it is late."""
    ProgressReportFactory(
        participation=cast.participation,
        period=cast.period,
        confirmed=True,
        phase=cast.run,
        rating=cast.rating,
        progress=40,
        issues_text="髙﨑さんの後任を探している",
    )
    other = SectionFactory(department=cast.section.department, name="渡邉班", order=2)
    ParticipationFactory(initiative=cast.initiative, section=other)
    MilestoneFactory(initiative=cast.initiative, name="様式の統一", due_on=date(2026, 9, 30))
    IndicatorValueFactory(indicator=IndicatorFactory(initiative=cast.initiative, name="待ち時間"))
    TaskFactory(section=cast.section, measured=True)
    first = MeetingFactory(plan=cast.plan, number=1, held_on=date(2026, 11, 1))
    DecisionFactory(meeting=first, number=1, text="様式を減らす", owner=cast.section)
    found = MeetingFactory(
        plan=cast.plan, number=2, period=cast.period, held_on=date(2027, 2, 1), place="第1会議室"
    )
    AgendaItemFactory(meeting=found, number=1, kind="decide", title="後任のこと")
    AttendeeFactory(meeting=found, name="髙﨑 邉子", post="町民課 課長")
    return found


@pytest.fixture
def snapshot(cast, meeting):
    return take_snapshot(meeting=meeting, by=cast.office)


def address(meeting, rest=""):
    return f"/meetings/{meeting.pk}/paper/{rest}"


def paper_of(response):
    """The page's main part, byte for byte."""
    return re.search(rb'<article class="paper".*</article>', response.content, re.DOTALL)[0]


def tables_of(queries):
    """The tables read by queries, except those of the session and of every page's frame."""
    frame = {"django_session", "organization_user", "organization_appointment", "initiatives_plan"}
    found = {name for q in queries for name in re.findall(r'(?:FROM|JOIN) "(\w+)"', q["sql"])}
    return found - frame


# --- reading ----------------------------------------------------------------------------------


def test_a_paper_asks_who_is_there_first(client, snapshot):
    response = client.get(snapshot.get_absolute_url())

    assert response.status_code == 302
    assert response.url.startswith("/account/login/")


@pytest.mark.parametrize("who", READERS)
def test_everyone_of_the_town_hall_reads_a_paper(client, cast, snapshot, who):
    client.force_login(getattr(cast, who))

    page = client.get(snapshot.get_absolute_url()).content.decode()

    assert "<h1" in page
    assert "第2回推進委員会 会議資料</h1>" in page
    assert snapshot.digest_label in page
    assert "髙﨑さんの後任を探している" in page
    assert "渡邉班" in page


def test_a_paper_is_read_from_its_snapshot_alone(client, cast, meeting, snapshot):
    """Whatever else the page reads, every page of the site reads for its frame."""
    client.force_login(cast.committee)
    with CaptureQueriesContext(
        connection,
    ) as frame:
        client.get("/account/password/")

    with CaptureQueriesContext(connection) as queries:
        client.get(address(meeting))

    assert tables_of(queries) == tables_of(frame) | {"initiatives_snapshot"}
    assert len(queries) == len(frame) + 2


def test_a_paper_costs_the_same_whatever_it_holds(
    client, cast, meeting, snapshot, django_assert_num_queries
):
    client.force_login(cast.committee)

    with django_assert_num_queries(7):
        client.get(address(meeting))
    for number in range(3, 9):
        DecisionFactory(meeting=meeting, number=number)
        TaskFactory(section=cast.section)
        AttendeeFactory(meeting=meeting)
    take_snapshot(meeting=meeting, by=cast.office, reason="増えたため")
    with django_assert_num_queries(7):
        client.get(address(meeting))


def test_a_paper_stays_to_the_byte_whatever_happens_later(client, cast, meeting, snapshot):
    client.force_login(cast.office)
    before = paper_of(client.get(snapshot.get_absolute_url()))

    ProgressReport.objects.update(
        state="draft",
        submitted_at=None,
        submitted_by=None,
        confirmed_at=None,
        confirmed_by=None,
        issues_text="書き直した",
        progress=99,
    )
    for model in (Section, Department):
        model.objects.update(name=Concat(Value("新しい名の"), "name"))
    User.objects.update(name="新しい名の人")
    Initiative.objects.update(title="新しい名の取組", symbol="㊿")
    Plan.objects.update(name="新しい名の計画", due_days=90)
    Pillar.objects.update(name="新しい名の柱")
    Phase.objects.update(bar_style="striped")
    Rating.objects.update(name="新しい評価")
    ReportingPeriod.objects.update(state="planned")
    Meeting.objects.update(place="よその場所", held_on=date(2030, 1, 1), body="executive")
    Decision.objects.update(text="変えた決定", outcome="done", closed_on=date(2027, 1, 5))
    Indicator.objects.update(name="新しい名の指標", unit="回")
    Task.objects.update(annual_hours_after=1, stage="digitised")
    for model in (AgendaItem, Attendee, IndicatorValue, Milestone):
        model.objects.all().delete()
    MeetingFactory(plan=cast.plan, number=9, period=cast.period, held_on=date(2026, 12, 1))
    after = client.get(snapshot.get_absolute_url())

    assert paper_of(after) == before
    assert Snapshot.objects.get().content == snapshot.content
    assert "新しい名" not in before.decode()


def test_the_newest_edition_is_shown_unless_another_is_asked_for(client, cast, meeting, snapshot):
    take_snapshot(meeting=meeting, by=cast.office, reason="町民課の数字の誤り")
    client.force_login(cast.committee)

    newest = client.get(address(meeting)).content.decode()
    first = client.get(snapshot.get_absolute_url()).content.decode()

    assert "会議資料（第2版）</h1>" in newest
    assert "町民課の数字の誤り" in newest
    assert '<a href="?edition=1">第1版</a>' in newest
    assert "会議資料</h1>" in first
    assert '<a href="?edition=2">第2版（いちばん新しい版）</a>' in first


@pytest.mark.parametrize("edition", ["0", "2", "x", "", "-1", "１", "99999"])
def test_an_edition_that_does_not_exist_is_not_found(client, cast, meeting, snapshot, edition):
    client.force_login(cast.committee)

    assert client.get(address(meeting, f"?edition={edition}")).status_code == 404
    assert client.get(address(meeting, f"foot.css?edition={edition}")).status_code == 404


def test_a_meeting_without_a_paper_says_so_and_is_not_taken_for_one(client, cast, meeting):
    """404, so that no tool keeps the page as if it were the paper; in words that help a reader."""
    client.force_login(cast.committee)

    response = client.get(address(meeting))

    page = response.content.decode()
    assert response.status_code == 404
    assert "会議資料はまだ作られていません" in page
    assert f'href="/plans/current/meetings/{meeting.pk}/"' in page
    assert "paper/new/" not in page


def test_the_office_is_led_from_there_to_making_one(client, cast, meeting):
    client.force_login(cast.office)

    page = client.get(address(meeting)).content.decode()

    assert f'href="{in_full(address(meeting, "new/"))}"' in page


@pytest.mark.parametrize("rest", ["", "new/", "preview/", "foot.css"])
def test_a_meeting_that_does_not_exist_is_not_found(client, cast, rest):
    client.force_login(cast.office)

    assert client.get(f"/meetings/999/paper/{rest}").status_code == 404


def test_a_tampered_paper_raises_the_alarm(client, cast, meeting, snapshot):
    client.force_login(cast.committee)
    sound = client.get(address(meeting)).content.decode()

    with immutable.lifted(connection):
        Snapshot.objects.update(content=snapshot.content.replace("後任のこと", "後任は不要"))
    tampered = client.get(address(meeting)).content.decode()

    assert "内容が照合番号と合いません" not in sound
    assert "内容が照合番号と合いません" in tampered


def test_a_paper_that_cannot_be_read_says_whom_to_tell(client, cast, meeting):
    SnapshotFactory(meeting=meeting, period=cast.period, number=1)
    client.force_login(cast.committee)

    response = client.get(address(meeting))

    assert response.status_code == 500
    assert "事務局にお知らせください" in response.content.decode()


def test_the_foot_of_each_sheet_names_the_copy(client, cast, meeting, snapshot):
    client.force_login(cast.committee)

    response = client.get(address(meeting, "foot.css?edition=1"))

    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert response.content.decode().startswith(
        '@page paper { @bottom-left { content: "第2回推進委員会\\20 会議資料'
    )
    assert (
        f'{address(meeting, "foot.css")}?edition=1"'
        in client.get(address(meeting)).content.decode()
    )


# --- freezing ---------------------------------------------------------------------------------


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("rest", ["new/", "preview/"])
def test_only_the_office_prepares_a_paper(client, cast, meeting, who, rest):
    client.force_login(getattr(cast, who))

    assert client.get(address(meeting, rest)).status_code == 403
    assert client.post(address(meeting, rest)).status_code == 403
    assert not Snapshot.objects.exists()


def test_the_office_sees_what_would_be_frozen(client, cast, meeting):
    PlanRevisionFactory(plan=cast.plan, number=1, effective_on=date(2027, 4, 1))
    client.force_login(cast.office)

    page = client.get(address(meeting, "new/")).content.decode()

    assert "2件のうち、今期の報告1件、前の報告を引継ぎ0件、未報告1件" in page
    assert "まだ受付中です。このあと届く報告は、この資料に入りません。" in page
    assert "今期の報告がまだのものが1件あります。" in page
    assert "まだ確定していない計画の見直しが1件あります。" in page
    assert "1件（判断を求めるもの1件）" in page
    assert "作り直す理由" not in page


def test_nothing_is_warned_of_when_all_is_in_place(client, cast, meeting):
    for participation in cast.initiative.participations.exclude(pk=cast.participation.pk):
        ProgressReportFactory(
            participation=participation, period=cast.period, confirmed=True, phase=cast.run
        )
    ReportingPeriod.objects.filter(pk=cast.period.pk).update(
        state="closed", closed_at="2027-01-31T00:00Z", closed_by=cast.office
    )
    client.force_login(cast.office)

    page = client.get(address(meeting, "new/")).content.decode()

    assert "報告はすべて届き、確認されています" in page
    assert "作る前に確かめてください" not in page


def test_an_unconfirmed_report_and_an_empty_agenda_are_told(client, cast, meeting):
    ProgressReport.objects.update(state="submitted", confirmed_at=None, confirmed_by=None)
    AgendaItem.objects.all().delete()
    client.force_login(cast.office)

    page = client.get(address(meeting, "new/")).content.decode()

    assert "課長がまだ確認していない報告が1件あります。" in page
    assert "議題がまだありません。" in page


def test_taking_a_paper_leads_to_it(client, cast, meeting):
    client.force_login(cast.office)

    done = client.post(address(meeting, "new/"), follow=True)

    snapshot = Snapshot.objects.get()
    assert done.redirect_chain == [(snapshot.get_absolute_url(), 302)]
    assert messages_of(done) == ["第2回推進委員会の会議資料を作りました。"]
    assert (snapshot.taken_by, snapshot.edition, snapshot.reason) == (cast.office, 1, "")


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "作り直す理由を入力してください。"),
        ("  ", "作り直す理由を入力してください。"),
        ("長" * 201, "理由は200字までにしてください。"),
    ],
)
def test_another_edition_needs_a_reason(client, cast, meeting, snapshot, typed, error):
    client.force_login(cast.office)

    refused = client.post(address(meeting, "new/"), {"reason": typed})

    assert refused.status_code == 422
    assert refused.context["form"].errors == {"reason": [error]}
    assert Snapshot.objects.get() == snapshot


def test_another_edition_stands_beside_the_first(client, cast, meeting, snapshot):
    client.force_login(cast.office)
    asked = client.get(address(meeting, "new/")).content.decode()

    client.post(address(meeting, "new/"), {"reason": "町民課の数字の誤り"})

    assert "この資料は第2版になります" in asked
    assert [(s.edition, s.reason) for s in Snapshot.objects.order_by("number")] == [
        (1, ""),
        (2, "町民課の数字の誤り"),
    ]


@pytest.mark.parametrize(
    ("state", "problem"),
    [
        (None, "対象の報告期間が決まっていません。"),
        ("planned", "まだ受付が始まっていません。"),
    ],
)
def test_what_is_in_the_way_is_said_and_nothing_is_taken(client, cast, meeting, state, problem):
    if state is None:
        Meeting.objects.filter(pk=meeting.pk).update(period=None)
    else:
        ReportingPeriod.objects.filter(pk=cast.period.pk).update(state=state)
    client.force_login(cast.office)

    asked = client.get(address(meeting, "new/")).content.decode()
    posted = client.post(address(meeting, "new/"))
    looked = client.get(address(meeting, "preview/"))

    assert problem in asked
    assert '<form class="form"' not in asked
    assert posted.status_code == 422
    assert problem in posted.content.decode()
    assert looked.url == in_full(address(meeting, "new/"))
    assert not Snapshot.objects.exists()


def test_a_preview_is_the_paper_it_would_be_but_says_that_it_is_none(client, cast, meeting):
    client.force_login(cast.office)

    preview = client.get(address(meeting, "preview/")).content.decode()

    assert "下見（まだ控えではありません）" in preview
    assert "髙﨑さんの後任を探している" in preview
    assert "照合番号の全体" not in preview
    assert not Snapshot.objects.exists()


def test_the_preview_of_another_edition_names_it(client, cast, meeting, snapshot):
    client.force_login(cast.office)

    preview = client.get(address(meeting, "preview/")).content.decode()

    assert "会議資料（第2版）</h1>" in preview


@pytest.mark.parametrize(("rest", "queries"), [("new/", 48), ("preview/", 46)])
def test_looking_first_costs_the_same_however_much_there_is(
    client, cast, meeting, django_assert_num_queries, rest, queries
):
    client.force_login(cast.office)

    with django_assert_num_queries(queries):
        client.get(address(meeting, rest))
    for number in range(3, 8):
        AgendaItemFactory(meeting=meeting, number=number)
        DecisionFactory(meeting=Meeting.objects.get(number=1), number=number)
        MilestoneFactory(initiative=cast.initiative)
        section = SectionFactory(department=cast.section.department)
        ParticipationFactory(initiative=cast.initiative, section=section)
    with django_assert_num_queries(queries):
        client.get(address(meeting, rest))


@pytest.mark.parametrize(
    ("who", "taken", "words"),
    [
        ("office", False, "会議資料を作る（控えをとる）"),
        ("office", True, "会議資料を作り直す（次の版）"),
        ("committee", False, None),
        ("committee", True, None),
    ],
)
def test_a_meeting_leads_the_office_to_its_paper(client, cast, meeting, who, taken, words):
    if taken:
        take_snapshot(meeting=meeting, by=cast.office)
    client.force_login(getattr(cast, who))

    page = client.get(f"/meetings/{meeting.pk}/").content.decode()

    link = f'href="{in_full(address(meeting, "new/"))}"'
    assert (link in page) == (words is not None)
    assert words is None or words in page
    assert (f"{in_full(address(meeting))}?edition=1" in page) == taken


# --- side by side -----------------------------------------------------------------------------


@pytest.fixture
def papers(cast, meeting, snapshot):
    """Three papers; the second says 90 %, the third is another edition of it."""
    later = MeetingFactory(plan=cast.plan, number=3, period=cast.period, held_on=date(2027, 3, 1))
    with immutable.lifted(connection):
        ProgressReport.objects.update(progress=90)
    second = take_snapshot(meeting=later, by=cast.office)
    third = take_snapshot(meeting=later, by=cast.office, reason="印刷の誤り")
    return [snapshot, second, third]


@pytest.mark.parametrize("who", READERS)
def test_everyone_sees_which_papers_there_are(client, cast, papers, who):
    client.force_login(getattr(cast, who))

    page = client.get("/meetings/papers/").content.decode()

    places = [page.index(paper.digest_label) for paper in papers]
    assert places == sorted(places, reverse=True)
    assert page.count('type="checkbox"') == 3
    assert "作り直した理由：印刷の誤り" in page


def test_the_list_of_papers_is_found_from_the_meetings(client, cast, meeting):
    client.force_login(cast.committee)

    assert 'href="/plans/current/meetings/papers/"' in client.get("/meetings/").content.decode()


def test_a_list_without_papers_says_who_makes_them(client, cast):
    client.force_login(cast.committee)

    page = client.get("/meetings/papers/").content.decode()

    assert "会議資料はまだありません" in page
    assert 'type="checkbox"' not in page


def test_papers_stand_side_by_side_with_what_moved(client, cast, papers):
    client.force_login(cast.committee)

    page = client.get("/meetings/compare/?paper=2&paper=1").content.decode()

    row = page[page.index("取組ごとの判定と進捗率") :].split("<tbody>")[1]
    assert re.findall(r"<b>(.*?)</b>", row)[:2] == ["40.0%", "90.0%"]
    assert "＋50.0" in row
    assert "判定が変わりました" in row
    assert 'href="/plans/current/meetings/papers/?paper=1&amp;paper=2"' in page


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("", "比べる資料を2つから4つまで選んでください（今は0つ選ばれています）。"),
        ("?paper=1", "比べる資料を2つから4つまで選んでください（今は1つ選ばれています）。"),
        ("?paper=1&paper=2&paper=3&paper=4&paper=5", "（今は5つ選ばれています）。"),
        ("?paper=1&paper=1", "同じ資料が2回以上選ばれています。"),
        ("?paper=1&paper=77", "控え77はありません。"),
        ("?paper=1&paper=x", "「x」は資料の番号ではありません。"),
        ("?paper=1&paper=１", "「１」は資料の番号ではありません。"),
        ("?paper=1&paper=99999999", "「99999999」は資料の番号ではありません。"),
    ],
)
def test_a_choice_that_is_no_good_is_explained_beside_the_list(client, cast, papers, query, fault):
    client.force_login(cast.committee)

    response = client.get(f"/meetings/compare/{query}")

    page = response.content.decode()
    assert response.status_code == 422
    assert fault in page
    assert page.count('type="checkbox"') == 3
    assert (" checked" in page) == ("paper=1" in query)


def test_a_paper_that_cannot_be_read_is_not_compared(client, cast, papers, meeting):
    SnapshotFactory(meeting=meeting, period=cast.period, number=4, edition=2, reason="x")
    client.force_login(cast.committee)

    response = client.get("/meetings/compare/?paper=1&paper=4")

    assert response.status_code == 422
    assert "内容を読み取れない資料が入っています。" in response.content.decode()


@pytest.mark.parametrize(
    "query", ["papers/", "compare/?paper=1&paper=2", "compare/?paper=1&paper=2&paper=3"]
)
def test_papers_cost_the_same_however_many(client, cast, papers, django_assert_num_queries, query):
    client.force_login(cast.committee)

    with django_assert_num_queries(6):
        client.get(f"/meetings/{query}")
    take_snapshot(meeting=papers[0].meeting, by=cast.office, reason="もう一度")
    with django_assert_num_queries(6):
        client.get(f"/meetings/{query}")
