"""Progress reports in the admin: read there; changed on the site alone, step by step."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from initiatives.models import ProgressReport, ReportAttachment, ReportTransition
from organization.admin.base import LookOnly, OfficeModelAdmin, OfficeTabularInline
from organization.admin.filters import DepartmentFilter, SectionFilter
from organization.admin.history import in_words


class TransitionInline(LookOnly, OfficeTabularInline):
    """The trail, on the page of its report; read-only."""

    model = ReportTransition
    fields = ("at", "action", "from_state", "to_state", "by", "comment", "version")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReportTransition]:
        return super().get_queryset(request).select_related("by")


class AttachmentInline(LookOnly, OfficeTabularInline):
    """The report's files, also those taken off; read-only."""

    model = ReportAttachment
    fields = ("name", "size", "uploaded_by", "uploaded_at", "removed_by", "removed_at")
    readonly_fields = ("uploaded_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReportAttachment]:
        return super().get_queryset(request).select_related("uploaded_by", "removed_by")


class ReportDepartmentFilter(DepartmentFilter):
    """Reports by the department of their section."""

    path = "participation__section__department"


class ReportSectionFilter(SectionFilter):
    """Reports by their section."""

    path = "participation__section"


@admin.register(ProgressReport)
class ProgressReportAdmin(LookOnly, OfficeModelAdmin):
    """Reports with their trail and their files; nothing of them is written here."""

    said_unchanged = staticmethod(in_words(ProgressReport, "unchanged"))
    said_on_behalf = staticmethod(in_words(ProgressReport, "confirmed_on_behalf"))
    list_display = (
        "initiative",
        "section",
        "period",
        "state",
        "status",
        "progress",
        "rating",
        "updated_at",
    )
    list_filter = (
        "period",
        "state",
        "status",
        "participation__initiative",
        ReportDepartmentFilter,
        ReportSectionFilter,
    )
    search_fields = (
        "participation__initiative__title",
        "participation__section__name",
        "participation__section__department__name",
        "done_text",
        "issues_text",
        "next_text",
    )
    inlines = (TransitionInline, AttachmentInline)
    readonly_fields = ("said_unchanged", "said_on_behalf", "updated_at")  # no form has them
    fieldsets = (
        (
            None,
            {
                "fields": ("participation", "period", "state"),
                "description": "ここでは見るだけです。提出、確認、差戻し、訂正、再開は、"
                "報告の画面（「サイト上で表示」）で行います。",
            },
        ),
        (
            "内容",
            {
                "fields": (
                    "status",
                    "phase",
                    "progress",
                    "rating",
                    "done_text",
                    "issues_text",
                    "next_text",
                )
            },
        ),
        (
            "記録",
            {
                "fields": (
                    "said_unchanged",
                    "submitted_at",
                    "submitted_by",
                    "confirmed_at",
                    "confirmed_by",
                    "said_on_behalf",
                    "reopened_at",
                    "reopened_by",
                    "version",
                    "updated_at",
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProgressReport]:
        rows = super().get_queryset(request)
        return rows.select_related(
            "participation__initiative",
            "participation__section__department",
            "period",
            "phase",
            "rating",
        )

    @admin.display(description="取組", ordering="participation__initiative__order")
    def initiative(self, report: ProgressReport) -> str:
        return str(report.participation.initiative)

    @admin.display(description="班", ordering="participation__section__department__order")
    def section(self, report: ProgressReport) -> str:
        return report.participation.section.label
