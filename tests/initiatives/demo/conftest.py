"""The demo of the town's own plan, loaded once per module as of one day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from initiatives.demo import load_demo
from initiatives.models import Plan, ReportingPeriod
from initiatives.planfile import load_plan

BASE = Path(settings.BASE_DIR)
HIRAO = BASE / "fixtures" / "hirao"
MIHARASHI = BASE / "tests" / "initiatives" / "demo" / "miharashi"
MIHARASHI_PLAN = BASE / "tests" / "plans" / "miharashi"
TODAY = date(2026, 11, 23)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, 0, tzinfo=ZoneInfo("Asia/Tokyo"))


@contextmanager
def clock(now: datetime) -> Iterator[None]:
    """Let the town hall's today be a moment's day: nothing happens on a day to come."""
    today = timezone.localdate
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "localdate", lambda at=None: today(at or now))
        yield


@dataclass(frozen=True)
class Demo:
    """The loaded demo. `text` is what was printed, `sheet` the file it was written to."""

    plan: Plan
    text: str
    sheet: Path
    now: datetime

    @property
    def password(self) -> str:
        line = next(x for x in self.text.splitlines() if x.startswith("パスワード"))
        return line.rpartition(" ")[2]

    @property
    def open_period(self) -> ReportingPeriod:
        return self.plan.periods.open().get()


@pytest.fixture(scope="module")
def hirao_plan(django_db_setup: None, django_db_blocker) -> Iterator[Plan]:
    """The town's plan without its demo, for every test of a module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_plan(HIRAO).plan
        transaction.set_rollback(True)


@pytest.fixture
def miharashi_plan(db: None) -> Plan:
    """A small invented town's plan without its demo."""
    return load_plan(MIHARASHI_PLAN).plan


@pytest.fixture(scope="module")
def demo(hirao_plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo as of TODAY. Ask for `db` as well to change anything."""
    sheet = tmp_path_factory.mktemp("var") / "demo-accounts.txt"
    with transaction.atomic():
        with clock(noon(TODAY)):
            text = load_demo(HIRAO, sheet, now=noon(TODAY))
        yield Demo(hirao_plan, text, sheet, noon(TODAY))
        transaction.set_rollback(True)


@pytest.fixture
def demo_on(hirao_plan: Plan, db: None, tmp_path: Path) -> Callable[[date], Demo]:
    """Loads the demo as of another day."""

    def load(day: date) -> Demo:
        sheet = tmp_path / "demo-accounts.txt"
        with clock(noon(day)):
            text = load_demo(HIRAO, sheet, now=noon(day))
        return Demo(hirao_plan, text, sheet, noon(day))

    return load
