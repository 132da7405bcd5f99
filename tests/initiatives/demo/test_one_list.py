"""Dashboard and paper ask the committee to look at the same things, in the same order."""

from datetime import date

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from initiatives.choices import ReportAction, ReportState
from initiatives.models import Meeting
from initiatives.rollup.attention import RULES
from organization.models import User
from tests.factories.indicator import MilestoneFactory
from tests.factories.initiative import InitiativeFactory, ParticipationFactory
from tests.factories.meeting import DecisionFactory, MeetingFactory
from tests.factories.plan import RatingFactory
from tests.factories.report import (
    ProgressReportFactory,
    ReportingPeriodFactory,
    ReportTransitionFactory,
)
from tests.factories.revision import (
    InitiativeTermsFactory,
    PlanRevisionFactory,
    ScheduledPhaseFactory,
    seal,
)

TODAY = date(2027, 1, 20)


@pytest.fixture
def small(cast, monkeypatch):
    """A plan of eight initiatives, each found by another rule."""
    monkeypatch.setattr(timezone, "localdate", lambda at=None: localdate(at) if at else TODAY)
    cast.period.state = "open"
    cast.period.save(update_fields=["state"])
    first = ReportingPeriodFactory(plan=cast.plan, number=1, closed=True)
    revision = PlanRevisionFactory(plan=cast.plan, number=1, effective_on=date(2026, 4, 1))
    parts = {1: cast.participation}
    for number in range(1, 8):
        one = cast.initiative
        if number > 1:
            one = InitiativeFactory(
                plan=cast.plan, code=str(number), symbol=f"({number})", order=number
            )
            parts[number] = ParticipationFactory(initiative=one, section=cast.section, lead=True)
        ScheduledPhaseFactory(
            terms=InitiativeTermsFactory(revision=revision, initiative=one),
            phase=cast.run,
            first_fiscal_year=2023,
            last_fiscal_year=None,
        )
    seal(revision)

    def tell(number, *progress, **fields):
        for period, value in zip((first, cast.previous, cast.period), progress, strict=False):
            ProgressReportFactory(
                participation=parts[number],
                period=period,
                **({"submitted": True, "progress": value} | fields),
            )

    tell(1, 65, 70, 10)
    tell(2, 65, 70, 75)
    tell(3, 65, 70, 65)
    tell(4, 65, 70)
    tell(5, 65)
    unlike = RatingFactory(plan=cast.plan, very_late=True, amounts_to="late")
    tell(7, 65, 70, 75, rating=unlike)
    MilestoneFactory(initiative=parts[2].initiative, due_on=date(2026, 9, 30))
    ProgressReportFactory(
        participation=parts[4], period=cast.period, confirmed=True, cancelled=True
    )
    returned = ProgressReportFactory(participation=parts[6], period=cast.period, returned=True)
    ReportTransitionFactory(
        report=returned, action=ReportAction.RETURN, to_state=ReportState.RETURNED
    )
    before = MeetingFactory(plan=cast.plan, number=1, held_on=date(2026, 11, 1))
    DecisionFactory(meeting=before, number=1, text="人を増やす。", due_on=date(2027, 1, 19))
    DecisionFactory(meeting=before, number=2, due_on=TODAY)
    MeetingFactory(plan=cast.plan, number=2, held_on=date(2027, 2, 1), period=cast.period)
    return cast


def shown(client, meeting):
    """The list of a period's dashboard and the one of a paper made now for a meeting on it."""
    dashboard = client.get("/dashboard/", {"period": meeting.period.key})
    preview = client.get(f"/meetings/{meeting.pk}/paper/preview/")
    return (
        [(e.rule, e.what, e.sentence) for e in dashboard.context["attention"]],
        [(m.rule, m.name, m.text) for m in preview.context["paper"].content.matters],
    )


def test_in_a_small_plan_every_rule_finds_the_same_for_both(client, small):
    client.force_login(small.office)

    of_dashboard, of_paper = shown(client, Meeting.objects.get(number=2))

    assert of_dashboard == of_paper
    assert list(dict.fromkeys(rule for rule, _, _ in of_paper)) == list(RULES.values())


@pytest.mark.usefixtures("db")
def test_in_the_demo_both_list_the_same_for_every_meeting_and_for_the_open_period(
    client, demo, monkeypatch
):
    monkeypatch.setattr(timezone, "localdate", lambda at=None: localdate(at or demo.now))
    client.force_login(User.objects.get(username="jimukyoku"))
    MeetingFactory(plan=demo.plan, number=99, held_on=localdate(demo.now), period=demo.open_period)
    lists = [shown(client, m) for m in Meeting.objects.of(demo.plan).select_related("period")]

    assert all(of_dashboard == of_paper for of_dashboard, of_paper in lists)
    assert min(len(of_paper) for _, of_paper in lists) > 5
