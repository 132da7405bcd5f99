"""What the office writes about meetings: who is expected, in what order, two people at once."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from hirao_dx.shared.versions import Stale, version_of
from initiatives.meetings import actions, actions_attendance
from initiatives.meetings.actions import next_number
from initiatives.meetings.actions_attendance import Entry
from initiatives.meetings.content import (
    AgendaContent,
    AttendanceContent,
    DecisionContent,
    MeetingContent,
)
from initiatives.meetings.roster import roster
from initiatives.models import AgendaItem, Attendee, Decision, Meeting
from tests.factories.initiative import InitiativeFactory
from tests.factories.meeting import (
    AgendaItemFactory,
    AttendeeFactory,
    DecisionFactory,
    MeetingFactory,
)
from tests.factories.organization import AppointmentFactory, DepartmentFactory, UserFactory

DAY = date(2027, 2, 1)
OTHERS = ["staff", "head", "stranger", "committee"]


@pytest.fixture
def meeting(cast):
    return MeetingFactory(plan=cast.plan, number=1, held_on=DAY, period=cast.period)


def traces(model):
    """What the histories say: the kind of each line and who left it, oldest first."""
    lines = model.history.order_by("history_id").select_related("history_user")
    return [(line.history_type, str(line.history_user)) for line in lines]


# The roster


@pytest.mark.parametrize(
    ("body", "names"), [("committee", ["委員 五郎"]), ("executive", ["課長 三郎"])]
)
def test_a_meeting_expects_those_of_the_fitting_role(cast, body, names):
    assert [expected.user.name for expected in roster(body, DAY)] == names


def test_the_roster_is_that_of_the_day_in_the_order_of_departments(cast):
    late, early = DepartmentFactory(order=90), DepartmentFactory(order=0, name="議会事務局")
    old, new = UserFactory(name="前任 者"), UserFactory(name="後任 者")
    AppointmentFactory(user=old, head=True, department=late, ends_on=date(2027, 1, 31))
    AppointmentFactory(user=new, head=True, department=late, starts_on=date(2027, 2, 1))
    AppointmentFactory(user=UserFactory(name="先頭 者"), head=True, department=early)

    names = [expected.user.name for expected in roster("executive", DAY)]

    assert names == ["先頭 者", "課長 三郎", "後任 者"]


def test_somebody_with_two_posts_is_expected_once_with_both(cast):
    AppointmentFactory(
        user=cast.head, head=True, department=DepartmentFactory(name="税務課", order=2)
    )

    assert [expected.post for expected in roster("executive", DAY)] == ["町民課 課長、税務課 課長"]


def test_a_new_meeting_lists_the_roster_and_keeps_names_and_posts(cast):
    content = MeetingContent(number=2, held_on=DAY, period=cast.period.pk)
    post = str(cast.committee.appointments.get())

    made = actions.add_meeting(plan=cast.plan, content=content, by=cast.office)
    department = cast.committee.appointments.get().department
    department.name = "改称課"
    department.save()
    cast.committee.name = "改姓 五郎"
    cast.committee.save()

    listed = made.attendees.get()
    assert (listed.name, listed.post) == ("委員 五郎", post)
    assert (made.body, made.number, made.period) == ("committee", 2, cast.period)
    assert traces(Meeting) == [("+", "事務局 六郎")]
    assert traces(Attendee) == [("+", "事務局 六郎")]


def test_filling_from_the_roster_adds_only_who_is_missing(cast, meeting):
    kept = AttendeeFactory(meeting=meeting, user=cast.committee, name="旧姓", attendance="absent")
    guest = AttendeeFactory(meeting=meeting, name="来賓", order=1000)
    UserFactory(name="新しい 委員", committee=True)

    added = actions_attendance.fill_from_roster(meeting=meeting, by=cast.office)
    again = actions_attendance.fill_from_roster(meeting=meeting, by=cast.office)

    kept.refresh_from_db()
    assert [row.name for row in added] == ["新しい 委員"]
    assert again == []
    assert (kept.name, kept.attendance) == ("旧姓", "absent")
    assert meeting.attendees.last() == guest


def test_a_name_longer_than_the_list_takes_is_cut(cast, meeting):
    UserFactory(name="長" * 60, committee=True)

    added = actions_attendance.fill_from_roster(meeting=meeting, by=cast.office)

    assert added[-1].name == "長" * 50


def test_guests_stand_behind_the_roster_in_the_order_they_came(cast, meeting):
    for name in ("来賓 一", "来賓 二"):
        actions_attendance.add_guest(
            meeting=meeting, name=name, post="", content=AttendanceContent(), by=cast.office
        )
    actions_attendance.fill_from_roster(meeting=meeting, by=cast.office)

    assert [row.name for row in meeting.attendees.all()] == ["委員 五郎", "来賓 一", "来賓 二"]


# Attendance


def entry(row, version=None, leaves=False, **changes):
    content = AttendanceContent(**({"attendance": row.attendance, "note": row.note} | changes))
    return Entry(row.pk, version_of(row) if version is None else version, content, leaves)


def test_attendance_is_kept_and_only_changed_rows_leave_a_trace(cast, meeting):
    came, away = AttendeeFactory.create_batch(2, meeting=meeting)
    entries = [entry(came), entry(away, attendance="proxy", note="代理 太郎")]

    changed = actions_attendance.keep_attendance(meeting=meeting, entries=entries, by=cast.office)

    away.refresh_from_db()
    assert changed == 1
    assert (away.attendance, away.note) == ("proxy", "代理 太郎")
    assert [came.history.count(), away.history.count()] == [1, 2]
    assert away.history.first().history_user == cast.office


def test_somebody_taken_off_the_list_leaves_a_trace(cast, meeting):
    row = AttendeeFactory(meeting=meeting)

    actions_attendance.keep_attendance(
        meeting=meeting, entries=[entry(row, leaves=True)], by=cast.office
    )

    assert not meeting.attendees.exists()
    assert traces(Attendee)[-1] == ("-", "事務局 六郎")


def test_a_row_changed_in_two_ways_is_refused_and_nothing_is_written(cast, meeting):
    row, other = AttendeeFactory.create_batch(2, meeting=meeting)
    mine = [entry(row, attendance="absent"), entry(other, attendance="absent")]
    theirs = [entry(row, attendance="proxy")]
    actions_attendance.keep_attendance(meeting=meeting, entries=theirs, by=cast.office)

    with pytest.raises(Stale) as refused:
        actions_attendance.keep_attendance(meeting=meeting, entries=mine, by=cast.office)

    other.refresh_from_db()
    assert {pk: row.attendance for pk, row in refused.value.current.items()} == {row.pk: "proxy"}
    assert other.attendance == "present"


def test_a_row_left_alone_follows_what_others_wrote(cast, meeting):
    row, other = AttendeeFactory.create_batch(2, meeting=meeting)
    mine = [entry(row), entry(other, attendance="absent")]
    theirs = [entry(row, attendance="proxy")]
    actions_attendance.keep_attendance(meeting=meeting, entries=theirs, by=cast.office)

    actions_attendance.keep_attendance(meeting=meeting, entries=mine, by=cast.office)

    assert [r.attendance for r in meeting.attendees.order_by("pk")] == ["proxy", "absent"]


# Meetings


def test_the_next_number_counts_each_body_alone(cast, meeting):
    MeetingFactory(plan=cast.plan, executive=True, number=7)

    assert [next_number(cast.plan, b) for b in ("committee", "executive")] == [2, 8]


def test_a_number_that_is_taken_is_refused_in_words(cast, meeting):
    content = MeetingContent(number=1, held_on=DAY)

    with pytest.raises(ValidationError) as refused:
        actions.add_meeting(plan=cast.plan, content=content, by=cast.office)

    assert refused.value.messages == ["同じ会議・同じ回がすでにあります。"]


def test_a_meeting_says_the_same_again_without_a_trace(cast, meeting):
    actions.change_meeting(
        meeting=meeting, content=MeetingContent.of(meeting), version=0, by=cast.office
    )

    assert meeting.history.count() == 1


def test_a_meeting_written_in_between_is_not_overwritten(cast, meeting):
    read = version_of(meeting)
    change(meeting, read, cast.office, place="第1会議室")

    with pytest.raises(Stale) as refused:
        change(meeting, read, cast.office, place="第2会議室")

    meeting.refresh_from_db()
    assert (meeting.place, refused.value.current) == ("第1会議室", meeting)


def change(meeting, version, by, **changes):
    content = MeetingContent(**(vars(MeetingContent.of(meeting)) | changes))
    return actions.change_meeting(meeting=meeting, content=content, version=version, by=by)


# Agenda


def titles(meeting):
    return [(item.number, item.title) for item in meeting.agenda.all()]


@pytest.fixture
def agenda(meeting):
    return [
        AgendaItemFactory(meeting=meeting, number=n, title=t) for n, t in enumerate("あいう", 1)
    ]


@pytest.mark.parametrize(
    ("which", "to", "order"),
    [(2, 1, "うあい"), (0, 2, "いあう"), (0, 99, "いうあ"), (1, 0, "いあう"), (1, 2, "あいう")],
)
def test_an_item_takes_the_wanted_place(cast, meeting, agenda, which, to, order):
    actions.move_agenda_item(item=agenda[which], to=to, by=cast.office)

    assert titles(meeting) == list(enumerate(order, 1))


def test_moving_leaves_a_trace_on_the_rows_that_moved(cast, meeting, agenda):
    actions.move_agenda_item(item=agenda[1], to=1, by=cast.office)

    assert [item.history.count() for item in agenda] == [2, 2, 1]
    assert [line.number for line in agenda[1].history.all()] == [1, 2]
    assert agenda[1].history.first().history_user == cast.office


def test_deleting_an_item_closes_the_gap_and_keeps_its_text_in_the_history(cast, meeting, agenda):
    version = version_of(agenda[0])

    actions.delete_agenda_item(item=agenda[0], version=version, by=cast.office)

    assert titles(meeting) == [(1, "い"), (2, "う")]
    gone = AgendaItem.history.filter(history_type="-").get()
    assert (gone.title, gone.history_user) == ("あ", cast.office)


def test_an_item_that_was_rewritten_is_not_deleted_unread(cast, meeting, agenda):
    version = version_of(agenda[0])
    write = AgendaContent(title="書き直した議題")
    actions.change_agenda_item(item=agenda[0], content=write, version=version, by=cast.office)

    with pytest.raises(Stale):
        actions.delete_agenda_item(item=agenda[0], version=version, by=cast.office)

    assert meeting.agenda.count() == 3


def test_an_item_goes_to_the_end_with_its_initiatives(cast, meeting, agenda):
    content = AgendaContent(title="え", initiatives=frozenset({cast.initiative.pk}))

    item = actions.add_agenda_item(meeting=meeting, content=content, by=cast.office)

    assert (item.number, list(item.initiatives.all())) == (4, [cast.initiative])


def test_changing_only_the_initiatives_leaves_one_line_by_the_actor(cast, meeting):
    item = AgendaItemFactory(meeting=meeting)
    content = AgendaContent.of(item)
    content = AgendaContent(**(vars(content) | {"initiatives": frozenset({cast.initiative.pk})}))

    actions.change_agenda_item(
        item=item, content=content, version=version_of(item), by=cast.office
    )

    line = item.history.first()
    assert (item.history.count(), line.history_user) == (2, cast.office)
    assert AgendaContent.of(line).initiatives == {cast.initiative.pk}


# Decisions


def test_a_decision_takes_the_next_number_and_signs_its_initiatives(cast, meeting):
    DecisionFactory(meeting=meeting, number=4)
    content = DecisionContent(
        text="様式を決める",
        initiatives=frozenset({cast.initiative.pk}),
        owner=cast.section.pk,
        due_on=date(2027, 3, 31),
    )

    made = actions.add_decision(meeting=meeting, content=content, by=cast.office)

    assert (made.number, made.owner, made.due_on) == (5, cast.section, date(2027, 3, 31))
    assert list(made.initiatives.all()) == [cast.initiative]
    assert {line.history_user for line in made.history.all()} == {cast.office}


def test_a_settled_decision_without_a_day_is_refused_in_words(cast, meeting):
    content = DecisionContent(text="様式を決める", outcome="done")

    with pytest.raises(ValidationError) as refused:
        actions.add_decision(meeting=meeting, content=content, by=cast.office)

    assert "対応を終えた日を入力し" in refused.value.messages[0]


def test_a_decision_whose_initiatives_changed_meanwhile_is_stale(cast, meeting):
    decision = DecisionFactory(meeting=meeting)
    read = version_of(decision)
    settled = DecisionContent(text=decision.text, outcome="done", closed_on=DAY)
    tied = DecisionContent(text=decision.text, initiatives=frozenset({cast.initiative.pk}))
    actions.change_decision(decision=decision, content=tied, version=read, by=cast.office)

    with pytest.raises(Stale):
        actions.change_decision(decision=decision, content=settled, version=read, by=cast.office)

    decision.refresh_from_db()
    assert (decision.outcome, list(decision.initiatives.all())) == ("open", [cast.initiative])


# Rights


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_but_the_office_writes(cast, meeting, who):
    by = getattr(cast, who)
    item, row = AgendaItemFactory(meeting=meeting), AttendeeFactory(meeting=meeting)
    decision = DecisionFactory(meeting=meeting, initiatives=[InitiativeFactory(plan=cast.plan)])
    write = actions
    attend = actions_attendance
    attempts = [
        lambda: write.add_meeting(
            plan=cast.plan, content=MeetingContent(number=9, held_on=DAY), by=by
        ),
        lambda: change(meeting, version_of(meeting), by, place="ここ"),
        lambda: write.add_agenda_item(meeting=meeting, content=AgendaContent(title="x"), by=by),
        lambda: write.change_agenda_item(
            item=item, content=AgendaContent(title="x"), version=version_of(item), by=by
        ),
        lambda: write.move_agenda_item(item=item, to=1, by=by),
        lambda: write.delete_agenda_item(item=item, version=version_of(item), by=by),
        lambda: write.add_decision(meeting=meeting, content=DecisionContent(text="x"), by=by),
        lambda: write.change_decision(
            decision=decision,
            content=DecisionContent(text="x"),
            version=version_of(decision),
            by=by,
        ),
        lambda: attend.fill_from_roster(meeting=meeting, by=by),
        lambda: attend.keep_attendance(meeting=meeting, entries=[entry(row)], by=by),
        lambda: attend.add_guest(
            meeting=meeting, name="x", post="", content=AttendanceContent(), by=by
        ),
    ]

    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()

    assert [m.objects.count() for m in (Meeting, AgendaItem, Attendee, Decision)] == [1, 1, 1, 1]
