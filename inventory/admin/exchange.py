"""Import and export in the office's admin: Japanese, without inline scripts, all or nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from import_export.admin import ImportExportMixin
from import_export.forms import ExportForm, ImportForm
from import_export.results import Result, RowResult

from hirao_dx.shared.versions import with_version
from inventory.models import System
from inventory.workbook import write
from organization.models import Section
from organization.people.stafflist.sheets import UnreadableFile

from .task_files import TaskCsv, TaskFile, TaskWorkbook
from .task_resource import TaskResource

GONE = (
    "このファイルは、もう取り込んだか、時間がたって残っていません。"
    "取り込むときは、もう一度選んでください。"
)


class TaskImportForm(ImportForm):
    """The file; its format is found out by reading it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["import_file"].label = "ファイル"
        self.fields["format"].label = "形式"


class TaskExportForm(ExportForm):
    """Which kind of file: a workbook unless somebody wants another."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].label = "形式"
        self.fields["format"].initial = "0"


class TaskExchange(ImportExportMixin):
    """Mixed into TaskAdmin."""

    resource_classes = [TaskResource]
    import_formats = [TaskFile]
    export_formats = [TaskWorkbook, TaskCsv]
    import_form_class = TaskImportForm
    export_form_class = TaskExportForm
    import_template_name = "admin/inventory/task/import.html"
    export_template_name = "admin/inventory/task/export.html"
    import_export_change_list_template = "admin/inventory/task/change_list.html"

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return _titled(super().import_action(request, **kwargs), "表の取込")

    def export_action(self, request: HttpRequest) -> HttpResponse:
        return _titled(super().export_action(request), "Excelで取り出す")

    def add_data_read_fail_error_to_form(self, form: ImportForm, error: Exception) -> None:
        if not isinstance(error, UnreadableFile):
            raise error
        form.add_error("import_file", str(error))

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Confirm. The file waits in a temporary folder and is gone once it was taken in."""
        try:
            return super().process_import(request, **kwargs)
        except FileNotFoundError:
            messages.error(request, GONE)
            return redirect(reverse("admin:inventory_task_import"))

    def process_result(self, result: Result, request: HttpRequest) -> HttpResponse:
        """A file that went stale between preview and confirmation is said to be so."""
        if not (result.has_errors() or result.has_validation_errors()):
            return super().process_result(result, request)
        said = [error for base in result.base_errors for error in _messages(base.error)]
        said = said or ["確かめたあとに事務が変わりました。ファイルをもう一度選んでください。"]
        messages.error(request, " ".join([*said, "何も反映していません。"]))
        return redirect(reverse("admin:inventory_task_import"))

    def add_success_message(self, result: Result, request: HttpRequest) -> None:
        counts = result.totals
        messages.success(
            request,
            f"取り込みました。追加 {counts[RowResult.IMPORT_TYPE_NEW]:,}件、"
            f"変更 {counts[RowResult.IMPORT_TYPE_UPDATE]:,}件、"
            f"変更なし {counts[RowResult.IMPORT_TYPE_SKIP]:,}件です。",
        )

    def _create_log_entry(self, user_pk: int, rows: list, import_type: str, flag: int) -> None:
        LogEntry.objects.log_actions(user_pk, rows, flag, change_message="表の取込")

    def get_export_queryset(self, request: HttpRequest) -> QuerySet:
        return with_version(super().get_export_queryset(request))

    def get_export_data(
        self, file_format: Any, request: HttpRequest, queryset: QuerySet, **kwargs: Any
    ) -> bytes:
        if not isinstance(file_format, TaskWorkbook):
            return super().get_export_data(file_format, request, queryset, **kwargs)
        if not self.has_export_permission(request):
            raise PermissionDenied
        return write.workbook(
            queryset,
            sections=Section.objects.with_department(),
            systems=System.objects.order_by("name").values_list("name", flat=True),
            at=timezone.localtime(),
        )

    def get_export_filename(
        self, request: HttpRequest, queryset: QuerySet, file_format: Any
    ) -> str:
        return f"tasks-{timezone.localdate().isoformat()}.{file_format.get_extension()}"


def _titled(response: HttpResponse, title: str) -> HttpResponse:
    if isinstance(response, TemplateResponse) and response.context_data is not None:
        response.context_data["title"] = title
    return response


def _messages(error: Exception) -> list[str]:
    return list(getattr(error, "messages", [])) or ["取り込めませんでした。"]
