"""Who is mailed on which day, what the mail says, and that nobody gets it twice."""

from datetime import date, timedelta

import pytest

from initiatives.choices import PeriodState
from initiatives.models import Reminder, ReportingPeriod
from initiatives.reminders import actions
from initiatives.reminders.actions import deliver, due_reminders, send_reminders
from organization.choices import ReorganisationKind
from organization.models import Appointment, Reorganisation, SectionSuccession
from tests.factories import (
    AppointmentFactory,
    DepartmentFactory,
    InitiativeFactory,
    ParticipationFactory,
    ProgressReportFactory,
    SectionFactory,
    UserFactory,
)
from tests.factories.revision import hold

DUE = date(2027, 1, 15)


def day(step):
    return DUE + timedelta(days=step)


@pytest.fixture
def cast(cast, settings):
    """Everybody has an address; only the third quarter, due on 15 January, takes reports."""
    settings.MAIL_CONFIGURED = True
    ReportingPeriod.objects.filter(pk=cast.previous.pk).update(state=PeriodState.PLANNED)
    for name in ("staff", "colleague", "head", "stranger", "committee", "office", "nobody"):
        give_address(getattr(cast, name), f"{name}@example.lg.jp")
    return cast


def give_address(person, email):
    person.email = email
    person.save()


def due(cast, step):
    """(address, roles) of everybody whom a day's run would write to."""
    return [
        (r.email, "・".join(role.label for role in r.roles))
        for r in due_reminders(plan=cast.plan, on=day(step))
        if r.is_reachable
    ]


def sent_to(mailoutbox):
    """The addresses mailed so far; forgets them."""
    addresses = [address for mail in mailoutbox for address in mail.to]
    mailoutbox.clear()
    return addresses


STAFF = [("staff@example.lg.jp", "担当"), ("colleague@example.lg.jp", "担当")]
HEAD = ("head@example.lg.jp", "課長")
OFFICE = ("office@example.lg.jp", "事務局")


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (-15, []),
        (-14, STAFF),
        (-7, STAFF),
        (-1, [*STAFF, HEAD]),
        (0, [*STAFF, HEAD]),
        (1, [*STAFF, HEAD]),
        (8, [*STAFF, HEAD, OFFICE]),
        (15, [*STAFF, HEAD, OFFICE]),
    ],
)
def test_staff_hear_first_then_the_head_then_the_office(cast, step, expected):
    assert due(cast, step) == expected


def test_nobody_hears_of_what_is_handed_in_or_no_longer_open(cast):
    ProgressReportFactory(participation=cast.participation, period=cast.period, submitted=True)

    assert due(cast, 8) == []

    ParticipationFactory(initiative=InitiativeFactory(plan=cast.plan), section=cast.section)
    ReportingPeriod.objects.filter(pk=cast.period.pk).update(state=PeriodState.PLANNED)

    assert due(cast, 8) == []


def test_a_section_without_staff_falls_to_its_head_and_then_to_the_office(cast):
    Appointment.objects.filter(section=cast.section).update(ends_on=day(-20))

    assert due(cast, -14) == [HEAD]

    Appointment.objects.filter(department=cast.section.department).update(ends_on=day(-20))

    assert due(cast, -14) == [OFFICE]


def test_people_without_address_or_account_are_told_apart_and_replaced(cast):
    give_address(cast.staff, "")
    cast.colleague.is_active = False
    cast.colleague.save()

    reminders = due_reminders(plan=cast.plan, on=day(-14))

    assert [r.recipient for r in reminders if r.is_reachable] == [cast.head]
    assert [r.recipient for r in reminders if not r.is_reachable] == [cast.staff, cast.colleague]


def test_office_people_in_a_section_are_among_its_staff(cast):
    section = SectionFactory()
    ParticipationFactory(initiative=cast.initiative, section=section)
    Appointment.objects.filter(user=cast.office).update(section=section)

    assert (OFFICE[0], "担当") in due(cast, -14)


def test_whoever_took_a_section_over_hears_of_what_it_still_owes(cast):
    """Two reorganisations: the section was renamed, then merged into another department's."""
    renamed, merged = SectionFactory(department=cast.section.department), SectionFactory()
    for before, after, on in [
        (cast.section, renamed, day(-40)),
        (renamed, merged, day(-7)),
    ]:
        change = Reorganisation.objects.create(
            kind=ReorganisationKind.MERGE, effective_on=on, reason="機構改革", by=cast.office
        )
        SectionSuccession.objects.create(
            reorganisation=change, predecessor=before, successor=after
        )
    Appointment.objects.filter(section=cast.section).update(ends_on=day(-41))
    UserFactory(staff_of=renamed, email="renamed@example.lg.jp")
    UserFactory(staff_of=merged, email="merged@example.lg.jp")
    UserFactory(head_of=merged.department, email="new-head@example.lg.jp")

    assert due(cast, -8) == [("renamed@example.lg.jp", "担当")]
    assert due(cast, -1) == [
        ("renamed@example.lg.jp", "担当"),
        ("merged@example.lg.jp", "担当"),
        HEAD,
        ("new-head@example.lg.jp", "課長"),
    ]


def test_one_mail_gathers_all_sections_of_a_person(cast, mailoutbox):
    neighbour = SectionFactory(department=cast.section.department, name="年金班", order=2)
    second = InitiativeFactory(plan=cast.plan, symbol="②", title="オープンデータ", order=2)
    hold(second)
    for initiative in (cast.initiative, second):
        ParticipationFactory(initiative=initiative, section=neighbour)
    AppointmentFactory(user=cast.head, section=neighbour)

    send_reminders(plan=cast.plan, on=day(-1))

    (mail,) = [m for m in mailoutbox if m.to == ["head@example.lg.jp"]]
    assert mail.subject == "【進捗報告】あと1日・未提出3件（令和8年度 第3四半期）"
    assert "■ 町民課 窓口班（1件）\n・① 書かない窓口\n" in mail.body
    assert "■ 町民課 年金班（2件）\n・① 書かない窓口\n・② オープンデータ\n" in mail.body
    assert "このメールは、担当・課長の方へ自動でお送りしています。" in mail.body
    assert sorted(
        Reminder.objects.filter(recipient=cast.head).values_list("section__name", "sent_as")
    ) == [("年金班", "staff"), ("窓口班", "head")]


def test_mail_is_plain_japanese_with_the_address_of_the_page(cast, mailoutbox, settings):
    settings.SITE_URL = "https://dx.example.lg.jp"

    send_reminders(plan=cast.plan, on=day(-7))

    assert mailoutbox[0].body == (
        "担当 一郎 様\n"
        "\n"
        "令和8年度 第3四半期の進捗報告のうち、1件がまだ提出されていません。\n"
        "提出期限：令和9年1月15日（あと7日）\n"
        "\n"
        "■ 町民課 窓口班（1件）\n"
        "・① 書かない窓口\n"
        "\n"
        "【報告のしかた】\n"
        "1. マイページを開きます。\n"
        "   https://dx.example.lg.jp/\n"
        "2. 取組の「報告する」を押し、内容を書いて提出します。\n"
        "   前回から変わりがないときは、「変更なしで提出」を1回押すだけで終わります。\n"
        "\n"
        "このメールは、担当の方へ自動でお送りしています。\n"
        "行き違いですでに提出されているときは、何もする必要はありません。\n"
        "お問い合わせ：デジタル推進課（見本町DX推進計画（current））\n"
    )


def test_the_office_is_led_to_the_list_of_submissions(cast, mailoutbox, settings):
    settings.SITE_URL = "https://dx.example.lg.jp"

    send_reminders(plan=cast.plan, on=day(8))

    mails = {mail.to[0]: mail.body for mail in mailoutbox}
    address = "【班ごとの提出状況】\n   https://dx.example.lg.jp/plans/current/periods/2026-3/submissions/\n"
    assert address in mails["office@example.lg.jp"]
    assert "【班ごとの提出状況】" not in mails["staff@example.lg.jp"]
    assert "提出期限：令和9年1月15日（期限を8日過ぎています）" in mails["staff@example.lg.jp"]


def test_mail_has_no_link_while_the_sites_address_is_unknown(cast, mailoutbox, settings):
    settings.SITE_URL = ""

    send_reminders(plan=cast.plan, on=day(8))

    assert ["http" in mail.body for mail in mailoutbox] == [False] * 4
    assert "1. マイページを開きます。\n2. 取組の" in mailoutbox[0].body


def test_nothing_is_sent_twice_for_a_step(cast, mailoutbox):
    staff = ["staff@example.lg.jp", "colleague@example.lg.jp"]

    for step, expected in [(-14, staff), (-14, []), (-13, []), (-8, []), (-7, staff), (-6, [])]:
        send_reminders(plan=cast.plan, on=day(step))
        assert sent_to(mailoutbox) == expected, step

    assert sorted(Reminder.objects.values_list("step", flat=True)) == [-14, -14, -7, -7]


def test_days_without_a_run_are_caught_up_by_the_latest_step_alone(cast, mailoutbox):
    send_reminders(plan=cast.plan, on=day(-5))
    assert sent_to(mailoutbox) == ["staff@example.lg.jp", "colleague@example.lg.jp"]

    send_reminders(plan=cast.plan, on=day(20))

    assert len(sent_to(mailoutbox)) == 4
    assert set(Reminder.objects.values_list("step", flat=True)) == {-7, 15}


def test_what_turns_up_after_the_mail_waits_for_the_next_step(cast, mailoutbox):
    send_reminders(plan=cast.plan, on=day(-14))
    mailoutbox.clear()
    neighbour = SectionFactory()
    ParticipationFactory(initiative=cast.initiative, section=neighbour)
    AppointmentFactory(user=cast.staff, section=neighbour)

    send_reminders(plan=cast.plan, on=day(-13))
    assert sent_to(mailoutbox) == []

    send_reminders(plan=cast.plan, on=day(-7))
    assert "未提出2件" in mailoutbox[0].subject


def test_each_open_period_is_told_of_by_a_mail_of_its_own(cast, mailoutbox):
    ReportingPeriod.objects.filter(pk=cast.previous.pk).update(state=PeriodState.OPEN)

    send_reminders(plan=cast.plan, on=day(-14))

    assert [m.subject for m in mailoutbox if m.to == ["staff@example.lg.jp"]] == [
        "【進捗報告】期限を78日過ぎています・未提出1件（令和8年度 第2四半期）",
        "【進捗報告】あと14日・未提出1件（令和8年度 第3四半期）",
    ]


def test_a_second_run_that_overlaps_the_first_sends_nothing(cast, mailoutbox):
    read_by_both = due_reminders(plan=cast.plan, on=day(-1))

    first = deliver(read_by_both)
    second = deliver(read_by_both)

    assert (len(first[0]), first[1]) == (3, ())
    assert second == ((), ())
    assert (len(mailoutbox), Reminder.objects.count()) == (3, 3)


def test_a_dry_run_sends_and_records_nothing(cast, mailoutbox):
    outcome = send_reminders(plan=cast.plan, on=day(-1), dry_run=True)

    assert [r.recipient for r in outcome.sent] == [cast.staff, cast.colleague, cast.head]
    assert (mailoutbox, Reminder.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    "name",
    ["担当\r\nBcc: everyone@example.com", "担当\nSubject: 重要", "担当 <a@example.com>, 二郎"],
)
def test_a_name_never_reaches_a_header(cast, mailoutbox, name):
    cast.staff.name = name
    cast.staff.save()
    cast.initiative.title = name
    cast.initiative.save()

    send_reminders(plan=cast.plan, on=day(-7))

    mail = mailoutbox[0].message()
    assert mail.keys() == [
        *("Content-Type", "MIME-Version", "Content-Transfer-Encoding"),
        *("Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted"),
    ]
    assert (mail["To"], mailoutbox[0].recipients()) == (
        "staff@example.lg.jp",
        ["staff@example.lg.jp"],
    )


def test_an_address_with_a_line_break_fails_alone(cast, mailoutbox):
    give_address(cast.staff, "staff@example.lg.jp\nBcc: everyone@example.com")

    outcome = send_reminders(plan=cast.plan, on=day(-7))

    assert [f.reminder.recipient for f in outcome.failed] == [cast.staff]
    assert sent_to(mailoutbox) == ["colleague@example.lg.jp"]
    assert list(Reminder.objects.values_list("recipient", flat=True)) == [cast.colleague.pk]


@pytest.mark.parametrize("sections", [1, 8])
def test_reading_who_is_due_costs_the_same_however_many(cast, django_assert_num_queries, sections):
    """Periods; appointments, reorganisations; what was sent and what is missing."""
    for _ in range(sections):
        section = SectionFactory(department=DepartmentFactory())
        ParticipationFactory(initiative=cast.initiative, section=section)
        UserFactory(staff_of=section, email="someone@example.lg.jp")

    with django_assert_num_queries(5):
        reminders = due_reminders(plan=cast.plan, on=day(8))

    assert len(reminders) == 4 + sections


def test_before_the_first_step_only_the_periods_are_read(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert actions.due_reminders(plan=cast.plan, on=day(-15)) == []
