"""A past period's numbers stay, whatever is reported, revised or moved later."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from initiatives.models import InitiativeTerms, ScheduledPhase
from initiatives.participations import actions as actions_participations
from initiatives.periods import actions as actions_periods
from initiatives.reorganisation.actions import reorganise
from initiatives.reorganisation.proposal import Proposal, Touched
from initiatives.reporting.actions import submit_report
from initiatives.revisions.actions import draft_revision, seal_revision
from initiatives.rollup import record
from tests.factories import ParticipationFactory, ProgressReportFactory, SectionFactory
from tests.initiatives.helpers import at_work

TODAY = date(2026, 11, 20)
DECEMBER = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: TODAY)


@pytest.fixture
def past(cast):
    """The cast after R8 第2四半期: one section reported 40, one was silent, the period closed."""
    other = SectionFactory(department=cast.section.department, name="戸籍班", order=2)
    ParticipationFactory(initiative=cast.initiative, section=other)
    ProgressReportFactory(
        participation=cast.participation,
        period=cast.previous,
        confirmed=True,
        phase=cast.run,
        rating=cast.rating,
        progress=40,
    )
    actions_periods.close_period(period=cast.previous, by=cast.office)
    cast.previous.refresh_from_db()
    return cast


def figures(past):
    """Every figure of the past period, with all that it was computed from but who goes on."""
    rolled = record.figures(past.plan, past.previous, today=TODAY)
    (one,) = rolled.initiatives
    standings = [
        (s.participation.section, s.freshness, s.report, s.silent_periods) for s in one.due
    ]
    numbers = (one.mean, one.floor, one.planned, one.judgement, one.overdue, one.phase)
    return numbers, standings, one.initiative.schedule, rolled.plan.judgements


def a_later_report(past):
    submit_report(
        participation=past.participation,
        period=past.period,
        content=at_work(past, progress=95),
        version=0,
        by=past.staff,
    )


def a_first_report_of_the_silent_section(past):
    silent = past.initiative.participations.exclude(pk=past.participation.pk).get()
    submit_report(
        participation=silent,
        period=past.period,
        content=at_work(past, progress=10),
        version=0,
        by=past.office,
    )


def a_revision(past):
    revision = draft_revision(
        plan=past.plan, effective_on=date(2026, 10, 1), reason="見直し", by=past.office
    )
    InitiativeTerms.objects.filter(revision=revision).update(target_on=date(2027, 3, 31), weight=3)
    ScheduledPhase.objects.filter(terms__revision=revision).update(last_fiscal_year=2026)
    seal_revision(revision=revision, by=past.office)


def an_ended_initiative(past):
    revision = draft_revision(
        plan=past.plan, effective_on=date(2026, 10, 1), reason="終了", by=past.office
    )
    terms = InitiativeTerms.objects.get(revision=revision)
    terms.initiative = rest = past.initiative.__class__.objects.create(
        plan=past.plan,
        pillar=past.initiative.pillar,
        code="2",
        symbol="②",
        title="新しい取組",
        order=2,
        issue_summary="要旨",
        outline_summary="要旨",
        reference="見直し",
    )
    terms.save()
    seal_revision(revision=revision, by=past.office)
    assert rest.terms.count() == 1


def a_transfer_of_the_lead(past):
    heir = SectionFactory(department=past.section.department, name="年金班", order=3)
    actions_participations.move_lead(
        initiative=past.initiative, to=heir, starts_on=DECEMBER, reason="分担替え", by=past.office
    )


def a_reorganisation(past):
    proposal = Proposal(
        kind="rename",
        effective_on=DECEMBER,
        reason="機構改革",
        old=(past.section,),
        department=past.section.department,
        names=("窓口サービス班",),
        existing=None,
    )
    reorganise(proposal=proposal, fingerprint=Touched.by(proposal).fingerprint, by=past.office)


@pytest.mark.parametrize(
    "happens",
    [
        a_later_report,
        a_first_report_of_the_silent_section,
        a_revision,
        an_ended_initiative,
        a_transfer_of_the_lead,
        a_reorganisation,
    ],
)
def test_a_past_period_stays_as_it_was(past, happens):
    before = figures(past)

    happens(past)

    assert figures(past) == before


def test_a_revision_cannot_reach_back_into_it(past):
    before = figures(past)

    with pytest.raises(ValidationError) as caught:
        draft_revision(
            plan=past.plan, effective_on=past.previous.ends_on, reason="見直し", by=past.office
        )

    assert str(past.previous) in caught.value.messages[0]
    assert figures(past) == before
