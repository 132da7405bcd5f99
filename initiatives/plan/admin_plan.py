"""The plan itself, its pillars and policies."""

from __future__ import annotations

import re

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from initiatives.models import BasicPolicy, Phase, Pillar, Plan, Rating
from organization.admin.base import (
    KeptForever,
    OfficeModelAdmin,
    OfficeTabularInline,
    WholeRowForm,
)

MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


class PlanForm(WholeRowForm):
    """A plan; checks the month of adoption."""

    def clean_adopted_month(self) -> str:
        month: str = self.cleaned_data["adopted_month"]
        if not MONTH.fullmatch(month):
            raise forms.ValidationError("西暦4桁と月2桁を「2023-07」のように入力してください。")
        return month


class PhaseInline(OfficeTabularInline):
    """Phases, on the page of their plan."""

    model = Phase
    fields = ("name", "order", "bar_style")


class RatingInline(OfficeTabularInline):
    """The rating scale, on the page of its plan."""

    model = Rating
    fields = ("letter", "name", "order")


@admin.register(Plan)
class PlanAdmin(KeptForever, OfficeModelAdmin):
    """Plans with phases and rating scale."""

    form = PlanForm
    list_display = ("name", "municipality", "years_label")
    search_fields = ("name",)
    inlines = (PhaseInline, RatingInline)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "name",
                    "slug",
                    "municipality",
                    "office_name",
                    "adopted_month",
                    "first_fiscal_year",
                    "last_fiscal_year",
                )
            },
        ),
        ("報告", {"fields": ("periods_per_year", "due_days")}),
    )

    def get_readonly_fields(
        self, request: HttpRequest, obj: Plan | None = None
    ) -> tuple[str, ...]:
        """The slug of an existing plan stays: every address of its pages is made of it."""
        return ("slug",) if obj else ()

    @admin.display(description="期間", ordering="first_fiscal_year")
    def years_label(self, plan: Plan) -> str:
        return plan.years_label


@admin.register(Pillar)
class PillarAdmin(OfficeModelAdmin):
    """Pillars."""

    list_display = ("code", "name", "parent", "order", "reference")
    list_display_links = ("code", "name")
    list_editable = ("order",)
    list_select_related = ("parent",)
    search_fields = ("code", "name")
    fields = ("plan", "parent", "code", "name", "order", "reference")


@admin.register(BasicPolicy)
class BasicPolicyAdmin(OfficeModelAdmin):
    """Basic policies."""

    list_display = ("symbol", "summary", "reference")
    list_display_links = ("symbol", "summary")
    search_fields = ("summary", "official_text")
    fields = ("plan", "number", "symbol", "summary", "official_text", "reference")
