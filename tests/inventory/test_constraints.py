"""Every constraint of the inventory, and of the places and people it stands on, holds in SQL."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from inventory.choices import ImportState
from inventory.models import ColumnMapping, QualityDismissal, Survey, SystemAlias, Task
from organization.choices import ReorganisationKind, Role, TransferState
from organization.models import (
    KeptText,
    Press,
    Reorganisation,
    SectionSuccession,
    TransferList,
)
from tests.constraints import constraints_of, provoked_in, refused_by
from tests.factories import (
    AppointmentFactory,
    DepartmentFactory,
    ImportJobFactory,
    SectionFactory,
    SurveyCountFactory,
    SurveyEntryFactory,
    SurveyFactory,
    SystemFactory,
    TaskFactory,
    TaskSuccessionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

FIRST = date(2026, 4, 1)
DAY_BEFORE = date(2026, 3, 31)
AT = datetime(2027, 1, 1, tzinfo=UTC)


def test_every_constraint_has_a_test_here():
    assert provoked_in(__file__) == constraints_of("organization", "inventory")


def test_department_name_is_taken_while_it_exists():
    DepartmentFactory(name="税務課")

    with refused_by("department_name_unique_while_active"):
        DepartmentFactory(name="税務課")


def test_department_name_is_free_again_once_it_is_gone():
    DepartmentFactory(name="税務課", ended=True)

    assert DepartmentFactory(name="税務課").pk is not None


def test_department_refuses_to_end_before_it_starts():
    with refused_by("department_ends_after_start"):
        DepartmentFactory(starts_on=FIRST, ends_on=DAY_BEFORE)


@pytest.mark.parametrize("starts_on", [None, FIRST])
def test_department_may_end_on_its_first_day(starts_on):
    assert DepartmentFactory(starts_on=starts_on, ends_on=FIRST).pk is not None


def test_section_name_is_taken_in_its_department():
    section = SectionFactory(name="課税班")

    with refused_by("section_name_unique_while_active"):
        SectionFactory(department=section.department, name="課税班")


def test_section_name_is_free_elsewhere_and_later():
    section = SectionFactory(name="庶務班")

    assert SectionFactory(name="庶務班").pk is not None
    assert SectionFactory(department=section.department, name="庶務班", ended=True).pk is not None


def test_department_has_one_blank_section_at_most():
    section = SectionFactory(unnamed=True)

    with refused_by("section_name_unique_while_active"):
        SectionFactory(department=section.department, unnamed=True)


def test_section_refuses_to_end_before_it_starts():
    with refused_by("section_ends_after_start"):
        SectionFactory(starts_on=FIRST, ends_on=DAY_BEFORE)


def test_username_is_taken_once():
    UserFactory(username="10001")

    with pytest.raises(IntegrityError, match="username"), transaction.atomic():
        UserFactory(username="10001")


@pytest.mark.parametrize("places", [0, 2])
def test_appointment_refuses_no_place_and_two(places):
    section = SectionFactory() if places else None
    department = DepartmentFactory() if places else None

    with refused_by("appointment_in_one_place"):
        AppointmentFactory(role=Role.HEAD, section=section, department=department)


def test_appointment_refuses_staff_of_a_department():
    with refused_by("appointment_staff_in_section"):
        AppointmentFactory(role=Role.STAFF, section=None, department=DepartmentFactory())


def test_appointment_refuses_to_end_before_it_starts():
    with refused_by("appointment_ends_after_start"):
        AppointmentFactory(starts_on=FIRST, ends_on=DAY_BEFORE)


def test_appointment_may_last_one_day():
    assert AppointmentFactory(starts_on=FIRST, ends_on=FIRST).pk is not None


def test_appointment_refuses_the_same_section_and_role_twice():
    held = AppointmentFactory()

    with refused_by("appointment_once_per_section"):
        AppointmentFactory(user=held.user, section=held.section)


def test_appointment_refuses_the_same_department_and_role_twice():
    held = AppointmentFactory(head=True)

    with refused_by("appointment_once_per_department"):
        AppointmentFactory(user=held.user, head=True, department=held.department)


def test_appointment_may_return_after_one_has_ended():
    held = AppointmentFactory(past=True)

    assert AppointmentFactory(user=held.user, section=held.section).pk is not None


def test_appointment_may_be_held_in_two_roles():
    held = AppointmentFactory()

    assert AppointmentFactory(user=held.user, section=held.section, role=Role.OFFICE).pk


def test_survey_name_is_taken_once():
    SurveyFactory(name="業務量調査")

    with refused_by("survey_name_unique"):
        Survey.objects.create(name="業務量調査", published_label="令和8年", source="調査")


def test_survey_count_refuses_a_section_twice():
    count = SurveyCountFactory()

    with refused_by("survey_count_once_per_section"):
        SurveyCountFactory(survey=count.survey, section=count.section)


def test_survey_count_refuses_more_systems_than_tasks():
    with refused_by("survey_count_systems_within_tasks"):
        SurveyCountFactory(tasks=6, core=2, non_core=1, other=4)


@pytest.mark.parametrize(
    ("tasks", "core", "non_core", "other"),
    [(7, 2, 1, 4), (4, None, None, 4), (0, None, None, None)],
)
def test_survey_count_reads_an_empty_cell_as_nothing(tasks, core, non_core, other):
    count = SurveyCountFactory(tasks=tasks, core=core, non_core=non_core, other=other)

    assert count.pk is not None


def test_survey_count_refuses_too_many_beside_an_empty_cell():
    with refused_by("survey_count_systems_within_tasks"):
        SurveyCountFactory(tasks=3, core=None, non_core=None, other=4)


def test_system_name_is_taken_once():
    SystemFactory(name="住民記録")

    with refused_by("system_name_unique"):
        SystemFactory(name="住民記録")


def test_task_number_is_taken_in_its_section():
    task = TaskFactory(number=1)

    with refused_by("task_number_unique_in_section"):
        TaskFactory(section=task.section, number=1)


def test_task_number_is_free_in_another_section():
    TaskFactory(number=1)

    assert TaskFactory(number=1).pk is not None


def test_task_without_a_system_refuses_to_name_one():
    task = TaskFactory(on_system=True)

    with refused_by("task_without_system_names_none"):
        Task.objects.filter(pk=task.pk).update(category="none")


def test_task_may_have_a_category_without_naming_its_system():
    assert TaskFactory(core=True).system is None


@pytest.mark.parametrize("field", ["annual_hours_before", "annual_hours_after"])
def test_task_refuses_negative_hours(field):
    with refused_by("task_hours_not_negative"):
        TaskFactory(**{field: Decimal("-0.1")})


@pytest.mark.parametrize("hours", [None, Decimal("0")])
def test_task_hours_may_be_unknown_or_nothing(hours):
    task = TaskFactory(annual_hours_before=hours, annual_hours_after=Decimal("5"))

    assert task.pk is not None


def reorganisation():
    return Reorganisation.objects.create(
        kind=ReorganisationKind.RENAME, effective_on=FIRST, reason="名称の変更", by=UserFactory()
    )


def test_succession_links_two_sections_once():
    pair = {
        "reorganisation": reorganisation(),
        "predecessor": SectionFactory(),
        "successor": SectionFactory(),
    }
    SectionSuccession.objects.create(**pair)

    with refused_by("succession_once_per_pair"):
        SectionSuccession.objects.create(**pair)


def test_succession_never_leads_back_to_the_same_section():
    section = SectionFactory()

    with refused_by("succession_between_two_sections"):
        SectionSuccession.objects.create(
            reorganisation=reorganisation(), predecessor=section, successor=section
        )


def test_transfer_list_is_applied_at_some_time():
    with refused_by("transfer_list_applied_at_some_time"):
        TransferList.objects.create(
            name="名簿.csv", effective_on=FIRST, by=UserFactory(), state=TransferState.APPLIED
        )


def test_task_refuses_negative_minutes():
    with refused_by("task_minutes_not_negative"):
        TaskFactory(minutes_per_case=Decimal("-0.1"))


def test_task_gives_a_reason_only_once_ended():
    with refused_by("task_reason_only_once_ended"):
        TaskFactory(ended_reason="窓口をまとめた")


def test_alias_names_one_system():
    SystemAlias.objects.create(system=SystemFactory(), name="住基")

    with refused_by("system_alias_unique"):
        SystemAlias.objects.create(system=SystemFactory(), name="住基")


def test_survey_finds_a_task_once():
    entry = SurveyEntryFactory()

    with refused_by("survey_entry_once_per_task"):
        SurveyEntryFactory(survey=entry.survey, task=entry.task)


def test_task_follows_another_once():
    succession = TaskSuccessionFactory()

    with refused_by("task_succession_once_per_pair"):
        TaskSuccessionFactory(before=succession.before, after=succession.after)


def test_task_does_not_follow_itself():
    task = TaskFactory()

    with refused_by("task_succession_not_of_itself"):
        TaskSuccessionFactory(before=task, after=task)


def test_headers_are_mapped_once():
    mapping = {"signature": "0" * 64, "updated_by": UserFactory()}
    ColumnMapping.objects.create(**mapping)

    with refused_by("column_mapping_unique"):
        ColumnMapping.objects.create(**mapping)


def test_import_checks_no_more_rows_than_there_are():
    with refused_by("import_job_rows_within_total"):
        ImportJobFactory(rows_total=1, rows_done=2)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": ImportState.APPLIED, "settled_at": None},
        {"state": ImportState.READY, "settled_at": datetime(2027, 1, 1, tzinfo=UTC)},
    ],
)
def test_import_is_settled_at_some_time(fields):
    with refused_by("import_job_settled_at_some_time"):
        ImportJobFactory(**fields)


@pytest.mark.parametrize("both", [True, False])
def test_quality_dismissal_is_of_one_task_one_system_or_one_section(both):
    task, system = (TaskFactory(), SystemFactory()) if both else (None, None)
    by = UserFactory()

    with refused_by("quality_dismissal_of_one_thing"):
        QualityDismissal.objects.create(
            task=task, system=system, kind="outlying", fingerprint="1", reason="理由", by=by
        )


def test_a_text_is_kept_once_per_person_and_form():
    kept = KeptText.objects.create(user=UserFactory(), address="/meetings/new/", kept_at=AT)

    with refused_by("kept_text_one_per_person_and_form"):
        KeptText.objects.create(user=kept.user, address=kept.address, kept_at=AT)


def test_a_press_counts_once():
    press = Press.objects.create(user=UserFactory(), token="a", digest="1")

    with refused_by("press_counts_once"):
        Press.objects.create(user=press.user, token="a", digest="1")
