"""マイページ while no period is open: nobody whose report is missing reads that all is in."""

from datetime import date

import pytest
from django.urls import reverse

from initiatives.choices import PeriodState
from initiatives.models import Participation, ReportingPeriod
from organization.choices import Role
from tests.factories import (
    AppointmentFactory,
    InitiativeFactory,
    ParticipationFactory,
    ProgressReportFactory,
    ReportingPeriodFactory,
    SectionFactory,
    UserFactory,
)
from tests.factories.revision import hold

ALL_IN = "すべて提出されています"
NONE_OPEN = "受付中の報告期間はありません"
MISSING = "提出されないまま締め切られた報告"
ROLE = "あなたの役割では報告の提出はありません"
NO_PART = "あなたの班が担当する報告はありません"


@pytest.fixture
def second(cast):
    initiative = InitiativeFactory(plan=cast.plan, code="2", symbol="②", title="押印の見直し")
    hold(initiative)
    return ParticipationFactory(initiative=initiative, section=cast.section)


def close(cast):
    """Both periods of the cast are closed."""
    for period in (cast.previous, cast.period):
        period.state = PeriodState.CLOSED
        period.closed_at = "2027-01-20T00:00:00Z"
        period.closed_by = cast.office
        period.save()


def page_of(client, user):
    client.force_login(user)
    return client.get("/").content.decode()


def test_staff_read_which_of_their_reports_are_missing(client, cast, second):
    ProgressReportFactory(participation=cast.participation, period=cast.period, submitted=True)
    close(cast)

    page = page_of(client, cast.staff)

    assert (NONE_OPEN in page, f"{MISSING}（1件）" in page) == (True, True)
    assert "窓口班：1件" in page
    assert "② 押印の見直し" in page
    assert "① 書かない窓口" not in page
    assert "令和8年度 第3四半期は締め切られたため" in page
    assert (ALL_IN in page, ROLE in page) == (False, False)


def test_a_head_reads_the_counts_of_their_sections(client, cast, second):
    other = SectionFactory(department=cast.section.department, name="戸籍班", order=2)
    ParticipationFactory(initiative=cast.initiative, section=other)
    ParticipationFactory(initiative=cast.initiative)
    close(cast)

    page = page_of(client, cast.head)

    assert f"{MISSING}（3件）" in page
    assert ("窓口班：2件" in page, "戸籍班：1件" in page) == (True, True)
    assert "押印の見直し" not in page
    assert (ALL_IN in page, ROLE in page, "町全体" in page) == (False, False, False)


def test_the_office_reads_what_is_missing_in_the_town(client, cast, second):
    ParticipationFactory(initiative=cast.initiative)
    close(cast)

    page = page_of(client, cast.office)

    assert "町全体：3件" in page
    assert f"{reverse('submissions', args=['2026-3'])}?show=owed" in page
    assert ALL_IN not in page


def test_an_office_member_of_a_section_reads_both(client, cast, second):
    member = UserFactory(name="事務局 八郎")
    AppointmentFactory(user=member, section=cast.section, role=Role.OFFICE)
    ParticipationFactory(initiative=cast.initiative)
    close(cast)

    page = page_of(client, member)

    assert ("窓口班：2件" in page, "町全体：3件" in page) == (True, True)
    assert "② 押印の見直し" in page


def test_a_committee_member_reads_of_no_duty(client, cast):
    close(cast)

    page = page_of(client, cast.committee)

    assert (ROLE in page, MISSING in page, ALL_IN in page) == (True, False, False)


def test_nothing_missing_is_not_called_missing(client, cast):
    ProgressReportFactory(participation=cast.participation, period=cast.period, submitted=True)
    close(cast)

    page = page_of(client, cast.staff)

    assert (NONE_OPEN in page, MISSING in page, ALL_IN in page) == (True, False, False)


def test_what_was_given_up_is_not_missing(client, cast):
    ProgressReportFactory(
        participation=cast.participation, period=cast.previous, cancelled=True, submitted=True
    )
    close(cast)

    assert MISSING not in page_of(client, cast.staff)


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (
            date(2026, 12, 31),
            "次の報告期間（令和8年度 第4四半期）は、令和9年1月1日に始まる予定です。",
        ),
        (
            date(2027, 1, 1),
            "次の報告期間（令和8年度 第4四半期）は、令和9年1月1日に始まる予定でしたが、"
            "まだ受付が始まっていません。",
        ),
    ],
)
def test_the_next_opening_is_announced(client, cast, monkeypatch, today, words):
    close(cast)
    ReportingPeriodFactory(plan=cast.plan, number=4, planned=True)
    ReportingPeriodFactory(plan=cast.plan, fiscal_year=2027, number=1, planned=True)
    ReportingPeriodFactory(plan=cast.plan, number=1, planned=True)  # left out, long ago
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: today)

    assert words in page_of(client, cast.staff)


@pytest.mark.parametrize("closed", [True, False])
def test_no_next_period_is_its_own_sentence(client, cast, closed):
    if closed:
        close(cast)
    else:
        ReportingPeriod.objects.all().delete()

    page = page_of(client, cast.staff)

    words = "次の報告期間は、まだ決まっていません。" if closed else "報告期間がまだ作られていない"
    assert (NONE_OPEN in page, words in page) == (True, True)
    assert (MISSING in page) == closed


@pytest.mark.parametrize("address", ["/", "/reports/sheet/2026-3/"])
def test_all_is_in_is_said_only_when_something_was_handed_in(client, cast, address):
    said = []
    client.force_login(cast.staff)
    for period in (cast.previous, cast.period):
        ProgressReportFactory(participation=cast.participation, period=period, submitted=True)
    said.append(ALL_IN in client.get(address).content.decode())
    client.force_login(cast.stranger)
    page = client.get(address).content.decode()
    said += [ALL_IN in page, NO_PART in page, NONE_OPEN in page]

    assert said == [True, False, True, False]


@pytest.mark.parametrize("address", ["/", "/reports/sheet/2026-3/"])
def test_work_given_up_is_not_called_handed_in(client, cast, address):
    ProgressReportFactory(
        participation=cast.participation, period=cast.previous, cancelled=True, submitted=True
    )
    cast.previous.state = PeriodState.PLANNED
    cast.previous.save()
    client.force_login(cast.staff)

    page = client.get(address).content.decode()

    assert "前の報告で「中止」とした取組のほかに、報告する取組はありません。" in page
    assert ALL_IN not in page


@pytest.mark.parametrize("show", ["", "owed"])
def test_the_list_of_submissions_says_so_of_work_given_up(client, cast, show):
    ProgressReportFactory(
        participation=cast.participation, period=cast.previous, cancelled=True, submitted=True
    )
    client.force_login(cast.office)
    address = reverse("submissions", args=["2026-3"])

    page = client.get(address, {"show": show}).content.decode()
    Participation.objects.update(ends_on=cast.previous.ends_on)
    nobody = client.get(address, {"show": show}).content.decode()

    assert (ALL_IN in page, ALL_IN in nobody) == (False, False)
    assert (
        "町民課（報告は要りません）" if not show else "この条件では、報告を求めていません。"
    ) in page
    assert "この期間に報告する班はありません" in nobody


def test_a_department_without_a_duty_is_not_called_handed_in(client, cast):
    other = ParticipationFactory(initiative=cast.initiative)
    ProgressReportFactory(participation=cast.participation, period=cast.period, submitted=True)
    ProgressReportFactory(
        participation=other, period=cast.previous, cancelled=True, submitted=True
    )
    client.force_login(cast.office)
    address = reverse("submissions", args=["2026-3"])
    places = (cast.section.department_id, other.section.department_id)

    said = [
        ALL_IN in client.get(address, {"show": "owed", "department": pk}).content.decode()
        for pk in places
    ]

    assert said == [True, False]


def test_closing_a_period_nobody_reports_for_praises_nobody(client, cast):
    Participation.objects.update(ends_on=date(2025, 3, 31))
    client.force_login(cast.office)

    page = client.get(reverse("period_step", args=["2026-3", "close"])).content.decode()

    assert "報告はすべて提出され" not in page
