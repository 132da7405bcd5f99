"""Starting, ending, changing and leading, with the past left as it was."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from hirao_dx.shared.versions import Stale
from initiatives.choices import ParticipationRole
from initiatives.models import Participation, ProgressReport
from initiatives.participations import actions
from initiatives.rollup import record
from tests.factories import (
    ParticipationFactory,
    ProgressReportFactory,
    ReportingPeriodFactory,
    SectionFactory,
)

LEAD, SUPPORT = ParticipationRole.LEAD, ParticipationRole.SUPPORT
SINCE = date(2023, 4, 1)
TODAY = date(2026, 11, 23)
YESTERDAY = date(2026, 11, 22)


@pytest.fixture
def supporter(cast):
    """A second section that takes part in the cast's initiative."""
    section = SectionFactory(department=cast.section.department, name="戸籍班", order=2)
    return ParticipationFactory(initiative=cast.initiative, section=section)


@pytest.fixture
def newcomer(cast):
    """A section that takes part in nothing yet."""
    return SectionFactory(department=cast.section.department, name="年金班", order=3)


def parts(initiative):
    """The initiative's participations: section, role, first and last day."""
    rows = Participation.objects.filter(initiative=initiative).order_by("section__order", "pk")
    return [(r.section.name, r.role, r.starts_on, r.ends_on) for r in rows]


def refused(act, **kwargs):
    """What the action says against it."""
    with pytest.raises(ValidationError) as caught:
        act(**kwargs)
    return caught.value.messages


def start(cast, section, **changes):
    wanted = {"role": SUPPORT, "starts_on": TODAY, "by": cast.office, "reason": "見直し"}
    return actions.start_participation(
        initiative=cast.initiative, section=section, **(wanted | changes)
    )


def test_starting_leaves_who_and_why(cast, newcomer):
    row = start(cast, newcomer, note="様式の見直し", reason="4月の話合いによる")

    assert parts(cast.initiative) == [
        ("窓口班", LEAD, SINCE, None),
        ("年金班", SUPPORT, TODAY, None),
    ]
    line = row.history.get()
    assert (row.note, line.history_user, line.history_change_reason) == (
        "様式の見直し",
        cast.office,
        "4月の話合いによる",
    )


@pytest.mark.parametrize("who", ["staff", "head", "committee", "stranger", "nobody"])
def test_only_the_office_assigns(cast, supporter, newcomer, who):
    by = getattr(cast, who)
    attempts = [
        lambda: start(cast, newcomer, by=by),
        lambda: actions.end_participation(participation=supporter, ends_on=TODAY, by=by),
        lambda: actions.change_role(participation=supporter, role=LEAD, starts_on=TODAY, by=by),
        lambda: actions.move_lead(
            initiative=cast.initiative, to=supporter.section, starts_on=TODAY, by=by
        ),
        lambda: actions.apply_column(
            initiative=cast.initiative, sections=[], lead=None, starts_on=TODAY, by=by
        ),
    ]

    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()

    assert Participation.objects.count() == 2


def test_a_section_takes_part_once_at_a_time(cast, supporter):
    said = refused(lambda: start(cast, supporter.section))

    assert said == [
        "町民課 戸籍班：この班は、同じ時期にすでにこの取組を担当しています"
        "（2023-04-01から、終了日なし）。"
    ]


def test_a_second_lead_is_refused(cast, newcomer):
    said = refused(lambda: start(cast, newcomer, role=LEAD))

    assert said == [
        "町民課 年金班：同じ時期に町民課 窓口班が主管です（2023-04-01から、終了日なし）。"
        "先にその終了日を入力してください。"
    ]


@pytest.mark.parametrize("starts_on", [date(2023, 3, 31), date(2028, 4, 1)])
def test_a_day_outside_the_plan_is_refused(cast, newcomer, starts_on):
    (said,) = refused(lambda: start(cast, newcomer, starts_on=starts_on))

    assert said.endswith(
        "計画の期間の外です。令和5年4月1日から令和10年3月31日までの日付にしてください。"
    )


def test_an_end_before_the_start_is_refused(cast, newcomer):
    said = refused(lambda: start(cast, newcomer, ends_on=YESTERDAY))

    assert said == ["終了日は開始日以後の日付にしてください。"]


def test_a_section_that_is_gone_is_refused(cast):
    gone = SectionFactory(department=cast.section.department, name="旧班", ended=True)

    said = refused(lambda: start(cast, gone))

    assert said == [
        "町民課 旧班は令和6年3月31日までの組織です。"
        "その日までの日付にするか、別の班を選んでください。"
    ]


def test_a_section_that_is_still_to_come_is_refused(cast):
    coming = SectionFactory(
        department=cast.section.department, name="新班", starts_on=date(2027, 4, 1)
    )

    said = refused(lambda: start(cast, coming))

    assert said == ["町民課 新班ができるのは令和9年4月1日です。その日以後の日付にしてください。"]


def test_ending_keeps_the_reports(cast, supporter):
    ProgressReportFactory(participation=supporter, period=cast.previous, submitted=True)

    actions.end_participation(
        participation=supporter, ends_on=TODAY, reason="班の仕事が変わった", by=cast.office
    )

    supporter.refresh_from_db()
    line = supporter.history.first()
    assert (supporter.ends_on, supporter.reports.count()) == (TODAY, 1)
    assert (line.history_user, line.history_change_reason) == (cast.office, "班の仕事が変わった")


@pytest.mark.parametrize(("trait", "word"), [("submitted", "提出済"), ("confirmed", "確認済")])
def test_ending_before_a_report_names_it(cast, supporter, trait, word):
    ProgressReportFactory(participation=supporter, period=cast.period, **{trait: True})

    said = refused(
        actions.end_participation, participation=supporter, ends_on=TODAY, by=cast.office
    )

    assert said == [
        f"町民課 戸籍班には令和8年度 第3四半期の報告（{word}）があります。"
        "報告を残すため、令和8年12月31日までは今のままにし、令和9年1月1日から変えてください。"
    ]
    supporter.refresh_from_db()
    assert supporter.ends_on is None


def test_a_draft_does_not_hold_a_section(cast, supporter):
    ProgressReportFactory(participation=supporter, period=cast.period)

    actions.end_participation(participation=supporter, ends_on=TODAY, by=cast.office)

    assert ProgressReport.objects.get().participation == supporter


def test_ending_before_the_start_is_refused(cast, supporter):
    Participation.objects.filter(pk=supporter.pk).update(starts_on=TODAY)

    said = refused(
        actions.end_participation, participation=supporter, ends_on=YESTERDAY, by=cast.office
    )

    assert said == [
        "町民課 戸籍班の関係は令和8年11月23日に始まっています。"
        "令和8年11月23日までは今のままにし、令和8年11月24日から変えてください。"
    ]


def test_the_lead_does_not_end_while_others_take_part(cast, supporter):
    said = refused(
        actions.end_participation,
        participation=cast.participation,
        ends_on=TODAY,
        by=cast.office,
    )

    assert said == [
        "令和8年11月24日から、主管の班がいなくなります。"
        "主管を別の班に移してください（主管はいつも1つの班です）。"
    ]


def test_the_last_section_may_end_though_it_leads(cast):
    actions.end_participation(participation=cast.participation, ends_on=TODAY, by=cast.office)

    assert parts(cast.initiative) == [("窓口班", LEAD, SINCE, TODAY)]


def test_changing_a_role_ends_the_old_and_starts_the_new(cast):
    Participation.objects.filter(pk=cast.participation.pk).update(role=SUPPORT)

    new = actions.change_role(
        participation=cast.participation,
        role=LEAD,
        starts_on=TODAY,
        reason="主管が決まった",
        by=cast.office,
    )

    assert parts(cast.initiative) == [
        ("窓口班", SUPPORT, SINCE, YESTERDAY),
        ("窓口班", LEAD, TODAY, None),
    ]
    assert new.history.get().history_change_reason == "主管が決まった"
    assert cast.participation.history.first().history_change_reason == "主管が決まった"


def test_changing_a_role_from_the_first_day_changes_the_row(cast, supporter):
    Participation.objects.filter(pk=supporter.pk).update(starts_on=TODAY)
    Participation.objects.filter(pk=cast.participation.pk).update(ends_on=YESTERDAY)

    new = actions.change_role(participation=supporter, role=LEAD, starts_on=TODAY, by=cast.office)

    assert new.pk == supporter.pk
    assert parts(cast.initiative)[1] == ("戸籍班", LEAD, TODAY, None)


def test_the_lead_is_not_changed_to_support_without_another(cast, supporter):
    (said,) = refused(
        actions.change_role,
        participation=cast.participation,
        role=SUPPORT,
        starts_on=TODAY,
        by=cast.office,
    )

    assert said.startswith("令和8年11月23日から、主管の班がいなくなります。")


def test_the_same_role_again_is_refused(cast):
    said = refused(
        actions.change_role,
        participation=cast.participation,
        role=LEAD,
        starts_on=TODAY,
        by=cast.office,
    )

    assert said == ["町民課 窓口班は、すでに主管です。"]


@pytest.mark.parametrize("keep", [True, False])
def test_the_lead_passes_to_a_supporting_section(cast, supporter, keep):
    new = actions.move_lead(
        initiative=cast.initiative,
        to=supporter.section,
        starts_on=TODAY,
        keep=keep,
        reason="窓口を一本化した",
        by=cast.office,
    )

    kept = [("窓口班", SUPPORT, TODAY, None)] if keep else []
    assert (new.section, new.role) == (supporter.section, LEAD)
    assert parts(cast.initiative) == [
        ("窓口班", LEAD, SINCE, YESTERDAY),
        *kept,
        ("戸籍班", SUPPORT, SINCE, YESTERDAY),
        ("戸籍班", LEAD, TODAY, None),
    ]


def test_the_lead_passes_to_a_section_that_was_not_in(cast, newcomer):
    actions.move_lead(initiative=cast.initiative, to=newcomer, starts_on=TODAY, by=cast.office)

    assert parts(cast.initiative) == [
        ("窓口班", LEAD, SINCE, YESTERDAY),
        ("年金班", LEAD, TODAY, None),
    ]


def test_roles_are_exchanged_on_the_day_both_began(cast, supporter):
    Participation.objects.update(starts_on=TODAY)

    actions.move_lead(
        initiative=cast.initiative,
        to=supporter.section,
        starts_on=TODAY,
        keep=True,
        by=cast.office,
    )

    assert parts(cast.initiative) == [
        ("窓口班", SUPPORT, TODAY, None),
        ("戸籍班", LEAD, TODAY, None),
    ]


def test_moving_the_lead_before_its_report_names_it(cast, supporter):
    ProgressReportFactory(participation=cast.participation, period=cast.period, submitted=True)

    said = refused(
        actions.move_lead,
        initiative=cast.initiative,
        to=supporter.section,
        starts_on=TODAY,
        by=cast.office,
    )

    assert said == [
        "町民課 窓口班には令和8年度 第3四半期の報告（提出済）があります。"
        "報告を残すため、令和8年12月31日までは今のままにし、令和9年1月1日から変えてください。"
    ]


def test_the_lead_does_not_move_to_where_it_is(cast):
    said = refused(
        actions.move_lead,
        initiative=cast.initiative,
        to=cast.section,
        starts_on=TODAY,
        by=cast.office,
    )

    assert said == ["町民課 窓口班は、その日すでに主管です。"]


def test_a_column_is_applied_at_once(cast, supporter, newcomer):
    done = actions.apply_column(
        initiative=cast.initiative,
        sections=[cast.section, newcomer],
        lead=newcomer,
        starts_on=TODAY,
        reason="主管の見直し",
        by=cast.office,
    )

    assert sorted(change.text for change in done) == [
        "町民課 年金班：令和8年11月23日から主管になる",
        "町民課 戸籍班：関係を令和8年11月22日で終える",
        "町民課 窓口班：令和8年11月23日から主管を関係に変える",
    ]
    assert parts(cast.initiative) == [
        ("窓口班", LEAD, SINCE, YESTERDAY),
        ("窓口班", SUPPORT, TODAY, None),
        ("戸籍班", SUPPORT, SINCE, YESTERDAY),
        ("年金班", LEAD, TODAY, None),
    ]


def test_a_column_as_it_is_changes_nothing(cast, supporter):
    done = actions.apply_column(
        initiative=cast.initiative,
        sections=[cast.section, supporter.section],
        lead=cast.section,
        starts_on=TODAY,
        by=cast.office,
    )

    assert (done, Participation.history.filter(history_user=cast.office).count()) == ([], 0)


def test_a_column_with_one_fault_changes_nothing(cast, supporter, newcomer):
    ProgressReportFactory(participation=supporter, period=cast.period, submitted=True)

    said = refused(
        actions.apply_column,
        initiative=cast.initiative,
        sections=[cast.section, newcomer],
        lead=cast.section,
        starts_on=TODAY,
        by=cast.office,
    )

    assert said == [
        "町民課 戸籍班には令和8年度 第3四半期の報告（提出済）があります。"
        "報告を残すため、令和8年12月31日までは今のままにし、令和9年1月1日から変えてください。"
    ]
    assert Participation.objects.count() == 2


def test_a_column_that_moved_meanwhile_is_not_applied(cast, supporter):
    seen = actions.fingerprint([cast.participation, supporter])
    actions.end_participation(participation=supporter, ends_on=TODAY, by=cast.office)

    with pytest.raises(Stale):
        actions.apply_column(
            initiative=cast.initiative,
            sections=[],
            lead=cast.section,
            starts_on=TODAY,
            seen=seen,
            by=cast.office,
        )


@pytest.mark.parametrize("starts_on", [date(2026, 7, 1), date(2026, 9, 30)])
def test_a_closed_period_keeps_its_sections(cast, newcomer, starts_on):
    ReportingPeriodFactory(plan=cast.plan, number=1, closed=True)
    cast.previous.delete()
    ReportingPeriodFactory(plan=cast.plan, number=2, closed=True)

    said = refused(lambda: start(cast, newcomer, starts_on=starts_on))

    assert said == [
        "町民課 年金班：令和8年度 第2四半期は締め切られていて、集計は変えられません。"
        "令和8年9月30日までは今のままにし、令和8年10月1日から変えてください。"
    ]


def test_a_part_may_end_with_the_last_day_of_a_closed_period(cast, supporter):
    cast.previous.delete()
    ReportingPeriodFactory(plan=cast.plan, number=2, closed=True)

    row = actions.end_participation(
        participation=supporter, ends_on=date(2026, 9, 30), by=cast.office
    )

    assert row.ends_on == date(2026, 9, 30)


def test_an_earlier_period_reads_the_same_whatever_changes_today(cast, supporter, newcomer):
    leaver = ParticipationFactory(initiative=cast.initiative)
    for row, progress in ((cast.participation, 60), (supporter, 40), (leaver, 20)):
        ProgressReportFactory(
            participation=row, period=cast.previous, confirmed=True, progress=progress
        )
    before = record.figures(cast.plan, cast.previous, today=TODAY)

    start(cast, newcomer)
    actions.end_participation(participation=leaver, ends_on=TODAY, by=cast.office)
    actions.move_lead(
        initiative=cast.initiative,
        to=supporter.section,
        starts_on=TODAY,
        keep=True,
        by=cast.office,
    )

    after = record.figures(cast.plan, cast.previous, today=TODAY)
    assert before.initiatives[0].mean == 40
    assert after.initiatives[0].mean == 40
    assert shown(after) == shown(before)
    assert ProgressReport.objects.count() == 3


def shown(figures):
    """All that a screen shows of a period: every number, and who counted with which report."""
    groups = [figures.plan, *(p.figures for p in figures.pillars)]
    return (
        [(g.mean, g.floor, g.planned, g.judgements) for g in groups],
        [
            (f.mean, f.floor, f.planned, f.judgement, f.phase, f.fresh, f.carried, f.missing)
            for f in figures.initiatives
        ],
        [
            (s.participation.id, s.participation.section, s.participation.is_lead, s.report)
            for f in figures.initiatives
            for s in (*f.due, *f.cancelled)
        ],
    )
