"""The demo of the town's own plan, loaded once per process as of one day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import timezone

from initiatives.demo import load_demo
from initiatives.models import Plan, ReportingPeriod
from initiatives.planfile import LoadResult, load_plan
from tests import starts

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


def make_demo(loaded: LoadResult, folder: Path) -> Demo:
    sheet = folder / "demo-accounts.txt"
    with clock(noon(TODAY)):
        text = load_demo(HIRAO, sheet, now=noon(TODAY))
    return Demo(loaded.plan, text, sheet, noon(TODAY))


starts.register("demo", make_demo, after="loaded_hirao")


@pytest.fixture
def hirao_plan(loaded_hirao: LoadResult) -> Plan:
    """The town's plan without its demo."""
    return loaded_hirao.plan


@pytest.fixture
def miharashi_plan(db: None) -> Plan:
    """A small invented town's plan without its demo."""
    return load_plan(MIHARASHI_PLAN).plan


@pytest.fixture
def demo(given: starts.Given, db: None) -> Demo:
    """The demo as of TODAY."""
    demo: Demo = given("demo")
    return demo


@pytest.fixture
def demo_on(hirao_plan: Plan, db: None, tmp_path: Path) -> Callable[[date], Demo]:
    """Loads the demo as of another day."""

    def load(day: date) -> Demo:
        sheet = tmp_path / "demo-accounts.txt"
        with clock(noon(day)):
            text = load_demo(HIRAO, sheet, now=noon(day))
        return Demo(hirao_plan, text, sheet, noon(day))

    return load
