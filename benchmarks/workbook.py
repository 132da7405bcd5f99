"""How long the whole inventory takes through a workbook: out, in, checked, applied.

    .venv/bin/python benchmarks/workbook.py

Runs on a database of its own in memory, or on TEST_DATABASE_URL, and prints seconds of the
clock and of the processor. `tests/` never measures time: a busy machine would fail it.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hirao_dx.settings.test")


def timed(what: str, work: Callable[[], Any]) -> Any:
    """Do it, and print how long it took."""
    clock, processor = time.perf_counter(), time.process_time()
    result = work()
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    print(f"{what:<36}{clock:6.2f} s   {processor:6.2f} s of the processor")
    return result


@contextmanager
def database() -> Any:
    """An empty database with the plan's tasks in it, gone again afterwards."""
    from django.core.management import call_command
    from django.test.utils import setup_databases, teardown_databases

    held = setup_databases(verbosity=0, interactive=False)
    try:
        call_command("load_plan", str(ROOT / "fixtures" / "hirao"), verbosity=0)
        yield
    finally:
        teardown_databases(held, verbosity=0)


def main() -> None:
    import django

    django.setup()
    with database():
        measure()


def measure() -> None:
    from inventory.models import Task
    from inventory.workbook.actions import apply_import, receive_workbook
    from tests.factories import UserFactory
    from tests.inventory.workbook.sheets import check_to_the_end, download, edit

    office = UserFactory(office=True)
    lines = Task.history.count()
    whole = timed("download", download)
    job = timed("upload", lambda: receive_workbook(name="a.xlsx", content=whole, by=office))
    job = timed("check", lambda: check_to_the_end(job, office))
    timed("apply, nothing changed", lambda: apply_import(job=job, by=office))
    print(f"{job.summary['unchanged']} unchanged, {Task.history.count() - lines} lines of history")
    cells = [(line * 20, "事務の名称", f"名称{line}") for line in range(1, 51)]
    edited = edit(whole, cells)
    job = timed(
        "upload with 50 edited cells",
        lambda: receive_workbook(name="b.xlsx", content=edited, by=office),
    )
    job = timed("check", lambda: check_to_the_end(job, office))
    timed("apply", lambda: apply_import(job=job, by=office))
    print(f"{job.summary['changed']} changed, {Task.history.count() - lines} lines of history")


if __name__ == "__main__":
    main()
