"""One initiative's page: its numbers with their explanations, and its chronicle."""

from datetime import date

import pytest
from django.urls import reverse

from initiatives.models import ReportingPeriod
from initiatives.pages.chronicle import SHOWN_LETTERS
from tests.factories.indicator import IndicatorFactory, MilestoneFactory
from tests.factories.initiative import InitiativeFactory, ParticipationFactory
from tests.factories.organization import SectionFactory, UserFactory
from tests.factories.report import ProgressReportFactory, ReportingPeriodFactory
from tests.factories.revision import PlanRevisionFactory, seal


@pytest.fixture
def today(monkeypatch):
    """23 November 2026, in the third quarter of R8."""
    day = date(2026, 11, 23)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: day)
    return day


def told(cast, period=None, participation=None, **fields):
    """A counted report."""
    return ProgressReportFactory(
        participation=participation or cast.participation,
        period=period or cast.period,
        submitted=True,
        **fields,
    )


def shown(client, cast, **query):
    client.force_login(cast.committee)
    return client.get(reverse("initiative", args=["1"]), {"period": "2026-3"} | query)


def chapters(response):
    """Each chapter as its period, who told something, who changed nothing, who was silent."""
    return [
        (
            c.period.key,
            [r.participation.section_id for r in c.told],
            [r.participation.section_id for r in c.unchanged],
            [s.participation.section_id for s in c.silent],
        )
        for c in response.context["chronicle"].chapters
    ]


@pytest.mark.parametrize("who", ["staff", "head", "stranger", "committee", "office"])
def test_everyone_with_an_appointment_reads_the_page(client, cast, who):
    client.force_login(getattr(cast, who))

    response = client.get(reverse("initiative", args=["1"]))

    assert response.status_code == 200
    assert "書かない窓口" in response.content.decode()


def test_a_visitor_is_sent_to_log_in(client, cast):
    response = client.get(reverse("initiative", args=["1"]))

    assert (response.status_code, response.url) == (
        302,
        "/account/login/?next=/plans/current/initiatives/1/",
    )


def test_every_number_leads_to_its_explanation(client, cast, today):
    told(cast, progress=60)

    page = shown(client, cast).content.decode()

    for measure in ("mean", "floor", "planned", "gap", "change", "coverage", "judgement"):
        assert (
            f'href="/plans/current/dashboard/explain/{measure}/initiative-1/?period=2026-3"'
            in page
        )


def test_the_history_holds_every_period_up_to_the_one_shown(client, cast, today):
    told(cast, cast.previous, progress=40)
    told(cast, progress=60)

    now = shown(client, cast).context
    before = shown(client, cast, period="2026-2").context

    assert [(p.key, f.mean) for p, f in now["history"]] == [("2026-3", 60), ("2026-2", 40)]
    assert [(p.key, f.mean) for p, f in before["history"]] == [("2026-2", 40)]
    assert (now["difference"], now["since"].label) == (20, "令和8年度 第2四半期")
    assert before["since"] is None


def test_the_page_s_numbers_are_the_dashboard_s(client, cast, today):
    told(cast, progress=60)
    told(cast, participation=ParticipationFactory(initiative=cast.initiative), progress=20)
    other = InitiativeFactory(plan=cast.plan, code="2", order=2)
    told(cast, participation=ParticipationFactory(initiative=other), progress=100)

    page = shown(client, cast).context["figures"]
    dashboard = client.get(reverse("dashboard"), {"period": "2026-3"}).context["figures"]

    assert page == dashboard.of(cast.initiative.pk)


def test_the_chronicle_tells_each_period_newest_first(client, cast, today):
    same = ParticipationFactory(initiative=cast.initiative, section=SectionFactory())
    silent = ParticipationFactory(initiative=cast.initiative, section=SectionFactory())
    told(cast, cast.previous, same, done_text="様式を選んだ")
    told(cast, participation=same, unchanged=True)
    told(cast, done_text="窓口の様式を減らした", issues_text="", next_text="次を選ぶ")

    response = shown(client, cast)

    assert chapters(response) == [
        ("2026-3", [cast.section.pk], [same.section_id], [silent.section_id]),
        ("2026-2", [same.section_id], [], [cast.section.pk, silent.section_id]),
    ]
    page = response.content.decode()
    assert "窓口の様式を減らした" in page
    assert "<dt>課題</dt>" not in page.split('class="details chapter"')[0]
    assert f"<b>報告なし</b>：{silent.section.label}（うち一度も報告がない班：1）" in page


def test_the_chronicle_says_who_submitted_and_who_confirmed(client, cast, today):
    told(cast, submitted_by=cast.staff)
    second = ParticipationFactory(initiative=cast.initiative)
    ProgressReportFactory(
        participation=second,
        period=cast.period,
        confirmed=True,
        submitted_by=UserFactory(name="班員 八郎"),
        confirmed_by=cast.office,
        confirmed_on_behalf=True,
    )

    page = shown(client, cast).content.decode()

    assert "担当 一郎　課長の確認待ち" in page
    assert "事務局 六郎（代理確認）" in page


def test_drafts_and_returned_reports_never_show(client, cast, today):
    ProgressReportFactory(
        participation=cast.participation, period=cast.period, done_text="まだ下書きです"
    )
    second = ParticipationFactory(initiative=cast.initiative)
    ProgressReportFactory(
        participation=second, period=cast.period, returned=True, done_text="差し戻された文"
    )

    response = shown(client, cast)

    page = response.content.decode()
    assert "まだ下書きです" not in page
    assert "差し戻された文" not in page
    assert chapters(response)[0][1:3] == ([], [])


def test_long_texts_break_off_until_one_section_is_chosen(client, cast, today):
    text = "あ" * (SHOWN_LETTERS + 50)
    told(cast, done_text=text)

    every = shown(client, cast).content.decode()
    one = shown(client, cast, section=cast.section.pk).content.decode()

    assert text not in every
    assert f"{'あ' * (SHOWN_LETTERS - 1)}…" in every
    assert text in one


def test_one_section_is_told_over_all_years(client, cast, today):
    last_year = ReportingPeriodFactory(plan=cast.plan, fiscal_year=2025, number=4, closed=True)
    other = ParticipationFactory(initiative=cast.initiative)
    for period in (last_year, cast.period):
        told(cast, period)
        told(cast, period, other)

    response = shown(client, cast, section=cast.section.pk)

    assert chapters(response) == [
        ("2026-3", [cast.section.pk], [], []),
        ("2026-2", [], [], [cast.section.pk]),
        ("2025-4", [cast.section.pk], [], []),
    ]


def test_a_fiscal_year_is_told_at_a_time(client, cast, today):
    last_year = ReportingPeriodFactory(plan=cast.plan, fiscal_year=2025, number=4, closed=True)
    told(cast, last_year, done_text="前の年度の文")
    told(cast, done_text="今年度の文")

    this, last = shown(client, cast), shown(client, cast, year="2025")

    assert [key for key, *_ in chapters(this)] == ["2026-3", "2026-2"]
    assert [key for key, *_ in chapters(last)] == ["2025-4"]
    assert "前の年度の文" in last.content.decode()
    assert "?period=2026-3&amp;year=2025#chronicle-title" in this.content.decode()


def test_a_past_period_tells_nothing_that_came_later(client, cast, today):
    told(cast, cast.previous, done_text="前の期の文")
    told(cast, done_text="あとの期の文")

    page = shown(client, cast, period="2026-2").content.decode()

    assert "前の期の文" in page
    assert "あとの期の文" not in page


@pytest.mark.parametrize(
    "query",
    [{"year": "2019"}, {"year": "x"}, {"section": "0"}, {"section": "二"}, {"period": "2030-1"}],
)
def test_an_unknown_year_section_or_period_is_not_found(client, cast, today, query):
    assert shown(client, cast, **query).status_code == 404


def test_milestones_stand_as_of_the_period_s_end(client, cast, today):
    MilestoneFactory(
        initiative=cast.initiative, due_on=date(2026, 3, 31), done_on=date(2026, 10, 5)
    )

    past = shown(client, cast, period="2026-2")
    now = shown(client, cast)

    assert "1件中0件完了・期限超過1件" in past.content.decode()
    assert "令和8年10月5日まで" not in past.content.decode()
    assert "1件中1件完了" in now.content.decode()
    for response in (past, now):
        group = response.context["milestones"][0]
        overdue = response.context["figures"].overdue
        assert [m.pk for m in group.overdue] == [m.id for m in overdue]


def test_the_page_shows_without_any_period(client, cast, today):
    ReportingPeriod.objects.update(state="planned")
    IndicatorFactory(initiative=cast.initiative, name="交付率")
    MilestoneFactory(initiative=cast.initiative)
    client.force_login(cast.committee)

    response = client.get(reverse("initiative", args=["1"]))

    assert (response.status_code, response.context["period"]) == (200, None)
    assert "交付率" in response.content.decode()


def test_an_initiative_outside_the_plan_says_so(client, cast, today):
    InitiativeFactory(plan=cast.plan, code="2", title="新しい取組", order=2)
    client.force_login(cast.committee)

    page = client.get(reverse("initiative", args=["2"])).content.decode()

    assert "この期間の計画に、この取組はありません" in page
    assert "この時点の計画に、この取組の予定はありません" in page
    assert "担当する班がまだ決まっていません" in page


def test_an_ended_initiative_keeps_its_past(client, cast, today):
    told(cast, cast.previous, done_text="終わる前の文")
    seal(PlanRevisionFactory(plan=cast.plan, number=1, effective_on=cast.period.starts_on))

    response = shown(client, cast)

    assert response.context["figures"] is None
    assert [key for key, *_ in chapters(response)] == ["2026-2"]
    assert "終わる前の文" in response.content.decode()


def test_a_code_with_hyphens_and_kanji_is_an_address(client, cast, today):
    cast.initiative.code = "52-4-一"
    cast.initiative.save()
    client.force_login(cast.committee)

    response = client.get(cast.initiative.get_absolute_url())

    assert response.status_code == 200
    assert "/explain/mean/initiative-52-4-%E4%B8%80/" in response.content.decode()


def test_the_page_shows_indicators_and_overdue_milestones(client, cast, today):
    IndicatorFactory(initiative=cast.initiative, name="交付率")
    MilestoneFactory(initiative=cast.initiative, name="戸籍", due_on=date(2026, 3, 31))

    page = shown(client, cast).content.decode()

    assert "交付率" in page
    assert "1件中0件完了・期限超過1件" in page
