"""The page behind every number."""

from datetime import date
from urllib.parse import quote

import pytest
from django.urls import reverse

from initiatives.models import ReportingPeriod
from inventory.choices import Stage
from tests.clients import log_in_for
from tests.factories.indicator import (
    IndicatorFactory,
    IndicatorTargetFactory,
    IndicatorValueFactory,
    MilestoneFactory,
)
from tests.factories.initiative import ParticipationFactory
from tests.factories.inventory import TaskFactory
from tests.factories.report import ProgressReportFactory
from tests.factories.revision import PlanRevisionFactory, seal


@pytest.fixture
def told(cast):
    """60 % in this period."""
    ProgressReportFactory(
        participation=cast.participation, period=cast.period, progress=60, submitted=True
    )
    return cast


def explained(client, measure, of, **query):
    return client.get(reverse("explain", args=[measure, of]), {"period": "2026-3"} | query)


MEASURES = ["mean", "floor", "planned", "gap", "coverage"]
INVENTORY = ["tasks", "stages", "hours", "expected"]
SUBJECTS = ["plan", "pillar", "initiative-1"]


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("of", SUBJECTS)
@pytest.mark.parametrize("who", ["staff", "head", "stranger", "committee", "office"])
def test_everyone_may_ask_for_every_number(client, told, measure, of, who):
    client.force_login(getattr(told, who))
    if of == "pillar":
        of = f"pillar-{told.initiative.pillar_id}"

    response = explained(client, measure, of)

    assert response.status_code == 200
    assert response.context["explanation"].value in response.content.decode()


def test_a_visitor_is_sent_to_log_in(client, told):
    address = reverse("explain", args=["mean", "plan"])

    response = client.get(address)

    assert (response.status_code, response.url) == (
        302,
        log_in_for(address),
    )


@pytest.mark.parametrize(
    ("measure", "of"),
    [
        ("mean", "initiative-99"),
        ("mean", "initiative-"),
        ("mean", "pillar-0"),
        ("mean", "section-1"),
        ("mean", "十"),
        ("judgement", "plan"),
        ("change", "pillar-1"),
        ("change", "initiative-99"),
        ("count", "nothing"),
        ("milestones", "pillar-1"),
        ("silence", "section-0"),
        ("silence", "plan"),
        ("indicator", "indicator-0"),
        ("indicator", f"indicator-{'9' * 40}"),
        ("tasks", "department-0"),
        ("hours", f"department-{'9' * 40}"),
        ("stages", "plan"),
        ("unknown", "plan"),
    ],
)
def test_an_unknown_number_is_not_found(client, told, measure, of):
    client.force_login(told.committee)

    assert explained(client, measure, of).status_code == 404


def test_an_unknown_period_is_not_found(client, told):
    client.force_login(told.committee)

    assert explained(client, "mean", "plan", period="2030-1").status_code == 404


def test_before_the_first_period_the_page_says_so(client, cast):
    ReportingPeriod.objects.update(state="planned")
    client.force_login(cast.committee)

    response = client.get(reverse("explain", args=["mean", "plan"]))

    assert "報告期間" in response.content.decode()
    assert response.status_code == 200


def test_a_code_may_be_any_text(client, told):
    told.initiative.code = "52-4-一 a"
    told.initiative.save()
    client.force_login(told.committee)

    response = explained(client, "mean", "initiative-52-4-一 a")

    assert response.context["explanation"].value == "60.0%"
    assert quote("52-4-一 a") in response.content.decode()


def test_rows_lead_to_reports_and_keep_the_period(client, told):
    report = told.participation.reports.get()
    client.force_login(told.committee)

    of_initiative = explained(client, "mean", "initiative-1").content.decode()
    of_plan = explained(client, "mean", "plan").content.decode()

    assert f'href="{report.get_absolute_url()}"' in of_initiative
    assert 'href="/plans/current/dashboard/explain/mean/initiative-1/?period=2026-3"' in of_plan


def test_an_ended_initiative_is_explained_only_while_it_ran(client, told):
    second = PlanRevisionFactory(plan=told.plan, number=1, effective_on=told.period.starts_on)
    seal(second)
    client.force_login(told.committee)

    before = explained(client, "mean", "initiative-1", period="2026-2")
    after = explained(client, "mean", "initiative-1")

    assert (before.status_code, after.status_code) == (200, 404)


def test_a_change_is_counted_from_the_period_before(client, told):
    ProgressReportFactory(
        participation=told.participation, period=told.previous, progress=40, submitted=True
    )
    client.force_login(told.committee)

    one = explained(client, "change", "initiative-1").context["explanation"]
    plan = explained(client, "change", "plan").context["explanation"]

    assert (one.value, plan.value) == ("＋20.0", "＋20.0")
    assert one.working.text == "60.0％ − 40.0％ ＝ ＋20.0ポイント"
    assert [(r.figure, r.note) for r in one.counted] == [
        ("60.0%", "令和8年度 第3四半期"),
        ("40.0%", "令和8年度 第2四半期"),
    ]
    assert one.steps == ("判定：「遅れ」→「やや遅れ」",)


def test_nothing_before_and_silence_have_no_change(client, told):
    client.force_login(told.committee)

    first = explained(client, "change", "initiative-1", period="2026-2").context["explanation"]
    silent = explained(client, "change", "initiative-1").context["explanation"]

    assert (first.value, first.missing, len(first.counted)) == ("－", True, 1)
    assert "比べられません" in first.steps[0]
    assert "未報告のため" in silent.steps[0]


def test_an_indicator_shows_the_way_to_its_target(client, told):
    indicator = IndicatorFactory(initiative=told.initiative, name="交付率", baseline="70")
    IndicatorTargetFactory(indicator=indicator, fiscal_year=2027, value="90")
    IndicatorValueFactory(indicator=indicator, value="74", measured_on=date(2025, 3, 31))
    IndicatorValueFactory(
        indicator=indicator, value="80", measured_on=date(2026, 3, 31), is_provisional=True
    )
    IndicatorValueFactory(indicator=indicator, series="全国", value="85")
    client.force_login(told.committee)

    told_of = explained(client, "indicator", f"indicator-{indicator.pk}").context["explanation"]

    assert told_of.value == "50.0%"
    assert told_of.working.text == "(80 − 70) ÷ (90 − 70) ＝ 50.0％"
    assert "速報値" in told_of.steps[0]
    assert [row.figure.removesuffix(indicator.unit) for row in told_of.counted] == [
        "70",
        "90",
        "80",
    ]
    assert len(told_of.not_counted) == 2


def test_an_indicator_without_a_target_says_so(client, told):
    indicator = IndicatorFactory(initiative=told.initiative, baseline=None)
    client.force_login(told.committee)

    told_of = explained(client, "indicator", f"indicator-{indicator.pk}").context["explanation"]

    assert (told_of.value, told_of.missing) == ("目標値の定めなし（推移のみ）", True)


def test_the_inventory_is_explained_by_department_and_section(client, told):
    both = {"annual_hours_before": 100, "annual_hours_after": "40.5"}
    TaskFactory(section=told.section, stage=Stage.DIGITISED)
    TaskFactory(section=told.section, stage=Stage.DIGITISED, **both)
    TaskFactory(section=told.section, stage=Stage.CONSIDERING, **both)
    TaskFactory(section=told.section, **both)
    of = f"department-{told.section.department_id}"
    client.force_login(told.committee)

    town = {m: explained(client, m, "town").context["explanation"] for m in INVENTORY}
    one = {m: explained(client, m, of).context["explanation"] for m in INVENTORY}

    assert [town[m].value for m in INVENTORY] == ["4", "2", "59.5", "59.5"]
    assert [one[m].value for m in INVENTORY] == ["4", "2", "59.5", "59.5"]
    assert town["hours"].working.text == "100.0時間 − 40.5時間 ＝ 59.5時間"
    assert [(r.label, r.figure) for r in town["hours"].not_counted] == [
        ("時間が入力されていない事務", "1件")
    ]
    assert town["stages"].working.value == 4
    assert one["tasks"].working.value == 4
    assert one["tasks"].about == "町民課"


def test_hours_nobody_entered_are_not_0(client, told):
    TaskFactory(section=told.section)
    client.force_login(told.committee)

    hours = explained(client, "hours", "town").context["explanation"]

    assert (hours.value, hours.missing, hours.working) == ("未入力", True, None)


@pytest.mark.parametrize(
    ("measure", "of", "queries"),
    [
        ("mean", "plan", 16),
        ("mean", "initiative-1", 17),
        ("planned", "initiative-1", 16),
        ("judgement", "initiative-1", 16),
        ("change", "initiative-1", 17),
        ("count", "unreported", 16),
        ("silence", "section", 16),
        ("hours", "town", 11),
    ],
)
def test_an_explanation_costs_the_same_however_much_it_shows(
    client, told, django_assert_num_queries, measure, of, queries
):
    of = f"section-{told.section.pk}" if of == "section" else of
    client.force_login(told.committee)

    with django_assert_num_queries(queries):
        explained(client, measure, of)
    for _ in range(6):
        participation = ParticipationFactory(initiative=told.initiative)
        TaskFactory(section=participation.section)
        for period in (told.previous, told.period):
            ProgressReportFactory(participation=participation, period=period, submitted=True)
    MilestoneFactory.create_batch(3, initiative=told.initiative)
    with django_assert_num_queries(queries):
        explained(client, measure, of)


def test_a_report_that_does_not_count_yet_is_named(client, cast):
    drafted, returned = (ParticipationFactory(initiative=cast.initiative) for _ in range(2))
    ProgressReportFactory(participation=returned, period=cast.previous, submitted=True)
    ProgressReportFactory(participation=returned, period=cast.period, returned=True)
    ProgressReportFactory(participation=drafted, period=cast.period)
    client.force_login(cast.committee)

    mean = explained(client, "mean", "initiative-1").context["explanation"]

    assert "今期の報告は「差戻し」なので、まだ使っていません。" in mean.carried[0].note
    assert [("「下書き」" in row.note) for row in mean.not_counted] == [False, True]
