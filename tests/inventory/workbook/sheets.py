"""Workbooks as people make them, for the tests: written, edited, taken in."""

import io

import openpyxl
from django.utils import timezone

from hirao_dx.shared.versions import with_version
from inventory.choices import ImportState
from inventory.models import System, Task
from inventory.workbook import actions, write
from organization.models import Section


def download(tasks=None):
    """The workbook of some tasks, of all that are live unless said."""
    chosen = with_version((tasks or Task.objects.live()).with_place())
    return write.workbook(
        chosen,
        sections=Section.objects.with_department(),
        systems=System.objects.values_list("name", flat=True),
        at=timezone.localtime(),
    )


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def edit(content, cells=(), rows=()):
    """The workbook with `cells` (line, heading, value) changed and `rows` (by heading) added."""
    book = opened(content)
    sheet = book["事務一覧"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for line, heading, value in cells:
        sheet.cell(line, columns[heading]).value = value
    for row in rows:
        line = sheet.max_row + 1
        for heading, value in row.items():
            sheet.cell(line, columns[heading]).value = value
    return saved(book)


def table(*rows, name="Sheet1"):
    """A workbook somebody else made: rows of cells as they are."""
    book = openpyxl.Workbook()
    book.active.title = name
    for row in rows:
        book.active.append(row)
    return book


def take_in(content, by, name="事務一覧.xlsx"):
    """Upload and check to the end."""
    job = actions.receive_workbook(name=name, content=content, by=by)
    return check_to_the_end(job, by)


def check_to_the_end(job, by):
    """Check every slice of a job."""
    while job.state == ImportState.CHECKING:
        job = actions.check_on(job=job, by=by)
    return job


def counts(job):
    kinds = ("added", "changed", "conflict", "faulty", "unchanged")
    return {kind: job.summary[kind] for kind in kinds if job.summary[kind]}


def faults(job):
    """Every fault as (cell, heading, value)."""
    return [
        (fault["at"], fault["header"], fault["value"])
        for finding in job.findings
        for fault in finding["faults"]
    ]


def changes(job):
    """Every changed cell as (cell, before, after)."""
    return [
        (cell["at"], cell["old"], cell["new"])
        for finding in job.findings
        for cell in finding["cells"]
    ]
