"""Duties at the edges of days and years, in the town's time zone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from initiatives.choices import Cadence
from initiatives.models import Participation, ProgressReport
from initiatives.participations import actions
from initiatives.reporting import duties
from initiatives.reporting.missing import count_missing, missing
from organization.models import User
from tests.factories import (
    InitiativeFactory,
    ParticipationFactory,
    ProgressReportFactory,
    ReportingPeriodFactory,
)
from tests.factories.revision import InitiativeTermsFactory, PlanRevisionFactory, seal
from tests.initiatives.helpers import typed

JAPAN = ZoneInfo("Asia/Tokyo")


@pytest.fixture
def clock(monkeypatch):
    def show(*moment):
        at = datetime(*moment, tzinfo=JAPAN).astimezone(UTC)
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)

    return show


@pytest.fixture
def last_quarter(cast):
    """Only the fourth quarter of R8 takes reports: January to March 2027."""
    cast.plan.periods.update(state="planned")
    return ReportingPeriodFactory(plan=cast.plan, number=4)


def owed(period):
    """What every page asks of a period."""
    (count,) = count_missing(period.plan, own=None, town=True)
    rows = list(missing(period))
    assert rows == [d.participation for d in duties.duties(period) if d.is_owed]
    assert count.sections == len({p.section_id for p in rows})
    return rows


def test_a_part_ends_at_midnight_in_the_town(cast, last_quarter, clock):
    """In UTC it is 30 March on both sides of it."""
    cast.participation.ends_on = date(2027, 3, 30)
    cast.participation.save()
    again = ParticipationFactory(
        initiative=cast.initiative, section=cast.section, starts_on=date(2027, 3, 31)
    )

    clock(2027, 3, 30, 23, 59)
    before = owed(last_quarter)
    clock(2027, 3, 31, 0, 0)

    assert (before, owed(last_quarter)) == ([cast.participation], [again])


@pytest.mark.parametrize(
    "moment", [(2027, 3, 31, 23, 59), (2027, 4, 1, 0, 0), (2027, 4, 15, 9, 0)]
)
def test_the_last_day_of_a_year_stays_the_day_of_its_last_quarter(
    cast, last_quarter, clock, moment
):
    """A revision and a change of role of 1 April change nothing of what March owes."""
    clock(*moment)
    revision = PlanRevisionFactory(plan=cast.plan, number=1, effective_on=date(2027, 4, 1))
    InitiativeTermsFactory(
        revision=revision, initiative=InitiativeFactory(plan=cast.plan, code="9", order=9)
    )
    seal(revision)
    cast.participation.ends_on = date(2027, 3, 31)
    cast.participation.save()
    ParticipationFactory(
        initiative=cast.initiative, section=cast.section, starts_on=date(2027, 4, 1)
    )

    assert owed(last_quarter) == [cast.participation]


@pytest.mark.parametrize("cadence", Cadence.values)
def test_every_cadence_asks_in_the_quarter_of_31_march(cast, last_quarter, clock, cadence):
    clock(2027, 3, 31, 23, 59)
    cast.participation.cadence = cadence
    cast.participation.save()

    assert owed(last_quarter) == [cast.participation]


def test_a_change_of_1_april_moves_nothing_at_2359_on_31_march(client, cast, last_quarter, clock):
    clock(2027, 3, 31, 23, 59)
    office = User.objects.get(pk=cast.office.pk)
    draft = ProgressReportFactory(participation=cast.participation, period=last_quarter)

    actions.change_cadence(
        participation=cast.participation,
        cadence=Cadence.YEAR,
        starts_on=date(2027, 4, 1),
        by=office,
    )
    clock(2027, 4, 1, 0, 0)
    client.force_login(cast.staff)
    address = reverse("report_edit", args=[cast.participation.pk, last_quarter.key])
    client.post(address, typed(cast, version=draft.version))

    draft.refresh_from_db()
    assert (draft.participation, draft.state) == (cast.participation, "submitted")


def test_work_goes_on_over_29_february(cast, clock):
    """R9 is the plan's last year; its fourth quarter has a 29 February."""
    clock(2028, 2, 29, 23, 59)
    cast.plan.periods.update(state="planned")
    leap = ReportingPeriodFactory(plan=cast.plan, fiscal_year=2027, number=4)
    third = ReportingPeriodFactory(plan=cast.plan, fiscal_year=2027, number=3, planned=True)
    last = ProgressReportFactory(participation=cast.participation, period=third, submitted=True)
    days = [date(2028, 2, 28), date(2028, 2, 29), None]
    part = cast.participation
    for ends_on, begins_on in zip(days, [None, date(2028, 2, 29), date(2028, 3, 1)], strict=True):
        if begins_on:
            part = Participation(
                initiative=cast.initiative, section=cast.section, starts_on=begins_on
            )
        part.ends_on = ends_on
        part.save()

    on_the_day = duties.duties(leap)
    clock(2028, 3, 1, 0, 0)
    after = duties.duties(leap)

    assert [(d.participation.starts_on, d.last) for d in (*on_the_day, *after)] == [
        (date(2028, 2, 29), last),
        (date(2028, 3, 1), last),
    ]


def test_after_the_plans_end_its_last_period_is_still_owed_and_written(client, cast, clock):
    clock(2028, 4, 20, 9, 0)
    cast.plan.periods.update(state="planned")
    final = ReportingPeriodFactory(plan=cast.plan, fiscal_year=2027, number=4)
    client.force_login(cast.staff)

    before = owed(final)
    mine = client.get(reverse("my_page"))
    client.post(reverse("report_edit", args=[cast.participation.pk, final.key]), typed(cast))

    assert (before, owed(final)) == ([cast.participation], [])
    assertContains(mine, "期限を過ぎ")
    assert ProgressReport.objects.get().period == final
