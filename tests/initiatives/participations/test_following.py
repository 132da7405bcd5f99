"""What is under way goes where the duty goes: drafts, returned and unconfirmed reports."""

from datetime import date

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from initiatives.choices import Cadence, ParticipationRole
from initiatives.models import Participation, ProgressReport
from initiatives.participations import actions
from initiatives.reorganisation.actions import reorganise
from initiatives.reorganisation.proposal import Proposal, Touched
from initiatives.reporting import actions as reports
from initiatives.reporting import duties
from initiatives.reporting.missing import missing
from organization.models import Section, User
from tests.factories import (
    DepartmentFactory,
    InitiativeFactory,
    ParticipationFactory,
    ProgressReportFactory,
    ReportingPeriodFactory,
    SectionFactory,
    UserFactory,
)
from tests.factories.revision import InitiativeTermsFactory, PlanRevisionFactory, hold, seal
from tests.initiatives.helpers import at_work, typed

TODAY = date(2026, 12, 1)
LATER = date(2026, 12, 15)
LEAD = ParticipationRole.LEAD


@pytest.fixture
def set_today(monkeypatch):
    def set_day(day):
        monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: day)

    return set_day


@pytest.fixture(autouse=True)
def today(set_today):
    set_today(TODAY)


def again(user):
    """The same person in a later request, with the rights of that day."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def support(cast):
    """窓口班 takes part in ② without leading it; 住民班 leads."""
    initiative = InitiativeFactory(plan=cast.plan, code="2", symbol="②", title="会議の紙をなくす")
    hold(initiative)
    other = SectionFactory(department=cast.section.department, name="住民班")
    ParticipationFactory(initiative=initiative, section=other, lead=True)
    return ParticipationFactory(initiative=initiative, section=cast.section)


def write(cast, participation, **changes):
    return reports.save_report(
        participation=participation,
        period=cast.period,
        content=at_work(cast, **changes),
        version=0,
        by=again(cast.staff),
    )


def submit(cast, participation, period=None, **changes):
    return reports.submit_report(
        participation=participation,
        period=period or cast.period,
        content=at_work(cast, **changes),
        version=0,
        by=again(cast.staff),
    )


def give_back(cast, report, comment="数字の根拠を書いてください"):
    return reports.return_report(
        report=report, version=report.version, comment=comment, by=again(cast.head)
    )


def become_lead(cast, support, on=TODAY):
    """担当表：主管をこの班に移し、今の主管は関係に残す。"""
    return actions.move_lead(
        initiative=support.initiative,
        to=support.section,
        starts_on=on,
        keep=True,
        reason="見直し",
        by=again(cast.office),
    )


def edit(participation, period):
    return reverse("report_edit", args=[participation.pk, period.key])


def steps(report):
    return [(s.action, s.by.name, s.from_state, s.to_state) for s in report.transitions.all()]


# --- a change of role (W10) -----------------------------------------------------------------


def test_a_returned_report_goes_on_with_its_comment(client, cast, support):
    report = give_back(cast, submit(cast, support, done_text="様式を集めた"))
    lead = become_lead(cast, support)
    client.force_login(cast.staff)

    mine = client.get(reverse("my_page"))
    old, new = (client.get(edit(part, cast.period)) for part in (support, lead))

    report.refresh_from_db()
    assert (report.participation, report.state) == (lead, "returned")
    assertContains(mine, "<b>差戻しの理由：</b>数字の根拠を書いてください", html=False)
    assert edit(lead, cast.period) in mine.content.decode()
    for page in (old, new):
        assertContains(page, "様式を集めた")
        assertContains(page, "数字の根拠を書いてください")


def test_the_trail_says_from_where_to_where_and_who(cast, support):
    report = give_back(cast, submit(cast, support))
    become_lead(cast, support)

    assert steps(report) == [
        ("create", "担当 一郎", "", "draft"),
        ("submit", "担当 一郎", "draft", "submitted"),
        ("return", "課長 三郎", "submitted", "returned"),
        ("hand_over", "事務局 六郎", "returned", "returned"),
    ]
    assert report.transitions.last().comment == (
        "町民課 窓口班（関係） → 町民課 窓口班（主管）\n見直し"
    )


def test_the_old_address_goes_on_being_written_and_handed_in(client, cast, support):
    """A page that was open while the office changed the role saves to the same report."""
    report = write(cast, support, done_text="書きかけの文")
    lead = become_lead(cast, support)
    report.refresh_from_db()
    client.force_login(cast.staff)

    typing = typed(cast, version=report.version, action="autosave", done_text="続きの文")
    saved = client.post(edit(support, cast.period), typing)
    report.refresh_from_db()
    client.post(edit(support, cast.period), typed(cast, version=report.version))

    report.refresh_from_db()
    assertContains(saved, "保存しました")
    assert (report.participation, report.state) == (lead, "submitted")
    assert ProgressReport.objects.count() == 1


def test_what_was_typed_before_the_change_is_shown_beside_it(client, cast, support):
    report = write(cast, support, done_text="書きかけの文")
    become_lead(cast, support)
    client.force_login(cast.staff)

    page = client.post(
        edit(support, cast.period),
        typed(cast, version=report.version, action="save", done_text="打っていた文"),
    )

    assert page.status_code == 409
    assertContains(page, "打っていた文", status_code=409)
    assertContains(page, "書きかけの文", status_code=409)


def test_an_unconfirmed_report_stays_confirmable(client, cast, support):
    report = submit(cast, support)
    lead = become_lead(cast, support)
    report.refresh_from_db()
    client.force_login(cast.head)

    waiting = client.get(reverse("reviews"))
    client.post(reverse("report_confirm", args=[report.pk]), {"version": report.version})

    report.refresh_from_db()
    assertContains(waiting, "会議の紙をなくす")
    assert (report.participation, report.state, report.confirmed_by) == (
        lead,
        "confirmed",
        cast.head,
    )
    assert support.section not in {p.section for p in missing(cast.period)} - {cast.section}
    assert [d.counted for d in duties.duties(cast.period) if d.participation == lead] == [report]


def test_the_lead_that_stays_as_support_keeps_its_text(cast, support):
    report = write(cast, cast.participation, done_text="主管の文")
    other = SectionFactory(department=cast.section.department, name="年金班")
    actions.move_lead(
        initiative=cast.initiative, to=other, starts_on=TODAY, keep=True, by=again(cast.office)
    )

    report.refresh_from_db()
    now = Participation.objects.get(section=cast.section, starts_on=TODAY, role="support")
    assert (report.participation, report.done_text) == (now, "主管の文")


def test_two_changes_in_a_row_carry_the_text_on(client, cast, support):
    report = write(cast, support, done_text="書きかけの文")
    lead = become_lead(cast, support)
    half = actions.change_cadence(
        participation=lead, cadence=Cadence.HALF, starts_on=TODAY, by=again(cast.office)
    )
    client.force_login(cast.staff)

    page = client.get(edit(support, cast.period))

    report.refresh_from_db()
    assert (half.pk, report.participation) == (lead.pk, lead)
    assertContains(page, "書きかけの文")


def test_a_report_of_a_period_that_was_over_stays_where_it_was(cast, support):
    earlier = submit(cast, support, cast.previous)

    become_lead(cast, support)

    earlier.refresh_from_db()
    assert (earlier.participation, earlier.version) == (support, 2)


def test_a_change_to_come_moves_nothing_before_its_day(client, cast, support, set_today):
    report = write(cast, support, done_text="書きかけの文")
    lead = become_lead(cast, support, on=LATER)
    client.force_login(cast.staff)

    before = client.get(edit(lead, cast.period))
    report.refresh_from_db()
    stays = report.participation
    set_today(LATER)
    page = client.get(reverse("my_page"))
    client.post(edit(lead, cast.period), typed(cast, version=report.version))

    report.refresh_from_db()
    assert before.context["participation"] == stays == support
    assertContains(page, "続きを書く")
    assert (report.participation, report.state) == (lead, "submitted")
    assert steps(report)[1][:2] == ("hand_over", "担当 一郎")


def test_a_leading_section_may_be_corrected_although_it_has_handed_in(cast):
    """Its report goes along, so nothing that was reported is left without a part."""
    submit(cast, cast.participation)
    half = actions.change_cadence(
        participation=cast.participation,
        cadence=Cadence.HALF,
        starts_on=TODAY,
        reason="半期でよい",
        by=again(cast.office),
    )

    report = ProgressReport.objects.get()
    assert (report.participation, report.state) == (half, "submitted")
    assert (half.role, half.cadence) == (LEAD, Cadence.HALF)


# --- a new name, another department ---------------------------------------------------------


def rename(cast, **changes):
    asked = Proposal(
        **(
            {
                "kind": "rename",
                "effective_on": TODAY,
                "reason": "機構改革のため",
                "old": (cast.section,),
                "names": ("総合窓口班",),
            }
            | changes
        )
    )
    return reorganise(
        proposal=asked, fingerprint=Touched.by(asked).fingerprint, by=again(cast.office)
    )


def test_what_a_section_reported_goes_on_under_its_new_name(cast):
    last = ProgressReportFactory(
        participation=cast.participation, period=cast.previous, done=True, confirmed=True
    )
    rename(cast)

    heir = Participation.objects.get(section__name="総合窓口班")
    duty = duties.duty_of(heir, cast.period)

    assert (duty.last, duty.before, duty.is_owed) == (last, last, False)
    assert duty.excuse == "「完了」が確認されたため、報告は要りません"
    assert list(missing(cast.period)) == []


def test_after_a_split_a_report_starts_the_form_and_nothing_else(cast):
    last = ProgressReportFactory(
        participation=cast.participation, period=cast.previous, done=True, confirmed=True
    )
    rename(cast, kind="split", names=("一班", "二班"))

    heir = Participation.objects.get(section__name="一班")
    duty = duties.duty_of(heir, cast.period)

    assert (duty.last, duty.before, duty.is_owed) == (None, last, True)
    assert list(missing(cast.period)) == [heir]


def test_the_head_who_answers_now_heads_the_section_before(cast):
    elsewhere = DepartmentFactory(name="税務課")
    head = UserFactory(name="課長 九郎", head_of=elsewhere)

    rename(cast, department=elsewhere)

    assert again(head).access.heads(cast.section)
    assert not again(head).access.heads(SectionFactory(department=cast.section.department))
    assert again(cast.head).access.headed_section_ids == frozenset()


def test_what_moved_waits_for_the_head_who_answers_now(client, cast):
    report = submit(cast, cast.participation)
    elsewhere = DepartmentFactory(name="税務課")
    head = UserFactory(name="課長 九郎", head_of=elsewhere)
    rename(cast, department=elsewhere)
    report.refresh_from_db()
    client.force_login(head)

    waiting = client.get(reverse("reviews"))
    client.post(reverse("report_confirm", args=[report.pk]), {"version": report.version})

    report.refresh_from_db()
    assertContains(waiting, "総合窓口班")
    assert report.confirmed_by == head


def test_a_report_of_a_finished_period_waits_for_the_head_who_answers_now(client, cast):
    """The period is over, so the report stays with 窓口班; 窓口班 is 税務課's now."""
    report = submit(cast, cast.participation, cast.previous)
    elsewhere = DepartmentFactory(name="税務課")
    head = UserFactory(name="課長 九郎", head_of=elsewhere)
    rename(cast, department=elsewhere)
    client.force_login(head)

    waiting = client.get(reverse("reviews"))
    client.post(reverse("report_confirm", args=[report.pk]), {"version": report.version})

    report.refresh_from_db()
    assertContains(waiting, "窓口班")
    assert (report.participation, report.confirmed_by) == (cast.participation, head)


def test_a_returned_report_takes_its_comment_into_a_merged_draft(cast, support):
    other = Section.objects.get(name="住民班")
    there = ParticipationFactory(initiative=cast.initiative, section=other)
    give_back(cast, submit(cast, cast.participation, done_text="窓口の文"))
    reports.save_report(
        participation=there,
        period=cast.period,
        content=at_work(cast, done_text="住民の文"),
        version=0,
        by=again(cast.office),
    )

    rename(cast, kind="merge", old=(cast.section, other))

    merged = ProgressReport.objects.get(participation__section__name="総合窓口班")
    assert merged.done_text == "【町民課 窓口班】\n窓口の文\n\n【町民課 住民班】\n住民の文"
    (step,) = merged.transitions.all()
    assert "【町民課 窓口班】差戻しの理由：数字の根拠を書いてください" in step.comment


# --- a duty that ended ----------------------------------------------------------------------


def end_initiative(cast, on=TODAY):
    revision = PlanRevisionFactory(plan=cast.plan, number=1, effective_on=on)
    InitiativeTermsFactory(
        revision=revision, initiative=InitiativeFactory(plan=cast.plan, code="9", order=9)
    )
    seal(revision)


def test_a_draft_of_an_ended_initiative_stays_readable(client, cast):
    report = write(cast, cast.participation, done_text="書きかけの文")
    end_initiative(cast)
    client.force_login(cast.staff)

    page = client.get(edit(cast.participation, cast.period), follow=True)
    sent = typed(cast, version=report.version, done_text="もっと書いた文")
    refused = client.post(edit(cast.participation, cast.period), sent)
    kept = client.post(edit(cast.participation, cast.period), sent | {"action": "autosave"})
    client.force_login(cast.stranger)
    hidden = client.get(report.get_absolute_url())

    report.refresh_from_db()
    assert page.redirect_chain == [(report.get_absolute_url(), 302)]
    assertContains(refused, "もっと書いた文", status_code=409)
    assertContains(kept, "書いた内容は預かっています")
    assertContains(page, "書きかけの文")
    assertContains(page, "計画の見直しで終わったため、この報告は提出できません")
    assertNotContains(page, "続きを書く")
    assert hidden.status_code == 404
    assert (report.state, report.done_text) == ("draft", "書きかけの文")


def test_what_was_typed_for_a_section_that_left_is_shown(client, cast, support):
    client.force_login(cast.staff)
    actions.end_participation(
        participation=support, ends_on=date(2026, 11, 30), by=again(cast.office)
    )

    page = client.post(edit(support, cast.period), typed(cast, done_text="打っていた文"))

    assertContains(page, "打っていた文", status_code=409)
    assertContains(page, "この班の担当が終わったため", status_code=409)
    assert ProgressReport.objects.count() == 0


def test_an_initiative_is_owed_until_the_day_it_ends(cast, set_today):
    end_initiative(cast, on=LATER)

    before = list(missing(cast.period))
    set_today(LATER)

    assert (before, list(missing(cast.period))) == ([cast.participation], [])


def test_a_section_that_left_reads_what_it_had_begun(client, cast, support):
    report = write(cast, support, done_text="書きかけの文")
    actions.end_participation(
        participation=support, ends_on=date(2026, 11, 30), by=again(cast.office)
    )
    client.force_login(cast.staff)

    page = client.get(edit(support, cast.period), follow=True)

    assert page.redirect_chain == [(report.get_absolute_url(), 302)]
    assertContains(page, "書きかけの文")
    assertContains(page, "町民課 窓口班の担当は令和8年11月30日で終わったため")


def test_a_draft_of_a_closed_period_says_so(client, cast):
    report = ProgressReportFactory(
        participation=cast.participation,
        period=ReportingPeriodFactory(plan=cast.plan, number=1, closed=True),
        done_text="出しそびれた文",
    )
    client.force_login(cast.staff)

    page = client.get(report.get_absolute_url())

    assertContains(page, "出しそびれた文")
    assertContains(page, "令和8年度 第1四半期は締め切られたため、この報告は提出されていません")


# --- cadence --------------------------------------------------------------------------------


def test_what_is_not_asked_is_neither_owed_nor_silent_and_may_be_reported(client, cast):
    """Q3 holds neither 30 September nor 31 March."""
    cast.participation.cadence = Cadence.HALF
    cast.participation.save()
    cast.previous.state = "planned"
    cast.previous.save()
    client.force_login(cast.staff)

    mine = client.get(reverse("my_page"))
    form = client.get(edit(cast.participation, cast.period))
    status = client.get(reverse("submissions", args=[cast.period.key]))
    owed = list(missing(cast.period))
    client.post(edit(cast.participation, cast.period), typed(cast))

    words = "今期は報告の期ではありません（半期）"
    for page in (mine, form, status):
        assertContains(page, words)
    assertContains(mine, "今の報告期間に報告を求めている取組はありません。")
    assert (mine.context["owed"], owed) == ([], [])
    assert list(missing(cast.previous)) == [cast.participation]
    assert ProgressReport.objects.get().state == "submitted"


def test_a_returned_report_that_nobody_asked_for_is_still_shown(client, cast):
    cast.participation.cadence = Cadence.YEAR
    cast.participation.save()
    give_back(cast, submit(cast, cast.participation))
    client.force_login(cast.staff)

    page = client.get(reverse("my_page"))

    assertContains(page, "数字の根拠を書いてください")
    assertContains(page, "続きを書く")


def test_a_change_of_cadence_leaves_what_was_asked_before(cast):
    half = actions.change_cadence(
        participation=cast.participation,
        cadence=Cadence.YEAR,
        starts_on=date(2026, 10, 1),
        note="年度末でよい",
        reason="話合いによる",
        by=again(cast.office),
    )

    rows = Participation.objects.order_by("starts_on").values_list("cadence", "ends_on", "role")
    assert list(rows) == [("every", date(2026, 9, 30), "lead"), ("year", None, "lead")]
    assert (half.note, half.history.get().history_change_reason) == (
        "年度末でよい",
        "話合いによる",
    )
    assert list(missing(cast.previous)) == [cast.participation]
    assert list(missing(cast.period)) == []


def test_a_change_of_role_keeps_the_cadence(cast, support):
    support.cadence = Cadence.HALF
    support.save()

    assert become_lead(cast, support).cadence == Cadence.HALF


def test_a_new_name_keeps_the_cadence(cast):
    cast.participation.cadence = Cadence.YEAR
    cast.participation.save()

    rename(cast)

    assert Participation.objects.get(section__name="総合窓口班").cadence == Cadence.YEAR


def test_the_confirmed_end_is_not_asked_again_until_something_else_is_said(cast):
    ProgressReportFactory(
        participation=cast.participation, period=cast.previous, done=True, confirmed=True
    )
    finished = list(missing(cast.period))
    submit(cast, cast.participation, progress=90)
    fourth = ReportingPeriodFactory(plan=cast.plan, number=4)

    assert finished == []
    assert list(missing(fourth)) == [cast.participation]


def test_an_end_that_nobody_confirmed_is_asked_again(cast):
    ProgressReportFactory(
        participation=cast.participation, period=cast.previous, done=True, submitted=True
    )

    assert list(missing(cast.period)) == [cast.participation]


# --- one reading of the duty ----------------------------------------------------------------


@pytest.mark.parametrize("action", ["autosave", "save", "submit", "unchanged"])
def test_a_press_reads_the_duty_once(client, cast, monkeypatch, action):
    submit(cast, cast.participation, cast.previous)
    client.force_login(cast.staff)
    read, reads = duties._read, []
    monkeypatch.setattr(duties, "_read", lambda *args: reads.append(args) or read(*args))

    client.post(
        edit(cast.participation, cast.period), typed(cast, action=action, done_text="今期の文")
    )

    assert ProgressReport.objects.filter(period=cast.period).exists()
    assert len(reads) == 1


def test_the_sheet_reads_its_duties_once_to_hand_in(client, cast, monkeypatch):
    submit(cast, cast.participation, cast.previous)
    client.force_login(cast.staff)
    read, reads = duties._read, []
    monkeypatch.setattr(duties, "_read", lambda *args: reads.append(args) or read(*args))

    client.post(
        reverse("report_sheet", args=[cast.period.key]),
        {"action": f"unchanged:{cast.participation.pk}"},
    )

    assert ProgressReport.objects.get(period=cast.period).unchanged
    assert len(reads) == 1
