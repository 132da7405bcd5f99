"""Progress reports in the admin: the office corrects their text and nothing else of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from hirao_dx.shared.fields import VersionField
from hirao_dx.shared.trace import Trace
from hirao_dx.shared.typed_forms import row_field
from initiatives.choices import PeriodState
from initiatives.models import Phase, ProgressReport, Rating, ReportTransition
from organization.admin.base import (
    KeptForever,
    LookOnly,
    OfficeModelAdmin,
    OfficeTabularInline,
    WholeRowForm,
    actor,
)
from organization.admin.filters import DepartmentFilter, SectionFilter
from organization.admin.history import in_words


class CorrectionForm(WholeRowForm):
    """Refuses to write over what somebody else has saved since the page was opened."""

    seen_version = VersionField(label="開いたときの版")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = self.instance.version
        plan = self.instance.participation.initiative.plan_id
        for name, model in (("phase", Phase), ("rating", Rating)):
            if name in self.fields:
                row_field(self, name).queryset = model.objects.filter(plan=plan)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("seen_version") != self.instance.version:
            raise forms.ValidationError(
                "画面を開いたあとに、この報告が書き換えられました。"
                "入力した文を控えてから、画面を開き直してください。"
            )
        return data


class TransitionInline(LookOnly, OfficeTabularInline):
    """The trail, on the page of its report; read-only."""

    model = ReportTransition
    fields = ("at", "action", "from_state", "to_state", "by", "comment", "version")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReportTransition]:
        return super().get_queryset(request).select_related("by")


class ReportDepartmentFilter(DepartmentFilter):
    """Reports by the department of their section."""

    path = "participation__section__department"


class ReportSectionFilter(SectionFilter):
    """Reports by their section."""

    path = "participation__section"


@admin.register(ProgressReport)
class ProgressReportAdmin(KeptForever, OfficeModelAdmin):
    """Reports, whose text the office may correct; their state changes on the site alone."""

    form = CorrectionForm
    said_unchanged = staticmethod(in_words(ProgressReport, "unchanged"))
    said_on_behalf = staticmethod(in_words(ProgressReport, "confirmed_on_behalf"))
    list_display = (
        "initiative",
        "section",
        "period",
        "state",
        "status",
        "progress",
        "rating",
        "updated_at",
    )
    list_filter = (
        "period",
        "state",
        "status",
        "participation__initiative",
        ReportDepartmentFilter,
        ReportSectionFilter,
    )
    search_fields = (
        "participation__initiative__title",
        "participation__section__name",
        "participation__section__department__name",
        "done_text",
        "issues_text",
        "next_text",
    )
    inlines = (TransitionInline,)
    readonly_fields = (
        "participation",
        "period",
        "state",
        "said_unchanged",
        "version",
        "submitted_at",
        "submitted_by",
        "confirmed_at",
        "confirmed_by",
        "said_on_behalf",
        "updated_at",
    )
    fieldsets = (
        (
            None,
            {
                "fields": ("participation", "period", "state"),
                "description": "ここで直せるのは報告の内容だけです。提出、確認、差戻しは、"
                "報告の画面で行います。締め切った期間の報告は変更できません。",
            },
        ),
        (
            "内容",
            {
                "fields": (
                    "status",
                    "phase",
                    "progress",
                    "rating",
                    "done_text",
                    "issues_text",
                    "next_text",
                )
            },
        ),
        (
            "記録",
            {
                "fields": (
                    "said_unchanged",
                    "submitted_at",
                    "submitted_by",
                    "confirmed_at",
                    "confirmed_by",
                    "said_on_behalf",
                    "version",
                    "updated_at",
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProgressReport]:
        rows = super().get_queryset(request)
        return rows.select_related(
            "participation__initiative",
            "participation__section__department",
            "period",
            "phase",
            "rating",
        )

    def get_fieldsets(
        self, request: HttpRequest, obj: ProgressReport | None = None
    ) -> tuple[Any, ...]:
        if not self.has_change_permission(request, obj):
            return self.fieldsets
        (title, first), *others = self.fieldsets
        return ((title, {**first, "fields": (*first["fields"], "seen_version")}), *others)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: ProgressReport | None = None
    ) -> bool:
        closed = obj is not None and obj.period.state == PeriodState.CLOSED
        return not closed and super().has_change_permission(request, obj)

    def save_model(
        self,
        request: HttpRequest,
        obj: ProgressReport,
        form: forms.ModelForm[ProgressReport],
        change: bool,
    ) -> None:
        if form.changed_data:
            obj.version += 1
            Trace(actor(request), "事務局による修正").sign(obj)
        super().save_model(request, obj, form, change)

    @admin.display(description="取組", ordering="participation__initiative__order")
    def initiative(self, report: ProgressReport) -> str:
        return str(report.participation.initiative)

    @admin.display(description="班", ordering="participation__section__department__order")
    def section(self, report: ProgressReport) -> str:
        return report.participation.section.label
