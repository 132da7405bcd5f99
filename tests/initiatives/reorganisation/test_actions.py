"""Sections renamed, merged, split, abolished: the past stays, duties and people go on."""

from datetime import date
from unittest.mock import ANY

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains

from hirao_dx.shared.versions import Stale
from initiatives.models import Participation, ProgressReport
from initiatives.models.duty import taken_over_by
from initiatives.reorganisation.actions import move_tasks, reorganise
from initiatives.reorganisation.proposal import Proposal, Touched
from initiatives.reporting import actions as reports
from initiatives.rollup.record import figures
from inventory.models import Task
from organization.models import Appointment, Reorganisation, Section, SectionSuccession, User
from tests.factories import (
    DepartmentFactory,
    InitiativeFactory,
    ParticipationFactory,
    ReportingPeriodFactory,
    SectionFactory,
    TaskFactory,
    UserFactory,
)
from tests.factories.revision import hold
from tests.initiatives.helpers import at_work, messages_of, typed

NOVEMBER = date(2026, 11, 20)
DECEMBER = date(2026, 12, 1)
APRIL = date(2027, 4, 1)


@pytest.fixture
def set_today(monkeypatch):
    def set_day(day):
        monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: day)

    return set_day


@pytest.fixture(autouse=True)
def today(set_today):
    set_today(NOVEMBER)


def again(user):
    """The same person in a later request, with the rights of that day."""
    return User.objects.get(pk=user.pk)


def numbers(cast):
    """Everything the committee read of the previous period."""
    plan = figures(cast.plan, cast.previous, today=NOVEMBER).plan
    (initiative,) = plan.initiatives
    return {
        "plan": (plan.mean, plan.floor, plan.planned, plan.judgements),
        "initiative": (initiative.mean, initiative.floor, initiative.judgement, initiative.phase),
        "sections": [
            (s.participation.section, s.freshness, s.report and s.report.progress)
            for s in initiative.due
        ],
    }


def proposal(cast, kind="rename", on=DECEMBER, **changes):
    given = {"old": (cast.section,), "names": ("総合窓口班",), "reason": "機構改革のため"}
    return Proposal(kind=kind, effective_on=on, **(given | changes))


def carry_out(cast, asked):
    return reorganise(
        proposal=asked, fingerprint=Touched.by(asked).fingerprint, by=again(cast.office)
    )


def duties_of(section):
    rows = Participation.objects.filter(section=section).order_by("starts_on", "pk")
    return [(row.initiative.symbol, row.role, row.starts_on, row.ends_on) for row in rows]


def submit(cast, participation, period, by, **changes):
    return reports.submit_report(
        participation=participation,
        period=period,
        content=at_work(cast, **changes),
        version=0,
        by=again(by),
    )


def draft(cast, participation, by, **changes):
    return reports.save_report(
        participation=participation,
        period=cast.period,
        content=at_work(cast, **changes),
        version=0,
        by=again(by),
    )


# --- each kind ------------------------------------------------------------------------------


def test_a_renamed_section_ends_and_its_successor_goes_on(cast):
    record = carry_out(cast, proposal(cast))

    new = Section.objects.get(name="総合窓口班")
    cast.section.refresh_from_db()
    assert (cast.section.ends_on, new.starts_on) == (date(2026, 11, 30), DECEMBER)
    assert new.department == cast.section.department
    assert duties_of(cast.section) == [("①", "lead", date(2023, 4, 1), date(2026, 11, 30))]
    assert duties_of(new) == [("①", "lead", DECEMBER, None)]
    held = Appointment.objects.active(DECEMBER).filter(section=new)
    assert {row.user for row in held} == {cast.staff, cast.colleague}
    assert list(record.successions.values_list("predecessor", "successor")) == [
        (cast.section.pk, new.pk)
    ]
    assert new.history.get().history_user == cast.office
    assert "機構改革（名称変更）：機構改革のため" in new.history.get().history_change_reason


def test_two_sections_merge_and_the_lead_wins(cast):
    other = SectionFactory(department=cast.section.department, name="住民班")
    ParticipationFactory(initiative=cast.initiative, section=other)
    both = InitiativeFactory(plan=cast.plan, code="2", symbol="②")
    for section in (cast.section, other):
        ParticipationFactory(initiative=both, section=section)

    carry_out(cast, proposal(cast, "merge", old=(cast.section, other)))

    new = Section.objects.get(name="総合窓口班")
    assert duties_of(new) == [("①", "lead", DECEMBER, None), ("②", "support", DECEMBER, None)]
    assert SectionSuccession.objects.filter(successor=new).count() == 2


def test_a_merge_into_an_existing_section_lifts_it_to_lead(cast):
    other = SectionFactory(department=cast.section.department, name="住民班")
    there = ParticipationFactory(initiative=cast.initiative, section=other)
    UserFactory(name="住民 花子", staff_of=other).appointments.create(
        section=cast.section, role="staff", starts_on=date(2024, 4, 1)
    )

    carry_out(cast, proposal(cast, "merge", existing=other, names=()))

    there.refresh_from_db()
    assert there.ends_on == date(2026, 11, 30)
    assert duties_of(other)[1:] == [("①", "lead", DECEMBER, None)]
    assert Appointment.objects.active(DECEMBER).filter(section=other).count() == 3


def test_a_split_section_shares_its_duties_people_and_tasks(cast, set_today):
    set_today(DECEMBER)
    shared = ParticipationFactory(
        initiative=InitiativeFactory(plan=cast.plan, code="2", symbol="②"), section=cast.section
    )
    tasks = [TaskFactory(section=cast.section, number=n) for n in (1, 2, 3)]
    moved = cast.colleague.appointments.get()
    choices = {
        f"p{cast.participation.pk}": "1",
        f"p{shared.pk}": "all",
        f"a{moved.pk}": "1",
        f"t{tasks[1].pk}": "1",
    }

    carry_out(cast, proposal(cast, "split", names=("一班", "二班"), choices=choices))

    first, second = Section.objects.get(name="一班"), Section.objects.get(name="二班")
    assert duties_of(first) == [("②", "support", DECEMBER, None)]
    assert {row[0] for row in duties_of(second)} == {"①", "②"}
    assert Appointment.objects.active(DECEMBER).get(user=cast.colleague).section == second
    assert Appointment.objects.active(DECEMBER).get(user=cast.staff).section == first
    assert [t.pk for t in first.tasks.order_by("number")] == [tasks[0].pk, tasks[2].pk]
    assert [t.number for t in first.tasks.order_by("number")] == [1, 2]
    assert [(t.pk, t.number) for t in second.tasks.all()] == [(tasks[1].pk, 1)]
    assert tasks[1].history.first().history_user == cast.office


def test_an_abolished_section_ends_its_duties(cast):
    record = carry_out(cast, proposal(cast, "abolish", names=()))

    assert [row[3] for row in duties_of(cast.section)] == [date(2026, 11, 30)]
    assert not Appointment.objects.active(DECEMBER).filter(user=cast.staff).exists()
    assert record.successions.get().successor is None
    assert Participation.objects.active(DECEMBER).count() == 0


def test_an_abolished_sections_duties_may_move(cast):
    heir = SectionFactory(name="引継ぎ班")

    carry_out(cast, proposal(cast, "abolish", names=(), existing=heir))

    assert duties_of(heir) == [("①", "lead", DECEMBER, None)]


# --- the past -------------------------------------------------------------------------------


def test_the_roll_up_of_the_past_does_not_change(cast):
    submit(cast, cast.participation, cast.previous, cast.staff, progress=40)
    ParticipationFactory(initiative=cast.initiative)
    before = numbers(cast)

    carry_out(cast, proposal(cast))

    assert numbers(cast) == before
    assert before["sections"] == [("町民課 窓口班", "fresh", 40), (ANY, "none", None)]


def test_past_reports_keep_the_old_name_and_their_people(client, cast):
    report = submit(cast, cast.participation, cast.previous, cast.staff)
    carry_out(cast, proposal(cast))
    client.force_login(cast.committee)

    page = client.get(reverse("report", args=[report.pk]))

    assertContains(page, "窓口班")
    assertContains(page, "担当 一郎")


def test_a_new_report_may_start_from_the_predecessors(cast):
    last = submit(cast, cast.participation, cast.previous, cast.staff, progress=45)
    carry_out(cast, proposal(cast))
    again_renamed = proposal(
        cast, on=APRIL, old=(Section.objects.get(name="総合窓口班"),), names=("まるごと窓口班",)
    )
    carry_out(cast, again_renamed)
    newest = Participation.objects.get(section__name="まるごと窓口班")

    duties = [(newest, cast.period), (cast.participation, cast.period)]
    assert taken_over_by(duties) == {(newest.pk, cast.period.pk): last}


# --- reports of open periods ----------------------------------------------------------------


def test_a_draft_of_a_running_period_goes_on_with_the_new_section(client, cast, set_today):
    report = draft(cast, cast.participation, cast.staff, done_text="書きかけの文")
    carry_out(cast, proposal(cast))
    heir = Participation.objects.get(section__name="総合窓口班")
    addresses = [
        reverse("report_edit", args=[part.pk, cast.period.key])
        for part in (cast.participation, heir)
    ]

    client.force_login(cast.staff)
    before_the_day = [client.get(address) for address in addresses]
    set_today(DECEMBER)
    on_the_day = [client.get(address) for address in addresses]
    report.refresh_from_db()
    untouched = report.participation
    client.post(addresses[0], typed(cast, version=report.version, done_text="続きの文"))

    report.refresh_from_db()
    assert (untouched, report.participation) == (cast.participation, heir)
    assert (report.state, report.done_text) == ("submitted", "続きの文")
    assert [(step.action, step.by, step.comment) for step in report.transitions.all()] == [
        ("create", cast.staff, ""),
        ("hand_over", cast.staff, "町民課 窓口班（主管） → 町民課 総合窓口班（主管）"),
        ("submit", cast.staff, ""),
    ]
    for response in (*before_the_day, *on_the_day):
        assertContains(response, "書きかけの文")


def test_a_submitted_report_moves_with_its_trail(cast, set_today):
    report = submit(cast, cast.participation, cast.period, cast.staff)
    set_today(DECEMBER)

    carry_out(cast, proposal(cast))

    report.refresh_from_db()
    assert (report.participation.section.name, report.state) == ("総合窓口班", "submitted")
    step = report.transitions.last()
    assert (step.action, step.by, step.from_state, step.to_state) == (
        "hand_over",
        cast.office,
        "submitted",
        "submitted",
    )
    assert step.comment == (
        "町民課 窓口班（主管） → 町民課 総合窓口班（主管）\n機構改革（名称変更）：機構改革のため"
    )


def test_what_is_under_way_moves_on_the_day_and_not_before(cast, set_today):
    other = SectionFactory(department=cast.section.department, name="住民班")
    there = ParticipationFactory(initiative=cast.initiative, section=other)
    record = carry_out(cast, proposal(cast, "merge", old=(cast.section, other)))
    mine = draft(cast, cast.participation, cast.staff, done_text="窓口の文")
    draft(cast, there, cast.office, done_text="住民の文")
    before = {r.participation for r in ProgressReport.objects.all()}

    set_today(DECEMBER)
    move_tasks(reorganisation=record, choices={}, by=again(cast.office))

    merged = ProgressReport.objects.get(participation__section__name="総合窓口班")
    assert before == {cast.participation, there}
    assert mine.pk != merged.pk
    assert merged.done_text == "【町民課 窓口班】\n窓口の文\n\n【町民課 住民班】\n住民の文"
    move_tasks(reorganisation=record, choices={}, by=again(cast.office))
    assert ProgressReport.objects.get(pk=merged.pk).version == merged.version


def test_the_record_says_which_reports_wait_for_the_day(client, cast, set_today):
    draft(cast, cast.participation, cast.staff, done_text="窓口の文")
    record = carry_out(cast, proposal(cast))
    address = reverse("reorganisation", args=[record.pk])
    client.force_login(cast.office)

    before = client.get(address)
    set_today(DECEMBER)
    on_the_day = client.get(address)
    client.post(address, {})
    after = client.get(address)

    assertContains(before, "前の班に1件あります。実施日になると、引き継ぐ班に移せます")
    assertContains(on_the_day, "前の班に1件あります。下のボタンで")
    assertContains(on_the_day, "報告を移す")
    assertContains(after, "引き継ぐ事務は残っていません")
    assert ProgressReport.objects.get().participation.section.name == "総合窓口班"


def test_a_report_of_a_finished_period_is_written_by_the_successors_people(
    client, cast, set_today
):
    """Renamed on 1 January: Q3 ended on 31 December and stays the old section's duty."""
    january = date(2027, 1, 1)
    carry_out(cast, proposal(cast, on=january))
    set_today(january)
    client.force_login(cast.staff)

    client.post(reverse("report_edit", args=[cast.participation.pk, cast.period.key]), typed(cast))

    report = ProgressReport.objects.get()
    assert (report.participation, report.state) == (cast.participation, "submitted")


def test_before_the_day_nobody_else_writes_for_the_old_section(client, cast):
    other = SectionFactory(department=cast.section.department, name="住民班")
    newcomer = UserFactory(staff_of=other)
    carry_out(cast, proposal(cast, "merge", existing=other, names=(), on=APRIL))
    client.force_login(newcomer)

    response = client.get(reverse("report_edit", args=[cast.participation.pk, cast.period.key]))

    assert response.status_code == 403


def test_drafts_of_merged_sections_meet_in_one(cast, set_today):
    set_today(DECEMBER)
    other = SectionFactory(department=cast.section.department, name="住民班")
    there = ParticipationFactory(initiative=cast.initiative, section=other)
    mine = draft(cast, cast.participation, cast.staff, done_text="窓口の文", progress=70)
    theirs = draft(cast, there, cast.office, done_text="住民の文", progress=30)

    carry_out(cast, proposal(cast, "merge", old=(cast.section, other)))

    merged = ProgressReport.objects.get(participation__section__name="総合窓口班")
    assert (merged.state, merged.progress) == ("draft", 70)
    assert merged.done_text == "【町民課 窓口班】\n窓口の文\n\n【町民課 住民班】\n住民の文"
    for report in (mine, theirs):
        report.refresh_from_db()
        assert report.participation.section in (cast.section, other)


def test_a_draft_meets_the_draft_of_an_existing_section(cast, set_today):
    set_today(DECEMBER)
    other = SectionFactory(department=cast.section.department, name="住民班")
    initiative = InitiativeFactory(plan=cast.plan, code="2", symbol="②")
    hold(initiative)
    there = ParticipationFactory(initiative=initiative, section=other)
    here = ParticipationFactory(initiative=initiative, section=cast.section)
    own = draft(cast, there, cast.office, done_text="住民の文")
    draft(cast, here, cast.staff, done_text="窓口の文")

    carry_out(cast, proposal(cast, "merge", existing=other, names=()))

    own.refresh_from_db()
    assert own.done_text == "住民の文\n\n【町民課 窓口班】\n窓口の文"


# --- tasks ----------------------------------------------------------------------------------


def test_tasks_move_on_the_day_and_ended_ones_stay(cast, set_today):
    live = TaskFactory(section=cast.section, number=4)
    ended = TaskFactory(section=cast.section, number=5, ended_on=date(2025, 3, 31))
    record = carry_out(cast, proposal(cast))

    with pytest.raises(ValidationError, match="実施日になってから"):
        move_tasks(reorganisation=record, choices={}, by=again(cast.office))
    set_today(DECEMBER)
    move_tasks(reorganisation=record, choices={}, by=again(cast.office))

    live.refresh_from_db()
    ended.refresh_from_db()
    assert (live.section.name, live.number, ended.section) == ("総合窓口班", 1, cast.section)


# --- what is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"names": ("一班", "二班")}, "名称変更は"),
        ({"kind": "merge"}, "統合は"),
        ({"kind": "split"}, "分割は"),
        ({"kind": "abolish"}, "廃止では"),
        ({"kind": "split", "names": ("一班", "一班")}, "同じものが2つ"),
        ({"names": ("住民班",)}, "町民課 住民班は、すでにあります"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(cast, changes, sentence):
    SectionFactory(department=cast.section.department, name="住民班")

    with pytest.raises(ValidationError, match=sentence):
        carry_out(cast, proposal(cast, **changes))

    assert not Reorganisation.objects.exists()


def test_a_section_may_keep_its_name_in_a_split(cast):
    carry_out(cast, proposal(cast, "split", names=("窓口班", "相談班")))

    assert Section.objects.filter(name="窓口班").count() == 2


def test_a_closed_period_is_never_touched(cast):
    ReportingPeriodFactory(plan=cast.plan, number=1, closed=True)

    with pytest.raises(ValidationError, match="令和8年度 第1四半期は締め切った"):
        carry_out(cast, proposal(cast, on=date(2026, 6, 1)))


def test_others_than_the_office_reorganise_nothing(cast):
    asked = proposal(cast)

    with pytest.raises(PermissionDenied):
        reorganise(proposal=asked, fingerprint=Touched.by(asked).fingerprint, by=cast.head)


def test_what_changed_since_the_preview_stops_it(cast):
    asked = proposal(cast)
    seen = Touched.by(asked).fingerprint
    UserFactory(staff_of=cast.section)

    with pytest.raises(Stale):
        reorganise(proposal=asked, fingerprint=seen, by=cast.office)


# --- the pages ------------------------------------------------------------------------------


def details(cast, **changes):
    return {
        "kind": "rename",
        "effective_on": "令和8年12月1日",
        "old": [cast.section.pk],
        "existing": "",
        "names": "総合窓口班",
        "department": "",
        "reason": "機構改革のため",
        "step": "details",
    } | changes


@pytest.mark.parametrize("who", ["staff", "head", "committee", "stranger"])
def test_only_the_office_sees_the_pages(client, cast, who):
    record = carry_out(cast, proposal(cast))
    client.force_login(getattr(cast, who))

    for url in (
        reverse("reorganisations"),
        reverse("reorganisation_new"),
        reverse("reorganisation", args=[record.pk]),
    ):
        assertContains(client.get(url), "事務局の人だけです", status_code=403)
        assert client.post(url, details(cast)).status_code == 403


def test_the_office_looks_confirms_and_finds_it_in_the_list(client, cast, set_today):
    TaskFactory(section=cast.section, number=1, name="転入届")
    client.force_login(cast.office)
    url = reverse("reorganisation_new")

    assert client.get(url).status_code == 200
    preview = client.post(url, details(cast))
    assert not Reorganisation.objects.exists()
    sharing = preview.context["sharing"]
    confirm = details(cast, step="confirm", fingerprint=preview.context["touched"].fingerprint)
    response = client.post(url, confirm | dict.fromkeys(sharing.fields, "0"), follow=True)

    assert messages_of(response) == ["機構改革を登録しました。"]
    assertContains(client.get(reverse("reorganisations")), "まだ移していません")
    record = reverse("reorganisation", args=[Reorganisation.objects.get().pk])
    assertContains(client.get(record), "実施日になると")
    set_today(DECEMBER)
    assertContains(client.get(record), "転入届")
    moved = client.post(record, {}, follow=True)
    assert messages_of(moved) == ["1件の事務を、新しい班に移しました。"]
    assert Task.objects.get().section.name == "総合窓口班"


def cost(client, *args, method="get"):
    """How many queries a page takes, the frame of the page included."""
    with CaptureQueriesContext(connection) as taken:
        getattr(client, method)(*args)
    return len(taken)


def test_the_pages_cost_the_same_for_any_number_of_rows(client, cast):
    client.force_login(cast.office)
    pages = [reverse("reorganisations"), reverse("reorganisation_new")]
    asked = [reverse("reorganisation_new"), details(cast, kind="split", names="一班\n二班")]

    def costs():
        looked = [cost(client, page) for page in pages]
        return [*looked, cost(client, *asked, method="post")]

    TaskFactory(section=cast.section, number=1)
    carry_out(cast, proposal(cast, old=(SectionFactory(),), names=("甲班",)))
    for_one = costs()
    for number in (2, 3, 4):
        ParticipationFactory(
            initiative=InitiativeFactory(plan=cast.plan, code=str(number)), section=cast.section
        )
        UserFactory(staff_of=cast.section)
        TaskFactory(section=cast.section, number=number)
        carry_out(cast, proposal(cast, old=(SectionFactory(),), names=("甲班",)))

    assert costs() == for_one
    assert max(for_one) <= 20


def test_going_back_keeps_what_was_typed(client, cast):
    client.force_login(cast.office)

    response = client.post(reverse("reorganisation_new"), details(cast, step="back"))

    assertContains(response, "総合窓口班")
    assertContains(response, "機構改革のため")


def test_what_does_not_fit_is_said_on_the_page(client, cast):
    client.force_login(cast.office)
    department = DepartmentFactory(name="旧課", ended=True)

    wrong = client.post(reverse("reorganisation_new"), details(cast, names=""))
    gone = client.post(reverse("reorganisation_new"), details(cast, department=department.pk))

    assertContains(wrong, "名称変更は、前の班を1つと", status_code=422)
    assert gone.status_code == 422


def test_a_preview_that_is_out_of_date_is_shown_again(client, cast):
    client.force_login(cast.office)
    url = reverse("reorganisation_new")
    sharing = client.post(url, details(cast)).context["sharing"]

    response = client.post(
        url,
        details(cast, step="confirm", fingerprint="old") | dict.fromkeys(sharing.fields, "0"),
    )

    assertContains(response, "確認の画面を開いた後に", status_code=409)
    assert not Reorganisation.objects.exists()
