"""What the database itself refuses to change, and what it still allows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from hirao_dx.shared import immutable
from initiatives.choices import ReportState
from initiatives.models import (
    InitiativeTerms,
    PlanRevision,
    ReportTransition,
    ScheduledPhase,
    Snapshot,
    YearlyTarget,
)
from inventory.models import SurveyCount
from tests.factories import (
    InitiativeTermsFactory,
    PhaseFactory,
    PlanRevisionFactory,
    ReportTransitionFactory,
    ScheduledPhaseFactory,
    SnapshotFactory,
    SurveyCountFactory,
    YearlyTargetFactory,
    seal,
)

pytestmark = pytest.mark.django_db
SURVEY = "inventory_surveycount: the published survey never changes"
REVISION = "initiatives_planrevision: a sealed revision never changes"
TERMS = "initiatives_initiativeterms: its revision is sealed"
PHASE = "initiatives_scheduledphase: its revision is sealed"
TARGET = "initiatives_yearlytarget: its revision is sealed"
TRAIL = "initiatives_reporttransition: the trail of a report never changes"
SNAPSHOT = "initiatives_snapshot: what a meeting was shown never changes"


@contextmanager
def refused(message: str) -> Iterator[None]:
    """The database refuses what is inside, with a guard's own words."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    assert str(caught.value).splitlines()[0] == message


@pytest.fixture
def sealed_terms() -> InitiativeTerms:
    """Terms with a phase and a yearly target, in a revision that is sealed."""
    terms = InitiativeTermsFactory()
    ScheduledPhaseFactory(terms=terms)
    YearlyTargetFactory(terms=terms)
    seal(terms.revision)
    return terms


@pytest.fixture
def open_terms() -> InitiativeTerms:
    """The same, in a later revision that is still being written."""
    revision = PlanRevisionFactory(number=1, effective_on=date(2026, 4, 1))
    terms = InitiativeTermsFactory(revision=revision)
    ScheduledPhaseFactory(terms=terms)
    YearlyTargetFactory(terms=terms)
    return terms


def test_survey_count_refuses_update():
    count = SurveyCountFactory(tasks=10)

    with refused(SURVEY):
        SurveyCount.objects.filter(pk=count.pk).update(tasks=11)

    assert SurveyCount.objects.get().tasks == 10


def test_survey_count_refuses_save():
    count = SurveyCountFactory(tasks=10)
    count.tasks = 11

    with refused(SURVEY):
        count.save()


def test_survey_count_refuses_delete():
    count = SurveyCountFactory()

    with refused(SURVEY):
        count.delete()

    assert SurveyCount.objects.count() == 1


def test_survey_count_refuses_sql_beside_django():
    SurveyCountFactory(tasks=10)

    with refused(SURVEY), connection.cursor() as cursor:
        cursor.execute("UPDATE inventory_surveycount SET tasks = 11")


def test_revision_may_change_until_it_is_sealed():
    revision = PlanRevisionFactory(number=1, reason="下書き")

    PlanRevision.objects.update(reason="見直し")
    seal(revision)

    assert PlanRevision.objects.get().sealed_at == revision.sealed_at


def test_revision_may_be_deleted_until_it_is_sealed(open_terms):
    open_terms.revision.delete()

    assert InitiativeTerms.objects.count() == 0
    assert ScheduledPhase.objects.count() == 0
    assert YearlyTarget.objects.count() == 0


def test_sealed_revision_refuses_update(sealed_terms):
    with refused(REVISION):
        PlanRevision.objects.update(reason="書き換え")


def test_sealed_revision_refuses_to_be_unsealed(sealed_terms):
    with refused(REVISION):
        PlanRevision.objects.update(sealed_at=None)


def test_sealed_revision_refuses_delete():
    revision = PlanRevisionFactory(sealed=True)

    with refused(REVISION):
        revision.delete()


def test_sealed_revision_with_terms_refuses_delete(sealed_terms):
    with pytest.raises(IntegrityError, match="its revision is sealed"), transaction.atomic():
        sealed_terms.revision.delete()

    assert InitiativeTerms.objects.count() == 1


def test_open_revision_beside_a_sealed_one_may_change(sealed_terms, open_terms):
    InitiativeTerms.objects.filter(pk=open_terms.pk).update(weight=2)
    ScheduledPhase.objects.filter(terms=open_terms).update(last_fiscal_year=2026)
    YearlyTarget.objects.filter(terms=open_terms).delete()

    open_terms.refresh_from_db()
    assert open_terms.weight == 2
    assert open_terms.phases.get().last_fiscal_year == 2026
    assert open_terms.yearly_targets.count() == 0


def test_sealed_terms_refuse_insert(sealed_terms):
    with refused(TERMS):
        InitiativeTermsFactory(revision=sealed_terms.revision)


def test_sealed_terms_refuse_update(sealed_terms):
    with refused(TERMS):
        InitiativeTerms.objects.update(weight=2)


def test_sealed_terms_refuse_delete(sealed_terms):
    bare = PlanRevisionFactory(number=2)
    terms = InitiativeTermsFactory(revision=bare)
    seal(bare)

    with refused(TERMS):
        terms.delete()


def test_sealed_terms_refuse_to_move_to_an_open_revision(sealed_terms, open_terms):
    with refused(TERMS):
        InitiativeTerms.objects.filter(pk=sealed_terms.pk).update(revision=open_terms.revision)


def test_sealed_phase_refuses_insert(sealed_terms):
    phase = PhaseFactory(considering=True)

    with refused(PHASE):
        ScheduledPhaseFactory(terms=sealed_terms, phase=phase)


def test_sealed_phase_refuses_update(sealed_terms):
    with refused(PHASE):
        ScheduledPhase.objects.update(last_fiscal_year=2026)


def test_sealed_phase_refuses_delete(sealed_terms):
    with refused(PHASE):
        ScheduledPhase.objects.all().delete()


def test_sealed_target_refuses_insert(sealed_terms):
    with refused(TARGET):
        YearlyTargetFactory(terms=sealed_terms, fiscal_year=2026)


def test_sealed_target_refuses_update(sealed_terms):
    with refused(TARGET):
        YearlyTarget.objects.update(percent=41)


def test_sealed_target_refuses_delete(sealed_terms):
    with refused(TARGET):
        YearlyTarget.objects.all().delete()


def test_open_terms_refuse_to_move_into_a_sealed_revision(sealed_terms, open_terms):
    with refused(TERMS):
        InitiativeTerms.objects.filter(pk=open_terms.pk).update(revision=sealed_terms.revision)


def test_open_phase_refuses_to_move_into_a_sealed_revision(sealed_terms, open_terms):
    ScheduledPhase.objects.filter(terms=open_terms).update(phase=PhaseFactory(considering=True))

    with refused(PHASE):
        ScheduledPhase.objects.filter(terms=open_terms).update(terms=sealed_terms)


def test_open_target_refuses_to_move_into_a_sealed_revision(sealed_terms, open_terms):
    YearlyTarget.objects.filter(terms=open_terms).update(fiscal_year=2026)

    with refused(TARGET):
        YearlyTarget.objects.filter(terms=open_terms).update(terms=sealed_terms)


def test_transition_refuses_update():
    transition = ReportTransitionFactory(comment="")

    with refused(TRAIL):
        ReportTransition.objects.update(comment="あとから")

    transition.refresh_from_db()
    assert transition.comment == ""


def test_transition_refuses_delete():
    transition = ReportTransitionFactory()

    with refused(TRAIL):
        transition.delete()

    assert ReportTransition.objects.count() == 1


@pytest.mark.parametrize(
    "change", [{"content": "[]"}, {"digest": "0" * 64}, {"number": 9}, {"reason": "あとから"}]
)
def test_snapshot_refuses_update(change):
    snapshot = SnapshotFactory()

    with refused(SNAPSHOT):
        Snapshot.objects.update(**change)

    assert Snapshot.objects.get().content == snapshot.content


def test_snapshot_refuses_delete():
    snapshot = SnapshotFactory()

    with refused(SNAPSHOT):
        snapshot.delete()

    assert Snapshot.objects.count() == 1


def test_trail_may_grow():
    first = ReportTransitionFactory()

    ReportTransitionFactory(report=first.report, to_state=ReportState.SUBMITTED)

    assert first.report.transitions.count() == 2


def test_every_registered_guard_stands_in_the_database():
    events = {(g.name, event) for g in immutable._guards for event in g.events}

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if connection.vendor == "sqlite"
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        )
        standing = {name for (name,) in cursor.fetchall()}

    assert standing == {f"{name}_{event.lower()}" for name, event in events}


def test_lifted_guards_let_a_test_tamper_and_stand_again_after():
    count = SurveyCountFactory(tasks=10)

    with immutable.lifted(connection):
        SurveyCount.objects.update(tasks=11)

    count.refresh_from_db()
    assert count.tasks == 11
    with refused(SURVEY):
        SurveyCount.objects.update(tasks=12)


def test_lifted_guards_stand_again_after_a_fault():
    SurveyCountFactory()

    with pytest.raises(ZeroDivisionError), immutable.lifted(connection):
        1 / 0  # noqa: B018

    with refused(SURVEY):
        SurveyCount.objects.update(tasks=11)


def test_guards_put_up_twice_are_the_same_guards():
    SurveyCountFactory()

    immutable.put_up(connection)

    with refused(SURVEY):
        SurveyCount.objects.update(tasks=11)


def test_guard_registered_twice_is_kept_once():
    before = list(immutable._guards)

    immutable.register(*before)

    assert immutable._guards == before
