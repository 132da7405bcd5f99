"""Who has not reported, for how long, and who answers for it."""

from datetime import date

import pytest

from initiatives.choices import ReportState, ReportStatus
from initiatives.models import Participation, ProgressReport
from initiatives.reporting.duties import Duty
from initiatives.reporting.submissions import Tally
from organization.choices import Role
from tests.clients import log_in_for
from tests.factories.initiative import InitiativeFactory, ParticipationFactory
from tests.factories.organization import (
    SINCE,
    AppointmentFactory,
    DepartmentFactory,
    SectionFactory,
    UserFactory,
)
from tests.factories.report import (
    SUBMITTED_AT,
    ProgressReportFactory,
    ReportingPeriodFactory,
)
from tests.factories.revision import hold

READERS = ["staff", "head", "stranger", "committee", "office"]
ADDRESS = "/periods/2026-3/submissions/"


@pytest.fixture
def today(monkeypatch):
    """18 January 2027: three days after the third quarter's reports were due."""
    day = date(2027, 1, 18)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: day)
    return day


def rows(response):
    """What the list shows: department, section, initiative, state, periods in silence, since."""
    return [
        (
            group.department.name,
            member.section.short_label,
            entry.duty.participation.initiative.symbol,
            entry.duty.state,
            entry.silent_periods,
            entry.silent_since,
        )
        for group in response.context["departments"]
        for member in group.sections
        for entry in member.entries
    ]


@pytest.mark.parametrize("who", READERS)
def test_everyone_with_an_appointment_reads_the_list(client, cast, today, who):
    client.force_login(getattr(cast, who))

    response = client.get(ADDRESS)

    assert rows(response) == [("町民課", "窓口班", "①", "", 2, "R8 第2四半期")]


def test_a_visitor_is_sent_to_log_in(client, cast):
    response = client.get(ADDRESS)

    assert (response.status_code, response.url) == (
        302,
        log_in_for(ADDRESS),
    )


def test_somebody_without_an_appointment_is_told_whom_to_ask(client, cast):
    client.force_login(cast.nobody)

    assert client.get(ADDRESS).status_code == 403


def test_silence_counts_back_to_the_last_counted_report(client, cast, today):
    ReportingPeriodFactory(plan=cast.plan, number=1, closed=True)
    ProgressReportFactory(
        participation=cast.participation,
        period=ReportingPeriodFactory(plan=cast.plan, number=1),
        confirmed=True,
    )
    ProgressReportFactory(participation=cast.participation, period=cast.previous, returned=True)
    ProgressReportFactory(participation=cast.participation, period=cast.period)
    client.force_login(cast.office)

    response = client.get(ADDRESS)

    assert rows(response) == [("町民課", "窓口班", "①", "draft", 2, "R8 第2四半期")]
    page = response.content.decode()
    assert "<b>2期続けて</b>（R8 第2四半期から）" in page
    assert '<td class="nowrap">R8 第1四半期</td>' in page


def test_a_report_of_the_period_ends_the_silence(client, cast, today):
    ProgressReportFactory(participation=cast.participation, period=cast.period, submitted=True)
    client.force_login(cast.office)

    response = client.get(ADDRESS)

    assert rows(response) == [("町民課", "窓口班", "①", "submitted", 0, "")]
    assert "すべて提出されています" in response.content.decode()


def test_work_given_up_is_shown_as_such_and_not_asked_for(monkeypatch, client, cast, today):
    ProgressReportFactory(
        participation=cast.participation, period=cast.previous, cancelled=True, submitted=True
    )
    monkeypatch.setattr(Duty, "is_owed", False)
    client.force_login(cast.office)

    every = client.get(ADDRESS)
    owed = client.get(ADDRESS, {"show": "owed"})

    assert every.context["tally"] == Tally(total=0, owed=0, submitted=0, confirmed=0)
    assert "報告は要りません" in every.content.decode()
    assert rows(owed) == []


def test_silence_begins_no_earlier_than_the_duty(client, cast, today):
    cast.participation.starts_on = cast.period.starts_on
    cast.participation.save()
    client.force_login(cast.office)

    response = client.get(ADDRESS)

    assert rows(response)[0][4:] == (1, "R8 第3四半期")
    assert "この期間だけ" in response.content.decode()


def test_those_who_answer_today_are_named(client, cast, today):
    AppointmentFactory(
        user=UserFactory(name="前の担当"), section=cast.section, ends_on=date(2026, 3, 31)
    )
    UserFactory(name="辞めた人", staff_of=cast.section, left=True)
    client.force_login(cast.office)

    response = client.get(ADDRESS)

    group = response.context["departments"][0]
    assert group.heads == ("課長 三郎",)
    assert group.sections[0].staff == ("担当 一郎", "担当 二郎")


def test_office_staff_answer_for_their_own_section(client, cast, today):
    section = SectionFactory(department=cast.section.department)
    ParticipationFactory(initiative=cast.initiative, section=section)
    AppointmentFactory(user=UserFactory(name="事務 八郎"), section=section, role=Role.OFFICE)
    client.force_login(cast.office)

    response = client.get(ADDRESS)

    assert response.context["departments"][0].sections[1].staff == ("事務 八郎",)


def test_nobody_in_charge_is_said(client, cast, today):
    ParticipationFactory(initiative=cast.initiative, section=SectionFactory(unnamed=True))
    client.force_login(cast.office)

    page = client.get(ADDRESS).content.decode()

    assert "担当：登録がありません" in page
    assert "課長：登録がありません" in page


def test_the_list_narrows_to_what_is_owed_and_to_a_department(client, cast, today):
    other = DepartmentFactory(name="税務課", order=2)
    third = DepartmentFactory(name="建設課", order=3)
    for department in (other, third):
        section = SectionFactory(department=department, name="管理班")
        ParticipationFactory(initiative=cast.initiative, section=section)
    handed_in = InitiativeFactory(plan=cast.plan, code="2", symbol="②", order=2)
    hold(handed_in)
    ProgressReportFactory(
        participation=ParticipationFactory(initiative=handed_in, section=cast.section),
        period=cast.period,
        submitted=True,
    )
    client.force_login(cast.office)

    every = client.get(ADDRESS)
    owed = client.get(ADDRESS, {"show": "owed"})
    one = client.get(ADDRESS, {"show": "owed", "department": other.pk})
    unknown = client.get(ADDRESS, {"department": "0"})

    assert [r[:3] for r in rows(every)] == [
        ("町民課", "窓口班", "①"),
        ("町民課", "窓口班", "②"),
        ("税務課", "管理班", "①"),
        ("建設課", "管理班", "①"),
    ]
    assert [r[:3] for r in rows(owed)] == [rows(every)[i][:3] for i in (0, 2, 3)]
    assert [r[0] for r in rows(one)] == ["税務課"]
    assert rows(unknown) == rows(every)
    assert {r.context["tally"].owed for r in (every, owed, one)} == {3}


def test_all_is_well_is_said(client, cast, today):
    ProgressReportFactory(participation=cast.participation, period=cast.period, submitted=True)
    client.force_login(cast.office)

    response = client.get(ADDRESS, {"show": "owed"})

    assert response.context["departments"] == []
    assert "未提出の報告はありません" in response.content.decode()


@pytest.mark.parametrize(
    ("day", "words", "letter"),
    [
        (date(2027, 1, 5), "あと10日", "提出期限の令和9年1月15日（あと10日）までに"),
        (date(2027, 1, 15), "今日が期限です", "提出期限は本日（令和9年1月15日）です。"),
        (date(2027, 1, 18), "期限を3日過ぎています", "令和9年1月15日を3日過ぎています。至急、"),
    ],
)
def test_the_days_to_the_due_date_are_said(client, cast, monkeypatch, day, words, letter):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: day)
    client.force_login(cast.office)

    page = client.get(ADDRESS, {"show": "owed"}).content.decode()

    assert words in page
    assert letter in page


def test_what_is_owed_prints_as_a_letter_to_each_department(client, cast, today):
    client.force_login(cast.office)

    asked = client.get(ADDRESS, {"show": "owed"}).content.decode()
    plain = client.get(ADDRESS).content.decode()

    assert '<body class="print-portrait submissions">' in asked
    assert '<p class="submissions__date">令和9年1月18日</p>' in asked
    assert "町民課　課長 三郎　様" in asked
    assert "令和8年度 第3四半期　進捗報告の提出について（お願い）" in asked
    assert "（お願い）" not in plain


def fill(cast, *, sections, initiatives, periods):
    """So many sections in each of so many initiatives, with reports in all but the last two."""
    times = [
        ReportingPeriodFactory(plan=cast.plan, fiscal_year=2022 + n // 4, number=n % 4 + 1)
        for n in range(periods - 2)
    ]
    places = [SectionFactory() for _ in range(sections)]
    writers = [UserFactory(staff_of=place) for place in places]
    new = [InitiativeFactory(plan=cast.plan) for _ in range(initiatives)]
    hold(*new)
    duties = Participation.objects.bulk_create(
        Participation(initiative=initiative, section=place, starts_on=SINCE)
        for initiative in new
        for place in places
    )
    ProgressReport.objects.bulk_create(
        ProgressReport(
            participation=duty,
            period=time,
            state=ReportState.SUBMITTED,
            status=ReportStatus.IN_PROGRESS,
            phase=cast.run,
            progress=50,
            submitted_at=SUBMITTED_AT,
            submitted_by=writers[0],
        )
        for duty in duties
        for time in times
    )
    ProgressReport.objects.bulk_create(
        ProgressReport(participation=duty, period=cast.period) for duty in duties[::2]
    )


@pytest.mark.parametrize("query", [{}, {"show": "owed"}])
def test_the_list_costs_the_same_for_a_whole_town(client, cast, django_assert_num_queries, query):
    """33 sections in 11 initiatives over 20 periods: what the plan's last year will hold."""
    fill(cast, sections=1, initiatives=1, periods=3)
    client.force_login(cast.office)

    with django_assert_num_queries(21):  # the roll-up says how long nothing has come
        few = client.get(ADDRESS, query)
    fill(cast, sections=33, initiatives=11, periods=20)
    with django_assert_num_queries(21):  # the roll-up says how long nothing has come
        many = client.get(ADDRESS, query)

    assert (len(rows(few)), len(rows(many))) == (2, 365)
