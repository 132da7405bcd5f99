"""Who is mailed of a report that came back or waits, how often, and what the mail says."""

from __future__ import annotations

import threading
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from initiatives.choices import ReminderAbout
from initiatives.models import Reminder, ReportingPeriod
from initiatives.reminders.actions import send_reminders
from initiatives.reminders.due import DueNotice
from initiatives.reminders.notices import due_notices
from initiatives.reporting import actions
from organization.models import Appointment
from organization.people.responsible import Responsible
from tests.factories import (
    InitiativeFactory,
    ParticipationFactory,
    PlanFactory,
    ReminderFactory,
    ReportTransitionFactory,
)
from tests.factories.report import CLOSED_AT, ReportingPeriodFactory
from tests.factories.revision import hold
from tests.initiatives.helpers import at_work


@pytest.fixture
def cast(cast, settings):
    """Everybody has an address; no report is due for months, so none is missing by its step."""
    settings.MAIL_CONFIGURED = True
    settings.SITE_URL = "https://dx.example.lg.jp"
    later = timezone.localdate() + timedelta(days=200)
    ReportingPeriod.objects.update(due_on=later)
    for name in ("staff", "colleague", "head", "stranger", "committee", "office", "nobody"):
        person = getattr(cast, name)
        person.email = f"{name}@example.lg.jp"
        person.save()
    return cast


def hand_in(cast, participation=None, by=None):
    return actions.submit_report(
        participation=participation or cast.participation,
        period=ReportingPeriod.objects.get(pk=cast.period.pk),
        content=at_work(cast),
        version=0,
        by=by or cast.staff,
    )


def send_back(report, by, comment="数値の根拠を書いてください"):
    return actions.return_report(report=report, version=report.version, comment=comment, by=by)


def another(cast):
    participation = ParticipationFactory(
        initiative=InitiativeFactory(plan=cast.plan), section=cast.section
    )
    hold(participation.initiative)
    return participation


def run(cast, on=None):
    return send_reminders(plan=cast.plan, on=on or timezone.localdate())


def due(cast, days=0):
    on = timezone.localdate() + timedelta(days=days)
    return {
        (n.about.value, n.email, "・".join(r.label for r in n.roles), n.count)
        for n in due_notices(cast.plan, Responsible.on(on), on=on)
        if n.is_reachable
    }


def yesterday():
    """Make all that was sent so far sent a day earlier."""
    for reminder in Reminder.objects.all():
        reminder.sent_at -= timedelta(days=1)
        reminder.save()


STAFF = {("returned", f"{name}@example.lg.jp", "担当", 1) for name in ("staff", "colleague")}
HEAD = {("waiting", "head@example.lg.jp", "課長", 1)}


def test_a_returned_report_is_mailed_to_its_section(cast, mailoutbox):
    send_back(hand_in(cast), cast.head)

    assert due(cast) == STAFF
    outcome = run(cast)

    assert len(outcome.sent) == 2
    assert {a for mail in mailoutbox for a in mail.to} == {
        "staff@example.lg.jp",
        "colleague@example.lg.jp",
    }
    mail = mailoutbox[0]
    assert mail.subject == "【進捗報告】差し戻された報告があります（1件）"
    for words in (
        "■ ① 書かない窓口（町民課 窓口班、令和8年度 第3四半期）",
        "差戻し：課長 三郎",
        "理由：数値の根拠を書いてください",
        "https://dx.example.lg.jp/\n",
    ):
        assert words in mail.body
    assert {(r.about, r.step, r.sent_as) for r in Reminder.objects.all()} == {
        ("returned", 0, "staff")
    }


def test_a_submitted_report_is_mailed_to_its_head(cast, mailoutbox):
    hand_in(cast)

    assert due(cast) == HEAD
    run(cast)

    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (
        ["head@example.lg.jp"],
        "【進捗報告】確認を待っている報告があります（1件）",
    )
    assert "提出：担当 一郎" in mail.body
    assert "https://dx.example.lg.jp/plans/current/reviews/\n" in mail.body


def test_a_corrected_report_waits_and_says_so(cast, mailoutbox):
    report = hand_in(cast)
    run(cast)
    yesterday()
    mailoutbox.clear()
    actions.correct_report(
        report=report,
        content=at_work(cast, progress=40),
        version=report.version,
        reason="数え間違い",
        by=cast.staff,
    )

    run(cast)

    assert "訂正：担当 一郎" in mailoutbox[0].body


def test_nobody_is_asked_to_confirm_what_they_handed_in(cast):
    hand_in(cast, by=cast.head)

    assert due(cast) == {("waiting", "office@example.lg.jp", "事務局", 1)}


@pytest.mark.parametrize(
    ("unreached", "expected"),
    [
        (["staff"], {("returned", "colleague@example.lg.jp", "担当", 1)}),
        (["staff", "colleague"], {("returned", "head@example.lg.jp", "課長", 1)}),
        (["staff", "colleague", "head"], {("returned", "office@example.lg.jp", "事務局", 1)}),
    ],
)
def test_without_an_address_the_next_one_is_told_and_they_are_named(cast, unreached, expected):
    send_back(hand_in(cast), cast.head)
    for name in unreached:
        person = getattr(cast, name)
        person.email = ""
        person.save()

    assert due(cast) == expected
    named = {n.recipient for n in run(cast).unreachable}
    assert named == {getattr(cast, n) for n in unreached if n != "head"}  # whom it was for


def test_a_section_without_a_head_waits_for_the_office(cast):
    hand_in(cast)
    Appointment.objects.filter(user=cast.head).delete()

    assert due(cast) == {("waiting", "office@example.lg.jp", "事務局", 1)}


def test_none_is_sent_twice_and_each_again_after_a_week(cast, mailoutbox):
    report = hand_in(cast)
    days = []
    for day in range(16):
        if due(cast, day):
            days.append(day)
            Reminder.objects.bulk_create(
                reminder
                for notice in due_notices(
                    cast.plan,
                    Responsible.on(timezone.localdate() + timedelta(days=day)),
                    on=timezone.localdate() + timedelta(days=day),
                )
                for reminder in notice.records(timezone.now() + timedelta(days=day))
            )

    assert days == [0, 7, 14]
    assert [r.step for r in report.transitions.last().reminders.order_by("step")] == [0, 7, 14]


def test_a_person_is_told_of_a_kind_once_a_day(cast, mailoutbox):
    hand_in(cast)
    run(cast)
    hand_in(cast, another(cast))

    run(cast)
    same_day = len(mailoutbox)
    yesterday()
    run(cast)
    run(cast)

    assert same_day == 1
    assert [mail.to for mail in mailoutbox] == [["head@example.lg.jp"]] * 2
    assert mailoutbox[1].subject.endswith("（1件）")


def test_both_kinds_may_come_on_one_day(cast):
    send_back(hand_in(cast), cast.head)
    hand_in(cast, another(cast))

    assert due(cast) == STAFF | HEAD


def test_what_moved_on_is_not_mailed(cast):
    returned = send_back(hand_in(cast), cast.head)
    report = actions.submit_report(
        participation=cast.participation,
        period=returned.period,
        content=at_work(cast, progress=61),
        version=returned.version,
        by=cast.staff,
    )
    assert due(cast) == HEAD

    actions.confirm_report(report=report, version=report.version, by=cast.head)

    assert due(cast) == set()


def test_in_a_closed_period_only_what_can_be_done_is_mailed(cast):
    send_back(hand_in(cast), cast.head)
    waiting = hand_in(cast, another(cast))
    ReportingPeriod.objects.filter(pk=cast.period.pk).update(
        state="closed", closed_at=CLOSED_AT, closed_by=cast.office
    )
    assert due(cast) == HEAD

    waiting.refresh_from_db()
    actions.reopen_report(
        report=waiting, version=waiting.version, comment="数字が違う", by=cast.office
    )

    assert due(cast) == STAFF


def test_another_plans_reports_are_not_mailed(cast):
    other = ParticipationFactory(initiative__plan=PlanFactory(slug="other"))
    period = ReportingPeriodFactory(plan=other.initiative.plan)
    step = ReportTransitionFactory(
        report__participation=other,
        report__period=period,
        report__submitted=True,
        action="submit",
        to_state="submitted",
        at=timezone.now(),
    )

    assert step.report.period.plan != cast.plan
    assert due(cast) == set()


def test_a_mail_names_twenty_reports_at_most(cast, mailoutbox):
    for _ in range(23):
        hand_in(cast, another(cast))

    run(cast)

    assert mailoutbox[0].body.count("■") == 20
    assert "ほか3件" in mailoutbox[0].body
    assert Reminder.objects.count() == 23


@pytest.mark.parametrize("count", [1, 5])
def test_looking_costs_the_same_however_much_waits(cast, django_assert_num_queries, count):
    for _ in range(count):
        hand_in(cast, another(cast))
    on = timezone.localdate()
    responsible = Responsible.on(on)

    with django_assert_num_queries(3):
        assert len(due_notices(cast.plan, responsible, on=on)) == 1


def test_a_dry_run_sends_and_records_nothing(cast, mailoutbox):
    hand_in(cast)

    outcome = send_reminders(plan=cast.plan, on=timezone.localdate(), dry_run=True)

    assert [n.count for n in outcome.sent] == [1]
    assert (mailoutbox, Reminder.objects.count()) == ([], 0)


def test_a_server_that_fails_half_way_is_gone_on_with(cast, mailoutbox, monkeypatch):
    send_back(hand_in(cast), cast.head)
    send = EmailBackend.send_messages

    def fails_for_the_second(self, messages):
        if len(mailoutbox) == 1:
            raise SMTPServerDisconnected("接続が切れました")
        return send(self, messages)

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", fails_for_the_second)
        first = run(cast)
    second = run(cast)

    assert (len(first.sent), len(first.failed), len(second.sent)) == (1, 1, 1)
    assert isinstance(first.failed[0].reminder, DueNotice)
    assert "接続が切れました" in first.failed[0].reason
    assert {a for mail in mailoutbox for a in mail.to} == {
        "staff@example.lg.jp",
        "colleague@example.lg.jp",
    }
    assert Reminder.objects.count() == 2


def test_the_database_holds_no_row_twice(cast):
    report = hand_in(cast)
    row = {
        "about": ReminderAbout.WAITING,
        "transition": report.transitions.last(),
        "period": report.period,
        "section": cast.section,
        "recipient": cast.head,
        "step": 0,
    }
    ReminderFactory(**row)

    with pytest.raises(IntegrityError), transaction.atomic():
        ReminderFactory(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReminderFactory(**row | {"transition": None, "step": 7})
    with pytest.raises(IntegrityError), transaction.atomic():
        ReminderFactory(**row | {"about": ReminderAbout.MISSING, "step": 7})


def test_the_admin_shows_what_was_sent(client, cast):
    hand_in(cast)
    run(cast)
    client.force_login(cast.office)
    (reminder,) = Reminder.objects.all()

    listed = client.get("/admin/initiatives/reminder/").content.decode()
    page = client.get(f"/admin/initiatives/reminder/{reminder.pk}/change/").content.decode()

    for words in ("確認待ち", "課長 三郎"):
        assert words in listed
    assert "① 書かない窓口" in page
    assert 'name="_save"' not in page


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_mail_each_person_once(cast, mailoutbox):
    send_back(hand_in(cast), cast.head)
    hand_in(cast, another(cast))
    together = threading.Barrier(2)
    outcomes = []

    def work():
        together.wait()
        try:
            outcomes.append(run(cast))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(a for mail in mailoutbox for a in mail.to) == [
        "colleague@example.lg.jp",
        "head@example.lg.jp",
        "staff@example.lg.jp",
    ]
    assert [o.failed for o in outcomes] == [(), ()]
    assert Reminder.objects.count() == 3
