"""manage.py send_reminders, against a mail server that really listens."""

import email
import socket
import threading
import time
from dataclasses import dataclass, field
from datetime import date
from email import policy
from io import StringIO

import pytest
from aiosmtpd.controller import Controller
from django.core.management import CommandError, call_command
from django.db import connection

from initiatives.choices import PeriodState
from initiatives.models import Reminder, ReportingPeriod
from initiatives.reminders.actions import send_reminders

WEEK_BEFORE = "2027-01-08"


@dataclass
class Mailbox:
    """What the mail server took in, and the addresses it refuses."""

    letters: list = field(default_factory=list)
    refused: set = field(default_factory=set)
    slow: float = 0

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.refused:
            return "550 5.1.1 No such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        time.sleep(self.slow)
        message = email.message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append((envelope.mail_from, envelope.rcpt_tos, message))
        return "250 OK"

    @property
    def recipients(self):
        return [address for _, addresses, _ in self.letters for address in addresses]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def mailbox(settings):
    """A real SMTP server on this machine that the site sends through."""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.MAIL_CONFIGURED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    settings.DEFAULT_FROM_EMAIL = "dx@example.lg.jp"
    settings.SITE_URL = "https://dx.example.lg.jp"
    yield box
    controller.stop()


@pytest.fixture
def cast(cast):
    """Staff and head have addresses, the colleague has none; one period takes reports."""
    ReportingPeriod.objects.filter(pk=cast.previous.pk).update(state=PeriodState.PLANNED)
    for name in ("staff", "head", "office"):
        person = getattr(cast, name)
        person.email = f"{name}@example.lg.jp"
        person.save()
    return cast


def run(*options):
    out = StringIO()
    call_command("send_reminders", *options, stdout=out)
    return out.getvalue()


def test_the_mail_server_receives_the_mail(cast, mailbox):
    said = run("--date", WEEK_BEFORE)

    assert said == (
        "令和9年1月8日の督促\n"
        "送信：1件\n"
        "  ・担当 一郎 <staff@example.lg.jp>（担当）"
        " 令和8年度 第3四半期 あと7日・未提出1件（班1）\n"
        "メールを送れない人：1件\n"
        f"  ・担当 二郎（{cast.colleague.username}）：メールアドレスなし\n"
        "送信できなかった：0件\n"
    )
    ((sender, recipients, message),) = mailbox.letters
    assert (sender, recipients) == ("dx@example.lg.jp", ["staff@example.lg.jp"])
    assert message["Subject"].strip() == "【進捗報告】あと7日・未提出1件（令和8年度 第3四半期）"
    assert (message["From"], message["To"]) == ("dx@example.lg.jp", "staff@example.lg.jp")
    assert message["Auto-Submitted"] == "auto-generated"
    body = message.get_content().replace("\r\n", "\n")
    assert body.startswith("担当 一郎 様\n\n令和8年度 第3四半期の進捗報告のうち、1件がまだ")
    assert "・① 書かない窓口\n" in body
    assert "   https://dx.example.lg.jp/\n" in body
    assert list(Reminder.objects.values_list("step", "section", "recipient", "sent_as")) == [
        (-7, cast.section.pk, cast.staff.pk, "staff")
    ]


def test_a_second_run_sends_nothing(cast, mailbox):
    run("--date", WEEK_BEFORE)

    said = run("--date", WEEK_BEFORE)

    assert "送信：0件\n" in said
    assert len(mailbox.letters) == 1


def test_a_refused_recipient_does_not_lose_the_others(cast, mailbox):
    mailbox.refused.add("staff@example.lg.jp")
    out = StringIO()

    with pytest.raises(CommandError) as failed:
        call_command("send_reminders", "--date", "2027-01-23", stdout=out)

    assert str(failed.value) == ("1件を送れませんでした。次に動かしたときに、もう一度送ります。")
    assert failed.value.returncode == 1
    assert "送信できなかった：1件\n  ・担当 一郎 <staff@example.lg.jp>" in out.getvalue()
    assert "メールサーバーが宛先を断りました（550 5.1.1 No such user here）" in out.getvalue()
    assert mailbox.recipients == ["head@example.lg.jp", "office@example.lg.jp"]
    assert set(Reminder.objects.values_list("recipient", flat=True)) == {
        cast.head.pk,
        cast.office.pk,
    }

    mailbox.refused.clear()
    run("--date", "2027-01-23")

    assert mailbox.recipients[2:] == ["staff@example.lg.jp"]


def test_a_server_that_is_down_records_nothing_and_is_asked_once(cast, mailbox, settings):
    settings.EMAIL_PORT = free_port()
    out = StringIO()

    with pytest.raises(CommandError, match=r"^3件を送れませんでした"):
        call_command("send_reminders", "--date", "2027-01-23", stdout=out)

    assert out.getvalue().count("メールサーバーにつながりません") == 3
    assert Reminder.objects.count() == 0


def test_a_name_adds_no_recipient(cast, mailbox):
    cast.staff.name = "担当\r\nBcc: everyone@example.com"
    cast.staff.save()

    run("--date", WEEK_BEFORE)

    ((_, recipients, message),) = mailbox.letters
    assert (recipients, message["Bcc"]) == (["staff@example.lg.jp"], None)


def test_a_dry_run_says_who_would_hear_and_does_nothing(cast, mailbox):
    said = run("--dry-run", "--date", WEEK_BEFORE)

    assert said.startswith(
        "令和9年1月8日の督促（試行。送信も記録もしません）\n送る予定：1件\n  ・担当 一郎 <staff@"
    )
    assert (mailbox.letters, Reminder.objects.count()) == ([], 0)


def test_without_a_mail_server_the_command_says_so_and_ends_well(cast, settings, mailoutbox):
    settings.MAIL_CONFIGURED = False

    said = run("--date", WEEK_BEFORE)

    assert said == (
        "メールサーバーが設定されていません（EMAIL_URL）。"
        "メールは送らず、画面のお知らせだけにします。記録もしていません。\n"
    )
    assert (mailoutbox, Reminder.objects.count()) == ([], 0)


def test_a_dry_run_needs_no_mail_server(cast, settings):
    settings.MAIL_CONFIGURED = False

    said = run("--dry-run", "--date", WEEK_BEFORE)

    assert "送る予定：1件\n" in said
    assert Reminder.objects.count() == 0


def test_today_is_taken_unless_a_day_is_named(cast, settings, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: date(2027, 1, 14))

    assert run("--dry-run").splitlines()[1].startswith("令和9年1月14日の督促")


def test_people_whose_account_is_stopped_are_listed_as_such(cast, mailbox):
    cast.staff.is_active = False
    cast.staff.save()

    assert f"担当 一郎（{cast.staff.username}）：利用停止中\n" in run("--date", WEEK_BEFORE)


@pytest.mark.parametrize("text", ["2027/01/08", "8日", "2027-13-01"])
def test_a_day_that_is_none_is_explained(db, text):
    with pytest.raises(CommandError, match="日付は 2027-01-08 の形で入力してください"):
        run("--date", text)


def test_a_plan_has_to_be_loaded_first(db):
    with pytest.raises(CommandError, match="先に load_plan で読み込んでください"):
        run()


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_the_same_moment_send_each_mail_once(cast, mailbox):
    mailbox.slow = 0.2
    together = threading.Barrier(2)
    outcomes = []

    def work():
        together.wait()
        outcomes.append(send_reminders(plan=cast.plan, on=date(2027, 1, 23)))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(mailbox.recipients) == [
        "head@example.lg.jp",
        "office@example.lg.jp",
        "staff@example.lg.jp",
    ]
    assert sum(len(outcome.sent) for outcome in outcomes) == 3
    assert [outcome.failed for outcome in outcomes] == [(), ()]
    assert Reminder.objects.count() == 3
