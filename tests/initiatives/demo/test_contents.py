"""What the demo holds: every role, every state, every silence, and nothing unlabelled."""

from collections import Counter

import pytest
from django.contrib.auth import authenticate
from django.db.models import Count, F, Q
from django.utils import timezone

from initiatives.choices import Judgement, PeriodState, ReportAction, ReportState, ReportStatus
from initiatives.models import (
    AgendaItem,
    Decision,
    Initiative,
    Meeting,
    Participation,
    PlanRevision,
    ProgressReport,
    ReportTransition,
    Snapshot,
)
from initiatives.paper.content import read_paper
from initiatives.paper.verify import verify
from initiatives.reporting import duties, reviews
from initiatives.rollup.record import figures
from organization.access import Access
from organization.choices import Role
from organization.models import Appointment, SectionSuccession, User

from .conftest import TODAY

MARK = "【見本】"


def access(username):
    return Access.of(
        User.objects.get(username=username),
        on=TODAY,
        kin=SectionSuccession.objects.kin,
        taken_over=SectionSuccession.objects.taken_over,
    )


def test_every_role_can_be_tried(demo, db):
    roles = Appointment.objects.active(TODAY).filter(user__is_demo=True)

    assert set(roles.values_list("role", flat=True)) == set(Role.values)


@pytest.mark.parametrize(
    "username",
    ["koseki", "kodomo", "hoken", "kanzai", "gakko", "digital"],
)
def test_staff_write_for_their_one_section(demo, db, username):
    rights = access(username)

    assert len(rights.staff_section_ids) == 1
    assert not rights.reviews


@pytest.mark.parametrize(
    "username", ["koseki-kacho", "hoken-kacho", "somu-kacho", "digital-kacho"]
)
def test_heads_have_something_to_confirm(demo, db, username):
    head = User.objects.get(username=username)
    head.access = access(username)

    waiting = reviews.waiting_for(head, demo.plan)

    assert len(waiting) >= 3
    assert access(username).headed_department_ids


def test_committee_member_only_reads(demo, db):
    rights = access("iin")

    assert rights.is_committee
    assert not rights.own_section_ids
    assert not rights.reviews


def test_office_runs_everything(demo, db):
    assert access("jimukyoku").is_office


def test_one_person_sits_in_two_sections(demo, db):
    assert len(access("kenmu").staff_section_ids) == 2


def test_person_whose_appointment_ended_may_not_enter(demo, db):
    assert not access("ido").may_enter
    assert User.objects.get(username="ido").appointments.count() == 1


def test_every_section_has_somebody_and_every_department_a_head(demo, db):
    active = Appointment.objects.active(TODAY)

    assert len(active.filter(role=Role.STAFF).values("section").distinct()) == 33
    assert len(active.filter(role=Role.HEAD).values("department").distinct()) == 15


def test_accounts_open_with_the_printed_password(demo, db):
    for username in ("koseki", "jimukyoku", "ido", "han-01", "kacho-01"):
        assert authenticate(username=username, password=demo.password).username == username


def test_password_is_hashed_once(demo, db):
    assert User.objects.filter(is_demo=True).values("password").distinct().count() == 1


def test_everything_says_that_it_is_demo(demo, db):
    reports = ProgressReport.objects.all()
    texts = ["done_text", "issues_text", "next_text"]
    unmarked = [
        value
        for row in reports.values_list(*texts)
        for value in row
        if value and not value.startswith(MARK)
    ]

    assert unmarked == []
    assert not User.objects.exclude(name__startswith="見本 ", is_demo=True).exists()
    assert not Meeting.objects.exclude(remarks__startswith=MARK).exists()
    assert not Decision.objects.exclude(text__startswith=MARK).exists()
    assert not AgendaItem.objects.exclude(title__startswith=MARK).exists()
    assert not PlanRevision.objects.exclude(reason__startswith=MARK).exclude(number=0).exists()
    comments = ReportTransition.objects.exclude(comment="")
    assert comments.exists()
    assert not comments.exclude(comment__startswith=MARK).exists()


def test_no_slot_is_left_open_in_the_texts(demo, db):
    assert not ProgressReport.objects.filter(Q(done_text__contains="{")).exists()
    confirmed = ProgressReport.objects.filter(state=ReportState.CONFIRMED, done_text="")
    assert set(confirmed.values_list("unchanged", flat=True)) == {True}


def test_texts_vary(demo, db):
    texts = ProgressReport.objects.values("participation__initiative__code")
    kinds = texts.annotate(kinds=Count("done_text", distinct=True))

    assert min(row["kinds"] for row in kinds) >= 4


def test_added_participations_are_labelled(demo, db):
    added = Participation.objects.filter(note="見本")

    assert added.count() == 34
    assert added.filter(section__name="戸籍班", initiative__code="1").exists()
    assert Participation.objects.exclude(note="見本").exclude(note="").count() == 0


def test_every_initiative_has_several_sections(demo, db):
    counted = Initiative.objects.annotate(sections=Count("participations"))

    assert min(counted.values_list("sections", flat=True)) >= 3


def test_periods_run_to_today(demo, db):
    periods = list(demo.plan.periods.order_by("starts_on"))

    assert [p.state for p in periods] == [PeriodState.CLOSED] * 14 + ["open", "planned"]
    assert demo.open_period.key == "2026-3"
    assert {(p.due_on - p.ends_on).days for p in periods} == {demo.plan.due_days}
    assert all(p.closed_at.date() > p.due_on for p in periods[:14])
    assert {p.closed_by.username for p in periods[:14]} == {"jimukyoku"}


def test_periods_have_a_record(demo, db):
    closed, planned = demo.plan.periods.order_by("starts_on")[13:16:2]

    events = [(e.action, e.due_after, e.by.username) for e in closed.events.all()]
    assert events == [(a, closed.due_on, "jimukyoku") for a in ("create", "open", "close")]
    assert closed.events.last().at == closed.closed_at
    assert [e.action for e in planned.events.all()] == ["create"]
    assert {e.reason for e in closed.events.all()} == {"見本のデータの読み込み"}


def test_open_period_shows_every_state(demo, db):
    states = Counter(demo.open_period.reports.values_list("state", flat=True))
    owed = [d for d in duties.duties(demo.open_period) if d.report is None]

    assert set(states) == set(ReportState.values)
    assert len(owed) > 20


def test_past_reports_are_mostly_confirmed(demo, db):
    past = ProgressReport.objects.exclude(period=demo.open_period)
    states = Counter(past.values_list("state", flat=True))

    assert set(states) == {"confirmed", "submitted"}
    assert states["confirmed"] > 10 * states["submitted"]


def test_every_status_and_an_unchanged_report_appear(demo, db):
    reports = ProgressReport.objects.all()

    assert set(reports.values_list("status", flat=True)) == set(ReportStatus.values)
    assert reports.filter(status=ReportStatus.CANCELLED).count() == 1
    assert reports.filter(status=ReportStatus.DONE).values("participation").distinct().count() > 2
    assert reports.filter(unchanged=True, status=ReportStatus.IN_PROGRESS).exists()


def test_unchanged_reports_repeat_all_but_what_was_done_before(demo, db):
    before = {}
    for report in ProgressReport.objects.order_by("period__starts_on"):
        if report.unchanged:
            last = before[report.participation_id]
            assert (report.progress, report.next_text) == (last.progress, last.next_text)
            assert (report.done_text, report.done_words) == ("", "前回から変更なし")
        before[report.participation_id] = report


def test_newcomer_still_owes_the_report_of_the_story(demo, db):
    story = Participation.objects.get(section__name="戸籍班", initiative__code="1")
    duty = next(d for d in duties.duties(demo.open_period) if d.participation == story)

    assert duty.report is None
    assert duty.last.progress == 40
    assert duty.last.period.key == "2026-2"


def test_silence_takes_every_form(demo, db):
    rolled = figures(demo.plan, demo.open_period, today=TODAY)
    silent = {s.silent_periods for i in rolled.initiatives for s in i.due}

    assert rolled.plan.fresh > 50
    assert rolled.plan.carried > 50
    assert rolled.plan.missing > 3
    assert {0, 1, 2, 3, 15} <= silent


def test_judgements_are_mixed(demo, db):
    rolled = figures(demo.plan, demo.open_period, today=TODAY)
    words = dict(rolled.plan.judgements)

    assert words[Judgement.UNREPORTED] == 1
    for judgement in ("AHEAD", "ON_TRACK", "SLIGHTLY_LATE", "LATE"):
        assert words[Judgement[judgement]] >= 1


def test_nobody_confirmed_their_own_report(demo, db):
    assert not ProgressReport.objects.filter(confirmed_by=F("submitted_by")).exists()


def test_office_confirmed_some_on_behalf(demo, db):
    on_behalf = ProgressReport.objects.filter(confirmed_on_behalf=True)

    assert on_behalf.exists()
    assert set(on_behalf.values_list("confirmed_by__username", flat=True)) == {"jimukyoku"}
    assert not (
        ProgressReport.objects.filter(confirmed_by__username="jimukyoku")
        .exclude(confirmed_on_behalf=True)
        .exists()
    )


def test_trails_lead_to_where_the_reports_stand(demo, db):
    for report in ProgressReport.objects.prefetch_related("transitions"):
        trail = list(report.transitions.all())

        assert trail[0].action == ReportAction.CREATE
        assert [t.from_state for t in trail[1:]] == [t.to_state for t in trail[:-1]]
        assert (trail[-1].to_state, trail[-1].version) == (report.state, report.version)
        assert [t.at for t in trail] == sorted(t.at for t in trail)
        assert (report.created_at, report.updated_at) == (trail[0].at, trail[-1].at)


def test_nothing_happened_in_the_future_or_before_its_period(demo, db):
    steps = ReportTransition.objects.all()

    assert not steps.filter(at__gt=demo.now).exists()
    assert not steps.filter(at__date__lt=F("report__period__starts_on")).exists()
    assert not steps.filter(at__gt=F("report__period__closed_at")).exists()


def test_every_report_has_one_line_of_history(demo, db):
    history = ProgressReport.history.all()

    assert history.count() == ProgressReport.objects.count()
    assert not history.exclude(history_type="+").exists()
    assert not history.filter(history_user=None).exists()


def test_past_meetings_are_on_closed_periods(demo, db):
    meetings = Meeting.objects.order_by("held_on")

    assert [str(m) for m in meetings] == [
        "第1回推進委員会",
        "第1回課長会議",
        "第2回推進委員会",
        "第3回推進委員会",
    ]
    assert all(m.period.state == PeriodState.CLOSED for m in meetings)
    assert all(m.held_on <= TODAY for m in meetings)
    assert all(m.agenda.exists() and m.attendees.exists() for m in meetings)


def test_decisions_are_open_settled_and_dropped(demo, db):
    outcomes = Decision.objects.order_by("meeting__held_on", "number")

    assert [d.outcome for d in outcomes] == ["done", "open", "done", "dropped", "open", "open"]
    assert all((d.closed_on is None) == d.is_open for d in outcomes)


def test_papers_are_frozen_before_their_meetings(demo, db):
    snapshots = list(Snapshot.objects.order_by("number"))

    assert [s.number for s in snapshots] == [1, 2, 3, 4]
    assert all(timezone.localdate(s.taken_at) < s.meeting.held_on for s in snapshots)
    assert [finding.faults for finding in verify(demo.plan)] == [()] * 4
    third = read_paper(snapshots[3].content)
    assert third.figures.contains_demo
    assert third.previous.number == 3
    assert [(d.number, d.outcome.code) for d in third.decisions] == [
        (2, "open"),
        (1, "done"),
        (1, "dropped"),
    ]


def test_revision_begins_in_the_open_period_by_decision(demo, db):
    revision = demo.plan.revisions.get(number=1)

    assert revision.sealed_at is not None
    assert demo.open_period.starts_on <= revision.effective_on <= TODAY
    assert revision.reason.startswith(MARK)
    assert str(revision.decision) == "第3回推進委員会 決定2"
    phases = revision.terms.get(initiative__code="8").phases.order_by("phase__order")
    assert [(p.first_fiscal_year, p.last_fiscal_year) for p in phases] == [
        (2023, 2026),
        (2026, None),
    ]


def test_sheet_is_for_its_owner_alone(demo, db):
    assert demo.sheet.stat().st_mode & 0o777 == 0o600
    assert demo.sheet.read_text(encoding="utf-8") == demo.text


def test_sheet_names_role_place_and_what_to_try(demo, db):
    line = next(x for x in demo.text.splitlines() if x.startswith("koseki "))

    assert line.split("  ")[0] == "koseki"
    for word in ("見本 花子（戸籍班）", "担当", "町民福祉課 戸籍班", "40％"):
        assert word in line
    assert "han-01 議会事務局" in demo.text
