"""The plan's content, indicators, milestones and meetings."""

from datetime import date

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from initiatives.choices import DecisionOutcome
from initiatives.models import Decision, GlossaryTerm, Indicator, Plan
from tests.factories import (
    BackgroundFigureFactory,
    DecisionFactory,
    GlossaryTermFactory,
    IndicatorFactory,
    InitiativeFactory,
    MeetingFactory,
    MilestoneFactory,
    PhaseFactory,
    PillarFactory,
    PlanFactory,
    ProgressReportFactory,
    SdgFieldFactory,
    SdgGoalFactory,
    SystemFactory,
    TaskFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

ADMIN = "/admin/initiatives"


@pytest.fixture
def office(client):
    user = UserFactory(office=True)
    client.force_login(user)
    return user


def no_rows(*prefixes):
    return {
        f"{prefix}-{name}": 0 for prefix in prefixes for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }


def plan_form(**changes):
    return {
        "name": "見本町DX推進計画",
        "slug": "current",
        "municipality": "見本町",
        "office_name": "デジタル推進課",
        "adopted_month": "2023-07",
        "first_fiscal_year": 2023,
        "last_fiscal_year": 2027,
        "periods_per_year": 4,
        "due_days": 15,
        **no_rows("phases", "ratings"),
    } | changes


def test_plan_gets_its_phases(client, office):
    plan = PlanFactory()
    phase = {"phases-TOTAL_FORMS": 1, "phases-0-name": "試行", "phases-0-order": 1}

    client.post(
        f"{ADMIN}/plan/{plan.pk}/change/",
        plan_form(due_days=20, **phase, **{"phases-0-bar_style": "solid"}),
    )

    plan.refresh_from_db()
    assert plan.due_days == 20
    assert [row.name for row in plan.phases.all()] == ["試行"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"adopted_month": "令和5年7月"}, "この値は 7 文字以下"),
        ({"adopted_month": "2023-13"}, "西暦4桁と月2桁を「2023-07」のように入力してください。"),
        ({"last_fiscal_year": 2022}, "最後の年度は最初の年度以後にしてください。"),
    ],
)
def test_plan_refuses_what_cannot_be(client, office, changes, message):
    plan = PlanFactory()
    if changes.get("adopted_month", "").startswith("令和"):
        changes = {"adopted_month": "令和5年7月1日"}

    response = client.post(f"{ADMIN}/plan/{plan.pk}/change/", plan_form(**changes))

    assertContains(response, message)
    assert Plan.objects.get().adopted_month == "2023-07"


def test_a_phase_in_use_is_not_removed(client, office):
    report = ProgressReportFactory()
    phase = report.phase
    rows = {
        "phases-TOTAL_FORMS": 1,
        "phases-INITIAL_FORMS": 1,
        "phases-0-id": phase.pk,
        "phases-0-plan": phase.plan_id,
        "phases-0-name": phase.name,
        "phases-0-order": phase.order,
        "phases-0-bar_style": phase.bar_style,
        "phases-0-DELETE": "on",
    }

    response = client.post(f"{ADMIN}/plan/{phase.plan_id}/change/", plan_form(**rows))

    assertContains(response, "保護された")
    phase.refresh_from_db()


def test_a_pillar_is_not_its_own_parent(client, office):
    pillar = PillarFactory()

    response = client.post(
        f"{ADMIN}/pillar/{pillar.pk}/change/",
        {
            "plan": pillar.plan_id,
            "parent": pillar.pk,
            "code": pillar.code,
            "name": pillar.name,
            "order": 1,
            "reference": "",
        },
    )

    assertContains(response, "上位の柱に自分自身は選べません。")


def test_initiative_takes_tasks_and_keeps_its_history(client, office):
    initiative, task = InitiativeFactory(), TaskFactory()

    client.post(
        f"{ADMIN}/initiative/{initiative.pk}/change/",
        {
            "plan": initiative.plan_id,
            "pillar": initiative.pillar_id,
            "code": initiative.code,
            "symbol": initiative.symbol,
            "title": "行政手続のオンライン化",
            "order": initiative.order,
            "reference": "第3章2",
            "issue_summary": "要旨",
            "outline_summary": "要旨",
            "tasks": [task.pk],
        },
    )

    initiative.refresh_from_db()
    assert (initiative.title, list(initiative.tasks.all())) == ("行政手続のオンライン化", [task])
    page = client.get(f"{ADMIN}/initiative/{initiative.pk}/change/")
    assertContains(page, f"{task.section.label} {task}")
    history = client.get(f"{ADMIN}/initiative/{initiative.pk}/history/")
    assertContains(history, "行政手続のオンライン化")


@pytest.mark.parametrize("count", [1, 60])
def test_initiative_page_costs_the_same_for_many_tasks(
    client, office, django_assert_num_queries, count
):
    initiative = InitiativeFactory(tasks=[TaskFactory() for _ in range(count)])
    client.get(f"{ADMIN}/initiative/{initiative.pk}/change/")  # warms the content types

    with django_assert_num_queries(10):
        client.get(f"{ADMIN}/initiative/{initiative.pk}/change/")


def test_indicator_gets_targets_and_values(client, office):
    initiative = InitiativeFactory()

    client.post(
        f"{ADMIN}/indicator/add/",
        {
            "initiative": initiative.pk,
            "name": "交付率",
            "unit": "％",
            "own_series": "本町",
            "order": 0,
            "kind": "level",
            "direction": "up",
            "baseline": "74.9",
            "baseline_label": "令和4年度末",
            "words_target": "",
            "every_months": 12,
            "source": "",
            "reference": "",
            **no_rows("targets", "values"),
            "targets-TOTAL_FORMS": 1,
            "targets-0-fiscal_year": 2027,
            "targets-0-value": "90",
            "values-TOTAL_FORMS": 1,
            "values-0-series": "全国",
            "values-0-measured_on": "2022-08-01",
            "values-0-precision": "fiscal_year",
            "values-0-value": "67.0",
            "values-0-is_provisional": "on",
        },
    )

    indicator = Indicator.objects.get(name="交付率")
    assert [(row.fiscal_year, row.value) for row in indicator.targets.all()] == [(2027, 90)]
    assert [(row.series, row.is_provisional) for row in indicator.values.all()] == [("全国", True)]
    assert [(row.measured_on, row.when) for row in indicator.values.all()] == [
        (date(2023, 3, 31), "令和4年度末")
    ]


def test_a_target_without_number_or_words_is_refused(client, office):
    indicator = IndicatorFactory()

    response = client.post(
        f"{ADMIN}/indicator/{indicator.pk}/change/",
        {
            "initiative": indicator.initiative_id,
            "name": indicator.name,
            "unit": "％",
            "own_series": "本町",
            "order": 0,
            "kind": "level",
            "direction": "up",
            "every_months": 12,
            **no_rows("targets", "values"),
            "targets-TOTAL_FORMS": 1,
            "targets-0-fiscal_year": 2027,
        },
    )

    assertContains(response, "目標値か、ことばの目標のどちらかを入力してください。")


def test_milestones_are_done_in_bulk_with_a_trace(client, office):
    open_one, done_one = MilestoneFactory(), MilestoneFactory(done=True)
    post = {"action": "record_done", "_selected_action": [open_one.pk, done_one.pk]}

    asked = client.post(f"{ADMIN}/milestone/", post)
    assertContains(asked, "2件")
    answer = {"confirmed": "yes", "done_on": "2026-03-01", "reason": "標準システムへ移行"}
    done = client.post(f"{ADMIN}/milestone/", post | answer, follow=True)

    assertContains(done, "1件に完了日を入れました。")
    open_one.refresh_from_db()
    done_one.refresh_from_db()
    assert (open_one.done_on, done_one.done_on) == (date(2026, 3, 1), date(2026, 3, 31))
    assert open_one.history.first().history_change_reason == "標準システムへ移行"


def test_a_milestone_names_systems_and_its_history_keeps_them(client, office):
    milestone, system = MilestoneFactory(), SystemFactory(name="住民記録")
    url = f"{ADMIN}/milestone/{milestone.pk}/change/"
    form = client.get(url).context["adminform"].form
    typed = {name: form.initial.get(name) or "" for name in form.fields}

    client.post(url, typed | {"systems": [system.pk]})
    done = {"action": "record_done", "_selected_action": [milestone.pk], "confirmed": "yes"}
    client.post(f"{ADMIN}/milestone/", done | {"done_on": "2026-03-01", "reason": "移行"})

    assert list(system.milestones.all()) == [milestone]
    latest = milestone.history.first()
    assert (latest.history_change_reason, latest.history_user) == ("移行", office)
    assert [row.system for row in latest.systems.all()] == [system]


def test_milestones_are_found_by_standing(client, office, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: date(2026, 6, 1))
    late = MilestoneFactory(due_on=date(2026, 3, 31))
    coming = MilestoneFactory(due_on=date(2027, 3, 31))
    done = MilestoneFactory(done=True)

    def found(standing):
        response = client.get(f"{ADMIN}/milestone/", {"standing": standing})
        return set(response.context["cl"].queryset)

    assert (found("done"), found("open")) == ({done}, {late, coming})
    assert (found("overdue"), found("x")) == ({late}, {late, coming, done})


def test_meeting_records_its_decisions(client, office):
    meeting, initiative = MeetingFactory(), InitiativeFactory()

    client.post(
        f"{ADMIN}/meeting/{meeting.pk}/change/",
        {
            "plan": meeting.plan_id,
            "body": meeting.body,
            "number": meeting.number,
            "held_on": "2027-02-01",
            "period": "",
            "remarks": "",
            "agenda-TOTAL_FORMS": 1,
            "agenda-INITIAL_FORMS": 0,
            "agenda-0-number": 1,
            "agenda-0-kind": "decide",
            "agenda-0-title": "工程の見直し",
            "attendees-TOTAL_FORMS": 1,
            "attendees-INITIAL_FORMS": 0,
            "attendees-0-name": "来賓 花子",
            "attendees-0-attendance": "present",
            "attendees-0-order": 0,
            "decisions-TOTAL_FORMS": 1,
            "decisions-INITIAL_FORMS": 0,
            "decisions-0-number": 1,
            "decisions-0-text": "工程を見直す",
            "decisions-0-owner": "",
            "decisions-0-due_on": "2027-03-31",
            "decisions-0-initiatives": [initiative.pk],
            "decisions-0-outcome": "open",
            "decisions-0-outcome_text": "",
        },
    )

    decision = Decision.objects.get()
    assert (decision.text, decision.due_on) == ("工程を見直す", date(2027, 3, 31))
    assert list(decision.initiatives.all()) == [initiative]
    assert [item.title for item in meeting.agenda.all()] == ["工程の見直し"]
    assert [(a.name, a.attendance) for a in meeting.attendees.all()] == [("来賓 花子", "present")]
    assertContains(client.get(f"{ADMIN}/meeting/"), "1件")


def test_a_decision_is_settled_on_some_day(client, office):
    decision = DecisionFactory()
    path = f"{ADMIN}/decision/{decision.pk}/change/"
    settled = {
        "meeting": decision.meeting_id,
        "number": decision.number,
        "text": decision.text,
        "outcome": DecisionOutcome.DONE,
    }

    without_a_day = client.post(path, settled)
    client.post(path, settled | {"closed_on": "2027-03-01"})

    decision.refresh_from_db()
    assertContains(without_a_day, "対応を終えた日を入力し")
    assert (decision.outcome, decision.closed_on) == (DecisionOutcome.DONE, date(2027, 3, 1))
    assert decision.history.first().history_user == office


def test_glossary_takes_the_towns_official_wording(client, office):
    term = GlossaryTermFactory(term="クラウド")
    path = f"{ADMIN}/glossaryterm/{term.pk}/change/"

    page = client.get(path)
    client.post(
        path,
        {
            "plan": term.plan_id,
            "number": term.number,
            "term": "クラウド",
            "summary": "要旨",
            "official_text": "計画の文",
            "reference": "資料編",
        },
    )

    assertContains(page, "要旨の代わりに本文を表示します。")
    assert GlossaryTerm.objects.get().official_text == "計画の文"


def test_background_figures_read_like_numbers(client, office):
    BackgroundFigureFactory(value="11914.000", unit="人")

    assertContains(client.get(f"{ADMIN}/backgroundfigure/"), "11,914 人")


def test_sdg_row_offers_goals_as_checkboxes(client, office):
    goal = SdgGoalFactory(number=3, title="すべての人に健康と福祉を")
    field = SdgFieldFactory(goals=[goal])

    page = client.get(f"{ADMIN}/sdgfield/{field.pk}/change/")

    assertContains(page, "3 すべての人に健康と福祉を")
    assertContains(page, 'type="checkbox" name="goals"')


def test_historical_tables_are_not_in_the_index(client, office):
    PhaseFactory()

    page = client.get("/admin/")

    assertContains(page, "計画の見直し")
    assertNotContains(page, "見直しの変更履歴")
    assertNotContains(page, "計画の読み込み記録")
