"""Systems in the admin, with the other ways in which each is written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest
from simple_history.utils import update_change_reason

from hirao_dx.shared.text import folded
from hirao_dx.shared.typed_forms import BaseInlineFormSet, ModelForm
from inventory.models import System, SystemAlias
from organization.admin.base import OfficeModelAdmin, OfficeTabularInline, WholeRowForm

from .actions import aliases_of, check_category, check_name
from .names import SystemNames, alias_trace


class AliasFormSet(BaseInlineFormSet[SystemAlias, System, ModelForm[SystemAlias]]):
    """The other spellings of a system. None may mean another system, or occur twice."""

    def clean(self) -> None:
        super().clean()
        names, seen = SystemNames.load(), set()
        for form in self.forms:
            said = getattr(form, "cleaned_data", {})
            name = said.get("name", "")
            if not name or said.get(DELETION_FIELD_NAME):
                continue
            fault = names.fault(name, self.instance) if form.has_changed() else ""
            if folded(name) in seen:
                fault = f"「{name}」と同じ書き方が、この中にもうあります。"
            seen.add(folded(name))
            if fault:
                form.add_error("name", fault)


class AliasInline(OfficeTabularInline):
    """The other spellings, below the form of their system."""

    model = SystemAlias
    formset = AliasFormSet
    fields = ("name",)


class SystemForm(WholeRowForm):
    """The same rules as on the site's own form."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        changed = data.keys() & set(self.changed_data)
        if "name" in changed:
            check_name(self.instance, data["name"])
        if "category" in changed:
            check_category(self.instance, data["category"])
        return data


@admin.register(System)
class SystemAdmin(OfficeModelAdmin):
    """Systems with how many tasks use each."""

    form = SystemForm
    list_display = ("name", "category", "vendor", "contract_ends_on", "task_count")
    list_filter = ("category",)
    search_fields = ("name", "vendor")
    fields = ("name", "category", "vendor", "contract_ends_on", "standardisation", "remarks")
    inlines = (AliasInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[System]:
        live = Count("tasks", filter=Q(tasks__ended_on__isnull=True))
        rows: QuerySet[System] = super().get_queryset(request)
        return rows.annotate(live_tasks=live)

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Iterable[Any], change: bool
    ) -> None:
        """As Django, but the line just written to the system's history has the change of
        spellings."""
        before = aliases_of(form.instance)
        super().save_related(request, form, formsets, change)
        if trace := alias_trace(before, aliases_of(form.instance)):
            update_change_reason(form.instance, trace)

    @admin.display(description="使っている事務", ordering="live_tasks")
    def task_count(self, system: Any) -> str:
        """How many live tasks use a system of `get_queryset`."""
        return f"{system.live_tasks}件"
