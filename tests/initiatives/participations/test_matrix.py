"""The matrix page: who takes part in what, on which day, and what it costs to show."""

from datetime import date

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertNumQueries

from initiatives.choices import ParticipationRole
from initiatives.participations import matrix
from tests.clients import log_in_for
from tests.factories import (
    DepartmentFactory,
    InitiativeFactory,
    InitiativeTermsFactory,
    ParticipationFactory,
    PlanFactory,
    PlanRevisionFactory,
    SectionFactory,
)

ADDRESS = "/matrix/"
TODAY = date(2026, 11, 23)
# What every page asks (session, person, appointments, plan, demo people, what is missing) and
# the matrix's own five.
PAGE_QUERIES = 6 + 5


def read(on, plan=None):
    """The matrix in short: section, then the role in each initiative."""
    found = matrix.matrix(plan or PlanFactory(), on)
    return {
        row.section.short_label: [c.current.role if c.current else "" for c in row.cells]
        for group in found.groups
        for row in group.rows
    }


def test_the_matrix_is_where_the_menu_says():
    assert reverse("matrix") == ADDRESS


def test_a_visitor_is_sent_to_log_in(client, cast):
    response = client.get(ADDRESS)

    assert (response.status_code, response.url) == (
        302,
        log_in_for(ADDRESS),
    )


@pytest.mark.parametrize("who", ["staff", "head", "stranger", "committee", "office"])
def test_everybody_reads(client, cast, who):
    client.force_login(getattr(cast, who))

    response = client.get(ADDRESS)

    assertContains(response, '<span aria-hidden="true">◎</span> 主管', count=1)
    assertContains(response, "R5.4.1〜")
    assertContains(response, "/plans/current/matrix/1/", count=4 if who == "office" else 0)


def test_only_the_office_is_told_how_to_edit(client, cast):
    client.force_login(cast.staff)

    response = client.get(ADDRESS)

    assertContains(response, "担当を変えるのは事務局です。")
    assertNotContains(response, "まとめて変える")


def test_the_matrix_shows_the_day_it_is_asked_for(cast):
    section = SectionFactory(department=cast.section.department, name="年金班", order=9)
    ParticipationFactory(
        initiative=cast.initiative,
        section=section,
        starts_on=date(2024, 4, 1),
        ends_on=date(2025, 3, 31),
    )

    before, first, last, after = (
        read(day, cast.plan)["年金班"]
        for day in (date(2024, 3, 31), date(2024, 4, 1), date(2025, 3, 31), date(2025, 4, 1))
    )

    assert (before, first, last, after) == ([""], ["support"], ["support"], [""])


def test_earlier_and_later_parts_show_on_demand(client, cast):
    section = SectionFactory(department=cast.section.department, name="年金班", order=9)
    for starts_on, ends_on in ((date(2024, 4, 1), date(2025, 3, 31)), (date(2027, 4, 1), None)):
        ParticipationFactory(
            initiative=cast.initiative, section=section, starts_on=starts_on, ends_on=ends_on
        )
    client.force_login(cast.staff)

    plain = client.get(ADDRESS, {"on": "2026-11-23"})
    full = client.get(ADDRESS, {"on": "2026-11-23", "show": "all"})

    assertNotContains(plain, "R6.4.1")
    assertContains(full, "関係 R6.4.1〜R7.3.31")
    assertContains(full, "関係 R9.4.1〜")


@pytest.mark.parametrize(
    "text", ["2026-13-01", "今日", "2026-02-30", "0000-00-00", "0001-01-01", "9999-12-31"]
)
def test_a_day_that_is_none_shows_today_and_says_so(client, cast, text):
    client.force_login(cast.staff)

    response = client.get(ADDRESS, {"on": text})

    assertContains(response, "日付を読み取れませんでした")
    assertContains(response, "（今日）")


def test_sections_stand_by_department(cast):
    alone = SectionFactory(department=DepartmentFactory(name="議会事務局", order=0), name="")
    gone = SectionFactory(name="旧班", ended=True)
    held = SectionFactory(name="残務班", ended=True)
    ParticipationFactory(initiative=cast.initiative, section=held)

    found = matrix.matrix(cast.plan, TODAY)

    first = found.groups[0]
    names = [row.section.short_label for group in found.groups for row in group.rows]
    assert (first.department, first.alone) == (alone.department, True)
    assert "残務班" in names
    assert gone.short_label not in names


def test_initiatives_without_a_lead_are_named(client, cast):
    cast.participation.role = ParticipationRole.SUPPORT
    cast.participation.save()
    client.force_login(cast.office)

    response = client.get(ADDRESS, {"on": "2026-11-23"})

    assertContains(response, "主管の班がない取組があります")
    assertContains(
        response, '<a href="/plans/current/matrix/1/?on=2026-11-23">① 書かない窓口</a>', html=True
    )


def test_nothing_is_said_while_every_initiative_has_its_lead(client, cast):
    client.force_login(cast.office)

    response = client.get(ADDRESS)

    assertNotContains(response, "主管の班がない")


def test_an_initiative_that_the_plan_dropped_is_left_out(cast):
    dropped = InitiativeFactory(plan=cast.plan, code="99", symbol="㊤", title="やめた取組")

    found = matrix.matrix(cast.plan, TODAY)

    assert dropped not in [c.initiative for c in found.columns]
    assert found.without_lead == []


def test_an_initiative_that_the_plan_dropped_shows_while_somebody_is_in(cast):
    dropped = InitiativeFactory(plan=cast.plan, code="99", symbol="㊤", title="やめた取組")
    ParticipationFactory(initiative=dropped, section=cast.section)

    found = matrix.matrix(cast.plan, TODAY)

    assert dropped in [c.initiative for c in found.columns]
    assert found.without_lead == []


def test_a_plan_without_initiatives_says_so(client, cast):
    PlanFactory(slug="other")
    client.force_login(cast.office)

    response = client.get(f"/plans/other{ADDRESS}")

    assertContains(response, "表示できる班や取組がありません")


def fill(departments, sections, initiatives):
    """A town of this size in which every section takes part in everything."""
    plan = PlanFactory()
    revision = PlanRevisionFactory(plan=plan, number=0)
    held = [InitiativeFactory(plan=plan) for _ in range(initiatives)]
    for initiative in held:
        InitiativeTermsFactory(revision=revision, initiative=initiative)
    for _ in range(departments):
        department = DepartmentFactory()
        for _ in range(sections):
            section = SectionFactory(department=department)
            for initiative in held:
                ParticipationFactory(initiative=initiative, section=section)
    return plan


@pytest.mark.parametrize(("departments", "initiatives"), [(1, 1), (11, 11), (20, 20)])
def test_the_queries_do_not_grow(db, departments, initiatives):
    """3, 33 and 60 sections."""
    plan = fill(departments, 3, initiatives)

    with assertNumQueries(5):
        found = matrix.matrix(plan, TODAY)
        shown = [cell.dates for g in found.groups for row in g.rows for cell in row.cells]

    assert len(shown) == departments * 3 * initiatives


@pytest.mark.parametrize("extra", [0, 12])
def test_the_page_asks_the_same_however_large(client, cast, extra):
    for _ in range(extra):
        ParticipationFactory(initiative=cast.initiative)
    client.force_login(cast.office)

    with assertNumQueries(PAGE_QUERIES):
        client.get(ADDRESS, {"show": "all"})
