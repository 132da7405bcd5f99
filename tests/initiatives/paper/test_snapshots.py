"""A snapshot is what the meeting saw: whole, exact, and the same whatever happens afterwards."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from hirao_dx.shared import immutable
from initiatives.choices import DecisionOutcome
from initiatives.models import Decision, Participation, ProgressReport, Snapshot
from initiatives.paper import content
from initiatives.paper import figures as paper_figures
from initiatives.paper.actions import freeze_problems, take_snapshot
from initiatives.rollup import record as rollup_record
from organization.models import Section
from tests.factories import (
    AgendaItemFactory,
    AttendeeFactory,
    DecisionFactory,
    IndicatorFactory,
    IndicatorTargetFactory,
    IndicatorValueFactory,
    MeetingFactory,
    MilestoneFactory,
    ParticipationFactory,
    ProgressReportFactory,
    SectionFactory,
    TaskFactory,
)

TODAY = date(2027, 1, 20)


@pytest.fixture
def town(cast):
    """The cast with one report of everything that a paper says something of."""
    other = SectionFactory(department=cast.section.department, name="髙﨑邉班", order=2)
    ParticipationFactory(initiative=cast.initiative, section=other)
    ProgressReportFactory(
        participation=cast.participation,
        period=cast.period,
        confirmed=True,
        phase=cast.run,
        rating=cast.rating,
        progress=70,
    )
    MilestoneFactory(initiative=cast.initiative, name="様式の統一", due_on=date(2026, 9, 30))
    indicator = IndicatorFactory(initiative=cast.initiative)
    IndicatorValueFactory(indicator=indicator)
    IndicatorTargetFactory(indicator=indicator)
    TaskFactory(section=cast.section)
    return cast


@pytest.fixture
def meeting(town):
    first = MeetingFactory(
        plan=town.plan, number=1, period=town.previous, held_on=date(2026, 11, 1)
    )
    DecisionFactory(meeting=first, number=1, initiatives=[town.initiative], owner=town.section)
    found = MeetingFactory(plan=town.plan, number=2, period=town.period, held_on=date(2027, 2, 1))
    AgendaItemFactory(meeting=found, number=1, kind="decide", title="様式の見直し")
    AttendeeFactory(meeting=found, name="邉 髙﨑", post="町民課長")
    return found


def take(meeting, by, **fields):
    return take_snapshot(meeting=meeting, by=by, **fields)


def read(snapshot):
    return content.read_paper(Snapshot.objects.get(pk=snapshot.pk).content)


def test_figures_are_those_of_the_roll_up(town):
    shown = paper_figures.live_figures(town.plan, town.period, today=TODAY)
    figures = rollup_record.figures(town.plan, town.period, today=TODAY)

    line, one = shown.initiatives[0], figures.initiatives[0]
    assert (line.mean, line.floor, line.planned) == (one.mean, one.floor, one.planned)
    assert (line.mean, line.floor, line.planned) == (70, 35, 75)
    assert (line.judgement.code, line.judgement_by_progress.code) == (
        one.judgement.value,
        one.judgement_by_progress.value,
    )
    assert line.coverage == content.Coverage(
        due=2, fresh=1, carried=0, missing=1, asked=2, handed_in=1
    )
    assert [m.name for m in line.overdue] == ["様式の統一"]
    assert [(r.section, r.progress, r.freshness.code) for r in line.reports] == [
        (town.section.label, 70, "fresh"),
        ("町民課 髙﨑邉班", None, "none"),
    ]
    assert shown.groups[0].mean == figures.plan.mean
    assert shown.count("unreported") == 0


def test_figures_take_the_same_queries_for_more_rows(town, django_assert_num_queries):
    with django_assert_num_queries(paper_figures.FIGURES_QUERY_COUNT):
        paper_figures.live_figures(town.plan, town.period, today=TODAY)

    for _ in range(3):
        ParticipationFactory(initiative=town.initiative, section=SectionFactory())
        MilestoneFactory(initiative=town.initiative)
        IndicatorValueFactory(indicator=IndicatorFactory(initiative=town.initiative))
        TaskFactory(section=town.section)

    with django_assert_num_queries(paper_figures.FIGURES_QUERY_COUNT):
        paper_figures.live_figures(town.plan, town.period, today=TODAY)


def test_history_is_each_period_on_its_own(town):
    ProgressReportFactory(
        participation=town.participation,
        period=town.previous,
        confirmed=True,
        phase=town.run,
        progress=40,
    )
    record = rollup_record.record(town.plan, today=TODAY)

    history = record.history(town.period)

    assert history == [
        rollup_record.figures(town.plan, period, today=TODAY)
        for period in (town.previous, town.period)
    ]
    assert [figures.plan.mean for figures in history] == [40, 70]


def test_record_takes_as_many_queries_as_facts(town, django_assert_num_queries):
    with django_assert_num_queries(rollup_record.QUERY_COUNT):
        rollup_record.record(town.plan, today=TODAY).history(town.period)


def test_snapshot_holds_the_meeting_and_its_numbers(town, meeting):
    snapshot = take(meeting, town.office)

    paper = read(snapshot)
    assert (snapshot.number, snapshot.edition, snapshot.period) == (1, 1, town.period)
    assert snapshot.digest == content.digest_of(snapshot.content)
    assert (paper.meeting.label, paper.meeting.held_on) == (str(meeting), date(2027, 2, 1))
    assert paper.taken_by == "事務局 六郎"
    assert [item.title for item in paper.to_decide] == ["様式の見直し"]
    assert paper.attendees == (("邉 髙﨑", "町民課長", "出席"),)
    assert [d.owner for d in paper.decisions] == [town.section.label]
    assert paper.previous is None
    assert paper.changes == ()
    assert paper.figures.initiatives[0].mean == Fraction(70)
    assert paper.figures.inventory_total.tasks == 1


def test_content_survives_its_own_text(town, meeting):
    text = take(meeting, town.office).content

    assert content.to_text(content.read_paper(text)) == text


def test_changes_are_counted_from_the_meeting_before(town, meeting):
    earlier = take(meeting, town.office)
    report = ProgressReport.objects.get()
    with immutable.lifted(connection):
        ProgressReport.objects.filter(pk=report.pk).update(progress=90)
    later = MeetingFactory(plan=town.plan, number=3, period=town.period, held_on=date(2027, 3, 1))

    paper = read(take(later, town.office))

    assert paper.previous.number == 1
    assert paper.previous.digest == earlier.digest
    assert paper.chained_to == earlier.digest
    change = paper.changes[0]
    assert (change.mean_before, change.mean, change.difference) == (70, 90, 20)


def test_a_committee_compares_with_its_own_meeting_before(town, meeting):
    take(meeting, town.office)
    executive = MeetingFactory(
        plan=town.plan, period=town.period, held_on=date(2027, 2, 15), executive=True
    )
    take(executive, town.office)
    later = MeetingFactory(plan=town.plan, number=3, period=town.period, held_on=date(2027, 3, 1))

    paper = read(take(later, town.office))

    assert paper.previous.meeting == str(meeting)


def everything_afterwards(town, meeting):
    """Whatever may happen to what a paper was made of."""
    with immutable.lifted(connection):
        ProgressReport.objects.all().delete()
    Participation.objects.update(ends_on=town.period.ends_on - timedelta(days=1))
    Section.objects.filter(pk=town.section.pk).update(name="改称班")
    town.plan.due_days, town.plan.name = 50, "別の計画"
    town.plan.save()
    Decision.objects.update(outcome=DecisionOutcome.DONE, closed_on=date(2027, 1, 1))
    meeting.agenda.all().delete()
    meeting.attendees.all().delete()
    meeting.held_on, meeting.place = date(2027, 2, 9), "別の場所"
    meeting.save()
    town.initiative.milestones.all().delete()
    for indicator in town.initiative.indicators.all():
        indicator.values.all().delete()
        indicator.targets.all().delete()
    town.initiative.indicators.all().delete()
    town.initiative.title = "別の取組"
    town.initiative.save()
    town.section.tasks.all().delete()


def test_content_is_the_same_to_the_byte_whatever_happens_afterwards(town, meeting):
    snapshot = take(meeting, town.office)
    before = snapshot.content.encode()

    everything_afterwards(town, meeting)

    kept = Snapshot.objects.get()
    assert kept.content.encode() == before
    assert kept.digest == content.digest_of(kept.content)
    assert content.to_text(content.read_paper(kept.content)).encode() == before
    live = paper_figures.live_figures(town.plan, town.period, today=TODAY)
    assert live != read(kept).figures


def test_later_edition_needs_a_reason(town, meeting):
    take(meeting, town.office)

    with pytest.raises(ValidationError) as caught:
        take(meeting, town.office, reason="  ")

    assert "作り直す理由" in str(caught.value)
    assert Snapshot.objects.count() == 1


def test_later_edition_leaves_the_first_one(town, meeting):
    first = take(meeting, town.office)

    second = take(meeting, town.office, reason="数字の入力を直したため")

    assert (second.number, second.edition, second.reason) == (2, 2, "数字の入力を直したため")
    assert Snapshot.objects.get(pk=first.pk).content == first.content
    assert read(second).previous is None


@pytest.mark.parametrize("who", ["staff", "head", "committee"])
def test_only_the_office_takes_snapshots(town, meeting, who):
    with pytest.raises(PermissionDenied):
        take(meeting, getattr(town, who))

    assert not Snapshot.objects.exists()


def test_meeting_without_a_period_has_no_paper(town, meeting):
    meeting.period = None

    with pytest.raises(ValidationError) as caught:
        take(meeting, town.office)

    assert caught.value.messages == freeze_problems(meeting)
    assert "報告期間を選んでください" in caught.value.messages[0]


def test_planned_period_has_no_paper(town, meeting):
    meeting.period.state = "planned"

    assert "まだ受付が始まっていません" in freeze_problems(meeting)[0]


def test_matters_name_their_rules(town, meeting):
    with immutable.lifted(connection):
        ProgressReport.objects.update(progress=10)
    Decision.objects.update(due_on=date(2026, 11, 15))

    paper = read(take(meeting, town.office))

    assert [(m.rule, m.name) for m in paper.matters] == [
        ("判定が「遅れ」の取組", "① 書かない窓口"),
        ("期限を過ぎたマイルストーンがある取組", "① 書かない窓口"),
        ("2期以上続けて報告のない取組がある班", "町民課 髙﨑邉班"),
        ("期限を過ぎた決定事項", "第1回推進委員会 決定1"),
    ]


@pytest.mark.parametrize(("day", "overdue"), [(19, False), (20, True)])
def test_a_decision_is_overdue_as_of_the_day_the_paper_is_taken(
    town, meeting, monkeypatch, day, overdue
):
    today = date(2027, 1, day)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda at=None: today)
    Decision.objects.update(due_on=date(2027, 1, 19))

    paper = read(take(meeting, town.office))

    assert [line.overdue for line in paper.decisions] == [overdue]
    assert ("期限を過ぎた決定事項" in [m.rule for m in paper.matters]) is overdue
