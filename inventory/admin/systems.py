"""Systems that tasks run on."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from inventory.models import System
from organization.admin.base import OfficeModelAdmin


@admin.register(System)
class SystemAdmin(OfficeModelAdmin):
    list_display = ("name", "category", "vendor", "contract_ends_on", "task_count")
    list_filter = ("category",)
    search_fields = ("name", "vendor")
    fields = ("name", "category", "vendor", "contract_ends_on", "standardisation", "remarks")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        live = Count("tasks", filter=Q(tasks__ended_on__isnull=True))
        return super().get_queryset(request).annotate(live_tasks=live)

    @admin.display(description="使っている事務", ordering="live_tasks")
    def task_count(self, system: System) -> str:
        return f"{system.live_tasks}件"  # type: ignore[attr-defined]
