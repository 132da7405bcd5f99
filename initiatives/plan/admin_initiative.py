"""Initiatives, and which sections take part in them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import ManyToManyField, Model
from django.http import HttpRequest

from hirao_dx.shared.typed_forms import ModelMultipleChoiceField
from initiatives.models import Initiative, Participation
from initiatives.participations.faults import overlap_message, overlapping
from inventory.models import Task
from organization.admin.base import KeptForever, OfficeModelAdmin, WholeRowForm
from organization.admin.filters import CurrentFilter, DepartmentFilter, SectionFilter

from .admin_content import OWN_WORDS


class TaskChoices(ModelMultipleChoiceField[Task]):
    """Tasks by section and number: most have no name of their own yet."""

    def label_from_instance(self, task: Task) -> str:
        return f"{task.section.label} {task}"


@admin.register(Initiative)
class InitiativeAdmin(KeptForever, OfficeModelAdmin):
    """Initiatives with their tasks."""

    list_display = ("symbol", "title", "pillar", "reference", "order")
    list_display_links = ("symbol", "title")
    list_editable = ("order",)
    list_filter = ("pillar",)
    list_select_related = ("pillar",)
    search_fields = ("code", "symbol", "title", "issue_summary", "outline_summary")
    autocomplete_fields = ("tasks",)
    fieldsets = (
        (
            None,
            {
                "fields": ("plan", "pillar", "code", "symbol", "title", "order", "reference"),
                "description": "取組を終えるときは、計画の見直しでその取組の予定を外します。",
            },
        ),
        (
            "内容",
            {
                "fields": (
                    "issue_summary",
                    "issue_official",
                    "outline_summary",
                    "outline_official",
                ),
                "description": OWN_WORDS,
            },
        ),
        ("対象の事務", {"fields": ("tasks",), "classes": ("collapse",)}),
    )

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelMultipleChoiceField[Any] | None:
        if db_field.related_model is Task:
            kwargs |= {"form_class": TaskChoices, "queryset": Task.objects.with_place()}
        return super().formfield_for_manytomany(db_field, request, **kwargs)


# What is not asked again of a participation once it exists. Another cadence holds from a day, so
# that it never re-judges the past (`participations.actions.change_cadence`).
FIXED = ("initiative", "section", "cadence")


class ParticipationForm(WholeRowForm):
    """Refuses dates that overlap with another participation (`participations.faults`)."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        known = {**{name: getattr(self.instance, name, None) for name in self.fixed()}, **data}
        if not all(known.get(name) for name in ("initiative", "section", "role", "starts_on")):
            return data
        clashes = overlapping(
            initiative=known["initiative"],
            section=known["section"],
            role=known["role"],
            starts_on=known["starts_on"],
            ends_on=known.get("ends_on"),
            other_than=self.instance.pk,
        )
        for clash in clashes:
            self.add_error(None, overlap_message(clash, known["section"]))
        return data

    def fixed(self) -> tuple[str, ...]:
        """What is not asked again once the row exists."""
        return FIXED if self.instance.pk else ()


@admin.register(Participation)
class ParticipationAdmin(OfficeModelAdmin):
    """Participations."""

    form = ParticipationForm
    list_display = ("initiative", "section", "role", "cadence", "starts_on", "ends_on", "note")
    list_filter = (CurrentFilter, "initiative", "role", "cadence", DepartmentFilter, SectionFilter)
    list_select_related = ("initiative", "section__department")
    search_fields = (
        "initiative__title",
        "section__name",
        "section__department__name",
        "note",
    )
    autocomplete_fields = ("section",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    *("initiative", "section", "role", "cadence"),
                    *("starts_on", "ends_on", "note"),
                ),
                "description": "担当や報告の回数が替わるときは、今の担当に終了日を入れてから、"
                "新しい担当を足します。報告の回数は、あとからは担当表で、日付を決めて変えます。"
                "報告のある担当は削除できません。",
            },
        ),
    )

    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> tuple[str, ...]:
        return FIXED if obj else ()
