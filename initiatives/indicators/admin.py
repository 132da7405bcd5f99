"""Indicators with their targets and values, and milestones."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from hirao_dx.shared.fields import DayField
from hirao_dx.shared.trace import Trace
from initiatives.models import Indicator, IndicatorTarget, IndicatorValue, Milestone
from initiatives.models.indicator import milestone_overdue
from organization.admin.base import (
    OfficeModelAdmin,
    OfficeTabularInline,
    ReasonForm,
    actor,
    asks_first,
)
from organization.admin.filters import KnownValueFilter
from organization.admin.history import in_words


class TargetInline(OfficeTabularInline):
    """Targets, on the page of their indicator."""

    model = IndicatorTarget
    fields = ("fiscal_year", "value", "text")


class ValueInline(OfficeTabularInline):
    """Values, on the page of their indicator."""

    model = IndicatorValue
    fields = ("series", "measured_on", "precision", "label", "value", "is_provisional", "source")


@admin.register(Indicator)
class IndicatorAdmin(OfficeModelAdmin):
    """Indicators with their targets and values."""

    list_display = (
        "name",
        "initiative",
        "unit",
        "kind",
        "direction",
        "baseline",
        in_words(Indicator, "is_context"),
    )
    list_filter = ("initiative", "kind", "is_context")
    list_select_related = ("initiative",)
    search_fields = ("name", "initiative__title", "source")
    inlines = (TargetInline, ValueInline)
    fieldsets = (
        (None, {"fields": ("initiative", "name", "unit", "own_series", "order", "is_context")}),
        (
            "目標",
            {
                "fields": (
                    "kind",
                    "direction",
                    "baseline",
                    "baseline_label",
                    "words_target",
                    "every_months",
                ),
                "description": "基準値がわからないときは空欄のままにします。",
            },
        ),
        ("出典", {"fields": ("source", "reference")}),
    )


class StandingFilter(KnownValueFilter):
    """Milestones by whether they are done, not done, or overdue today."""

    title = "完了"
    parameter_name = "standing"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        return [
            ("done", "完了日あり"),
            ("open", "完了日なし"),
            ("overdue", "期限を過ぎて完了日なし"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = {
            "done": Q(done_on__isnull=False),
            "open": Q(done_on__isnull=True),
            "overdue": milestone_overdue(timezone.localdate()),
        }
        return queryset.filter(wanted.get(str(self.value()), Q()))


class DoneForm(ReasonForm):
    """The day on which milestones were done."""

    done_on = DayField(label="完了日", initial=timezone.localdate)
    field_order = ("done_on", "reason")


@admin.register(Milestone)
class MilestoneAdmin(OfficeModelAdmin):
    """Milestones; several can be recorded as done at once."""

    list_display = ("name", "group", "initiative", "due_on", "done_on", "note")
    list_editable = ("done_on",)
    list_filter = (StandingFilter, "initiative", "group")
    list_select_related = ("initiative",)
    search_fields = ("name", "group", "initiative__title", "note")
    autocomplete_fields = ("systems",)
    actions = ("record_done",)

    @asks_first(
        DoneForm,
        label="選択したマイルストーンに完了日を入れる",
        title="完了日を入れる",
        sentence="次のマイルストーンに完了日を入れます。すでに入っているものは変えません。",
    )
    def record_done(
        self, request: HttpRequest, queryset: QuerySet[Milestone], data: dict[str, Any]
    ) -> None:
        milestones = list(queryset.filter(done_on__isnull=True))
        trace = Trace(actor(request), data["reason"])
        with transaction.atomic():
            for milestone in milestones:
                milestone.done_on = data["done_on"]
                trace.save(milestone)  # one by one: a bulk history would lose the systems
        self.message_user(request, f"{len(milestones)}件に完了日を入れました。", messages.SUCCESS)
