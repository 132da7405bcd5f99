"""Who takes part, from when to when, without overlaps."""

from datetime import date

import pytest
from pytest_django.asserts import assertContains

from initiatives.choices import ParticipationRole
from initiatives.models import Participation
from initiatives.participations.faults import overlapping
from tests.factories import (
    InitiativeFactory,
    ParticipationFactory,
    ProgressReportFactory,
    SectionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

PARTICIPATIONS = "/admin/initiatives/participation/"
LEAD, SUPPORT = ParticipationRole.LEAD, ParticipationRole.SUPPORT


@pytest.fixture
def office(client):
    user = UserFactory(office=True)
    client.force_login(user)
    return user


@pytest.fixture
def past():
    """A section that took part in fiscal 2024."""
    return ParticipationFactory(starts_on=date(2024, 4, 1), ends_on=date(2025, 3, 31))


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "clashes"),
    [
        (date(2023, 4, 1), date(2024, 3, 31), False),
        (date(2023, 4, 1), date(2024, 4, 1), True),
        (date(2023, 4, 1), None, True),
        (date(2024, 8, 1), date(2024, 8, 31), True),
        (date(2025, 3, 31), None, True),
        (date(2025, 4, 1), None, False),
    ],
)
def test_a_section_takes_part_once_at_a_time(past, starts_on, ends_on, clashes):
    found = overlapping(
        initiative=past.initiative,
        section=past.section,
        role=SUPPORT,
        starts_on=starts_on,
        ends_on=ends_on,
    )

    assert found == ([past] if clashes else [])


@pytest.mark.parametrize(
    ("standing", "wanted", "clashes"),
    [(LEAD, LEAD, True), (LEAD, SUPPORT, False), (SUPPORT, LEAD, False)],
)
def test_one_section_leads_at_a_time(standing, wanted, clashes):
    row = ParticipationFactory(role=standing)

    found = overlapping(
        initiative=row.initiative,
        section=SectionFactory(),
        role=wanted,
        starts_on=date(2026, 4, 1),
    )

    assert found == ([row] if clashes else [])


def test_a_row_does_not_stand_in_its_own_way(past):
    found = overlapping(
        initiative=past.initiative,
        section=past.section,
        role=SUPPORT,
        starts_on=past.starts_on,
        other_than=past.pk,
    )

    assert found == []


def test_another_initiative_is_free(past):
    found = overlapping(
        initiative=InitiativeFactory(),
        section=past.section,
        role=LEAD,
        starts_on=past.starts_on,
    )

    assert found == []


def add(client, **fields):
    defaults = {
        "role": SUPPORT,
        "cadence": "every",
        "starts_on": "2026-04-01",
        "ends_on": "",
        "note": "",
    }
    return client.post(f"{PARTICIPATIONS}add/", defaults | fields)


def test_form_refuses_an_overlap_and_says_which(client, office, past):
    response = add(
        client,
        initiative=past.initiative_id,
        section=past.section_id,
        starts_on="2025-03-31",
    )

    assertContains(
        response,
        "この班は、同じ時期にすでにこの取組を担当しています（2024-04-01から、2025-03-31まで）。",
    )
    assert Participation.objects.count() == 1


def test_form_refuses_a_second_lead_and_names_the_first(client, office):
    lead = ParticipationFactory(lead=True, starts_on=date(2024, 4, 1), ends_on=date(2026, 9, 30))

    response = add(client, initiative=lead.initiative_id, section=SectionFactory().pk, role=LEAD)

    assertContains(response, f"同じ時期に{lead.section}が主管です")
    assert Participation.objects.count() == 1


def test_form_passes_on_the_databases_own_words(client, office):
    lead = ParticipationFactory(lead=True)

    response = add(client, initiative=lead.initiative_id, section=SectionFactory().pk, role=LEAD)

    assertContains(response, "主管の班は1つだけです。先に今の主管の終了日を入力してください。")


def test_form_refuses_an_end_before_the_start(client, office):
    response = add(
        client,
        initiative=InitiativeFactory().pk,
        section=SectionFactory().pk,
        ends_on="2026-03-31",
    )

    assertContains(response, "終了日は開始日以後の日付にしてください。")


def test_a_new_participation_is_recorded(client, office):
    initiative, section = InitiativeFactory(), SectionFactory()

    add(client, initiative=initiative.pk, section=section.pk, role=LEAD, note="主管課の変更")

    row = Participation.objects.get()
    assert (row.initiative, row.section, row.is_lead) == (initiative, section, True)
    assert row.history.get().history_user == office


def test_an_existing_one_keeps_its_initiative_and_section(client, office, past):
    client.post(
        f"{PARTICIPATIONS}{past.pk}/change/",
        {
            "initiative": InitiativeFactory().pk,
            "section": SectionFactory().pk,
            "role": SUPPORT,
            "cadence": "half",
            "starts_on": "2024-04-01",
            "ends_on": "2025-09-30",
            "note": "",
        },
    )

    changed = Participation.objects.get()
    assert changed.ends_on == date(2025, 9, 30)
    assert (changed.initiative, changed.section) == (past.initiative, past.section)
    assert changed.cadence == "every"  # a new one holds from a day: the matrix


def test_changing_dates_into_another_row_is_refused(client, office, past):
    ParticipationFactory(
        initiative=past.initiative, section=past.section, starts_on=date(2025, 4, 1)
    )

    response = client.post(
        f"{PARTICIPATIONS}{past.pk}/change/",
        {
            "role": SUPPORT,
            "cadence": "every",
            "starts_on": "2024-04-01",
            "ends_on": "2025-04-01",
            "note": "",
        },
    )

    assertContains(response, "（2025-04-01から、終了日なし）")


def test_one_with_reports_is_not_deleted(client, office):
    report = ProgressReportFactory()
    path = f"{PARTICIPATIONS}{report.participation_id}/delete/"

    page = client.get(path)
    client.post(path, {"post": "yes"})

    assertContains(page, "次のものから使われているため削除できません。")
    assert Participation.objects.exists()


def test_list_filters_and_searches(client, office):
    wanted = ParticipationFactory(lead=True, initiative=InitiativeFactory(title="行政手続"))
    ParticipationFactory()
    section = wanted.section
    queries = [
        {"initiative__id__exact": wanted.initiative_id},
        {"role__exact": LEAD},
        {"department": section.department_id, "section": section.pk},
        {"q": "行政手続"},
    ]

    found = [list(client.get(PARTICIPATIONS, query).context["cl"].queryset) for query in queries]

    assert found == [[wanted]] * 4
    response = client.get(PARTICIPATIONS)
    assertContains(response, section.label)
    assertContains(response, "主管")


@pytest.mark.parametrize("count", [1, 45])
def test_list_costs_the_same_for_many(client, office, django_assert_num_queries, count):
    for _ in range(count):
        ParticipationFactory()

    with django_assert_num_queries(10):
        response = client.get(PARTICIPATIONS)

    assert response.context["cl"].result_count == count
