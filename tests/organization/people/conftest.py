"""A small town hall in early 2027, before and after its transfers of April."""

from datetime import date

import pytest

from tests.factories import DepartmentFactory, SectionFactory, UserFactory, reset_sequences

BEFORE = date(2027, 3, 20)
APRIL = date(2027, 4, 1)


@pytest.fixture(autouse=True)
def _same_names_in_every_test():
    reset_sequences()


@pytest.fixture
def set_today(monkeypatch):
    """Call with a day, and it is today."""

    def set_day(day):
        monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: day)

    return set_day


@pytest.fixture(autouse=True)
def today(set_today):
    set_today(BEFORE)


@pytest.fixture
def citizens(db):
    return DepartmentFactory(name="町民福祉課", order=1)


@pytest.fixture
def registry(citizens):
    return SectionFactory(department=citizens, name="戸籍班", order=1)


@pytest.fixture
def welfare(citizens):
    return SectionFactory(department=citizens, name="福祉班", order=2)


@pytest.fixture
def council(db):
    """A department without 班."""
    return SectionFactory(department__name="議会事務局", department__order=9, unnamed=True)


@pytest.fixture
def digital(db):
    return SectionFactory(
        department__name="デジタル推進課", department__order=2, name="デジタル推進班"
    )


@pytest.fixture
def office(digital):
    user = UserFactory(username="90001", name="事務局 六郎")
    user.appointments.create(section=digital, role="office", starts_on=date(2023, 4, 1))
    return user


@pytest.fixture
def hanako(registry):
    return UserFactory(
        username="10001", name="見本 花子", name_kana="みほん はなこ", staff_of=registry
    )


@pytest.fixture
def taro(welfare):
    return UserFactory(
        username="10002", name="見本 太郎", name_kana="みほん たろう", staff_of=welfare
    )
