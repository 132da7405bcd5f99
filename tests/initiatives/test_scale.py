"""A whole town over the whole plan: 33 sections × 11 initiatives × 20 periods, 7,260 reports.

Every page keeps its query budget, the same as in `pages/test_pages.py` for a handful of rows.
"""

import pytest
from django.db import connection
from django.urls import reverse

from hirao_dx.shared import immutable
from initiatives.choices import PeriodState, ReportState, ReportStatus
from initiatives.models import Participation, ProgressReport, ReportingPeriod
from tests import starts
from tests.factories.initiative import InitiativeFactory
from tests.factories.organization import SectionFactory
from tests.factories.report import CLOSED_AT, SUBMITTED_AT, ReportingPeriodFactory
from tests.factories.revision import (
    InitiativeTermsFactory,
    PlanRevisionFactory,
    ScheduledPhaseFactory,
    seal,
)

SECTIONS, INITIATIVES, YEARS = 33, 11, range(2023, 2028)


def make_grown_plan(cast, folder):
    """The cast in a full-grown plan; the last period is open and half reported."""
    sections = [cast.section, *SectionFactory.create_batch(SECTIONS - 1)]
    more = [
        InitiativeFactory(plan=cast.plan, pillar=cast.initiative.pillar, code=str(n), order=n)
        for n in range(2, INITIATIVES + 1)
    ]
    initiatives = [cast.initiative, *more]
    schedule(cast, initiatives)
    parts = [(i, s) for i in initiatives for s in sections]
    Participation.objects.bulk_create(
        Participation(initiative=i, section=s, starts_on=cast.participation.starts_on)
        for i, s in parts
        if (i, s) != (cast.initiative, cast.section)
    )
    report(cast, list(Participation.objects.order_by("pk")))
    return cast


starts.register("grown_plan", make_grown_plan, after="cast")


@pytest.fixture
def grown_plan(given, db):
    return given("grown_plan")


@pytest.fixture
def town(grown_plan):
    """The cast in it."""
    return grown_plan


def schedule(cast, initiatives):
    revision = PlanRevisionFactory(plan=cast.plan, number=1)
    for initiative in initiatives:
        terms = InitiativeTermsFactory(revision=revision, initiative=initiative)
        ScheduledPhaseFactory(terms=terms, phase=cast.run, first_fiscal_year=2023)
    seal(revision)


def report(cast, participations):
    """All reported, and were confirmed, before R8 第3四半期; in it every other one reported."""
    periods = [
        ReportingPeriodFactory(plan=cast.plan, fiscal_year=year, number=number, planned=True)
        for year in YEARS
        for number in (1, 2, 3, 4)
    ]
    assert len(periods) == 20
    confirmed = {
        "state": ReportState.CONFIRMED,
        "confirmed_at": SUBMITTED_AT,
        "confirmed_by": cast.office,
    }
    ProgressReport.objects.bulk_create(
        ProgressReport(
            participation=participation,
            period=period,
            **({"state": ReportState.SUBMITTED} if period == cast.period else confirmed),
            status=ReportStatus.IN_PROGRESS,
            phase=cast.run,
            progress=(n * 7 + m * 5) % 100,
            submitted_at=SUBMITTED_AT,
            submitted_by=cast.colleague,
            done_text="見直しを進めた",
        )
        for n, period in enumerate(periods)
        for m, participation in enumerate(participations)
        if period.ends_on < cast.period.ends_on or (period == cast.period and m % 2)
    )
    past = ReportingPeriod.objects.filter(ends_on__lt=cast.period.ends_on)
    past.update(state=PeriodState.CLOSED, closed_at=CLOSED_AT, closed_by=cast.office)


@pytest.mark.parametrize(
    ("name", "arguments", "who", "queries"),
    [
        ("my_page", [], "staff", 11),
        ("report_sheet", ["2026-3"], "staff", 11),
        ("dashboard", [], "committee", 29),
        ("initiatives", [], "committee", 22),
        ("initiative", ["1"], "committee", 35),
        ("reviews", [], "office", 11),
        ("periods", [], "office", 7),
        ("submissions", ["2026-3"], "office", 21),
        ("matrix", [], "office", 11),
    ],
)
def test_a_page_of_the_whole_town_keeps_its_budget(
    client, town, django_assert_num_queries, name, arguments, who, queries
):
    client.force_login(getattr(town, who))

    with django_assert_num_queries(queries):
        response = client.get(reverse(name, args=arguments))

    assert response.status_code == 200


def test_the_dashboard_of_the_whole_town_stays_light(client, town):
    client.force_login(town.committee)

    response = client.get(reverse("dashboard"), {"period": "2026-3"})

    assert len(response.context["history"]) == 15
    assert len(response.context["heat_map"].groups) == SECTIONS
    assert len(response.content) < 600_000


def test_the_roll_up_of_the_whole_town_counts_everybody(client, town):
    client.force_login(town.committee)

    figures = client.get(reverse("dashboard"), {"period": "2026-3"}).context["figures"]

    assert (figures.plan.total, figures.plan.due) == (INITIATIVES, SECTIONS * INITIATIVES)
    assert (figures.plan.fresh, figures.plan.carried, figures.plan.missing) == (181, 182, 0)


def test_an_initiative_s_page_stays_light_however_much_was_told(client, town):
    told = "窓口の様式を見直し、書く項目を減らした。" * 20
    with immutable.lifted(connection):
        ProgressReport.objects.update(done_text=told, issues_text=told, next_text=told)
    client.force_login(town.committee)

    response = client.get(reverse("initiative", args=["1"]), {"period": "2026-3", "year": "2025"})

    chronicle = response.context["chronicle"]
    assert [len(chapter.told) for chapter in chronicle.chapters] == [SECTIONS] * 4
    assert len(response.content) < 400_000
