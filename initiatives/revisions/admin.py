"""Revisions of the plan: begun as a copy, edited, sealed; read-only from then on."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Model, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from initiatives.models import InitiativeTerms, PlanRevision, ScheduledPhase, YearlyTarget
from initiatives.models.revision import STANDARDS
from organization.admin.base import (
    BaseModelAdmin,
    OfficeModelAdmin,
    OfficeTabularInline,
    PlainModelAdmin,
    WholeRowForm,
    actor,
    asks_first,
)

from .actions import draft_revision, seal_revision
from .gantt import planned_phases
from .rules import date_problems, draft_problems


def is_sealed(obj: Model | None) -> bool:
    """Whether the database would refuse a change to this row or to what belongs to it."""
    revision = obj.revision if isinstance(obj, InitiativeTerms) else obj
    return isinstance(revision, PlanRevision) and revision.sealed_at is not None


class OpenUntilSealed(BaseModelAdmin[Any]):
    """Change and deletion only while the revision is not sealed; for admins and inlines."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return not is_sealed(obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return not is_sealed(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return not is_sealed(obj) and super().has_delete_permission(request, obj)


def schedule(terms: InitiativeTerms) -> str:
    """検討 R5〜R6／実施 R7〜（終わりは未定）. Queries unless phases are prefetched."""
    phases = (f"{phase.name} {phase.years_label}" for phase in planned_phases(terms))
    return "／".join(phases) or "（予定工程なし）"


class TermsInline(OpenUntilSealed, OfficeTabularInline):
    """The terms, on the page of their revision."""

    model = InitiativeTerms
    fields = ("initiative", "phases_text", "target_on", "weight", "page")
    readonly_fields = ("initiative", "phases_text", "page")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[InitiativeTerms]:
        rows = super().get_queryset(request).select_related("initiative", "revision")
        return rows.prefetch_related("phases__phase")

    @admin.display(description="予定工程")
    def phases_text(self, terms: InitiativeTerms) -> str:
        return schedule(terms)

    @admin.display(description="工程と年度ごとの予定")
    def page(self, terms: InitiativeTerms) -> str:
        url = reverse("admin:initiatives_initiativeterms_change", args=[terms.pk])
        return format_html('<a href="{}">{}</a>', url, "見る" if is_sealed(terms) else "直す")


class RevisionForm(WholeRowForm):
    """A new revision starts from the last one; its date is checked by `revisions.rules`."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.instance.pk is None and data.get("plan") and data.get("effective_on"):
            problems = draft_problems(plan=data["plan"], effective_on=data["effective_on"])
            if problems:
                raise ValidationError(problems)
        return data

    def clean_effective_on(self) -> date:
        day: date = self.cleaned_data["effective_on"]
        row = self.instance
        if row.pk is not None:
            problems = date_problems(plan=row.plan, number=row.number, effective_on=day)
            if problems:
                raise ValidationError(problems)
        return day


@admin.register(PlanRevision)
class PlanRevisionAdmin(OpenUntilSealed, OfficeModelAdmin):
    """Revisions, with sealing as an action."""

    form = RevisionForm
    list_display = ("label", "plan", "effective_on", "reason", "decision", "standing")
    list_select_related = ("plan", "decision__meeting")
    autocomplete_fields = ("decision",)
    actions = ("seal",)
    add_fieldsets = (
        (
            None,
            {
                "fields": ("plan", "effective_on", "reason", "decision"),
                "description": "前の見直しの予定（工程、目標日、重み、年度ごとの予定）を"
                "そのまま写して始めます。保存してから、変わるところだけを直します。",
            },
        ),
    )
    fieldsets = (
        (
            None,
            {
                "fields": ("plan", "number", "effective_on", "reason", "decision", "sealed_at"),
                "description": "内容がそろったら、見直しの一覧で選び、"
                "操作「この見直しを確定する」を実行します。確定した見直しは変更できません。",
            },
        ),
        (
            "判定と引継ぎの基準",
            {
                "fields": (*STANDARDS, "rules"),
                "description": "この見直しが効力を持つ期間だけに使います。"
                "前の期間の判定は変わりません。",
            },
        ),
    )

    def get_fieldsets(
        self, request: HttpRequest, obj: PlanRevision | None = None
    ) -> tuple[Any, ...]:
        return self.fieldsets if obj else self.add_fieldsets

    def get_readonly_fields(
        self, request: HttpRequest, obj: PlanRevision | None = None
    ) -> tuple[str, ...]:
        return ("plan", "number", "sealed_at", "rules") if obj else ()

    def get_inlines(
        self, request: HttpRequest, obj: PlanRevision | None
    ) -> tuple[type[TermsInline], ...]:
        return (TermsInline,) if obj else ()

    def save_model(
        self,
        request: HttpRequest,
        obj: PlanRevision,
        form: forms.ModelForm[PlanRevision],
        change: bool,
    ) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        draft = draft_revision(
            plan=obj.plan,
            effective_on=obj.effective_on,
            reason=obj.reason,
            decision=obj.decision,
            by=actor(request),
        )
        obj.pk, obj.number = draft.pk, draft.number
        obj._state.adding = False

    def response_post_save_add(
        self, request: HttpRequest, obj: PlanRevision
    ) -> HttpResponseRedirect:
        """Go on to the copy: a new revision is begun in order to be edited."""
        return redirect("admin:initiatives_planrevision_change", obj.pk)

    @admin.display(description="見直し", ordering="number")
    def label(self, revision: PlanRevision) -> str:
        return str(revision)

    @admin.display(description="状態", ordering="sealed_at")
    def standing(self, revision: PlanRevision) -> str:
        return "確定" if is_sealed(revision) else "作成中"

    @asks_first(
        forms.Form,
        label="この見直しを確定する",
        title="見直しを確定する",
        sentence="次の見直しを確定します。確定すると、二度と変更できません。"
        "適用日から、集計の予定がこの見直しのものになります。",
    )
    def seal(
        self, request: HttpRequest, queryset: QuerySet[PlanRevision], data: dict[str, Any]
    ) -> None:
        for revision in queryset:
            try:
                seal_revision(revision=revision, by=actor(request))
            except ValidationError as error:
                for problem in error.messages:
                    self.message_user(request, problem, messages.ERROR)
            else:
                self.message_user(request, f"{revision}を確定しました。", messages.SUCCESS)


class ScheduledPhaseInline(OpenUntilSealed, OfficeTabularInline):
    """Phases, on the page of their terms."""

    model = ScheduledPhase
    fields = ("phase", "first_fiscal_year", "last_fiscal_year")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ScheduledPhase]:
        return super().get_queryset(request).select_related("phase")


class YearlyTargetInline(OpenUntilSealed, OfficeTabularInline):
    """Yearly targets, on the page of their terms."""

    model = YearlyTarget
    fields = ("fiscal_year", "percent")


class OfRevisionFilter(admin.RelatedFieldListFilter):
    """Revisions by name; newest first."""

    def field_admin_ordering(
        self, field: Any, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> tuple[str, ...]:
        return ("-number",)


@admin.register(InitiativeTerms)
class InitiativeTermsAdmin(OpenUntilSealed, PlainModelAdmin):
    """Terms of one initiative in one revision."""

    list_display = ("initiative", "revision", "phases_text", "target_on", "weight")
    list_filter = (("revision", OfRevisionFilter), "initiative")
    search_fields = ("initiative__title", "initiative__code")
    inlines = (ScheduledPhaseInline, YearlyTargetInline)
    fieldsets = (
        (
            None,
            {
                "fields": ("revision", "initiative", "target_on", "weight"),
                "description": "確定した見直しの予定は変更できません。"
                "変えるときは、先に「計画の見直し」を追加します。",
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[InitiativeTerms]:
        rows = super().get_queryset(request).select_related("initiative", "revision")
        return rows.prefetch_related("phases__phase")

    def get_readonly_fields(
        self, request: HttpRequest, obj: InitiativeTerms | None = None
    ) -> tuple[str, ...]:
        return ("revision", "initiative") if obj else ()

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField[Any] | None:
        if db_field.name == "revision":
            kwargs["queryset"] = PlanRevision.objects.filter(sealed_at__isnull=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="予定工程")
    def phases_text(self, terms: InitiativeTerms) -> str:
        return schedule(terms)
