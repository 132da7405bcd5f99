"""manage.py send_reminders: mails reminders of missing reports; run once a day.

Running it again on the same day sends none twice.
"""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from hirao_dx.shared.calendar import wareki_date
from hirao_dx.shared.text import day
from hirao_dx.shared.words import days_words, number
from initiatives.models import Plan
from initiatives.reminders.actions import Outcome, send_reminders
from initiatives.reminders.due import Due, DueNotice

WITHOUT_MAIL = (
    "メールサーバーが設定されていません（EMAIL_URL）。メールは送らず、画面のお知らせだけにします。"
    "記録もしていません。"
)


def _day(text: str) -> date:
    found = day(text)
    if found is None:
        raise ArgumentTypeError(f"日付は 2027-01-08 の形で入力してください（{text}）")
    return found


class Command(BaseCommand):
    """Sends the reminders of a day and prints what happened."""

    help = (
        "未提出の報告がある人に、期限の14・7・1日前と、期限の翌日から7日ごとにメールを送ります。"
        "差し戻された報告がある班と、確認待ちの報告がある課長にも、1日1回まで送ります。"
        "毎日1回動かします。同じ段階のメールは2回送りません。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="送る相手を表示するだけで、送信も記録もしません。",
        )
        parser.add_argument(
            "--date", type=_day, default=None, help="この日として動かします（例：2027-01-08）。"
        )

    def handle(self, *args: object, dry_run: bool, date: date | None, **options: object) -> None:
        on = date or timezone.localdate()
        plans = Plan.objects.at_work(on)
        if not plans:
            raise CommandError("計画が読み込まれていません。先に load_plan で読み込んでください。")
        if not settings.MAIL_CONFIGURED:
            self.stdout.write(WITHOUT_MAIL)
            if not dry_run:
                return
        self.stdout.write(
            f"{wareki_date(on)}の督促{'（試行。送信も記録もしません）' if dry_run else ''}"
        )
        failed = 0
        for plan in plans:
            if len(plans) > 1:
                self.stdout.write(plan.title)
            outcome = send_reminders(plan=plan, on=on, dry_run=dry_run)
            self._tell(outcome, dry_run=dry_run)
            failed += len(outcome.failed)
        if failed:
            raise CommandError(
                f"{failed}件を送れませんでした。次に動かしたときに、もう一度送ります。"
            )

    def _tell(self, outcome: Outcome, *, dry_run: bool) -> None:
        self._tell_list("送る予定" if dry_run else "送信", [self._line(r) for r in outcome.sent])
        self._tell_list(
            "メールを送れない人",
            [
                f"{r.recipient.name}（{r.recipient.username}）：{self._why(r)}"
                for r in outcome.unreachable
            ],
        )
        self._tell_list(
            "送信できなかった",
            [f"{self._line(f.reminder)}：{f.reason}" for f in outcome.failed],
        )

    def _tell_list(self, heading: str, lines: list[str]) -> None:
        self.stdout.write(f"{heading}：{number(len(lines))}件")
        for line in lines:
            self.stdout.write(f"  ・{line}")

    def _line(self, reminder: Due) -> str:
        roles = "・".join(role.label for role in reminder.roles)
        to = f"{reminder.recipient.name} <{reminder.email}>（{roles}）"
        if isinstance(reminder, DueNotice):
            return f"{to} {reminder.about.label}{reminder.count}件"
        return (
            f"{to}"
            f" {reminder.period.label} {days_words(reminder.days_left)}・未提出{reminder.count}件"
            f"（班{len(reminder.sections)}）"
        )

    def _why(self, reminder: Due) -> str:
        return "メールアドレスなし" if reminder.recipient.is_active else "利用停止中"
