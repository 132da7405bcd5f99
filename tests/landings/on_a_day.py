"""manage.py with the clock stopped at noon of a day, Tokyo time.

    python -m tests.landings.on_a_day 2026-11-28 load_demo fixtures/hirao

Only what Django dates is stopped: signatures and time-outs go by the machine's clock.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.core.management import execute_from_command_line
from django.utils import timezone


def stop_the_clock(day: date) -> None:
    """Before any model is imported: a field's default keeps the function it was given."""
    noon = datetime.combine(day, time(12), ZoneInfo("Asia/Tokyo")).astimezone(UTC)
    timezone.now = lambda: noon


if __name__ == "__main__":
    day, *arguments = sys.argv[1:]
    stop_the_clock(date.fromisoformat(day))
    execute_from_command_line(["manage.py", *arguments])
