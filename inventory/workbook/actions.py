"""The steps of an import, from the upload until it is applied or dropped."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from hirao_dx.shared.uploads import UnreadableFile
from hirao_dx.shared.versions import Stale
from inventory.choices import ImportState
from inventory.models import ColumnMapping, ImportJob
from inventory.permissions import can_lead_import, can_see_import
from organization.models import User

from . import header as layout
from .apply import Written, write
from .book import Book, Sheet
from .findings import ADDED, CONFLICT, FAULTY, KEEP, TAKE, unpack_all
from .read import read_book
from .slices import check_slice, empty_summary

NO_TABLE = (
    "表が見つかりません。1つの行に見出し（事務の名称など）を書き、その下に事務を書いてください。"
)
OVER = "この取込は、もう反映したか、取りやめています。"


def receive_workbook(*, name: str, content: bytes, by: User) -> ImportJob:
    """Keep an uploaded file as it was read, and return its import. Nothing of it is compared yet.

    Files whose columns are understood, by themselves or from an earlier import, can be checked at
    once. Raises UnreadableFile, with what to do, as `read_book` does or if there is no table.
    Whether the person may import is for the view to ask.
    """
    book = read_book(content, most_bytes=settings.IMPORT_MAX_BYTES)
    sheets = layout.candidates(book)
    if not sheets:
        raise UnreadableFile(NO_TABLE)
    job = ImportJob(
        name=name[:255],
        content=book.pack(),
        sha256=hashlib.sha256(content).hexdigest(),
        state=ImportState.MAPPING,
        by=by,
        summary=empty_summary(),
    )
    if len(sheets) == 1:
        job.columns = understood(book, sheets[0])
        if job.columns:
            job.state = ImportState.CHECKING
    job.save()
    return job


def understood(book: Book, sheet: Sheet) -> dict[str, Any]:
    """How to read a sheet's columns; empty if somebody has to say so. At most one query."""
    header = layout.find_header(sheet)
    if header is None:
        return {}
    found = layout.guess(header)
    if found.is_enough:
        return reading(book, sheet, header, found.places)
    kept = ColumnMapping.objects.filter(signature=header.signature).first()
    if kept is None or kept.columns["section_asked"]:
        return {}
    how = reading(book, sheet, header, kept.columns["places"])
    how["notes"].append("前に決めた列の対応で読みました。違うときは「列の対応を直す」で直せます。")
    return how


def reading(
    book: Book,
    sheet: Sheet,
    header: layout.Header,
    places: Mapping[str, int],
    section: int | None = None,
) -> dict[str, Any]:
    """How a sheet is read, as the import keeps it, with notes on what was not read."""
    return {
        "sheet": book.sheets.index(sheet),
        "line": header.line,
        "places": dict(places),
        "section": section,
        "notes": layout.notes(book, sheet, header, dict(places)),
    }


@transaction.atomic
def map_columns(
    *,
    job: ImportJob,
    book: Book,
    sheet: Sheet,
    header: layout.Header,
    places: Mapping[str, int],
    section: int | None,
    by: User,
) -> ImportJob:
    """Say which column holds what, and remember it for sheets with the same headings.

    The check begins anew. Raises PermissionDenied unless `by` uploaded the workbook,
    ValidationError if it is applied or dropped.
    """
    locked = _locked(job, by)
    if locked.state in (ImportState.APPLIED, ImportState.DISCARDED):
        raise ValidationError(OVER)
    ColumnMapping.objects.update_or_create(
        signature=header.signature,
        defaults={
            "headers": [heading.text for heading in header.headings],
            "columns": {"places": dict(places), "section_asked": section is not None},
            "updated_by": by,
        },
    )
    locked.columns = reading(book, sheet, header, places, section)
    return _start_over(locked)


def _start_over(job: ImportJob) -> ImportJob:
    """Begin the check again from the first row."""
    job.state, job.rows_done, job.rows_total = ImportState.CHECKING, 0, 0
    job.findings, job.summary = [], empty_summary()
    job.save()
    return job


@transaction.atomic
def check_on(*, job: ImportJob, by: User) -> ImportJob:
    """Check the next slice of rows, if any is left. Two requests at once check different slices.

    Raises PermissionDenied unless `by` uploaded the workbook.
    """
    locked = _locked(job, by)
    if locked.state == ImportState.CHECKING:
        check_slice(locked)
        locked.save()
    return locked


@transaction.atomic
def check_again(*, job: ImportJob, by: User) -> ImportJob:
    """Begin to compare the workbook once more with the tasks as they are now.

    Raises PermissionDenied unless `by` uploaded the workbook, ValidationError unless it is checked
    and neither applied nor dropped.
    """
    locked = _locked(job, by)
    if locked.state != ImportState.READY:
        raise ValidationError(OVER)
    return _start_over(locked)


@transaction.atomic
def decide(*, job: ImportJob, choice_of: Callable[[int], str], by: User) -> ImportJob:
    """Note what to do with rows that were changed on both sides.

    `choice_of` returns TAKE, KEEP or anything else for no decision, by the line of the file.
    Raises PermissionDenied unless `by` uploaded the workbook, ValidationError unless it is checked
    and neither applied nor dropped.
    """
    locked = _locked(job, by)
    if locked.state != ImportState.READY:
        raise ValidationError(OVER)
    for finding in locked.findings:
        choice = choice_of(finding["line"]) if finding["kind"] == CONFLICT else ""
        if choice in (TAKE, KEEP):
            finding["choice"] = choice
    locked.save(update_fields=["findings"])
    return locked


def apply_import(*, job: ImportJob, by: User) -> Written:
    """Write the whole workbook, or nothing of it.

    Raises PermissionDenied unless `by` uploaded the workbook and may write for every section in
    it; ValidationError unless it is checked and no row is faulty or undecided; Stale when somebody
    changed a task after the check, and then the workbook has to be checked again.
    """
    try:
        return _apply(job, by)
    except IntegrityError as error:  # somebody added the same number at the same moment
        raise Stale(job) from error


@transaction.atomic
def _apply(job: ImportJob, by: User) -> Written:
    """The same. Raises IntegrityError too, where a number was added at the same moment."""
    locked = _locked(job, by)
    if locked.state != ImportState.READY:
        raise ValidationError(OVER)
    findings = unpack_all(locked.findings)
    if any(finding.kind == FAULTY for finding in findings):
        raise ValidationError("誤りのある行があるので、反映できません。表を直してください。")
    if any(finding.is_open for finding in findings):
        raise ValidationError(
            "食い違いのある行が残っています。どちらの値にするかを選んでください。"
        )
    written = write(findings, by=by, reason=f"表の取込：{locked.name}")
    for finding, task in zip(
        (one for one in findings if one.kind == ADDED), written.new, strict=True
    ):
        finding.task, finding.label = task.pk, f"{task.section.label} {task}"
    locked.findings = [finding.pack() for finding in findings]
    locked.summary |= {"written": [written.added, written.changed]}
    _settle(locked, ImportState.APPLIED)
    return written


@transaction.atomic
def discard_import(*, job: ImportJob, by: User) -> ImportJob:
    """Drop an import. The inventory stays as it is.

    Raises PermissionDenied unless `by` uploaded the workbook or is in the office, ValidationError
    if it is applied or dropped already.
    """
    locked = _locked(job, by, may=can_see_import)
    if locked.state in (ImportState.APPLIED, ImportState.DISCARDED):
        raise ValidationError(OVER)
    locked.findings = []
    _settle(locked, ImportState.DISCARDED)
    return locked


def _settle(job: ImportJob, state: ImportState) -> None:
    """End an import. The cells of its workbook are deleted."""
    job.state, job.settled_at, job.content = state, timezone.now(), None
    job.save()


def _locked(
    job: ImportJob, by: User, *, may: Callable[[User, ImportJob], bool] = can_lead_import
) -> ImportJob:
    """The import as it is now, locked. Raises PermissionDenied unless `may` allows `by`."""
    locked = ImportJob.objects.select_for_update().filter(pk=job.pk)[0]
    if not may(by, locked):
        raise PermissionDenied
    if locked.by_id == by.pk:
        locked.by = by  # whose rights were read already
    return locked
