"""In which periods a participation's cadence asks for a report, in Python and in the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db.models import OuterRef, Subquery

from initiatives.choices import Cadence
from initiatives.models import Participation, ReportingPeriod
from initiatives.models.cadence import asked_in, asks
from tests.factories.initiative import InitiativeFactory, ParticipationFactory
from tests.factories.plan import PlanFactory
from tests.factories.report import ReportingPeriodFactory

EVERY, HALF, YEAR = Cadence.EVERY, Cadence.HALF, Cadence.YEAR
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("periods_per_year", "asked"),
    [
        (4, {1: {EVERY}, 2: {EVERY, HALF}, 3: {EVERY}, 4: {EVERY, HALF, YEAR}}),
        (2, {1: {EVERY, HALF}, 2: {EVERY, HALF, YEAR}}),
        (1, {1: {EVERY, HALF, YEAR}}),
    ],
    ids=["quarters", "halves", "years"],
)
def test_a_cadence_asks_in_the_periods_that_hold_its_days(periods_per_year, asked):
    plan = PlanFactory.build(periods_per_year=periods_per_year)

    for year in (2023, 2026, 2027):  # 2028 begins with a 29 February
        periods = {
            n: ReportingPeriodFactory.build(plan=plan, fiscal_year=year, number=n) for n in asked
        }
        assert {n: {c for c in Cadence if asks(c, p)} for n, p in periods.items()} == asked


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "asked"),
    [
        (date(2026, 9, 30), date(2026, 10, 31), {EVERY, HALF}),
        (date(2026, 9, 1), date(2026, 9, 30), {EVERY, HALF}),
        (date(2026, 10, 1), date(2027, 3, 30), {EVERY}),
        (date(2026, 9, 1), date(2026, 9, 29), {EVERY}),
        (date(2027, 3, 31), date(2027, 4, 1), {EVERY, HALF, YEAR}),
        (date(2027, 4, 1), date(2027, 9, 29), {EVERY}),
        (date(2028, 1, 1), date(2028, 2, 29), {EVERY}),
        (date(2026, 10, 1), date(2028, 3, 31), {EVERY, HALF, YEAR}),
    ],
)
def test_both_ends_of_a_period_count(starts_on, ends_on, asked):
    period = ReportingPeriodFactory.build(starts_on=starts_on, ends_on=ends_on)

    assert {c for c in Cadence if asks(c, period)} == asked


def spans() -> Iterator[tuple[date, date]]:
    """Of a month, a quarter, a half, a year and one and a half, from days round every edge."""
    edges = [date(2026, 9, 30), date(2027, 3, 31), date(2028, 2, 29), date(2026, 12, 31)]
    for edge in edges:
        for off in (-1, 0, 1):
            start = edge + off * DAY
            for length in (1, 28, 90, 182, 183, 184, 364, 365, 366, 547):
                yield start, start + length * DAY


@pytest.mark.django_db
def test_the_database_asks_as_python_does():
    plan = PlanFactory()
    parts = {c: ParticipationFactory(initiative__plan=plan, cadence=c) for c in Cadence}
    periods = [
        ReportingPeriod(
            plan=plan, fiscal_year=2026, number=n, starts_on=start, ends_on=end, due_on=end
        )
        for n, (start, end) in enumerate(spans(), start=1)
    ]
    ReportingPeriod.objects.bulk_create(periods)

    for period in periods:
        asked = {c for c in Cadence if asks(c, period)}
        found = Participation.objects.filter(asked_in(period.starts_on, period.ends_on))
        assert {p.cadence for p in found} == asked, period.starts_on
    for cadence, part in parts.items():
        outer = asked_in(OuterRef("starts_on"), OuterRef("ends_on"))
        one = Participation.objects.filter(outer, pk=part.pk).values("pk")
        told = {p.pk: p.asked for p in ReportingPeriod.objects.annotate(asked=Subquery(one))}
        assert told == {p.pk: part.pk if asks(cadence, p) else None for p in periods}


@pytest.mark.django_db
def test_the_condition_reaches_through_a_relation():
    initiative = InitiativeFactory()
    half = ParticipationFactory(initiative=initiative, cadence=HALF)
    ParticipationFactory(initiative=initiative, cadence=YEAR)
    second = ReportingPeriodFactory(plan=initiative.plan, number=2)

    asked = asked_in(second.starts_on, second.ends_on, prefix="participations__")
    found = type(initiative).objects.filter(asked).values_list("participations", flat=True)

    assert list(found) == [half.pk]
