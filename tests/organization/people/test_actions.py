"""Moving people: what ends, what begins, what is refused, and what the history says."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from organization.choices import Role
from organization.models import Appointment
from organization.people.actions import (
    cancel_appointment,
    stop_log_in,
)
from tests.factories import SectionFactory, UserFactory

from .conftest import APRIL
from .moving import retire, transfer

MARCH_END = date(2027, 3, 31)
SINCE = date(2023, 4, 1)


def held(user):
    """Every appointment as (place, role, from, to)."""
    rows = Appointment.objects.filter(user=user).with_place().order_by("starts_on", "pk")
    return [(row.place_label, row.role, row.starts_on, row.ends_on) for row in rows]


def test_a_transfer_ends_the_old_post_the_day_before(hanako, welfare, office):
    transfer(user=hanako, to_section=welfare, role="staff", effective_on=APRIL, by=office)

    assert held(hanako) == [
        ("町民福祉課 戸籍班", "staff", SINCE, MARCH_END),
        ("町民福祉課 福祉班", "staff", APRIL, None),
    ]


def test_the_history_keeps_who_moved_somebody_and_why(hanako, welfare, office):
    transfer(
        user=hanako,
        to_section=welfare,
        role="staff",
        effective_on=APRIL,
        by=office,
        reason="定期異動",
    )

    records = Appointment.history.filter(user=hanako, history_user=office)
    assert {(r.history_type, r.history_change_reason) for r in records} == {
        ("~", "定期異動"),
        ("+", "定期異動"),
    }


def test_a_second_post_leaves_the_first_in_force(hanako, citizens, office):
    transfer(
        user=hanako,
        to_department=citizens,
        role="committee",
        effective_on=APRIL,
        by=office,
        keep_old=True,
    )

    assert held(hanako) == [
        ("町民福祉課 戸籍班", "staff", SINCE, None),
        ("町民福祉課", "committee", APRIL, None),
    ]


def test_a_transfer_ends_second_posts_too(hanako, welfare, council, office):
    transfer(
        user=hanako,
        to_section=welfare,
        role="staff",
        effective_on=date(2027, 3, 1),
        by=office,
        keep_old=True,
    )

    transfer(user=hanako, to_section=council, role="staff", effective_on=APRIL, by=office)

    assert [row[3] for row in held(hanako)] == [MARCH_END, MARCH_END, None]


def test_somebody_moved_back_goes_on_without_a_break(hanako, registry, welfare, office):
    transfer(user=hanako, to_section=welfare, role="staff", effective_on=APRIL, by=office)

    transfer(user=hanako, to_section=registry, role="staff", effective_on=APRIL, by=office)

    assert held(hanako) == [("町民福祉課 戸籍班", "staff", SINCE, None)]
    taken_back = Appointment.history.get(user=hanako, history_type="-")
    assert (taken_back.section, taken_back.history_user) == (welfare, office)


def test_a_transfer_to_the_same_post_changes_nothing(hanako, registry, office):
    transfer(user=hanako, to_section=registry, role="staff", effective_on=APRIL, by=office)

    assert held(hanako) == [("町民福祉課 戸籍班", "staff", SINCE, None)]
    assert Appointment.history.filter(user=hanako).count() == 1


def test_somebody_who_retires_ends_everywhere_and_stays_in_until_then(hanako, office):
    retire(user=hanako, last_day=MARCH_END, by=office)

    hanako.refresh_from_db()
    assert held(hanako) == [("町民福祉課 戸籍班", "staff", SINCE, MARCH_END)]
    assert hanako.is_active


def test_the_account_closes_at_once_when_the_last_day_is_past(hanako, office, set_today):
    set_today(APRIL)

    retire(user=hanako, last_day=MARCH_END, by=office)

    hanako.refresh_from_db()
    assert not hanako.is_active
    assert hanako.history.first().history_user == office


def test_retiring_takes_back_what_was_planned(hanako, welfare, office):
    transfer(user=hanako, to_section=welfare, role="staff", effective_on=APRIL, by=office)

    retire(user=hanako, last_day=date(2027, 3, 25), by=office)

    assert held(hanako) == [("町民福祉課 戸籍班", "staff", SINCE, date(2027, 3, 25))]


def test_somebody_who_comes_back_can_log_in_again(hanako, welfare, office, set_today):
    set_today(APRIL)
    retire(user=hanako, last_day=MARCH_END, by=office)

    transfer(
        user=hanako, to_section=welfare, role="staff", effective_on=date(2027, 10, 1), by=office
    )

    hanako.refresh_from_db()
    assert hanako.is_active


def test_a_transfer_before_a_planned_one_is_refused(hanako, welfare, council, office):
    transfer(user=hanako, to_section=welfare, role="staff", effective_on=APRIL, by=office)

    with pytest.raises(ValidationError) as refused:
        transfer(
            user=hanako,
            to_section=council,
            role="staff",
            effective_on=date(2027, 3, 25),
            by=office,
        )

    assert refused.value.messages == [
        "見本 花子：2027-04-01に始まる所属（町民福祉課 福祉班 担当）がすでに登録されています。"
        "先に、その人の画面で取り消すか、異動日をそれより後にしてください。"
    ]


def test_an_appointment_begun_on_the_day_cannot_end_before_it(hanako, welfare, office):
    with pytest.raises(ValidationError, match="2023-04-01に始まった所属"):
        transfer(user=hanako, to_section=welfare, role="staff", effective_on=SINCE, by=office)


@pytest.mark.parametrize(
    ("place", "role", "sentence"),
    [
        ({}, "staff", "所属の課や班が見つかりません"),
        ({"to_department": True}, "staff", "町民福祉課の担当は、班を選んでください。"),
        ({"to_department": True}, "mayor", "役割を選んでください。"),
    ],
)
def test_a_post_nobody_can_hold_is_refused(hanako, citizens, office, place, role, sentence):
    where = dict.fromkeys(place, citizens)

    with pytest.raises(ValidationError, match=sentence):
        transfer(user=hanako, role=role, effective_on=APRIL, by=office, **where)


def test_a_section_that_is_gone_by_then_is_refused(hanako, citizens, office):
    gone = SectionFactory(department=citizens, name="旧班", ended=True)

    with pytest.raises(ValidationError, match="町民福祉課 旧班は、2027-04-01の時点ではありません"):
        transfer(user=hanako, to_section=gone, role="staff", effective_on=APRIL, by=office)


def test_the_office_is_never_left_empty(office, welfare):
    with pytest.raises(ValidationError, match="2027-04-01に、事務局の人がいなくなります"):
        transfer(user=office, to_section=welfare, role="staff", effective_on=APRIL, by=office)

    assert held(office)[0][3] is None


def test_the_office_may_change_hands(office, hanako, digital, welfare):
    transfer(
        user=hanako,
        to_section=digital,
        role=Role.OFFICE,
        effective_on=APRIL,
        by=office,
        keep_old=True,
    )

    transfer(user=office, to_section=welfare, role="staff", effective_on=APRIL, by=office)

    assert held(office)[-1] == ("町民福祉課 福祉班", "staff", APRIL, None)


def test_a_superuser_is_not_locked_out_by_the_office(office, set_today):
    set_today(APRIL)
    admin = UserFactory(superuser=True, staff=True)

    with pytest.raises(ValidationError, match="システム管理者"):
        retire(user=admin, last_day=MARCH_END, by=office)


def test_others_than_the_office_move_nobody(hanako, taro, welfare):
    with pytest.raises(PermissionDenied):
        transfer(user=hanako, to_section=welfare, role="staff", effective_on=APRIL, by=taro)


def test_a_planned_appointment_can_be_taken_back(hanako, citizens, office):
    transfer(
        user=hanako,
        to_department=citizens,
        role="committee",
        effective_on=APRIL,
        by=office,
        keep_old=True,
    )

    cancel_appointment(appointment=hanako.appointments.get(role="committee"), by=office)

    assert held(hanako) == [("町民福祉課 戸籍班", "staff", SINCE, None)]


def test_an_appointment_in_force_cannot_be_taken_back(hanako, office):
    with pytest.raises(ValidationError, match="もう始まった所属は取り消せません"):
        cancel_appointment(appointment=hanako.appointments.get(), by=office)


def test_an_account_with_appointments_stays_open(hanako, office):
    with pytest.raises(ValidationError, match="ログインを止められません"):
        stop_log_in(user=hanako, by=office)
