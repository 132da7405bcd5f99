"""Loads a plan's demo data (見本) and prints the accounts to log in with."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from initiatives.demo import accounts, load
from initiatives.demo.load import DEMO_FILE
from initiatives.planfile import PlanFileError


class Command(BaseCommand):
    """Loads the demo, gives its accounts a new password, or shows how to log in."""

    help = (
        "計画のフォルダにある demo.yaml から、見本の利用者・報告・会議などを読み込み、"
        "ログインのためのアカウントを表示します。2回目からは表示だけをします。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="demo.yaml がある計画のフォルダ")
        parser.add_argument(
            "--accounts-file",
            type=Path,
            default=settings.VAR_DIR / "demo-accounts.txt",
            help="アカウントとパスワードの控えの場所（既定値：%(default)s）",
        )
        parser.add_argument(
            "--new-password",
            action="store_true",
            help="見本のアカウントのパスワードを新しく決める",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_DATA_ALLOWED:
            raise CommandError(
                "この環境には見本のデータを読み込めません。"
                "見本は、手元で試すための環境（設定 DEMO_DATA_ALLOWED が True）だけで使います。"
            )
        folder, sheet = options["folder"], options["accounts_file"]
        try:
            self.stdout.write(self._text(folder, sheet, options["new_password"]))
        except PlanFileError as error:
            lines = "\n".join(f"・{fault}" for fault in error.faults)
            raise CommandError(
                f"見本のファイルに誤りが{len(error.faults)}件あります。何も読み込んでいません。\n{lines}"
            ) from error
        except load.DemoError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(
                f"アカウントの控え {sheet} を書けません（{error.strerror}）。"
                "見本のデータは変更していません。"
            ) from error

    def _text(self, folder: Path, sheet: Path, new_password: bool) -> str:
        if not load.is_loaded():
            if not (folder / DEMO_FILE).exists():
                return f"{folder} に {DEMO_FILE} がないため、見本のデータは読み込みません。"
            return load.load_demo(folder, sheet, now=timezone.now())
        if new_password:
            return load.renew_password(folder, sheet, now=timezone.now())
        return accounts.read(sheet) or (
            f"見本のデータは読み込み済みですが、このデータベースのパスワードの控えが {sheet} に"
            "ありません。\n新しいパスワードを決めるには、次のように入力してください。\n"
            f"  python manage.py load_demo {folder} --new-password"
        )
