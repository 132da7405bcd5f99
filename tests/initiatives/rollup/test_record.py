"""Whether the roll-up reads the right rows, in the number of queries it promises."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from initiatives.choices import Freshness, Judgement
from initiatives.models import Plan, ReportingPeriod
from initiatives.rollup import figures as rollup
from initiatives.rollup import record
from organization.choices import ReorganisationKind
from organization.models import Reorganisation, SectionSuccession
from tests.factories import (
    InitiativeFactory,
    InitiativeTermsFactory,
    MilestoneFactory,
    ParticipationFactory,
    PhaseFactory,
    PillarFactory,
    PlanFactory,
    PlanRevisionFactory,
    ProgressReportFactory,
    ReportingPeriodFactory,
    ScheduledPhaseFactory,
    SectionFactory,
    YearlyTargetFactory,
    seal,
)

pytestmark = pytest.mark.django_db

TODAY = date(2027, 1, 20)


def quarter(fiscal_year: int, number: int, **fields) -> ReportingPeriod:
    return ReportingPeriodFactory(fiscal_year=fiscal_year, number=number, **fields)


def scheduled(initiative, *, revision=None, **fields):
    """An initiative that runs R5–R9 under a revision, the plan as adopted by default."""
    revision = revision or PlanRevisionFactory(plan=initiative.plan)
    terms = InitiativeTermsFactory(initiative=initiative, revision=revision, **fields)
    ScheduledPhaseFactory(terms=terms)
    return terms


def figures(period: ReportingPeriod, *, today: date = TODAY) -> rollup.PlanFigures:
    return record.figures(period.plan, period, today=today)


def build_worked_example() -> ReportingPeriod:
    """The worked example of docs/rules.md: A 80, B 60, C 70 from Q2, D silent, E 中止."""
    before, period = quarter(2026, 2), quarter(2026, 3)
    initiative = InitiativeFactory()
    a, b, c, _, e = (ParticipationFactory(initiative=initiative) for _ in range(5))
    ProgressReportFactory(participation=a, period=period, confirmed=True, progress=80)
    ProgressReportFactory(participation=b, period=period, submitted=True, progress=60)
    ProgressReportFactory(participation=c, period=before, confirmed=True, progress=70)
    ProgressReportFactory(participation=e, period=period, confirmed=True, cancelled=True)
    seal(scheduled(initiative).revision)
    return period


def test_worked_example_through_the_database():
    period = build_worked_example()

    one = figures(period).initiatives[0]

    # As in the design: planned 45 / 60 = 75, mean 210 / 3 = 70, floor 210 / 4 = 52.5.
    assert (one.planned, one.mean, one.floor) == (75, 70, Fraction(105, 2))
    assert (one.fresh, one.carried, one.missing, len(one.cancelled)) == (2, 1, 1, 1)
    assert one.judgement == Judgement.ON_TRACK


def test_facts_are_those_of_the_pure_example():
    before, period = quarter(2026, 2), quarter(2026, 3)
    pillar = PillarFactory(name="業務のデジタル化")
    part = PillarFactory(name="窓口", parent=pillar)
    initiative = InitiativeFactory(pillar=part, title="標準化", order=6)
    section = SectionFactory(department__name="税務課", name="課税班")
    lead = ParticipationFactory(initiative=initiative, section=section, lead=True)
    ended = date(2026, 12, 31)
    support = ParticipationFactory(initiative=initiative, ends_on=ended)
    report = ProgressReportFactory(
        participation=lead,
        period=before,
        confirmed=True,
        progress=40,
        rating__amounts_to="on_track",
    )
    milestone = MilestoneFactory(initiative=initiative, done_on=date(2026, 4, 20))
    target_on = date(2026, 3, 31)
    terms = scheduled(initiative, target_on=target_on, weight=Decimal("1.50"))
    YearlyTargetFactory(terms=terms, fiscal_year=2024, percent=40)
    seal(terms.revision)

    facts = record.facts(period.plan, period, today=TODAY)

    q2, q3 = (
        rollup.Period(p.pk, p.key, p.label, p.starts_on, p.ends_on, p.due_on, is_open=p.is_open)
        for p in (before, period)
    )
    since = date(2023, 4, 1)
    assert facts == rollup.Facts(
        period=q3,
        periods=(q2, q3),
        thresholds=rollup.Thresholds(5, -5, -15),
        pillars=(
            rollup.Pillar(pillar.pk, "業務のデジタル化", None),
            rollup.Pillar(part.pk, "窓口", pillar.pk),
        ),
        initiatives=(
            rollup.Initiative(
                id=initiative.pk,
                code="6",
                symbol="⑥",
                title="標準化",
                pillar_id=part.pk,
                schedule=rollup.Schedule(2023, 2027, 2027, target_on, ((2024, 40),)),
                weight=Fraction(3, 2),
                participations=(
                    rollup.Participation(
                        lead.pk, section.pk, "税務課 課税班", since, is_lead=True
                    ),
                    rollup.Participation(
                        support.pk, support.section_id, support.section.label, since, ended
                    ),
                ),
                milestones=(
                    rollup.Milestone(
                        milestone.pk, milestone.name, target_on, date(2026, 4, 20), "基幹業務"
                    ),
                ),
            ),
        ),
        reports=(
            rollup.Report(
                *(report.pk, lead.pk, q2, "in_progress", 40, "実施", True),
                *(str(report.rating), "on_track"),
            ),
        ),
        today=TODAY,
    )


def test_figures_are_the_roll_up_of_the_facts():
    period = build_worked_example()

    facts = record.facts(period.plan, period, today=TODAY)

    assert figures(period) == rollup.roll_up(facts)


def test_facts_make_the_promised_queries_with_one_row_each(django_assert_num_queries):
    terms = scheduled(InitiativeFactory())
    ProgressReportFactory(participation__initiative=terms.initiative, confirmed=True)
    seal(terms.revision)
    plan, period = Plan.objects.get(), ReportingPeriod.objects.get()

    with django_assert_num_queries(record.QUERY_COUNT):
        record.facts(plan, period, today=TODAY)


def test_facts_make_the_promised_queries_with_many_rows(django_assert_num_queries):
    terms = [scheduled(InitiativeFactory()) for _ in range(4)]
    for number in (1, 2, 3):
        quarter(2026, number)
    for each in terms:
        YearlyTargetFactory(terms=each)
        ScheduledPhaseFactory(terms=each, phase=PhaseFactory(considering=True))
        MilestoneFactory.create_batch(2, initiative=each.initiative)
        for _ in range(3):
            participation = ParticipationFactory(initiative=each.initiative)
            for period in ReportingPeriod.objects.all():
                ProgressReportFactory(participation=participation, period=period, confirmed=True)
    seal(terms[0].revision)
    plan, period = Plan.objects.get(), ReportingPeriod.objects.get(number=3)

    with django_assert_num_queries(record.QUERY_COUNT):
        facts = record.facts(plan, period, today=TODAY)

    # Of each of the 12 participations the newest two reports.
    assert (len(facts.initiatives), len(facts.periods), len(facts.reports)) == (4, 3, 24)


def test_rolling_up_read_facts_makes_no_query(django_assert_num_queries):
    period = build_worked_example()
    facts = record.facts(period.plan, period, today=TODAY)

    with django_assert_num_queries(0):
        result = rollup.roll_up(facts)

    assert result.plan.mean == 70


@pytest.mark.parametrize("state", [{}, {"returned": True}], ids=["draft", "returned"])
def test_report_being_written_leaves_the_earlier_one_in_place(state):
    before, period = quarter(2026, 2), quarter(2026, 3)
    participation = ParticipationFactory()
    ProgressReportFactory(participation=participation, period=before, confirmed=True, progress=30)
    ProgressReportFactory(participation=participation, period=period, progress=90, **state)
    seal(scheduled(participation.initiative).revision)

    one = figures(period).initiatives[0]

    assert one.mean == 30
    assert [(s.freshness, s.silent_periods) for s in one.due] == [(Freshness.CARRIED, 1)]


@pytest.mark.parametrize("state", [{}, {"returned": True}], ids=["draft", "returned"])
def test_report_being_written_alone_is_silence(state):
    period = quarter(2026, 3)
    participation = ParticipationFactory()
    ProgressReportFactory(participation=participation, period=period, progress=90, **state)
    seal(scheduled(participation.initiative).revision)

    one = figures(period).initiatives[0]

    assert (one.mean, one.floor, one.missing) == (None, 0, 1)
    assert one.judgement == Judgement.UNREPORTED


@pytest.mark.parametrize("state", ["submitted", "confirmed"])
def test_submitted_and_confirmed_reports_count(state):
    period = quarter(2026, 3)
    participation = ParticipationFactory()
    ProgressReportFactory(participation=participation, period=period, progress=65, **{state: True})
    seal(scheduled(participation.initiative).revision)

    one = figures(period).initiatives[0]

    assert (one.mean, one.fresh) == (65, 1)


def test_latest_report_is_by_period_and_not_by_entry():
    newer, older = quarter(2026, 2), quarter(2025, 4)
    period = quarter(2026, 3)
    participation = ParticipationFactory()
    ProgressReportFactory(participation=participation, period=newer, confirmed=True, progress=55)
    ProgressReportFactory(participation=participation, period=older, confirmed=True, progress=20)
    seal(scheduled(participation.initiative).revision)

    one = figures(period).initiatives[0]

    # The report entered last is of an earlier quarter; its key is higher, its period is not.
    assert one.mean == 55
    assert [s.report.period.key for s in one.due] == ["2026-2"]


def test_each_section_is_carried_from_its_own_latest_report():
    first, second, period = quarter(2026, 1), quarter(2026, 2), quarter(2026, 3)
    initiative = InitiativeFactory()
    one, other = (ParticipationFactory(initiative=initiative) for _ in range(2))
    ProgressReportFactory(participation=one, period=first, confirmed=True, progress=10)
    ProgressReportFactory(participation=one, period=second, confirmed=True, progress=20)
    ProgressReportFactory(participation=other, period=first, confirmed=True, progress=30)
    seal(scheduled(initiative).revision)

    facts = record.facts(period.plan, period, today=TODAY)

    reports = {(r.participation_id, r.period.key, r.progress) for r in facts.reports}
    # The newest two of each: the one before says whether a report is still asked for.
    assert reports == {
        (one.pk, "2026-1", 10),
        (one.pk, "2026-2", 20),
        (other.pk, "2026-1", 30),
    }


def test_report_of_a_later_period_is_not_read():
    period, later = quarter(2026, 3), quarter(2026, 4)
    participation = ParticipationFactory()
    ProgressReportFactory(participation=participation, period=later, confirmed=True, progress=90)
    seal(scheduled(participation.initiative).revision)

    assert record.facts(period.plan, period, today=TODAY).reports == ()
    assert figures(period).initiatives[0].mean is None
    assert figures(later).initiatives[0].mean == 90


def test_cancelled_report_has_no_progress_and_hides_the_earlier_one():
    before, period = quarter(2026, 2), quarter(2026, 3)
    participation = ParticipationFactory()
    ProgressReportFactory(participation=participation, period=before, confirmed=True)
    ProgressReportFactory(
        participation=participation, period=period, confirmed=True, cancelled=True
    )
    seal(scheduled(participation.initiative).revision)

    one = figures(period).initiatives[0]

    assert (one.mean, len(one.due), len(one.cancelled)) == (None, 0, 1)
    assert one.judgement == Judgement.CANCELLED


def test_cancelled_reports_that_wait_leave_the_last_other_one_in_place():
    quarters = [quarter(2026, number) for number in (1, 2, 3, 4)]
    participation = ParticipationFactory()
    ProgressReportFactory(
        participation=participation, period=quarters[0], confirmed=True, progress=55
    )
    for period in quarters[1:]:
        ProgressReportFactory(
            participation=participation, period=period, submitted=True, cancelled=True
        )
    seal(scheduled(participation.initiative).revision)

    one = figures(quarters[3], today=date(2027, 4, 20)).initiatives[0]

    assert (one.mean, one.carried, one.cancelled) == (55, 1, ())
    assert [(s.waits_to_cancel, s.is_silent) for s in one.due] == [(True, False)]


def test_phase_is_the_name_the_lead_reported():
    period = quarter(2026, 3)
    lead = ParticipationFactory(lead=True)
    phase = PhaseFactory(considering=True)
    ProgressReportFactory(participation=lead, period=period, submitted=True, phase=phase)
    seal(scheduled(lead.initiative).revision)

    assert figures(period).initiatives[0].phase == "検討"


def revise(initiative, *, number: int, effective_on: date, last_fiscal_year: int):
    """A revision that ends an initiative in some year, not sealed yet."""
    revision = PlanRevisionFactory(plan=initiative.plan, number=number, effective_on=effective_on)
    terms = InitiativeTermsFactory(initiative=initiative, revision=revision)
    ScheduledPhaseFactory(terms=terms, last_fiscal_year=last_fiscal_year)
    return revision


@pytest.mark.parametrize(
    ("effective_on", "expected"),
    [
        (date(2026, 12, 31), Fraction(375, 4)),  # in force on the last day: 45 / 48 = 93.75
        (date(2027, 1, 1), Fraction(75)),  # a day too late: 45 / 60
    ],
)
def test_revision_counts_if_in_force_on_the_last_day(effective_on, expected):
    period = quarter(2026, 3)
    initiative = InitiativeFactory()
    seal(scheduled(initiative).revision)
    seal(revise(initiative, number=1, effective_on=effective_on, last_fiscal_year=2026))

    assert figures(period).initiatives[0].planned == expected


def test_revision_that_is_not_sealed_does_not_count():
    period = quarter(2026, 3)
    initiative = InitiativeFactory()
    seal(scheduled(initiative).revision)
    revise(initiative, number=1, effective_on=date(2026, 4, 1), last_fiscal_year=2026)

    assert figures(period).initiatives[0].planned == 75


def test_highest_revision_in_force_counts():
    period = quarter(2026, 3)
    initiative = InitiativeFactory()
    seal(scheduled(initiative).revision)
    seal(revise(initiative, number=2, effective_on=date(2026, 7, 1), last_fiscal_year=2026))
    seal(revise(initiative, number=1, effective_on=date(2025, 4, 1), last_fiscal_year=2028))

    # Revision 2, though revision 1 was entered last: 45 / 48.
    assert figures(period).initiatives[0].planned == Fraction(375, 4)


def test_adopted_plan_holds_before_its_own_date():
    period = quarter(2023, 1)
    seal(scheduled(InitiativeFactory()).revision)

    # Adopted on 1 July 2023, the plan covers the quarter before it too: 3 / 60.
    assert figures(period).initiatives[0].planned == 5


def test_initiative_without_terms_in_force_is_not_rolled_up():
    earlier, later = quarter(2026, 3), quarter(2027, 1)
    kept, added = InitiativeFactory(), InitiativeFactory()
    seal(scheduled(kept).revision)
    revision = PlanRevisionFactory(number=1, effective_on=date(2027, 4, 1))
    scheduled(added, revision=revision)
    seal(revision)

    assert [f.initiative.id for f in figures(earlier).initiatives] == [kept.pk]
    assert [f.initiative.id for f in figures(later).initiatives] == [added.pk]
    assert figures(later).of(kept.pk) is None


def test_plan_without_a_sealed_revision_has_no_initiatives():
    period = quarter(2026, 3)
    scheduled(InitiativeFactory())

    result = figures(period)

    assert (result.initiatives, result.plan.mean) == ((), None)


def test_one_open_phase_leaves_the_end_open():
    period = quarter(2026, 3)
    terms = InitiativeTermsFactory()
    ScheduledPhaseFactory(terms=terms, phase=PhaseFactory(considering=True), last_fiscal_year=2024)
    ScheduledPhaseFactory(terms=terms, first_fiscal_year=2025, open_end=True)
    seal(terms.revision)

    schedule = figures(period).initiatives[0].initiative.schedule

    assert (schedule.first_fiscal_year, schedule.last_fiscal_year) == (2023, None)
    assert schedule.reaches_100_on == date(2028, 3, 31)


def test_closed_phases_run_from_the_earliest_to_the_latest_year():
    period = quarter(2026, 3)
    terms = InitiativeTermsFactory()
    considering = PhaseFactory(considering=True)
    ScheduledPhaseFactory(
        terms=terms, phase=considering, first_fiscal_year=2024, last_fiscal_year=2025
    )
    ScheduledPhaseFactory(terms=terms, first_fiscal_year=2025, last_fiscal_year=2026)
    seal(terms.revision)

    schedule = figures(period).initiatives[0].initiative.schedule

    assert (schedule.first_fiscal_year, schedule.last_fiscal_year) == (2024, 2026)


def test_terms_without_phases_have_no_schedule():
    period = quarter(2026, 3)
    seal(InitiativeTermsFactory().revision)

    one = figures(period).initiatives[0]

    assert (one.initiative.schedule, one.planned) == (None, 0)
    assert one.judgement == Judgement.OUT_OF_PERIOD


def test_standards_are_those_of_the_revision_in_force_on_the_day():
    earlier, later = quarter(2026, 3), quarter(2026, 4)
    seal(PlanRevisionFactory(plan=earlier.plan, carry_every=3))
    second = {"ahead_from": 10, "on_track_from": -1, "slightly_late_from": -2, "carry_half": 4}
    seal(
        PlanRevisionFactory(
            plan=earlier.plan, number=1, effective_on=date(2027, 1, 10), rules=3, **second
        )
    )

    before = record.facts(earlier.plan, earlier, today=TODAY)
    not_yet = record.facts(earlier.plan, later, today=date(2027, 1, 9))
    after = record.facts(earlier.plan, later, today=date(2027, 1, 10))

    adopted = (rollup.Thresholds(5, -5, -15), rollup.Carry(3, 1, 1), 2)
    assert (before.thresholds, before.carry, before.rules) == adopted
    assert (not_yet.thresholds, not_yet.carry, not_yet.rules) == adopted
    assert (after.thresholds, after.carry, after.rules) == (
        rollup.Thresholds(10, -1, -2),
        rollup.Carry(2, 4, 1),
        3,
    )


def test_another_plans_rows_are_left_alone():
    period = build_worked_example()
    other = PlanFactory(slug="other")
    elsewhere = quarter(2026, 3, plan=other)
    foreign = InitiativeFactory(plan=other)
    MilestoneFactory(initiative=foreign)
    ProgressReportFactory(
        participation__initiative=foreign, period=elsewhere, confirmed=True, progress=5
    )
    seal(scheduled(foreign).revision)

    ours, theirs = figures(period), figures(elsewhere)

    assert (ours.plan.mean, ours.plan.total, len(ours.pillars)) == (70, 1, 1)
    assert (theirs.plan.mean, theirs.plan.total, len(theirs.pillars)) == (5, 1, 1)


def test_initiatives_follow_the_plans_order():
    period = quarter(2026, 3)
    third, first, second = (InitiativeFactory(order=order) for order in (3, 1, 2))
    for initiative in (third, first, second):
        terms = scheduled(initiative)
    seal(terms.revision)

    ids = [f.initiative.id for f in figures(period).initiatives]

    assert ids == [first.pk, second.pk, third.pk]


def test_today_reaches_the_milestones():
    period = quarter(2026, 3)
    participation = ParticipationFactory()
    MilestoneFactory(initiative=participation.initiative, due_on=date(2026, 12, 15))
    ProgressReportFactory(participation=participation, period=period, submitted=True, progress=75)
    seal(scheduled(participation.initiative).revision)

    on_the_day, the_day_after = (
        figures(period, today=date(2026, 12, day)).initiatives[0].judgement for day in (15, 16)
    )

    assert (on_the_day, the_day_after) == (Judgement.ON_TRACK, Judgement.SLIGHTLY_LATE)


@pytest.mark.parametrize(
    ("returns_on", "expected"),
    [
        (date(2026, 10, 1), (70, 1, 0)),  # the day after: a change of role
        (date(2026, 11, 1), (None, 0, 1)),  # a month later: a new beginning
    ],
)
def test_a_change_of_role_carries_the_last_report_along(cast, returns_on, expected):
    ProgressReportFactory(
        participation=cast.participation, period=cast.previous, progress=70, submitted=True
    )
    cast.participation.ends_on = date(2026, 9, 30)
    cast.participation.save()
    ParticipationFactory(initiative=cast.initiative, section=cast.section, starts_on=returns_on)

    found = record.figures(cast.plan, cast.period, today=date(2026, 11, 23)).initiatives[0]

    assert (found.mean, found.carried, found.missing) == expected


def reorganised(cast, kind, *successors):
    """The section ends with September, and others take its work over."""
    cast.participation.ends_on = date(2026, 9, 30)
    cast.participation.save()
    change = Reorganisation.objects.create(
        kind=kind,
        effective_on=date(2026, 10, 1),
        reason="機構改革",
        by=cast.office,
    )
    for section in successors:
        SectionSuccession.objects.create(
            reorganisation=change, predecessor=cast.section, successor=section
        )
        ParticipationFactory(
            initiative=cast.initiative, section=section, starts_on=date(2026, 10, 1)
        )
    return change


def test_a_renamed_section_carries_its_report_along(cast):
    ProgressReportFactory(
        participation=cast.participation, period=cast.previous, progress=70, submitted=True
    )
    reorganised(cast, ReorganisationKind.RENAME, SectionFactory(name="窓口サービス班"))

    found = record.figures(cast.plan, cast.period, today=date(2026, 11, 23)).initiatives[0]

    assert (found.mean, found.carried, found.missing) == (70, 1, 0)
    assert [s.participation.section for s in found.due] == [found.slowest.participation.section]


def test_after_a_split_the_figures_start_anew(cast):
    ProgressReportFactory(
        participation=cast.participation, period=cast.previous, progress=70, submitted=True
    )
    new = [SectionFactory(name="窓口班"), SectionFactory(name="証明班")]
    reorganised(cast, ReorganisationKind.SPLIT, *new)

    found = record.figures(cast.plan, cast.period, today=date(2026, 11, 23)).initiatives[0]

    assert (found.mean, found.carried, found.missing) == (None, 0, 2)


def test_after_a_merger_the_figures_start_anew(cast):
    ProgressReportFactory(
        participation=cast.participation, period=cast.previous, progress=70, submitted=True
    )
    whole = SectionFactory(name="町民班")
    change = reorganised(cast, ReorganisationKind.MERGE, whole)
    SectionSuccession.objects.create(
        reorganisation=change, predecessor=SectionFactory(name="年金班"), successor=whole
    )

    found = record.figures(cast.plan, cast.period, today=date(2026, 11, 23)).initiatives[0]

    assert (found.mean, found.carried, found.missing) == (None, 0, 1)


def test_a_change_of_role_leaves_the_period_before_as_it_was(cast):
    ProgressReportFactory(
        participation=cast.participation, period=cast.previous, progress=70, submitted=True
    )
    before = record.figures(cast.plan, cast.previous, today=date(2026, 11, 23)).initiatives[0]
    cast.participation.ends_on = date(2026, 9, 30)
    cast.participation.save()
    ParticipationFactory(
        initiative=cast.initiative, section=cast.section, starts_on=date(2026, 10, 1)
    )

    after = record.figures(cast.plan, cast.previous, today=date(2026, 11, 23)).initiatives[0]

    assert (after.mean, after.fresh, after.judgement) == (
        before.mean,
        before.fresh,
        before.judgement,
    )
