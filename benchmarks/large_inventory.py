"""How the inventory's pages bear 100,000 tasks: seconds, queries and size of each page.

    .venv/bin/python benchmarks/large_inventory.py [tasks]

Runs on a database of its own in memory, or on TEST_DATABASE_URL. `tests/` never measures time: a
busy machine would fail it.
"""

from __future__ import annotations

import sys
import time
from decimal import Decimal
from itertools import islice
from typing import Any

from workbook import database, timed

BATCH = 2000
NAMES = ("届出の受付", "証明書の発行", "台帳の更新", "補助金の審査", "会議の準備", "統計の報告")
METHODS = ("online", "system", "rpa", "")
STAGES = ("not_considered", "considering", "in_progress", "digitised", "out_of_scope")


def main() -> None:
    import django

    django.setup()
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with database():
        timed(f"make {wanted:,} tasks", lambda: fill(wanted))
        measure()


def fill(wanted: int) -> None:
    """Tasks in every section, each with its first line of history, most with figures."""
    from django.db.models import Max

    from inventory.models import System, SystemAlias, Task
    from organization.models import Section

    kinds = ("core", "non_core", "other")
    systems = [System(name=f"{n}号システム", category=kinds[n % 3]) for n in range(60)]
    System.objects.bulk_create(systems)
    SystemAlias.objects.bulk_create(SystemAlias(system=s, name=f"旧{s.name}") for s in systems)
    last = dict(Task.objects.order_by().values_list("section").annotate(Max("number")))
    sections = list(Section.objects.all())
    made = (task(n, sections, systems, last) for n in range(wanted - Task.objects.count()))
    while batch := list(islice(made, BATCH)):
        Task.objects.bulk_create(batch)
        Task.history.bulk_history_create(batch, batch_size=BATCH)


def task(n: int, sections: list, systems: list, last: dict[Any, int]) -> Any:
    from inventory.models import Task

    section = sections[n % len(sections)]
    number = last[section.pk] = last.get(section.pk, 0) + 1
    system = systems[n % len(systems)] if n % 4 else None
    made = Task(
        section=section,
        number=number,
        name=f"{NAMES[n % 6]}（{n // 6:05d}）" if n % 10 else "",
        description="窓口で受け付け、台帳に記録して、決裁を受ける。" if n % 3 else "",
        problem="同じ内容を2つのシステムに入力している。" if n % 7 == 0 else "",
        category=system.category if system else "none",
        system=system,
        stage=STAGES[n % 5],
        method=METHODS[n % 4],
        volume=n % 5000 if n % 2 else None,
        minutes_per_case=Decimal(n % 40) if n % 2 else None,
        annual_hours_before=Decimal(n % 900) if n % 3 else None,
        annual_hours_after=Decimal(n % 450) if n % 6 == 1 else None,
        uses_paper=n % 2 == 0,
        peak_months="3,4" if n % 5 == 0 else "",
    )
    made.fold()
    return made


def measure() -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from inventory.models import Survey, Task
    from inventory.surveys.actions import take_survey
    from tests.factories import UserFactory

    office = UserFactory(office=True)
    client = Client()
    client.force_login(office)
    today = timezone.localdate()
    survey = timed("take a survey", lambda: take_survey(name="次回調査", on=today, by=office))
    for number in range(2000):
        Task.objects.filter(pk=1165 + number * 7).update(stage="digitised", name=f"改{number}")
    published = Survey.objects.get(taken_on=None)
    section = Task.objects.latest("pk").section_id
    one = Task.objects.latest("pk").pk
    print(f"{'page':<64}{'s':>7}{'queries':>9}{'kB':>7}")
    for path in pages(section, one, published.pk, survey.pk, today.isoformat()):
        start = time.perf_counter()
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
            size = len(b"".join(answer)) if answer.streaming else len(answer.content)
        spent = time.perf_counter() - start
        note = "" if answer.status_code == 200 else f"  {answer.status_code}"
        print(f"{path:<64}{spent:7.2f}{len(asked):9}{size / 1000:7.0f}{note}")


def pages(section: int, task: int, published: int, taken: int, today: str) -> list[str]:
    here = "/inventory/"
    work = f"{here}sections/{section}/"
    return [
        here,
        f"{here}?survey={taken}",
        f"{here}?on={today}",
        f"{here}departments/6/",
        f"{here}departments/6/?on={today}",
        f"{here}history/",
        f"{here}history/?department=6&kind=changed",
        f"{here}history/?who=%E8%81%B7%E5%93%A1&since={today}",
        work,
        f"{work}?on={today}",
        f"{work}work/",
        f"{work}work/?columns=work&per=50",
        f"{work}history/",
        f"{work}merge/",
        f"{work}merge/?choose=1&pick=1&pick=2&page=9",
        f"{here}tasks/",
        f"{here}tasks/?q=%E5%8F%B0%E5%B8%B3",
        f"{here}tasks/?q=%EF%BC%92%E3%81%A4%E3%81%AE+%E3%81%97%E3%81%99%E3%81%A6%E3%82%80",
        f"{here}tasks/?page=1500",
        f"{here}tasks/?system=none",
        f"{here}tasks/{task}/",
        f"{here}tasks/{task}/?on={today}",
        f"{here}systems/",
        f"{here}systems/5/",
        f"{here}digitise/",
        f"{here}digitise/?by=department",
        f"{here}digitise/?by=method",
        f"{here}digitise/?by=initiative",
        f"{here}digitise/candidates/",
        f"{here}digitise/candidates/?page=900",
        f"{here}digitise/candidates/?hours=unknown",
        f"{here}digitise/candidates.csv",
        f"{here}surveys/",
        f"{here}surveys/{taken}/",
        f"{here}surveys/new/",
        f"{here}surveys/compare/?from={published}&to=now",
        f"{here}surveys/compare/?from={taken}&to=now",
        f"{here}surveys/compare/?from={taken}&to=now&kind=stage&page=3",
        f"{here}surveys/compare/?from={published}&to={taken}&measure=core",
        f"{here}surveys/compare.csv?from={taken}&to=now",
        *(
            f"{here}quality/?kind={kind}"
            for kind in (
                *("unnamed", "duplicate", "missing", "outlying"),
                *("category", "spelling", "load"),
            )
        ),
        f"{here}import/",
        f"{here}workbook.xlsx?section={section}",
        "/initiatives/1/tasks/?linked=all",
        "/dashboard/",
        "/admin/inventory/task/",
        "/admin/inventory/task/?q=%E5%8F%B0%E5%B8%B3",
    ]


if __name__ == "__main__":
    main()
