"""Creates departments and sections, and the survey with the tasks it counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain, repeat

from hirao_dx.shared.text import half_width
from hirao_dx.shared.trace import Trace
from inventory.choices import Category
from inventory.models import Survey, SurveyCount, Task
from organization.models import Department, Section

from . import schema
from .ledger import REASON, Ledger
from .survey import CORE, NON_CORE, OTHER, TASKS, TOTAL, Row, Table

Sections = dict[str, Section | None]


def apply_structure(ledger: Ledger, table: Table) -> Sections:
    """Departments and sections, by the names plan.yaml calls them. None where one is gone."""
    departments: dict[str, Department | None] = {}
    sections: Sections = {}
    orders: Counter[str] = Counter()
    for row in table.sections:
        name = row.department
        if name not in departments:
            departments[name] = ledger.put(
                Department,
                key=f"department:{name}",
                label=f"課「{name}」",
                natural={"name": name},
                values={"order": len(departments) + 1},
            )
        orders[name] += 1
        sections[half_width(row.ref)] = _put_section(ledger, row, departments[name], orders[name])
    return sections


def _put_section(
    ledger: Ledger, row: Row, department: Department | None, order: int
) -> Section | None:
    return ledger.put(
        Section,
        key=f"section:{row.ref}",
        label=f"班「{row.title}」",
        natural={"department": department, "name": row.section},
        values={"order": order},
        without="" if department else f"課「{row.department}」",
    )


def apply_survey(
    ledger: Ledger, survey: schema.Survey | None, table: Table, sections: Sections
) -> None:
    """The published counts as they are, and one task for each one counted."""
    if survey is None:
        return
    published = ledger.put(
        Survey,
        key=f"survey:{survey.name}",
        label=f"調査「{survey.name}」",
        natural={"name": survey.name},
        values={"published_label": survey.published_label, "source": survey.source},
    )
    for order, row in enumerate(table.sections, start=1):
        if row.figures[TASKS] is not None:
            section = sections[half_width(row.ref)]
            _put_count(ledger, survey.name, published, section, row, order)
            _put_tasks(ledger, section, row)


def _put_count(
    ledger: Ledger,
    name: str,
    survey: Survey | None,
    section: Section | None,
    row: Row,
    order: int,
) -> None:
    ledger.put(
        SurveyCount,
        key=f"count:{name}/{row.ref}",
        label=f"公表値「{row.title}」",
        natural={"survey": survey, "section": section},
        values={
            "order": order,
            "tasks": row.figures[TASKS],
            "core": row.figures[CORE],
            "non_core": row.figures[NON_CORE],
            "other": row.figures[OTHER],
            "total": row.figures[TOTAL],
        },
        without="" if survey and section else "班または調査",
    )


def _put_tasks(ledger: Ledger, section: Section | None, row: Row) -> None:
    """Tasks without names, once per section: from then on people keep the list themselves."""
    key, label = f"tasks:{row.ref}", f"事務「{row.title}」"
    if section is None:
        ledger.without_parent(key, label, f"班「{row.title}」")
        return
    present = Task.objects.filter(section=section).count()
    if present:
        ledger.remember(key, found=present)
    elif ledger.knows(key):
        ledger.removed.append(label)
    else:
        tasks = [
            Task(section=section, number=number, category=category)
            for number, category in enumerate(categories(row), start=1)
        ]
        Trace(None, REASON).create(tasks)
        ledger.remember(key, created=len(tasks))


def categories(row: Row) -> Iterator[str]:
    """One main category per task of a row, so that counting them gives the row again."""
    counted = {Category.CORE: CORE, Category.NON_CORE: NON_CORE, Category.OTHER: OTHER}
    of_systems = (
        repeat(category.value, row.figures[column] or 0) for category, column in counted.items()
    )
    without = (row.figures[TASKS] or 0) - row.systems
    return chain(*of_systems, repeat(Category.NONE.value, without))
