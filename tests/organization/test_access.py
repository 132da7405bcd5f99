"""What each role may do, and from which day to which."""

from datetime import date

import pytest

from organization.access import Access
from organization.choices import Role
from organization.models import SectionSuccession
from tests.factories import (
    AppointmentFactory,
    DepartmentFactory,
    SectionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def rights(user, *, on: date = TODAY) -> Access:
    return Access.of(
        user,
        on=on,
        kin=SectionSuccession.objects.kin,
        taken_over=SectionSuccession.objects.taken_over,
    )


@pytest.fixture
def section():
    return SectionFactory()


@pytest.fixture
def neighbour(section):
    """Another section of the same department."""
    return SectionFactory(department=section.department)


@pytest.fixture
def stranger():
    """A section of another department."""
    return SectionFactory()


def test_staff_write_for_their_own_section_only(section, neighbour, stranger):
    access = rights(UserFactory(staff_of=section))

    assert access.may_enter is True
    assert (access.is_office, access.is_committee) == (False, False)
    assert [access.writes_for(s) for s in (section, neighbour, stranger)] == [True, False, False]
    assert [access.heads(s) for s in (section, neighbour, stranger)] == [False, False, False]


def test_head_heads_and_writes_for_the_whole_department(section, neighbour, stranger):
    access = rights(UserFactory(head_of=section.department))

    assert access.may_enter is True
    assert (access.is_office, access.is_committee) == (False, False)
    assert [access.heads(s) for s in (section, neighbour, stranger)] == [True, True, False]
    assert [access.writes_for(s) for s in (section, neighbour, stranger)] == [True, True, False]
    assert access.staff_section_ids == frozenset()


def test_head_appointed_to_a_section_heads_its_department(section, neighbour, stranger):
    user = UserFactory()
    AppointmentFactory(user=user, section=section, role=Role.HEAD)

    access = rights(user)

    assert access.headed_department_ids == {section.department_id}
    assert [access.heads(s) for s in (section, neighbour, stranger)] == [True, True, False]


def test_committee_reads_and_writes_nothing(section, neighbour):
    access = rights(UserFactory(committee_of=section.department))

    assert access.may_enter is True
    assert (access.is_office, access.is_committee) == (False, True)
    assert [access.writes_for(s) for s in (section, neighbour)] == [False, False]
    assert [access.heads(s) for s in (section, neighbour)] == [False, False]


def test_office_writes_for_everybody_and_heads_nobody(section, stranger):
    user = UserFactory()
    AppointmentFactory(user=user, office=True, section=section)

    access = rights(user)

    assert (access.may_enter, access.is_office, access.is_committee) == (True, True, False)
    assert [access.writes_for(s) for s in (section, stranger)] == [True, True]
    assert [access.heads(s) for s in (section, stranger)] == [False, False]
    assert access.staff_section_ids == frozenset()


def test_superuser_is_office_without_an_appointment(section):
    access = rights(UserFactory(superuser=True))

    assert (access.may_enter, access.is_office, access.appointments) == (True, True, ())
    assert access.writes_for(section) is True
    assert access.heads(section) is False


def test_person_without_appointment_may_not_enter(section):
    access = rights(UserFactory())

    assert (access.may_enter, access.is_office, access.is_committee) == (False, False, False)
    assert access.writes_for(section) is False
    assert access.heads(section) is False


@pytest.mark.parametrize("role", ["head", "committee", "office"])
def test_expired_appointment_gives_nothing(section, role):
    user = UserFactory()
    place = {"section": section} if role == "office" else {"department": section.department}
    AppointmentFactory(user=user, past=True, **{role: True}, **place)

    access = rights(user)

    assert (access.may_enter, access.is_office, access.is_committee) == (False, False, False)
    assert (access.writes_for(section), access.heads(section)) == (False, False)


def test_expired_staff_may_not_write(section):
    user = UserFactory()
    AppointmentFactory(user=user, section=section, past=True)

    access = rights(user)

    assert (access.may_enter, access.writes_for(section)) == (False, False)


@pytest.mark.parametrize(
    ("on", "holds"),
    [
        (date(2026, 3, 31), False),
        (date(2026, 4, 1), True),
        (date(2027, 3, 31), True),
        (date(2027, 4, 1), False),
    ],
)
def test_appointment_holds_from_its_first_day_to_its_last(section, on, holds):
    user = UserFactory()
    year = {"starts_on": date(2026, 4, 1), "ends_on": date(2027, 3, 31)}
    AppointmentFactory(user=user, section=section, **year)

    access = rights(user, on=on)

    assert (access.may_enter, access.writes_for(section)) == (holds, holds)


def test_future_appointment_gives_nothing_yet(section):
    user = UserFactory()
    AppointmentFactory(user=user, section=section, starts_on=date(2026, 11, 24))

    assert rights(user).may_enter is False
    assert rights(user, on=date(2026, 11, 24)).writes_for(section) is True


def test_transfer_moves_the_rights_on_1_april(section, stranger):
    user = UserFactory()
    AppointmentFactory(user=user, section=section, ends_on=date(2026, 3, 31))
    AppointmentFactory(user=user, section=stranger, starts_on=date(2026, 4, 1))

    before, after = (rights(user, on=day) for day in (date(2026, 3, 31), date(2026, 4, 1)))

    assert [before.writes_for(s) for s in (section, stranger)] == [True, False]
    assert [after.writes_for(s) for s in (section, stranger)] == [False, True]


def test_several_appointments_add_up(section, stranger):
    user = UserFactory(staff_of=section, head_of=stranger.department)
    third = SectionFactory()
    AppointmentFactory(user=user, section=third)

    access = rights(user)

    assert len(access.appointments) == 3
    assert access.staff_section_ids == {section.pk, third.pk}
    assert access.headed_department_ids == {stranger.department_id}
    assert [access.writes_for(s) for s in (section, stranger, third)] == [True, True, True]
    assert [access.heads(s) for s in (section, stranger, third)] == [False, True, False]


def test_committee_member_who_is_also_staff_keeps_both(section, stranger):
    user = UserFactory(staff_of=section, committee_of=stranger.department)

    access = rights(user)

    assert access.is_committee is True
    assert [access.writes_for(s) for s in (section, stranger)] == [True, False]


def test_own_places_are_where_one_owes_reports(section, stranger):
    user = UserFactory(staff_of=section, head_of=stranger.department)
    office = AppointmentFactory(user=user, office=True).section
    AppointmentFactory(user=user, committee=True)

    access = rights(user)

    assert access.own_section_ids == {section.pk, office.pk}
    assert access.own_department_ids == {stranger.department_id}


def test_committee_owes_no_reports(section):
    access = rights(UserFactory(committee_of=section.department))

    assert (access.own_section_ids, access.own_department_ids) == (frozenset(), frozenset())


@pytest.mark.parametrize(
    ("role", "reviews"), [("staff", False), ("head", True), ("committee", False), ("office", True)]
)
def test_heads_and_the_office_review(role, reviews):
    assert rights(UserFactory(**{role: True})).reviews is reviews


def test_another_persons_appointments_do_not_count(section):
    UserFactory(staff_of=section)
    someone = UserFactory(staff=True)

    access = rights(someone)

    assert access.writes_for(section) is False


def test_access_is_read_in_one_query_and_asked_in_none(
    section, stranger, django_assert_num_queries
):
    user = UserFactory(staff_of=section, head_of=DepartmentFactory())

    with django_assert_num_queries(1):
        access = rights(user)
    with django_assert_num_queries(0):
        answers = [(access.writes_for(s), access.heads(s)) for s in (section, stranger)]
        places = [a.place_label for a in access.appointments]

    assert answers == [(True, False), (False, False)]
    assert len(places) == 2


@pytest.mark.parametrize(
    ("role", "place", "belongs"),
    [
        (Role.STAFF, "section", True),
        (Role.OFFICE, "section", True),
        (Role.OFFICE, "department", True),
        (Role.OFFICE, "neighbour", False),
        (Role.STAFF, "neighbour", False),
        (Role.HEAD, "department", False),
        (Role.COMMITTEE, "department", False),
    ],
)
def test_those_who_work_in_a_section_belong_to_it(section, neighbour, role, place, belongs):
    user = UserFactory()
    places = {"section": section, "neighbour": neighbour}
    where = {"section": places.get(place), "department": None}
    if place == "department":
        where["department"] = section.department
    AppointmentFactory(user=user, role=role, **where)

    assert rights(user).belongs_to(section) is belongs


def test_a_head_belongs_to_a_section_only_as_its_staff(section):
    user = UserFactory(head_of=section.department)
    AppointmentFactory(user=user, section=section, role=Role.OFFICE)

    over = rights(user).belongs_to(section)
    AppointmentFactory(user=user, section=section, role=Role.STAFF)

    assert (over, rights(user).belongs_to(section)) == (False, True)
