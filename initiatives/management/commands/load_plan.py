"""manage.py load_plan FOLDER: loads a plan from its files, or prints every fault in them."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from hirao_dx.shared.words import number
from initiatives.models import Plan
from initiatives.planfile import LoadResult, PlanFileError, check_plan, load_plan

SHOWN = 20


class Command(BaseCommand):
    """Loads or checks a plan's folder."""

    help = "計画のフォルダ（plan.yaml と survey.csv）を読み込みます。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="plan.yaml と survey.csv があるフォルダ")
        parser.add_argument(
            "--check", action="store_true", help="誤りがないか確かめるだけで、何も書き込みません。"
        )

    def handle(self, *args: object, folder: Path, check: bool, **options: object) -> None:
        try:
            if check:
                self._tell_checked(folder)
            else:
                self._tell_loaded(load_plan(folder))
        except PlanFileError as error:
            lines = "\n".join(f"・{fault}" for fault in error.faults)
            raise CommandError(
                f"誤りが{len(error.faults)}件あります。何も読み込んでいません。\n{lines}"
            ) from error

    def _tell_checked(self, path: Path) -> None:
        folder = check_plan(path)
        self.stdout.write(
            f"{folder.document.plan.name}：誤りはありません。何も書き込んでいません。"
        )
        self.stdout.write(
            f"取組{len(folder.document.initiatives)}件、班{len(folder.table.sections)}件"
        )

    def _tell_loaded(self, result: LoadResult) -> None:
        self.stdout.write(f"{result.plan.name}を読み込みました。")
        self.stdout.write(f"新しく作成：{number(result.created)}件")
        self.stdout.write(f"すでにある：{number(result.found)}件")
        self._tell_list("ファイルと違うため変更しなかった", result.different)
        self._tell_list("削除または名称変更されていたため作成しなかった", result.removed)
        self._tell_list("追加できなかった", result.refused)
        todays = Plan.objects.current()
        if todays is not None and todays != result.plan:
            self.stdout.write(f"今日の日付で、はじめに開く計画：{todays.name}")

    def _tell_list(self, heading: str, labels: tuple[str, ...]) -> None:
        self.stdout.write(f"{heading}：{number(len(labels))}件")
        for label in labels[:SHOWN]:
            self.stdout.write(f"  ・{label}")
        if len(labels) > SHOWN:
            self.stdout.write(f"  ほか{number(len(labels) - SHOWN)}件")
