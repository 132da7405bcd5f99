"""Meetings and what they decided."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest

from initiatives.models import AgendaItem, Attendee, Decision, Meeting
from organization.admin.base import OfficeModelAdmin, OfficeStackedInline, OfficeTabularInline

AS_CHECKBOXES: dict[type[models.Field[Any, Any]], dict[str, Any]] = {
    models.ManyToManyField: {"widget": CheckboxSelectMultiple}
}


class AgendaInline(OfficeStackedInline):
    """The agenda, on the page of its meeting."""

    model = AgendaItem
    fields = (("number", "kind"), "title", "text", "initiatives")
    formfield_overrides = AS_CHECKBOXES


class AttendeeInline(OfficeTabularInline):
    """Who attends, on the page of the meeting."""

    model = Attendee
    fields = ("name", "post", "user", "attendance", "note", "order")
    autocomplete_fields = ("user",)


class DecisionInline(OfficeStackedInline):
    """The decisions, on the page of their meeting."""

    model = Decision
    fields = (
        ("number", "due_on"),
        "text",
        "owner",
        "initiatives",
        ("outcome", "closed_on"),
        "outcome_text",
    )
    autocomplete_fields = ("owner",)
    formfield_overrides = AS_CHECKBOXES


@admin.register(Meeting)
class MeetingAdmin(OfficeModelAdmin):
    """Meetings with agenda, attendance and decisions."""

    list_display = ("label", "held_on", "period", "decision_count")
    list_filter = ("body",)
    list_select_related = ("period",)
    search_fields = ("remarks", "decisions__text")
    inlines = (AgendaInline, AttendeeInline, DecisionInline)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Meeting]:
        rows: QuerySet[Meeting] = super().get_queryset(request)
        return rows.annotate(decided=models.Count("decisions"))

    @admin.display(description="会議", ordering="number")
    def label(self, meeting: Meeting) -> str:
        return str(meeting)

    @admin.display(description="決定事項", ordering="decided")
    def decision_count(self, meeting: Any) -> str:
        """Of a meeting as `get_queryset` reads it."""
        return f"{meeting.decided}件"


@admin.register(Decision)
class DecisionAdmin(OfficeModelAdmin):
    """Decisions of all meetings."""

    list_display = ("meeting", "number", "text", "owner", "due_on", "outcome", "closed_on")
    list_display_links = ("number", "text")
    list_filter = ("outcome", "initiatives")
    list_select_related = ("meeting", "owner__department")
    search_fields = ("text", "outcome_text")
    autocomplete_fields = ("owner",)
    formfield_overrides = AS_CHECKBOXES

    def get_queryset(self, request: HttpRequest) -> QuerySet[Decision]:
        return super().get_queryset(request).select_related("meeting")


@admin.register(AgendaItem)
class AgendaItemAdmin(OfficeModelAdmin):
    """Agenda items of all meetings."""

    list_display = ("meeting", "number", "kind", "title")
    list_display_links = ("title",)
    list_filter = ("kind",)
    list_select_related = ("meeting",)
    search_fields = ("title", "text")
    fields = ("meeting", ("number", "kind"), "title", "text", "initiatives")
    formfield_overrides = AS_CHECKBOXES


@admin.register(Attendee)
class AttendeeAdmin(OfficeModelAdmin):
    """Attendance of all meetings."""

    list_display = ("meeting", "name", "post", "attendance", "note")
    list_display_links = ("name",)
    list_filter = ("attendance",)
    list_select_related = ("meeting",)
    search_fields = ("name", "post", "note")
    autocomplete_fields = ("user",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attendee]:
        return super().get_queryset(request).select_related("meeting")
