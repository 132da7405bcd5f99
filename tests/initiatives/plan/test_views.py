"""The plan in readable form."""

from datetime import date

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from initiatives.choices import FigureKind
from tests.clients import log_in_for
from tests.factories import (
    BackgroundFigureFactory,
    BasicPolicyFactory,
    GlossaryTermFactory,
    InitiativeFactory,
    PillarFactory,
    PlanPassageFactory,
    PromotionBodyFactory,
    RelatedPlanFactory,
    SdgFieldFactory,
    SdgGoalFactory,
)
from tests.factories.organization import UserFactory

PAGES = ["plan", "plan_background", "plan_sdgs", "plan_glossary"]
READERS = ["staff", "head", "stranger", "committee", "office"]


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    """23 November 2026, in R8."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: date(2026, 11, 23))


@pytest.fixture
def reader(client, cast):
    client.force_login(cast.committee)
    return client


def page(client, name):
    return client.get(reverse(name))


@pytest.mark.parametrize("name", PAGES)
def test_visitor_is_sent_to_log_in(client, cast, name):
    response = page(client, name)

    assert (response.status_code, response.url) == (
        302,
        log_in_for(reverse(name)),
    )


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", READERS)
def test_everyone_with_an_appointment_reads(client, cast, name, who):
    client.force_login(getattr(cast, who))

    response = page(client, name)

    assert response.status_code == 200
    assert [tab.current for tab in response.context["tabs"]] == [name == n for n in PAGES]


@pytest.mark.parametrize("name", PAGES)
def test_person_without_an_appointment_is_told_so(client, cast, name):
    client.force_login(cast.nobody)

    assertContains(page(client, name), "所属", status_code=403)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.django_db
def test_page_explains_that_no_plan_is_loaded(client, name):
    client.force_login(UserFactory(office=True))

    assertContains(page(client, name), "計画がまだ読み込まれていません", status_code=503)


# The overview


def test_overview_shows_summary_with_its_label_and_place(reader, cast):
    PlanPassageFactory(key="purpose", summary="満足を高める。", reference="第1章1(2) p.5")

    response = page(reader, "plan")

    assertContains(response, '<span class="chip tone-neutral">要旨</span>')
    assertContains(response, "<p>満足を高める。</p>")
    assertContains(response, "計画での場所：第1章1(2) p.5")


def test_overview_shows_the_official_text_instead_of_the_summary(reader, cast):
    PlanPassageFactory(
        key="purpose", summary="満足を高める。", official_text="正式な文。\n次の段落。"
    )

    response = page(reader, "plan")

    assertContains(response, "<p>正式な文。</p><p>次の段落。</p>")
    assertNotContains(response, "満足を高める。")
    assertNotContains(response, '<span class="chip tone-neutral">要旨</span>')


def test_overview_keeps_passages_another_town_adds_and_leaves_out_the_background(reader, cast):
    own = PlanPassageFactory(key="budget", title="財源")
    PlanPassageFactory(key="dx", title="DXとは")

    response = page(reader, "plan")

    assert response.context["other_passages"] == [own]
    assertNotContains(response, "DXとは")


def test_overview_shows_position_promotion_and_policies(reader, cast):
    RelatedPlanFactory(name="総合計画", first_fiscal_year=2021, last_fiscal_year=2025)
    PromotionBodyFactory(name="推進委員会", members="全課の代表")
    BasicPolicyFactory(symbol="①", summary="便利にする。", reference="第1章7 p.9")

    response = page(reader, "plan")

    assertContains(response, "総合計画")
    assertContains(response, "令和3年度〜令和7年度")
    assertContains(response, "<td>全課の代表</td>")
    assertContains(response, "要旨　計画での場所：第1章7 p.9")


def test_overview_marks_the_present_year(reader, cast):
    response = page(reader, "plan")

    assert response.context["this_year"] == 2026
    assertContains(response, 'aria-current="date"', count=1)


def test_overview_explains_open_ends(reader, cast):
    response = page(reader, "plan")

    block = response.context["blocks"][0]
    assert [p.years_label for p in block.rows[0].phases] == ["R5〜（終わりは未定）"] * 2
    assertContains(response, "「終わりは未定」とは")
    assertContains(response, '<a href="/plans/current/initiatives/1/">① 書かない窓口</a>')


def test_overview_lists_an_initiative_without_a_schedule(reader, cast):
    other = InitiativeFactory(plan=cast.plan, pillar=cast.initiative.pillar, order=2)

    rows = page(reader, "plan").context["blocks"][0].rows

    assert [(row.initiative, len(row.phases)) for row in rows] == [
        (cast.initiative, 2),
        (other, 0),
    ]


def test_overview_walks_nested_pillars_from_the_top(reader, cast):
    field = PillarFactory(plan=cast.plan, name="分野", order=1)
    policy = PillarFactory(plan=cast.plan, name="施策", order=0, parent=field)
    deepest = InitiativeFactory(pillar=policy, order=2)

    blocks = page(reader, "plan").context["blocks"]

    walked = {
        block.pillar.name: (block.path, [r.initiative for r in block.rows]) for block in blocks
    }
    assert walked["施策"] == ("分野 ＞ ", [deepest])
    assert list(walked).index("分野") < list(walked).index("施策")


# Session, user, access, plan, demo people; passages, related plans, bodies, policies; revision
# with terms, phases and targets; initiatives, pillars.
@pytest.mark.parametrize("count", [1, 30])
def test_overview_costs_the_same_for_one_and_thirty(
    reader, cast, django_assert_num_queries, count
):
    for number in range(count):
        PlanPassageFactory()
        BasicPolicyFactory()
        RelatedPlanFactory()
        PromotionBodyFactory()
        InitiativeFactory(order=number + 2)

    with django_assert_num_queries(15):
        page(reader, "plan")


# The background


def test_background_draws_what_can_be_compared(reader, cast):
    BackgroundFigureFactory(topic="総人口", year=1990, value=14801, kind=FigureKind.DERIVED)
    BackgroundFigureFactory(topic="総人口", year=2045, value=8460, kind=FigureKind.PROJECTION)
    BackgroundFigureFactory(topic="減少数", year=2020, value=2887)

    response = page(reader, "plan_background")

    ((chart, rows),) = response.context["charts"]
    assert (chart.topic, [bar.value for bar in chart.bars]) == ("総人口", ["14,801人", "8,460人"])
    assert [(row.year, row.value, row.kind) for row in rows] == [
        ("1990年（平成2年）", "14,801人", "計画の数値から計算"),
        ("2045年（令和27年）", "8,460人", "推計"),
    ]
    assert [row.figure.topic for row in response.context["single_figures"]] == ["減少数"]


def test_background_does_not_compare_people_with_percent(reader, cast):
    BackgroundFigureFactory(topic="総人口", year=1990)
    BackgroundFigureFactory(topic="総人口", year=2020, unit="％")

    response = page(reader, "plan_background")

    assert response.context["charts"] == []


def test_background_shows_only_its_passages(reader, cast):
    own = PlanPassageFactory(key="national-trend", title="国の動き")
    PlanPassageFactory(key="purpose", title="目的")

    assert page(reader, "plan_background").context["passages"] == [own]


def test_background_without_anything_says_who_enters_it(reader, cast):
    assertContains(page(reader, "plan_background"), "まだ登録されていません")


# SDGs and glossary


def test_sdgs_can_be_read_both_ways(reader, cast):
    goal = SdgGoalFactory(number=11, title="住み続けられるまちづくりを")
    SdgGoalFactory(number=1, title="貧困をなくそう")
    SdgFieldFactory(name="インフラ", solutions="整備\n強化", goals=[goal])
    GlossaryTermFactory(number=8, term="SDGsの達成", reference="用語の解説8")

    response = page(reader, "plan_sdgs")

    assertContains(response, "<ul><li>整備</li><li>強化</li></ul>")
    assertContains(response, '<a href="#goal-11">11 住み続けられるまちづくりを</a>')
    assertContains(
        response, 'id="goal-11">11 住み続けられるまちづくりを</th><td class="wide">インフラ</td>'
    )
    assertContains(response, 'id="goal-1">1 貧困をなくそう</th><td class="wide">－</td>')
    assertContains(response, "計画での場所：用語の解説8")


@pytest.mark.parametrize("count", [1, 12])
def test_sdgs_cost_the_same_for_one_and_twelve(reader, cast, django_assert_num_queries, count):
    goals = [SdgGoalFactory(number=number) for number in range(1, count + 1)]
    for _ in range(count):
        SdgFieldFactory(goals=goals)

    with django_assert_num_queries(10):
        page(reader, "plan_sdgs")


def test_glossary_links_every_term_to_its_place(reader, cast):
    GlossaryTermFactory(number=1, term="ICT", summary="情報通信技術。")
    GlossaryTermFactory(number=2, term="RPA", summary="要旨の文。", official_text="正式な説明。")

    response = page(reader, "plan_glossary")

    assertContains(response, '<a href="#term-1">1 ICT</a>')
    assertContains(response, 'id="term-2"')
    assertContains(response, "正式な説明。")
    assertNotContains(response, "要旨の文。")
    assertContains(response, '<span class="chip tone-neutral">要旨</span>', count=1)


@pytest.mark.parametrize("name", ["plan_sdgs", "plan_glossary"])
def test_page_without_rows_says_so(reader, cast, name):
    assertContains(page(reader, name), "まだ登録されていません")
