"""manage.py forget_kept: forgets what was typed and not handed in for 30 days; run once a day."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from hirao_dx.shared.words import number
from organization.kept.texts import forget_old


class Command(BaseCommand):
    """Deletes old kept texts and notes of presses, and prints how many."""

    help = "30日より前の、入力の途中の内容と送信の記録を消します。毎日1回動かします。"

    def handle(self, *args: object, **options: object) -> None:
        """Delete them."""
        kept, presses = forget_old()
        self.stdout.write(
            f"入力の途中の内容を{number(kept)}件、送信の記録を{number(presses)}件消しました。"
        )
