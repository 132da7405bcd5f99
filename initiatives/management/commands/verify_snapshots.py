"""manage.py verify_snapshots: checks that the papers are still what the meetings were shown."""

from __future__ import annotations

import re
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from initiatives.models import Plan
from initiatives.paper.verify import Finding, verify

SHORTEST = 16


class Command(BaseCommand):
    """Checks every paper and prints what is wrong."""

    help = "会議の控えが、作られたときのままかを確かめます。書き換えがあれば、エラーで終わります。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--digest",
            action="append",
            default=[],
            metavar="照合番号",
            help="印刷した資料の照合番号（16桁以上）。この番号の控えが残っているかも確かめます。",
        )

    def handle(self, *args: object, digest: list[str], **options: object) -> None:
        findings = [finding for plan in Plan.objects.all() for finding in verify(plan)]
        for finding in findings:
            self._tell(finding)
        unknown = [text for text in digest if not self._known(text, findings)]
        broken = sum(1 for finding in findings if finding.faults)
        if broken or unknown:
            raise CommandError(
                f"控え{len(findings)}件のうち{broken}件に問題があります。"
                f"照合番号{len(unknown)}件の控えが見つかりません。"
            )
        self.stdout.write(f"控え{len(findings)}件は、すべて作られたときのままです。")

    def _tell(self, finding: Finding) -> None:
        if not finding.faults:
            self.stdout.write(f"○ {finding.label}　{finding.digest}")
            return
        self.stdout.write(f"× {finding.label}　{finding.digest}")
        for fault in finding.faults:
            self.stdout.write(f"  ・{fault}")

    def _known(self, text: str, findings: list[Finding]) -> bool:
        """Whether a printed number, with or without its spaces, belongs to a sound snapshot."""
        wanted = re.sub(r"\s", "", text).lower()
        if len(wanted) < SHORTEST or not re.fullmatch(r"[0-9a-f]+", wanted):
            raise CommandError(
                f"照合番号「{text}」を読み取れません。"
                f"資料にある{SHORTEST}桁以上の英数字（0〜9、a〜f）を入力してください。"
            )
        found = next((f for f in findings if f.digest.startswith(wanted)), None)
        if found is None:
            self.stdout.write(f"× 照合番号 {text} の控えはありません。")
        return found is not None
