"""The plan in readable form: passages, related plans, figures, words, SDGs."""

from __future__ import annotations

from django.contrib import admin
from django.db import models
from django.forms import CheckboxSelectMultiple

from hirao_dx.shared.words import number
from initiatives.models import (
    BackgroundFigure,
    GlossaryTerm,
    PlanPassage,
    PromotionBody,
    RelatedPlan,
    SdgField,
    SdgGoal,
)
from organization.admin.base import OfficeModelAdmin, PlainModelAdmin

OWN_WORDS = (
    "要旨は要約した文です。「計画の本文」を入れると、画面では要旨の代わりに本文を表示します。"
)


@admin.register(PlanPassage)
class PlanPassageAdmin(OfficeModelAdmin):
    """Passages of the plan."""

    list_display = ("title", "reference", "order")
    list_editable = ("order",)
    search_fields = ("title", "summary", "official_text")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "plan",
                    "title",
                    "key",
                    "order",
                    "summary",
                    "official_text",
                    "reference",
                ),
                "description": OWN_WORDS,
            },
        ),
    )


@admin.register(RelatedPlan)
class RelatedPlanAdmin(OfficeModelAdmin):
    """Related plans."""

    list_display = ("name", "relation", "first_fiscal_year", "last_fiscal_year", "order")
    list_editable = ("order",)
    search_fields = ("name", "relation")


@admin.register(PromotionBody)
class PromotionBodyAdmin(OfficeModelAdmin):
    """Bodies of the promotion system."""

    list_display = ("name", "members", "role", "order")
    list_editable = ("order",)
    search_fields = ("name", "members", "role")


@admin.register(BackgroundFigure)
class BackgroundFigureAdmin(OfficeModelAdmin):
    """Background figures."""

    list_display = ("topic", "series", "year", "amount", "kind", "source")
    list_filter = ("topic", "series", "kind")
    search_fields = ("topic", "series", "source")

    @admin.display(description="値", ordering="value")
    def amount(self, figure: BackgroundFigure) -> str:
        return f"{number(figure.value)} {figure.unit}"


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(OfficeModelAdmin):
    """Glossary terms."""

    list_display = ("number", "term", "summary", "reference")
    list_display_links = ("number", "term")
    search_fields = ("term", "summary", "official_text")
    fieldsets = (
        (
            None,
            {
                "fields": ("plan", "number", "term", "summary", "official_text", "reference"),
                "description": OWN_WORDS,
            },
        ),
    )


@admin.register(SdgGoal)
class SdgGoalAdmin(PlainModelAdmin):
    """The seventeen goals."""

    list_display = ("number", "title")
    list_display_links = ("number", "title")
    search_fields = ("title",)


@admin.register(SdgField)
class SdgFieldAdmin(OfficeModelAdmin):
    """Fields of the table of goals."""

    list_display = ("name", "solutions", "order")
    list_editable = ("order",)
    search_fields = ("name", "solutions")
    formfield_overrides = {models.ManyToManyField: {"widget": CheckboxSelectMultiple}}
