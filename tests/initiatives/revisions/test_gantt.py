"""The chart of a period shows the schedule in force then, beside the one adopted."""

from datetime import date

import pytest

from initiatives.addresses import showing
from initiatives.models import PlanRevision
from initiatives.revisions import gantt
from tests.factories.initiative import InitiativeFactory
from tests.factories.report import ProgressReportFactory, ReportingPeriodFactory
from tests.factories.revision import (
    InitiativeTermsFactory,
    PlanRevisionFactory,
    ScheduledPhaseFactory,
    seal,
)

TODAY = date(2026, 11, 23)


@pytest.fixture
def revise(cast):
    """A sealed revision: each initiative runs in the years given, the others have ended."""

    def revise(number, effective_on, years):
        revision = PlanRevisionFactory(
            plan=cast.plan, number=number, effective_on=effective_on, reason="見直し"
        )
        for initiative, (first, last) in years.items():
            terms = InitiativeTermsFactory(revision=revision, initiative=initiative)
            ScheduledPhaseFactory(
                terms=terms, phase=cast.run, first_fiscal_year=first, last_fiscal_year=last
            )
        return seal(revision)

    return revise


@pytest.fixture
def later(cast):
    return InitiativeFactory(plan=cast.plan, code="2", symbol="②", title="案内", order=2)


def rows(cast, period, today=TODAY):
    return [d.row for d in gantt.chart(cast.plan, period, today=today).rows]


def years(phases):
    return [(p.name, p.first_fiscal_year, p.last_fiscal_year) for p in phases]


def test_a_period_shows_the_revision_in_force_on_its_day(cast, revise):
    revise(1, date(2026, 12, 31), {cast.initiative: (2026, 2027)})

    [before] = rows(cast, cast.previous)
    [not_yet] = rows(cast, cast.period, today=date(2026, 12, 30))
    [after] = rows(cast, cast.period, today=date(2026, 12, 31))

    assert years(not_yet.planned) == years(before.planned)
    assert years(before.planned) == [("検討", 2023, None), ("実施", 2023, None)]
    assert before.adopted == ()
    assert years(after.planned) == [("実施", 2026, 2027)]
    assert (after.adopted, after.adopted_label) == (before.planned, "策定時")


def test_added_and_ended_initiatives_say_so(cast, revise, later):
    revise(1, date(2026, 10, 1), {later: (2026, 2027)})

    ended, added = rows(cast, cast.period)

    assert (ended.standing, years(ended.planned)) == ("終了", [])
    assert years(ended.adopted) == [("検討", 2023, None), ("実施", 2023, None)]
    assert (added.standing, added.adopted, added.adopted_label) == ("追加", (), "追加時")


def test_what_joined_later_is_compared_with_its_own_beginning(cast, revise, later):
    revise(1, date(2026, 4, 1), {later: (2026, 2026)})
    revise(2, date(2026, 10, 1), {later: (2026, 2027)})

    [_, row] = rows(cast, cast.period)

    assert (years(row.planned), years(row.adopted)) == (
        [("実施", 2026, 2027)],
        [("実施", 2026, 2026)],
    )


def test_nobody_was_silent_while_the_plan_did_not_name_it(cast, revise, later):
    revise(1, date(2026, 10, 1), {later: (2026, 2027)})

    ended, added = rows(cast, cast.period)

    assert [period.label for period in ended.actual] == ["R8 第2四半期"]
    assert [period.label for period in added.actual] == ["R8 第3四半期"]


def test_a_report_shows_also_after_the_end(cast, revise, later):
    revise(1, date(2026, 10, 1), {later: (2026, 2027)})
    ProgressReportFactory(
        participation=cast.participation, period=cast.period, phase=cast.run, submitted=True
    )

    ended, _ = rows(cast, cast.period)

    assert [period.words for period in ended.actual] == ["未報告", "実施"]


def test_a_draft_is_drawn_only_where_it_is_asked_for(cast, revise):
    draft = PlanRevisionFactory(plan=cast.plan, number=1, effective_on=date(2026, 4, 1))

    [row] = rows(cast, cast.period)
    [drafted] = [d.row for d in gantt.revision_chart(cast.plan, draft, today=TODAY).rows]

    assert row.standing == ""
    assert drafted.standing == "終了"


def test_a_chart_costs_the_same_with_revisions(cast, revise, later, django_assert_num_queries):
    period = ReportingPeriodFactory(plan=cast.plan, number=3)
    revise(1, date(2026, 4, 1), {cast.initiative: (2023, 2025), later: (2026, 2026)})
    revise(2, date(2026, 5, 1), {cast.initiative: (2023, 2026)})
    latest = PlanRevision.objects.get(number=2)

    with showing(cast.plan), django_assert_num_queries(7):
        gantt.chart(cast.plan, period, today=TODAY)
    with showing(cast.plan), django_assert_num_queries(4):
        gantt.revision_chart(cast.plan, latest, today=TODAY)
