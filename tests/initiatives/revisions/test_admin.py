"""A revision is begun as a copy, edited, sealed, and read-only from then on."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from initiatives.models import InitiativeTerms, PlanRevision, ScheduledPhase
from initiatives.revisions.actions import draft_revision, seal_revision
from tests.factories import (
    DecisionFactory,
    InitiativeFactory,
    InitiativeTermsFactory,
    PhaseFactory,
    PlanFactory,
    PlanRevisionFactory,
    ReportingPeriodFactory,
    ScheduledPhaseFactory,
    UserFactory,
    YearlyTargetFactory,
    seal,
)

pytestmark = pytest.mark.django_db

REVISIONS = "/admin/initiatives/planrevision/"
TERMS = "/admin/initiatives/initiativeterms/"

# Session, user, access; revision, plan; terms, phases and their names; plan and demo people.
REVISION_QUERIES = 10


@pytest.fixture
def office(client):
    user = UserFactory(office=True)
    client.force_login(user)
    return user


@pytest.fixture
def adopted():
    """Revision 0, sealed: one initiative, its end open, 40 % planned by the end of R7."""
    terms = InitiativeTermsFactory(target_on=date(2026, 3, 31))
    ScheduledPhaseFactory(terms=terms, phase=PhaseFactory(considering=True), open_end=True)
    ScheduledPhaseFactory(terms=terms, first_fiscal_year=2025, open_end=True)
    YearlyTargetFactory(terms=terms)
    return seal(terms.revision)


def draft(adopted, by, **kwargs):
    defaults = {"effective_on": date(2025, 4, 1), "reason": "終わりを定める"}
    return draft_revision(plan=adopted.plan, by=by, **(defaults | kwargs))


def spans(revision):
    rows = ScheduledPhase.objects.filter(terms__revision=revision).select_related("phase")
    return [(str(row.phase), row.first_fiscal_year, row.last_fiscal_year) for row in rows]


def test_draft_copies_terms_phases_and_targets(office, adopted):
    new = draft(adopted, office)

    [terms] = new.terms.all()
    assert (new.number, new.sealed_at, terms.target_on) == (1, None, date(2026, 3, 31))
    assert spans(new) == spans(adopted) == [("検討", 2023, None), ("実施", 2025, None)]
    assert [row.percent for row in terms.yearly_targets.all()] == [40]
    assert new.history.get().history_user == office


def test_first_draft_of_a_plan_holds_every_initiative_bare(office):
    initiative = InitiativeFactory()

    new = draft_revision(
        plan=initiative.plan, effective_on=date(2023, 7, 1), reason="策定", by=office
    )

    assert new.number == 0
    assert [terms.initiative for terms in new.terms.all()] == [initiative]


def test_draft_waits_for_the_one_before_it(office, adopted):
    draft(adopted, office)

    with pytest.raises(ValidationError, match="確定していない見直し（第1回見直し）があります"):
        draft(adopted, office)


def test_draft_never_takes_effect_before_the_last_one(office, adopted):
    with pytest.raises(ValidationError, match="令和5年7月1日"):
        draft(adopted, office, effective_on=date(2023, 6, 30))


@pytest.mark.parametrize("name", ["admin_form", "action"])
def test_a_draft_never_changes_the_numbers_of_a_closed_period(client, office, adopted, name):
    new = draft(adopted, office, effective_on=date(2027, 1, 1))
    ReportingPeriodFactory(plan=adopted.plan, closed=True)
    sentence = "令和9年1月1日以後にしてください"

    if name == "action":
        PlanRevision.objects.filter(pk=new.pk).update(effective_on=date(2026, 12, 31))
        with pytest.raises(ValidationError, match=sentence):
            seal_revision(revision=new, by=office)
    else:
        response = client.post(
            f"{REVISIONS}{new.pk}/change/",
            {
                "effective_on": "2026-12-31",
                "reason": "早める",
                "terms-TOTAL_FORMS": 0,
                "terms-INITIAL_FORMS": 0,
            },
        )
        assertContains(response, sentence)

    new.refresh_from_db()
    assert (new.sealed_at, new.reason) == (None, "終わりを定める")


def test_only_the_office_drafts_and_seals(adopted):
    staff = UserFactory(staff=True)

    with pytest.raises(PermissionDenied):
        draft(adopted, staff)
    with pytest.raises(PermissionDenied):
        seal_revision(revision=adopted, by=staff)


def test_sealing_needs_a_phase_for_every_initiative(office):
    terms = InitiativeTermsFactory()

    with pytest.raises(ValidationError, match="予定工程がありません"):
        seal_revision(revision=terms.revision, by=office)

    assert PlanRevision.objects.get().sealed_at is None


def test_sealing_an_empty_revision_is_refused(office):
    with pytest.raises(ValidationError, match="取組の予定が1つもありません"):
        seal_revision(revision=PlanRevisionFactory(), by=office)


def test_sealing_twice_is_refused(office, adopted):
    with pytest.raises(ValidationError, match="すでに確定しています"):
        seal_revision(revision=adopted, by=office)


def test_add_page_begins_a_copy(client, office, adopted):
    decision = DecisionFactory()

    page = client.get(f"{REVISIONS}add/")
    assertContains(page, "そのまま写して始めます")
    response = client.post(
        f"{REVISIONS}add/",
        {
            "plan": adopted.plan_id,
            "effective_on": "2025-04-01",
            "reason": "終わりを定める",
            "decision": decision.pk,
            "_save": "保存",
        },
    )

    new = PlanRevision.objects.get(number=1)
    assertRedirects(response, f"{REVISIONS}{new.pk}/change/")
    assert (new.decision, spans(new)) == (decision, spans(adopted))


def test_add_page_says_why_it_cannot_begin(client, office, adopted):
    draft(adopted, office)

    response = client.post(
        f"{REVISIONS}add/",
        {"plan": adopted.plan_id, "effective_on": "2025-04-01", "reason": "もう一度"},
    )

    assertContains(response, "確定していない見直し（第1回見直し）があります。")
    assert PlanRevision.objects.count() == 2


def test_open_end_is_filled_in_and_then_sealed(client, office, adopted):
    new = draft(adopted, office)
    [terms] = new.terms.all()
    first, second = terms.phases.all()
    [target] = terms.yearly_targets.all()

    client.post(
        f"{TERMS}{terms.pk}/change/",
        {
            "target_on": "",
            "weight": "1",
            "phases-TOTAL_FORMS": 2,
            "phases-INITIAL_FORMS": 2,
            "phases-0-id": first.pk,
            "phases-0-terms": terms.pk,
            "phases-0-phase": first.phase_id,
            "phases-0-first_fiscal_year": 2023,
            "phases-0-last_fiscal_year": 2024,
            "phases-1-id": second.pk,
            "phases-1-terms": terms.pk,
            "phases-1-phase": second.phase_id,
            "phases-1-first_fiscal_year": 2025,
            "phases-1-last_fiscal_year": 2027,
            "yearly_targets-TOTAL_FORMS": 1,
            "yearly_targets-INITIAL_FORMS": 1,
            "yearly_targets-0-id": target.pk,
            "yearly_targets-0-terms": terms.pk,
            "yearly_targets-0-fiscal_year": 2025,
            "yearly_targets-0-percent": 60,
        },
    )
    assert spans(new) == [("検討", 2023, 2024), ("実施", 2025, 2027)]

    post = {"action": "seal", "_selected_action": [new.pk]}
    assertContains(client.post(REVISIONS, post), "確定すると、二度と変更できません。")
    new.refresh_from_db()
    assert new.sealed_at is None

    done = client.post(REVISIONS, post | {"confirmed": "yes"}, follow=True)
    assertContains(done, "第1回見直しを確定しました。")
    new.refresh_from_db()
    assert new.sealed_at is not None
    assert new.history.first().history_user == office


def test_sealing_from_the_list_says_what_is_missing(client, office):
    terms = InitiativeTermsFactory()
    post = {"action": "seal", "_selected_action": [terms.revision_id], "confirmed": "yes"}

    done = client.post(REVISIONS, post, follow=True)

    assertContains(done, f"「{terms.initiative}」に予定工程がありません。")


def test_sealed_revision_is_read_only(client, office, adopted):
    [terms] = adopted.terms.all()

    page = client.get(f"{REVISIONS}{adopted.pk}/change/")
    terms_page = client.get(f"{TERMS}{terms.pk}/change/")

    assertContains(page, "検討 R5〜（終わりは未定）／実施 R7〜（終わりは未定）")
    for shown in (page, terms_page):
        assertNotContains(shown, 'name="_save"')
        assertNotContains(shown, "<textarea")
        assertNotContains(shown, 'type="text"')
        assertNotContains(shown, "deletelink")


@pytest.mark.parametrize("step", ["change", "delete"])
def test_writes_to_a_sealed_revision_are_refused_before_the_database(
    client, office, adopted, step
):
    [terms] = adopted.terms.all()

    for path in (f"{REVISIONS}{adopted.pk}", f"{TERMS}{terms.pk}"):
        post = {"post": "yes", "reason": "書換え", "weight": "2"}
        assert client.post(f"{path}/{step}/", post).status_code == 403

    adopted.refresh_from_db()
    assert (adopted.reason, InitiativeTerms.objects.get().weight) == ("計画の策定", 1)


def test_new_terms_join_only_an_open_revision(client, office, adopted):
    form = client.get(f"{TERMS}add/").context["adminform"].form
    assert list(form.fields["revision"].queryset) == []

    new = draft(adopted, office)
    form = client.get(f"{TERMS}add/").context["adminform"].form
    assert list(form.fields["revision"].queryset) == [new]


def test_years_in_the_wrong_order_are_refused_in_japanese(client, office):
    phase = ScheduledPhaseFactory()

    response = client.post(
        f"{TERMS}{phase.terms_id}/change/",
        {
            "weight": "1",
            "phases-TOTAL_FORMS": 1,
            "phases-INITIAL_FORMS": 1,
            "phases-0-id": phase.pk,
            "phases-0-terms": phase.terms_id,
            "phases-0-phase": phase.phase_id,
            "phases-0-first_fiscal_year": 2026,
            "phases-0-last_fiscal_year": 2025,
            "yearly_targets-TOTAL_FORMS": 0,
            "yearly_targets-INITIAL_FORMS": 0,
        },
    )

    assertContains(response, "最後の年度は最初の年度以後にしてください。")


def test_an_open_revision_can_be_dropped(client, office, adopted):
    new = draft(adopted, office)

    client.post(f"{REVISIONS}{new.pk}/delete/", {"post": "yes"})

    assert list(PlanRevision.objects.all()) == [adopted]


@pytest.mark.parametrize("count", [1, 11])
def test_revision_page_costs_the_same_for_eleven_initiatives(
    client, office, django_assert_num_queries, count
):
    for _ in range(count):
        ScheduledPhaseFactory()
    revision = PlanRevision.objects.get()
    client.get(f"{REVISIONS}{revision.pk}/change/")  # warms the content types

    with django_assert_num_queries(REVISION_QUERIES):
        client.get(f"{REVISIONS}{revision.pk}/change/")


def test_another_plans_revision_is_numbered_on_its_own(office, adopted):
    other = PlanFactory(slug="other")
    InitiativeFactory(plan=other)

    new = draft_revision(plan=other, effective_on=date(2024, 4, 1), reason="策定", by=office)

    assert new.number == 0
