"""Surveys in the admin, read only: the database refuses every change."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from inventory.models import Survey, SurveyCount
from organization.admin.base import LookOnly, OfficeTabularInline, PlainModelAdmin


class SurveyCountInline(LookOnly, OfficeTabularInline):
    """The rows of a survey, below it."""

    model = SurveyCount
    fields = ("section", "tasks", "core", "non_core", "other", "total")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SurveyCount]:
        return super().get_queryset(request).select_related("section__department")


@admin.register(Survey)
class SurveyAdmin(LookOnly, PlainModelAdmin):
    """Surveys with their counts."""

    list_display = ("name", "published_label", "source")
    fields = ("name", "published_label", "source")
    inlines = (SurveyCountInline,)
