"""The cast of the inventory's pages: one section, those who write for it, and a stranger."""

import pytest

from tests.factories import SectionFactory, TaskFactory, UserFactory, reset_sequences


@pytest.fixture(autouse=True)
def _same_names_in_every_test():
    reset_sequences()


@pytest.fixture
def section(db):
    return SectionFactory(name="戸籍班", department__name="町民福祉課")


@pytest.fixture
def task(section):
    return TaskFactory(section=section, unnamed=True, number=7)


@pytest.fixture
def staff(section):
    return UserFactory(name="見本 花子", staff_of=section)


@pytest.fixture
def head(section):
    return UserFactory(head_of=section.department)


@pytest.fixture
def office(db):
    return UserFactory(office=True)


@pytest.fixture
def committee(section):
    return UserFactory(committee_of=section.department)


@pytest.fixture
def stranger(db):
    """Staff of another section."""
    return UserFactory(staff=True)
