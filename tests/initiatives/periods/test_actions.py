"""Every step of a period leaves one event, and what does not fit is refused in words."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from initiatives.models import PeriodEvent
from initiatives.periods import actions
from tests.factories import PlanFactory, ReportingPeriodFactory, UserFactory

pytestmark = pytest.mark.django_db

DUE = date(2027, 1, 15)
LATER = date(2027, 1, 29)


@pytest.fixture
def office():
    return UserFactory(office=True)


def told(period):
    """The period's record: action, who, why, due dates."""
    return [
        (e.action, e.by.name, e.reason, e.due_before, e.due_after) for e in period.events.all()
    ]


def test_a_periods_life_is_on_record(office):
    period = actions.create_periods(plan=PlanFactory(), fiscal_year=2026, by=office)[2]

    actions.open_period(period=period, by=office)
    actions.extend_period(period=period, due_on=LATER, reason=" 連休のため ", by=office)
    actions.close_period(period=period, by=office, reason="そろった")
    actions.reopen_period(period=period, by=office, reason="数値の訂正")

    name = office.name
    assert told(period) == [
        ("create", name, "", None, DUE),
        ("open", name, "", DUE, DUE),
        ("extend", name, "連休のため", DUE, LATER),
        ("close", name, "そろった", LATER, LATER),
        ("reopen", name, "数値の訂正", LATER, LATER),
    ]


def test_an_event_never_changes(office):
    period = ReportingPeriodFactory()
    actions.extend_period(period=period, due_on=LATER, reason="連休のため", by=office)

    with pytest.raises(DatabaseError), transaction.atomic():
        PeriodEvent.objects.update(reason="別の理由")
    with pytest.raises(DatabaseError), transaction.atomic():
        PeriodEvent.objects.all().delete()

    assert PeriodEvent.objects.get().reason == "連休のため"


@pytest.mark.parametrize("state", [{}, {"planned": True}])
def test_an_open_or_planned_period_gets_another_due_date(office, state):
    period = ReportingPeriodFactory(**state)

    changed = actions.extend_period(period=period, due_on=LATER, reason="連休", by=office)

    period.refresh_from_db()
    assert (period.due_on, changed.state) == (LATER, period.state)
    assert period.history.first().history_user == office


def test_a_due_date_may_also_be_earlier_down_to_the_first_day(office):
    period = ReportingPeriodFactory()

    actions.extend_period(period=period, due_on=period.starts_on, reason="会議", by=office)

    assert told(period)[0][3:] == (DUE, date(2026, 10, 1))


@pytest.mark.parametrize(
    ("due_on", "reason", "errors"),
    [
        (
            date(2026, 9, 30),
            "連休",
            {"due_on": ["提出期限は、期間の開始日（令和8年10月1日）以後の日付にしてください。"]},
        ),
        (
            DUE,
            "連休",
            {
                "due_on": [
                    "提出期限はもう令和9年1月15日になっています。"
                    "変えるときは、別の日付を入力してください。"
                ]
            },
        ),
        (LATER, "　", {"reason": ["提出期限を変える理由を入力してください。"]}),
    ],
)
def test_an_extension_that_does_not_fit_is_refused(office, due_on, reason, errors):
    period = ReportingPeriodFactory()

    with pytest.raises(ValidationError) as refused:
        actions.extend_period(period=period, due_on=due_on, reason=reason, by=office)

    period.refresh_from_db()
    assert refused.value.message_dict == errors
    assert (period.due_on, period.events.count()) == (DUE, 0)


def test_a_closed_period_keeps_its_due_date(office):
    period = ReportingPeriodFactory(closed=True)

    with pytest.raises(ValidationError) as refused:
        actions.extend_period(period=period, due_on=LATER, reason="連休", by=office)

    assert refused.value.messages == [
        "令和8年度 第3四半期は締め切られているので、提出期限を変えられません。"
        "先に「再開する」で受付に戻してください。"
    ]


def test_a_refused_step_leaves_no_event(office):
    period = ReportingPeriodFactory()

    with pytest.raises(ValidationError):
        actions.open_period(period=period, by=office)
    with pytest.raises(ValidationError):
        actions.reopen_period(period=period, by=office, reason="訂正")

    assert told(period) == []


@pytest.mark.parametrize("role", ["staff", "head", "committee"])
def test_only_the_office_changes_a_due_date(role):
    period = ReportingPeriodFactory()
    user = UserFactory(**{role: True})

    with pytest.raises(PermissionDenied):
        actions.extend_period(period=period, due_on=LATER, reason="連休", by=user)
    with pytest.raises(PermissionDenied):
        actions.change_dates(period=period, reason="連休", by=user)


def test_dates_edited_before_somebody_closed_the_period_are_refused(office):
    period = ReportingPeriodFactory()
    edited = type(period).objects.get(pk=period.pk)
    edited.due_on = LATER
    actions.close_period(period=period, by=office)

    with pytest.raises(PermissionDenied):
        actions.change_dates(period=edited, reason="連休", by=office)

    period.refresh_from_db()
    assert (period.due_on, period.is_closed) == (DUE, True)
