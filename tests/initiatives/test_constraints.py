"""Every constraint of the plan, its reports and its committee holds in SQL."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, models, transaction

from initiatives.choices import DecisionOutcome, PeriodState, ReminderTo, ReportState, ReportStatus
from initiatives.models import (
    Participation,
    Pillar,
    ProgressReport,
    Reminder,
    ReportAttachment,
    SdgGoal,
)
from tests.constraints import constraints_of, provoked_in, refused_by
from tests.factories import (
    AgendaItemFactory,
    AttendeeFactory,
    BackgroundFigureFactory,
    BasicPolicyFactory,
    DecisionFactory,
    GlossaryTermFactory,
    IndicatorFactory,
    IndicatorTargetFactory,
    IndicatorValueFactory,
    InitiativeFactory,
    InitiativeTermsFactory,
    MeetingFactory,
    MilestoneFactory,
    ParticipationFactory,
    PhaseFactory,
    PillarFactory,
    PlanFactory,
    PlanLoadFactory,
    PlanPassageFactory,
    PlanRevisionFactory,
    ProgressReportFactory,
    PromotionBodyFactory,
    RatingFactory,
    RelatedPlanFactory,
    ReminderFactory,
    ReportingPeriodFactory,
    ReportTransitionFactory,
    ScheduledPhaseFactory,
    SdgFieldFactory,
    SdgGoalFactory,
    SectionFactory,
    SnapshotFactory,
    UserFactory,
    YearlyTargetFactory,
)
from tests.factories.report import SUBMITTED_AT

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 1, 10, 1, 0, tzinfo=UTC)


def change(row: models.Model, **fields) -> None:
    """Change a row past every form and save()."""
    type(row)._default_manager.filter(pk=row.pk).update(**fields)


def test_every_constraint_has_a_test_here():
    assert provoked_in(__file__) == constraints_of("initiatives")


# The plan and its words


def test_plan_slug_is_taken_once():
    PlanFactory()
    other = PlanFactory(slug="other")

    with pytest.raises(IntegrityError, match="slug"), transaction.atomic():
        change(other, slug="current")


def test_plan_is_loaded_once():
    plan = PlanLoadFactory().plan

    with pytest.raises(IntegrityError, match="planload"), transaction.atomic():
        PlanLoadFactory(plan=plan)


def test_plan_refuses_to_end_before_it_starts():
    with refused_by("plan_years_in_order"):
        PlanFactory(first_fiscal_year=2023, last_fiscal_year=2022)


def test_plan_may_last_one_year():
    assert PlanFactory(first_fiscal_year=2023, last_fiscal_year=2023).pk is not None


@pytest.mark.parametrize(
    "thresholds",
    [
        {"ahead_from": -5},  # not above 順調
        {"on_track_from": -15},  # not above やや遅れ
        {"slightly_late_from": 0},
    ],
)
def test_revision_refuses_thresholds_out_of_order(thresholds):
    with refused_by("plan_revision_thresholds_in_order"):
        PlanRevisionFactory(**thresholds)


def test_revision_refuses_rules_that_are_no_more():
    with refused_by("plan_revision_rules_known"):
        PlanRevisionFactory(rules=1)


@pytest.mark.parametrize("times", [0, 3, 12])
def test_plan_refuses_other_numbers_of_periods(times):
    plan = PlanFactory()

    with refused_by("plan_periods_per_year_known"):
        change(plan, periods_per_year=times)


def test_phase_name_is_taken_in_its_plan():
    phase = PhaseFactory()
    other = PhaseFactory(considering=True)

    with refused_by("phase_name_unique_in_plan"):
        change(other, name=phase.name)


def test_rating_letter_is_taken_in_its_plan():
    rating = RatingFactory()
    other = RatingFactory(ahead=True)

    with refused_by("rating_letter_unique_in_plan"):
        change(other, letter=rating.letter)


def test_rating_amounts_to_a_judgement_of_the_scale():
    with refused_by("rating_amounts_to_a_judgement"):
        change(RatingFactory(), amounts_to="unreported")


def test_passage_key_is_taken_in_its_plan():
    passage = PlanPassageFactory()

    with refused_by("passage_key_unique_in_plan"):
        PlanPassageFactory(key=passage.key)


def test_related_plan_is_named_once():
    related = RelatedPlanFactory()

    with refused_by("related_plan_name_unique_in_plan"):
        RelatedPlanFactory(name=related.name)


def test_promotion_body_is_named_once():
    body = PromotionBodyFactory()

    with refused_by("promotion_body_name_unique_in_plan"):
        PromotionBodyFactory(name=body.name)


def test_background_figure_stands_once():
    figure = BackgroundFigureFactory()

    with refused_by("background_figure_once"):
        BackgroundFigureFactory(topic=figure.topic)


def test_background_figure_may_stand_for_another_year():
    figure = BackgroundFigureFactory()

    assert BackgroundFigureFactory(topic=figure.topic, year=2015).pk is not None


def test_glossary_number_is_taken_once():
    term = GlossaryTermFactory()

    with refused_by("glossary_number_unique_in_plan"):
        GlossaryTermFactory(number=term.number)


def test_glossary_term_is_explained_once():
    term = GlossaryTermFactory()

    with refused_by("glossary_term_unique_in_plan"):
        GlossaryTermFactory(term=term.term)


def test_sdg_goal_stands_once():
    goal = SdgGoalFactory()

    with refused_by("sdg_goal_unique_in_plan"):
        SdgGoal.objects.create(plan=goal.plan, number=goal.number, title="同じ番号")


def test_sdg_field_stands_once():
    field = SdgFieldFactory()

    with refused_by("sdg_field_unique_in_plan"):
        SdgFieldFactory(name=field.name)


# Pillars, policies, initiatives, participations


def test_pillar_code_is_taken_in_its_plan():
    pillar = PillarFactory()

    with refused_by("pillar_code_unique_in_plan"):
        PillarFactory(code=pillar.code)


def test_pillar_code_is_free_in_another_plan():
    pillar = PillarFactory()

    assert PillarFactory(code=pillar.code, plan=PlanFactory(slug="other")).pk is not None


def test_pillar_refuses_to_be_its_own_parent():
    pillar = PillarFactory()

    with refused_by("pillar_not_its_own_parent"):
        change(pillar, parent=pillar)


def test_pillar_may_have_a_parent():
    parent = PillarFactory()

    assert PillarFactory(parent=parent).parent == Pillar.objects.get(pk=parent.pk)


def test_policy_number_is_taken_in_its_plan():
    policy = BasicPolicyFactory()

    with refused_by("basic_policy_number_unique_in_plan"):
        BasicPolicyFactory(number=policy.number)


def test_initiative_code_is_taken_in_its_plan():
    initiative = InitiativeFactory(code="52-4-1-01")

    with refused_by("initiative_code_unique_in_plan"):
        InitiativeFactory(code=initiative.code)


def test_initiative_has_one_lead_at_a_time():
    lead = ParticipationFactory(lead=True)

    with refused_by("participation_one_lead"):
        ParticipationFactory(initiative=lead.initiative, lead=True)


def test_initiative_may_have_a_new_lead_after_the_old_one():
    old = ParticipationFactory(lead=True, past=True)

    new = ParticipationFactory(initiative=old.initiative, lead=True, starts_on=date(2025, 4, 1))

    assert list(old.initiative.participations.order_by("pk")) == [old, new]


def test_section_takes_part_in_an_initiative_once():
    support = ParticipationFactory()

    with refused_by("participation_once_per_section"):
        ParticipationFactory(initiative=support.initiative, section=support.section)


def test_section_may_take_part_again_after_leaving():
    past = ParticipationFactory(past=True)

    ParticipationFactory(initiative=past.initiative, section=past.section)

    assert Participation.objects.count() == 2


def test_participation_refuses_to_end_before_it_starts():
    with refused_by("participation_ends_after_start"):
        ParticipationFactory(ends_on=date(2023, 3, 31))


def test_participation_may_last_one_day():
    assert ParticipationFactory(ends_on=date(2023, 4, 1)).pk is not None


# Indicators and milestones


def test_indicator_name_is_taken_in_its_initiative():
    indicator = IndicatorFactory()

    with refused_by("indicator_name_unique_in_initiative"):
        IndicatorFactory(initiative=indicator.initiative, name=indicator.name)


def test_indicator_is_measured_at_a_known_interval():
    with refused_by("indicator_measured_at_known_intervals"):
        change(IndicatorFactory(), every_months=7)


def test_indicator_has_one_target_a_year():
    target = IndicatorTargetFactory()

    with refused_by("indicator_target_once_per_year"):
        IndicatorTargetFactory(indicator=target.indicator)


def test_indicator_target_refuses_to_say_nothing():
    with refused_by("indicator_target_says_something"):
        IndicatorTargetFactory(value=None, text="")


def test_indicator_target_may_be_zero_or_words():
    assert IndicatorTargetFactory(value=Decimal("0")).pk is not None
    assert IndicatorTargetFactory(value=None, text="使いやすく").pk is not None


def test_indicator_value_stands_once_a_day_and_series():
    value = IndicatorValueFactory()

    with refused_by("indicator_value_once_per_day"):
        IndicatorValueFactory(indicator=value.indicator)


def test_indicator_value_of_another_series_may_stand_beside_it():
    value = IndicatorValueFactory()

    assert IndicatorValueFactory(indicator=value.indicator, series="全国").pk is not None


def test_milestone_name_is_taken_in_its_group():
    milestone = MilestoneFactory()

    with refused_by("milestone_name_unique_in_group"):
        MilestoneFactory(initiative=milestone.initiative, name=milestone.name)


def test_milestone_name_is_free_in_another_group():
    one = MilestoneFactory()

    assert MilestoneFactory(initiative=one.initiative, group="手続", name=one.name).pk is not None


# Periods, meetings, decisions


def test_period_number_is_taken_in_its_year():
    first, second = ReportingPeriodFactory(number=1), ReportingPeriodFactory(number=2)

    with refused_by("period_number_unique_in_year"):
        change(second, number=first.number)


@pytest.mark.parametrize("ends_on", [date(2026, 10, 1), date(2026, 9, 30)])
def test_period_refuses_to_end_by_its_first_day(ends_on):
    with refused_by("period_ends_after_start"):
        ReportingPeriodFactory(starts_on=date(2026, 10, 1), ends_on=ends_on)


def test_period_refuses_to_be_due_before_it_starts():
    with refused_by("period_due_after_start"):
        ReportingPeriodFactory(due_on=date(2026, 9, 30))


@pytest.mark.parametrize("missing", ["closed_at", "closed_by"])
def test_closed_period_names_who_and_when(missing):
    period = ReportingPeriodFactory(closed=True)

    with refused_by("period_closed_by_somebody_at_some_time"):
        change(period, **{missing: None})


@pytest.mark.parametrize("state", [PeriodState.OPEN, PeriodState.PLANNED])
def test_period_that_is_not_closed_names_nobody(state):
    period = ReportingPeriodFactory(closed=True)

    with refused_by("period_closed_by_somebody_at_some_time"):
        change(period, state=state)


def test_meeting_number_is_taken_in_its_body():
    meeting = MeetingFactory()

    with refused_by("meeting_number_unique_in_body"):
        MeetingFactory(number=meeting.number)


def test_meeting_number_is_free_in_the_other_body():
    meeting = MeetingFactory()

    assert MeetingFactory(number=meeting.number, executive=True).pk is not None


def test_decision_number_is_taken_in_its_meeting():
    decision = DecisionFactory()

    with refused_by("decision_number_unique_in_meeting"):
        DecisionFactory(meeting=decision.meeting, number=decision.number)


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": DecisionOutcome.DONE, "closed_on": None},
        {"outcome": DecisionOutcome.OPEN, "closed_on": date(2027, 3, 1)},
    ],
)
def test_decision_is_settled_on_some_day_or_open(changes):
    with refused_by("decision_closed_on_some_day"):
        DecisionFactory(**changes)


def test_agenda_number_is_taken_in_its_meeting():
    item = AgendaItemFactory()

    with refused_by("agenda_number_unique_in_meeting"):
        AgendaItemFactory(meeting=item.meeting, number=item.number)


def test_person_attends_a_meeting_once():
    attendee = AttendeeFactory(user=UserFactory())

    with refused_by("attendee_once_per_meeting"):
        AttendeeFactory(meeting=attendee.meeting, user=attendee.user)


def test_guests_without_an_account_may_be_several():
    attendee = AttendeeFactory()

    assert AttendeeFactory(meeting=attendee.meeting).pk is not None


def test_snapshot_number_is_taken_in_its_plan():
    snapshot = SnapshotFactory()

    with refused_by("snapshot_number_unique"):
        SnapshotFactory(meeting=MeetingFactory(plan=snapshot.plan), number=snapshot.number)


def test_edition_is_taken_in_its_meeting():
    snapshot = SnapshotFactory()

    with refused_by("snapshot_edition_unique_in_meeting"):
        SnapshotFactory(meeting=snapshot.meeting)


def test_later_edition_says_why():
    snapshot = SnapshotFactory()

    with refused_by("snapshot_new_edition_says_why"):
        SnapshotFactory(meeting=snapshot.meeting, edition=2)


# Reports


def test_section_reports_once_a_period():
    report = ProgressReportFactory()

    with refused_by("report_once_per_period"):
        ProgressReportFactory(participation=report.participation)


def test_report_refuses_more_than_100_percent():
    with refused_by("report_progress_is_a_percentage"):
        ProgressReportFactory(progress=101)


@pytest.mark.parametrize("progress", [None, 0, 100])
def test_draft_may_have_any_percentage_or_none(progress):
    assert ProgressReportFactory(progress=progress).pk is not None


@pytest.mark.parametrize(
    "missing", [{"status": ""}, {"progress": None}, {"status": "", "progress": None}]
)
@pytest.mark.parametrize("state", ["submitted", "confirmed"])
def test_report_is_complete_once_submitted(state, missing):
    with refused_by("report_complete_once_submitted"):
        ProgressReportFactory(**{state: True}, **missing)


def test_cancelled_report_needs_no_progress():
    assert ProgressReportFactory(submitted=True, cancelled=True).progress is None


@pytest.mark.parametrize("state", ["draft", "returned"])
def test_report_being_written_may_contradict_itself(state):
    report = ProgressReportFactory(state=state, status=ReportStatus.DONE, progress=40, phase=None)

    assert report.pk is not None


@pytest.mark.parametrize("state", ["submitted", "confirmed"])
def test_done_means_100(state):
    with refused_by("report_done_means_100"):
        ProgressReportFactory(**{state: True}, status=ReportStatus.DONE, progress=99)


@pytest.mark.parametrize("state", ["submitted", "confirmed"])
def test_not_started_means_0(state):
    with refused_by("report_not_started_means_0"):
        ProgressReportFactory(**{state: True}, status=ReportStatus.NOT_STARTED, progress=1)


@pytest.mark.parametrize("state", ["submitted", "confirmed"])
def test_report_in_progress_names_its_phase(state):
    with refused_by("report_in_progress_names_phase"):
        ProgressReportFactory(**{state: True}, phase=None)


@pytest.mark.parametrize("missing", ["submitted_at", "submitted_by"])
def test_submitted_report_names_who_and_when(missing):
    report = ProgressReportFactory(submitted=True)

    with refused_by("report_submitted_by_somebody_at_some_time"):
        change(report, **{missing: None})


@pytest.mark.parametrize("state", [ReportState.DRAFT, ReportState.RETURNED])
def test_report_being_written_was_submitted_by_nobody(state):
    report = ProgressReportFactory(submitted=True)

    with refused_by("report_submitted_by_somebody_at_some_time"):
        change(report, state=state)


@pytest.mark.parametrize("missing", ["confirmed_at", "confirmed_by"])
def test_confirmed_report_names_who_and_when(missing):
    report = ProgressReportFactory(confirmed=True)

    with refused_by("report_confirmed_by_somebody_at_some_time"):
        change(report, **{missing: None})


@pytest.mark.parametrize("left", ["confirmed_at", "confirmed_by", "confirmed_on_behalf"])
def test_report_that_is_not_confirmed_names_nobody(left):
    report = ProgressReportFactory(submitted=True)
    values = {
        "confirmed_at": NOW,
        "confirmed_by": UserFactory(),
        "confirmed_on_behalf": True,
    }

    with refused_by("report_confirmed_by_somebody_at_some_time"):
        change(report, **{left: values[left]})


def test_report_may_be_confirmed_on_behalf():
    report = ProgressReportFactory(confirmed=True, confirmed_on_behalf=True)

    assert ProgressReport.objects.get(confirmed_on_behalf=True) == report


def test_report_is_never_confirmed_by_its_submitter():
    report = ProgressReportFactory(confirmed=True)

    with refused_by("report_never_confirmed_by_its_submitter"):
        change(report, confirmed_by=report.submitted_by)


@pytest.mark.parametrize("missing", ["reopened_at", "reopened_by"])
def test_report_is_reopened_by_somebody_at_some_time(missing):
    report = ProgressReportFactory(submitted=True)
    values = {"reopened_at": NOW, "reopened_by": UserFactory()}

    with refused_by("report_reopened_by_somebody_until_confirmed"):
        change(report, **values | {missing: None})


def test_report_that_is_confirmed_is_not_left_reopened():
    report = ProgressReportFactory(confirmed=True)

    with refused_by("report_reopened_by_somebody_until_confirmed"):
        change(report, reopened_at=NOW, reopened_by=UserFactory())


# Revisions and schedules


def test_revision_number_is_taken_in_its_plan():
    PlanRevisionFactory(number=0)
    other = PlanRevisionFactory(number=1)

    with refused_by("plan_revision_number_unique"):
        change(other, number=0)


def test_revision_speaks_of_an_initiative_once():
    terms = InitiativeTermsFactory()

    with refused_by("initiative_terms_once_per_revision"):
        InitiativeTermsFactory(initiative=terms.initiative, revision=terms.revision)


def test_terms_refuse_a_negative_weight():
    with refused_by("initiative_terms_weight_not_negative"):
        InitiativeTermsFactory(weight=Decimal("-0.01"))


def test_terms_may_weigh_nothing():
    assert InitiativeTermsFactory(weight=0).pk is not None


def test_phase_is_scheduled_once_per_terms():
    scheduled = ScheduledPhaseFactory()

    with refused_by("scheduled_phase_once_per_terms"):
        ScheduledPhaseFactory(terms=scheduled.terms, phase=scheduled.phase)


def test_scheduled_phase_refuses_to_end_before_it_starts():
    with refused_by("scheduled_phase_years_in_order"):
        ScheduledPhaseFactory(first_fiscal_year=2025, last_fiscal_year=2024)


@pytest.mark.parametrize("last", [None, 2025])
def test_scheduled_phase_may_be_open_or_last_a_year(last):
    phase = ScheduledPhaseFactory(first_fiscal_year=2025, last_fiscal_year=last)

    assert phase.pk is not None


def test_year_has_one_target():
    target = YearlyTargetFactory()

    with refused_by("yearly_target_once_per_year"):
        YearlyTargetFactory(terms=target.terms)


def test_yearly_target_refuses_more_than_100_percent():
    with refused_by("yearly_target_is_a_percentage"):
        YearlyTargetFactory(percent=101)


@pytest.mark.parametrize("percent", [0, 100])
def test_yearly_target_may_be_0_or_100_percent(percent):
    assert YearlyTargetFactory(percent=percent).percent == percent


def test_reminder_goes_out_once_per_step():
    reminder = {
        "period": ReportingPeriodFactory(),
        "section": SectionFactory(),
        "step": -7,
        "recipient": UserFactory(),
        "sent_as": ReminderTo.STAFF,
        "sent_at": SUBMITTED_AT,
    }
    Reminder.objects.create(**reminder)

    with refused_by("reminder_once_per_step"):
        Reminder.objects.create(**reminder)


def test_a_report_that_waits_is_mailed_to_a_person_once_per_step():
    step = ReportTransitionFactory()
    reminder = ReminderFactory(about="waiting", transition=step)

    ReminderFactory(about="waiting", transition=step, recipient=reminder.recipient, step=0)
    with refused_by("reminder_once_per_transition_and_step"):
        ReminderFactory(about="waiting", transition=step, recipient=reminder.recipient)


@pytest.mark.parametrize(("about", "named"), [("missing", True), ("returned", False)])
def test_only_a_mail_about_a_report_names_its_step(about, named):
    step = ReportTransitionFactory() if named else None

    with refused_by("reminder_of_a_report_names_its_step"):
        ReminderFactory(about=about, transition=step)


def test_attachment_is_removed_by_somebody_at_some_time():
    attachment = ReportAttachment.objects.create(
        report=ProgressReportFactory(),
        file="evidence/x",
        name="写真.png",
        content_type="image/png",
        size=1,
        sha256="0" * 64,
        uploaded_by=UserFactory(),
    )

    with refused_by("attachment_removed_by_somebody_at_some_time"):
        change(attachment, removed_at=SUBMITTED_AT)
