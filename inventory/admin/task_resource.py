"""Tasks for django-import-export, judged and written by the same rules as a workbook.

The library's own row-by-row comparison takes an Excel date for a change of every row, asks the
database once per row and knows no versions. So it only carries: rows are checked together before
the first one, and written together after the last.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.results import Result, RowResult
from tablib import Dataset

from hirao_dx.shared.versions import Stale
from inventory.models import Task
from inventory.workbook import write
from inventory.workbook.apply import write as write_findings
from inventory.workbook.check import Checker
from inventory.workbook.columns import COLUMNS, Column, Kind
from inventory.workbook.findings import ADDED, CONFLICT, FAULTY, UNCHANGED, Finding
from inventory.workbook.known import Places, Systems

from .task_files import TaskDataset

OVERTAKEN = "確かめたあとに、ほかの人が事務を変えました。ファイルをもう一度選んでください。"
CONFLICTING = "表を取り出したあとに、今の値（{old}）も変わりました。新しい表を取り出してください。"


class TaskResource(ModelResource):
    """The columns of a workbook. A faulty or overtaken row keeps the whole file out."""

    class Meta:
        model = Task
        fields = [column.key for column in COLUMNS]
        import_id_fields = ["key"]
        use_transactions = True
        report_skipped = False

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields = OrderedDict(
            (column.key, Field(attribute=column.key, column_name=column.header))
            for column in COLUMNS
        )
        self.findings: list[Finding] = []
        self.rows: list[RowResult] = []

    # Out

    def get_export_headers(self, selected_fields: Any = None) -> list[str]:
        return [column.header for column in COLUMNS]

    def export_resource(
        self, instance: Task, selected_fields: Any = None, **kwargs: Any
    ) -> list[str]:
        return [_words(column, instance) for column in COLUMNS]

    # In

    def get_diff_headers(self) -> list[str]:
        return []

    def before_import(self, dataset: TaskDataset, **kwargs: Any) -> None:
        """Check all rows at once. Six queries at most, and one per right."""
        checker = Checker(
            dataset.places, Places.on(timezone.localdate(), by=kwargs["user"]), Systems.all()
        )
        checker.count_repeats(dataset.cells)
        checker.load_tasks(dataset.cells)
        self.findings = [checker.check(row) for row in dataset.cells]
        self.tasks = checker.tasks

    def import_row(self, row: Any, instance_loader: Any, **kwargs: Any) -> RowResult:
        """What was found of the row, in the library's words."""
        finding = self.findings[kwargs["row_number"] - 1]
        result = RowResult()
        result.finding = finding
        if finding.kind in (FAULTY, CONFLICT):
            result.import_type = RowResult.IMPORT_TYPE_INVALID
            result.validation_error = ValidationError(_said(finding))
        elif finding.kind == UNCHANGED:
            result.import_type = RowResult.IMPORT_TYPE_SKIP
        elif finding.kind == ADDED:
            result.import_type = RowResult.IMPORT_TYPE_NEW
            result.instance = Task(section_id=finding.section, number=finding.number or 0)
        else:
            result.import_type = RowResult.IMPORT_TYPE_UPDATE
            result.instance = self.tasks.by_pk.get(finding.task)
        self.rows.append(result)
        return result

    def after_import(self, dataset: Dataset, result: Result, **kwargs: Any) -> None:
        """Write, unless this was only to look or something is wrong."""
        if kwargs.get("dry_run", True) or result.has_errors() or result.has_validation_errors():
            return
        reason = f"管理画面の取込：{kwargs.get('file_name') or ''}"
        try:
            written = write_findings(self.findings, by=kwargs["user"], reason=reason)
        except Stale as error:
            raise ValidationError(OVERTAKEN) from error
        new = [row for row in self.rows if row.import_type == RowResult.IMPORT_TYPE_NEW]
        for row, task in zip(new, written.new, strict=True):
            row.instance = task


def _said(finding: Finding) -> dict[str, list[str]]:
    """Everything to mend in a row, by cell."""
    said: dict[str, list[str]] = {}
    for fault in finding.faults:
        said.setdefault(f"{fault.at}「{fault.header}」", []).append(fault.message)
    for cell in finding.cells:
        if cell.clash:
            message = CONFLICTING.format(old=cell.old or "空欄")
            said.setdefault(f"{cell.at}「{cell.header}」", []).append(message)
    return said


def _words(column: Column, task: Task) -> str:
    """A task's cell as a file of text holds it."""
    value = write.cell_value(column, task)
    if value is None:
        return ""
    return value.isoformat() if column.kind is Kind.DAY else str(value)
