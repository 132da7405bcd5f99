"""Filters by place and by date for the lists of every app."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from hirao_dx.shared.dated import active_on
from hirao_dx.shared.text import whole_number
from organization.models import Department, Section


class KnownValueFilter(admin.SimpleListFilter):
    """Filters by one of its own choices and ignores anything else in the address."""

    def known(self) -> str | None:
        """The choice in the address, None if it is none of the filter's."""
        return self.value() if self.value() in dict(self.lookup_choices) else None


class DepartmentFilter(KnownValueFilter):
    """Rows of one department. `path` leads from a row to its department."""

    title = "課・室・局"
    parameter_name = "department"
    path = "section__department"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        return [(str(row.pk), row.name) for row in Department.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.known()
        return queryset.filter(**{self.path: chosen}) if chosen else queryset

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """As Django, but choosing another department drops the section chosen before."""
        for choice, value in zip(
            super().choices(changelist), [None, *self.lookup_choices], strict=False
        ):
            new = {self.parameter_name: value[0]} if value else {}
            gone = [SectionFilter.parameter_name] + ([] if value else [self.parameter_name])
            yield {**choice, "query_string": changelist.get_query_string(new, gone)}


class SectionFilter(KnownValueFilter):
    """The sections of the department chosen above; none before one is chosen."""

    title = "班"
    parameter_name = "section"
    path = "section"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        sections = Section.objects.with_department()
        department = whole_number(request.GET.get(DepartmentFilter.parameter_name))
        section = whole_number(request.GET.get(self.parameter_name))
        if department is not None:
            return [
                (str(row.pk), row.short_label) for row in sections.filter(department=department)
            ]
        if section is not None:
            return [(str(row.pk), row.label) for row in sections.filter(pk=section)]
        return []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.known()
        return queryset.filter(**{self.path: chosen}) if chosen else queryset


class CurrentFilter(KnownValueFilter):
    """Rows with dates: those that hold today, or those that do not."""

    title = "今日の時点"
    parameter_name = "current"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        return [("yes", "有効"), ("no", "有効でない")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        in_force = active_on(timezone.localdate())
        if self.value() == "yes":
            return queryset.filter(in_force)
        if self.value() == "no":
            return queryset.exclude(in_force)
        return queryset
