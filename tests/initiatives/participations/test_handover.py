"""After a transfer the next person finds everything waiting, and the last one is out."""

from datetime import date

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from initiatives.models import ProgressReport
from initiatives.reporting import actions as reports
from organization.models import User
from tests.factories import DepartmentFactory, UserFactory
from tests.initiatives.helpers import at_work, typed
from tests.organization.people.moving import retire, transfer

DECEMBER = date(2026, 12, 1)
NOVEMBER_END = date(2026, 11, 30)


@pytest.fixture
def set_today(monkeypatch):
    def set_day(day):
        monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: day)

    return set_day


@pytest.fixture(autouse=True)
def today(set_today):
    set_today(date(2026, 11, 20))


@pytest.fixture
def address(cast):
    return reverse("report_edit", args=[cast.participation.pk, cast.period.key])


def again(user):
    """The same person in a later request, with the rights of that day."""
    return User.objects.get(pk=user.pk)


@pytest.fixture
def handed_over(cast):
    """担当 一郎 wrote a report and a draft; 他課 四郎 takes their place on 1 December."""
    past = reports.submit_report(
        participation=cast.participation,
        period=cast.previous,
        content=at_work(cast, progress=40),
        version=0,
        by=again(cast.staff),
    )
    draft = reports.save_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast, done_text="前の人の書きかけ"),
        version=0,
        by=again(cast.staff),
    )
    elsewhere = cast.stranger.appointments.get().section
    office = again(cast.office)
    for person, section in ((cast.stranger, cast.section), (cast.staff, elsewhere)):
        transfer(user=person, to_section=section, role="staff", effective_on=DECEMBER, by=office)
    return past, draft


def test_the_new_person_finds_duty_draft_and_history(
    client, cast, handed_over, address, set_today
):
    past, _ = handed_over
    set_today(DECEMBER)
    client.force_login(cast.stranger)

    assertContains(client.get(reverse("my_page")), cast.initiative.title)
    assertContains(client.get(address), "前の人の書きかけ")
    trail = client.get(reverse("report", args=[past.pk]))
    assertContains(trail, "担当 一郎")


def test_the_new_person_hands_the_draft_in(client, cast, handed_over, address, set_today):
    _, draft = handed_over
    set_today(DECEMBER)
    client.force_login(cast.stranger)

    client.post(address, typed(cast, version=draft.version))

    draft.refresh_from_db()
    trail = [(step.action, step.by.name) for step in draft.transitions.all()]
    assert (draft.state, draft.submitted_by) == ("submitted", cast.stranger)
    assert trail == [("create", "担当 一郎"), ("submit", "他課 四郎")]


def test_rights_change_hands_on_the_day_itself(client, cast, handed_over, address, set_today):
    expected = {
        NOVEMBER_END: {"staff": 200, "stranger": 403},
        DECEMBER: {"staff": 403, "stranger": 200},
    }

    found = {}
    for day in expected:
        set_today(day)
        found[day] = {}
        for who in ("staff", "stranger"):
            client.force_login(getattr(cast, who))
            found[day][who] = client.get(address).status_code

    assert found == expected


def test_somebody_who_left_writes_nothing_more_and_keeps_their_name(
    client, cast, handed_over, address, set_today
):
    past, draft = handed_over
    retire(user=cast.colleague, last_day=NOVEMBER_END, by=again(cast.office))
    client.force_login(cast.colleague)
    set_today(DECEMBER)

    page = client.post(address, typed(cast, version=draft.version))

    assertContains(page, "所属の登録がありません", status_code=403)
    draft.refresh_from_db()
    assert (draft.state, draft.done_text) == ("draft", "前の人の書きかけ")
    retire(user=cast.staff, last_day=DECEMBER, by=again(cast.office))
    client.force_login(cast.committee)
    assertContains(client.get(reverse("report", args=[past.pk])), "担当 一郎")


def test_confirming_moves_with_the_head(client, cast, set_today):
    report = reports.submit_report(
        participation=cast.participation,
        period=cast.period,
        content=at_work(cast),
        version=0,
        by=again(cast.staff),
    )
    successor = UserFactory(name="新課長 八郎", head_of=DepartmentFactory(name="税務課"))
    department, elsewhere = cast.section.department, successor.appointments.get().department
    office = again(cast.office)
    for person, place in ((successor, department), (cast.head, elsewhere)):
        transfer(user=person, to_department=place, role="head", effective_on=DECEMBER, by=office)
    set_today(DECEMBER)
    confirm = reverse("report_confirm", args=[report.pk])

    client.force_login(cast.head)
    refused = client.post(confirm, {"version": report.version})
    client.force_login(successor)
    waiting = client.get(reverse("reviews"))
    client.post(confirm, {"version": report.version})

    assert refused.status_code == 403
    assertContains(waiting, cast.initiative.title)
    assert ProgressReport.objects.get().confirmed_by == successor


def test_a_person_in_two_sections_owes_for_both(client, cast, set_today):
    transfer(
        user=cast.stranger,
        to_section=cast.section,
        role="staff",
        effective_on=DECEMBER,
        by=again(cast.office),
        keep_old=True,
    )
    client.force_login(cast.stranger)
    assertNotContains(client.get(reverse("my_page")), cast.initiative.title)

    set_today(DECEMBER)

    assertContains(client.get(reverse("my_page")), cast.initiative.title)
