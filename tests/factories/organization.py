"""Departments, sections, people and their appointments."""

from datetime import date

import factory
from factory.django import DjangoModelFactory, Password

from organization.choices import Role
from organization.models import Appointment, Department, Section, User

PASSWORD = "kanri-no-kotoba-2026"
SINCE = date(2023, 4, 1)


class DepartmentFactory(DjangoModelFactory):
    """A 課 that exists on every day; `ended=True` for one that is gone."""

    class Meta:
        model = Department

    class Params:
        ended = factory.Trait(starts_on=date(2010, 4, 1), ends_on=date(2024, 3, 31))

    name = factory.Sequence(lambda n: f"第{n + 1}課")
    order = factory.Sequence(lambda n: n + 1)


class SectionFactory(DjangoModelFactory):
    """A 班; `unnamed=True` where the department has none, `ended=True` for one that is gone."""

    class Meta:
        model = Section

    class Params:
        unnamed = factory.Trait(name="")
        ended = factory.Trait(starts_on=date(2010, 4, 1), ends_on=date(2024, 3, 31))

    department = factory.SubFactory(DepartmentFactory)
    name = factory.Sequence(lambda n: f"第{n + 1}班")
    order = factory.Sequence(lambda n: n + 1)


class UserFactory(DjangoModelFactory):
    """A person with no appointment, unless a word says which.

    `office=True`, `staff=True`, `head=True`, `committee=True` appoint to a new place;
    `staff_of=section`, `head_of=department`, `committee_of=department` to a given one.
    """

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        demo = factory.Trait(is_demo=True)
        left = factory.Trait(is_active=False)
        superuser = factory.Trait(is_superuser=True)

    username = factory.Sequence(lambda n: f"{10001 + n}")
    name = factory.Sequence(lambda n: f"職員 {n + 1}")
    name_kana = factory.Sequence(lambda n: f"しょくいん {n + 1}")
    password = Password(PASSWORD)

    @factory.post_generation
    def office(user, create, wanted):  # noqa: N805
        if create and wanted:
            AppointmentFactory(user=user, office=True)

    @factory.post_generation
    def staff(user, create, wanted):  # noqa: N805
        if create and wanted:
            AppointmentFactory(user=user)

    @factory.post_generation
    def head(user, create, wanted):  # noqa: N805
        if create and wanted:
            AppointmentFactory(user=user, head=True)

    @factory.post_generation
    def committee(user, create, wanted):  # noqa: N805
        if create and wanted:
            AppointmentFactory(user=user, committee=True)

    @factory.post_generation
    def staff_of(user, create, section):  # noqa: N805
        if create and section:
            AppointmentFactory(user=user, section=section)

    @factory.post_generation
    def head_of(user, create, department):  # noqa: N805
        if create and department:
            AppointmentFactory(user=user, head=True, department=department)

    @factory.post_generation
    def committee_of(user, create, department):  # noqa: N805
        if create and department:
            AppointmentFactory(user=user, committee=True, department=department)


class AppointmentFactory(DjangoModelFactory):
    """Staff of a section since April 2023; traits `head`, `committee`, `office`, `past`."""

    class Meta:
        model = Appointment

    class Params:
        head = factory.Trait(
            role=Role.HEAD, section=None, department=factory.SubFactory(DepartmentFactory)
        )
        committee = factory.Trait(
            role=Role.COMMITTEE, section=None, department=factory.SubFactory(DepartmentFactory)
        )
        office = factory.Trait(role=Role.OFFICE)
        past = factory.Trait(ends_on=date(2024, 3, 31))

    user = factory.SubFactory(UserFactory)
    section = factory.SubFactory(SectionFactory)
    department = None
    role = Role.STAFF
    starts_on = SINCE
