"""Departments and sections."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from organization.models import Department, Section

from .base import KeptForever, OfficeModelAdmin, OfficeTabularInline
from .filters import CurrentFilter, DepartmentFilter

GONE = "廃止するときは廃止日を入れます。報告や事務の記録を残すため、削除はできません。"


class OwnDepartmentFilter(DepartmentFilter):
    """Sections of one department."""

    path = "department"


class SectionInline(KeptForever, OfficeTabularInline):
    """A department's sections, below the form."""

    model = Section
    fields = ("name", "order", "starts_on", "ends_on")


@admin.register(Department)
class DepartmentAdmin(KeptForever, OfficeModelAdmin):
    """Departments with their sections."""

    list_display = ("name", "order", "section_names", "starts_on", "ends_on")
    list_editable = ("order",)
    list_filter = (CurrentFilter,)
    search_fields = ("name",)
    fieldsets = (
        (None, {"fields": ("name", "order", "starts_on", "ends_on"), "description": GONE}),
    )
    inlines = (SectionInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Department]:
        return super().get_queryset(request).prefetch_related("sections")

    @admin.display(description="班")
    def section_names(self, department: Department) -> str:
        """The department's sections by name."""
        return "、".join(section.name or "（班なし）" for section in department.sections.all())


@admin.register(Section)
class SectionAdmin(KeptForever, OfficeModelAdmin):
    """Sections of every department."""

    list_display = ("label", "department", "order", "starts_on", "ends_on")
    list_editable = ("order",)
    list_filter = (OwnDepartmentFilter, CurrentFilter)
    search_fields = ("name", "department__name")
    fieldsets = (
        (
            None,
            {
                "fields": ("department", "name", "order", "starts_on", "ends_on"),
                "description": GONE,
            },
        ),
    )
    autocomplete_fields = ("department",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Section]:
        return super().get_queryset(request).select_related("department")

    @admin.display(description="班", ordering="department__order")
    def label(self, section: Section) -> str:
        """The section with its department."""
        return section.label
