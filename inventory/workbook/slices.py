"""Checks an import slice by slice, so that its progress can be shown and left."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from inventory.choices import ImportState
from inventory.models import ImportJob
from organization.models import Section

from .book import Book
from .check import Checker
from .findings import ADDED, CHANGED, CONFLICT, FAULTY, UNCHANGED, Finding
from .known import Places, Systems
from .rows import Row, rows_of

SLICE = 1500  # rows that one request checks
KINDS = (ADDED, CHANGED, CONFLICT, FAULTY, UNCHANGED)


def empty_summary() -> dict[str, Any]:
    """The summary of an import before its check."""
    return {**dict.fromkeys(KINDS, 0), "cells": 0, "unchanged_lines": []}


def check_slice(job: ImportJob) -> None:
    """Check the next SLICE rows of a job and note what they do; the caller saves it.

    A fixed number of queries, however many rows. Rights are those of who uploaded the workbook.
    """
    checker, rows = _prepare(job)
    job.rows_total = len(rows)
    part = rows[job.rows_done : job.rows_done + SLICE]
    checker.count_repeats(rows)
    checker.load_tasks(part)
    _note(job, [checker.check(row) for row in part])
    job.rows_done += len(part)
    if job.rows_done >= job.rows_total:
        job.state = ImportState.READY


def _prepare(job: ImportJob) -> tuple[Checker, list[Row]]:
    book = Book.unpack(bytes(job.content or b""))
    how = job.columns
    sheet = book.sheets[how["sheet"]]
    section = Section.objects.with_department().filter(pk=how.get("section")).first()
    checker = Checker(
        how["places"], Places.on(timezone.localdate(), by=job.by), Systems.all(), section
    )
    return checker, list(rows_of(sheet, how["places"], how["line"]))


def _note(job: ImportJob, findings: Iterable[Finding]) -> None:
    summary = job.summary or empty_summary()
    for finding in findings:
        summary[finding.kind] += 1
        if finding.kind == UNCHANGED:
            _extend(summary["unchanged_lines"], finding.line)
        else:
            summary["cells"] += len(finding.cells)
            job.findings.append(finding.pack())
    job.summary = summary


def _extend(spans: list[list[int]], line: int) -> None:
    """Add a line to spans: 2–51 rather than fifty numbers."""
    if spans and spans[-1][1] == line - 1:
        spans[-1][1] = line
    else:
        spans.append([line, line])
