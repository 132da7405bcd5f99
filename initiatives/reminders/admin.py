"""The mails that were sent, in the admin: to whom, when, about what. Nothing is written there."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from initiatives.models import Reminder
from organization.admin.base import LookOnly, PlainModelAdmin


@admin.register(Reminder)
class ReminderAdmin(LookOnly, PlainModelAdmin):
    """One row per mail, section and step; of reports that came back or wait, one per report."""

    list_display = ("sent_at", "about", "recipient", "sent_as", "place", "period", "step")
    list_filter = ("about", "sent_as", "period")
    search_fields = ("recipient__name", "recipient__username", "section__name")
    date_hierarchy = "sent_at"
    fields = (
        "sent_at",
        "about",
        "recipient",
        "sent_as",
        "place",
        "period",
        "step",
        "report",
    )
    readonly_fields = ("place", "report")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reminder]:
        rows = super().get_queryset(request)
        return rows.select_related(
            "recipient",
            "section__department",
            "period",
            "transition__report__participation__initiative",
            "transition__report__participation__section__department",
        )

    @admin.display(description="班", ordering="section__department__order")
    def place(self, reminder: Reminder) -> str:
        return reminder.section.label

    @admin.display(description="報告")
    def report(self, reminder: Reminder) -> str:
        step = reminder.transition
        return str(step.report.participation) if step else "－"
