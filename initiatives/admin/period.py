"""Reporting periods: made a year at a time, opened, closed and opened again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from initiatives import actions_periods
from initiatives.choices import PeriodState
from initiatives.models import Plan, ReportingPeriod
from organization.admin.base import OfficeModelAdmin, actor
from organization.admin.confirm import ReasonForm, RequiredReasonForm, answered, confirm_page
from organization.calendar import fiscal_year, fiscal_year_label


class YearForm(forms.Form):
    """A fiscal year of the current plan."""

    fiscal_year = forms.TypedChoiceField(label="年度", coerce=int)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [(year, fiscal_year_label(year)) for year in plan.fiscal_years]
        field = cast(forms.TypedChoiceField, self.fields["fiscal_year"])
        field.choices = years
        field.initial = fiscal_year(timezone.localdate())


@admin.register(ReportingPeriod)
class ReportingPeriodAdmin(OfficeModelAdmin):
    list_display = ("label", "starts_on", "ends_on", "due_on", "state", "closed_at", "closed_by")
    list_filter = ("state", "fiscal_year")
    list_select_related = ("closed_by",)
    change_list_template = "admin/initiatives/reportingperiod/change_list.html"
    actions = ("open_periods", "close_periods", "reopen_periods")
    readonly_fields = ("state", "closed_at", "closed_by")
    fieldsets = (
        (None, {"fields": ("plan", "fiscal_year", "number", "starts_on", "ends_on", "due_on")}),
        (
            "状態",
            {
                "fields": ("state", "closed_at", "closed_by"),
                "description": "受付、締切、再開は、一覧で期間を選んで「操作」から行います。"
                "締め切った期間は変更できません。",
            },
        ),
    )

    @admin.display(description="報告期間", ordering="starts_on")
    def label(self, period: ReportingPeriod) -> str:
        return period.label

    def get_readonly_fields(
        self, request: HttpRequest, obj: ReportingPeriod | None = None
    ) -> tuple[str, ...]:
        """Once a period has begun, only its due date may still move."""
        if obj is None or obj.state == PeriodState.PLANNED:
            return self.readonly_fields
        return ("plan", "fiscal_year", "number", "starts_on", "ends_on", *self.readonly_fields)

    def has_change_permission(
        self, request: HttpRequest, obj: ReportingPeriod | None = None
    ) -> bool:
        closed = obj is not None and obj.state == PeriodState.CLOSED
        return not closed and super().has_change_permission(request, obj)

    def has_delete_permission(
        self, request: HttpRequest, obj: ReportingPeriod | None = None
    ) -> bool:
        begun = obj is not None and obj.state != PeriodState.PLANNED
        return not begun and super().has_delete_permission(request, obj)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.create_year)
        name = "initiatives_reportingperiod_create_year"
        return [path("create-year/", view, name=name), *super().get_urls()]

    def create_year(self, request: HttpRequest) -> HttpResponse:
        """Make the periods of one fiscal year of the current plan."""
        plan = Plan.objects.current()
        back = reverse("admin:initiatives_reportingperiod_changelist")
        if plan is None:
            self.message_user(request, "画面に表示する計画がありません。", messages.ERROR)
            return redirect(back)
        form = YearForm(request.POST or None, plan=plan)
        if form.is_valid():
            year = form.cleaned_data["fiscal_year"]
            made = actions_periods.create_periods(plan=plan, fiscal_year=year, by=actor(request))
            self.message_user(request, self._made(made, year), messages.SUCCESS)
            return redirect(back)
        context = {
            **self.admin_site.each_context(request),
            "title": "年度の報告期間を作る",
            "opts": self.opts,
            "plan": plan,
            "form": form,
            "media": self.media,
            "back": back,
        }
        return TemplateResponse(
            request, "admin/initiatives/reportingperiod/create_year.html", context
        )

    @staticmethod
    def _made(made: list[ReportingPeriod], year: int) -> str:
        label = fiscal_year_label(year)
        if not made:
            return f"{label}の報告期間は、すべてそろっています。"
        return f"{label}の報告期間を{len(made)}つ作りました。"

    @admin.action(description="選択した期間の受付を始める", permissions=["change"])
    def open_periods(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        form = answered(request, ReasonForm)
        if not form.is_valid():
            return confirm_page(
                request,
                self,
                queryset,
                action="open_periods",
                title="受付を始める",
                sentence="次の期間の報告を、各班が書けるようにします。",
                form=form,
            )
        self._each(request, queryset, actions_periods.open_period, form)
        return None

    @admin.action(description="選択した期間を締め切る", permissions=["change"])
    def close_periods(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        form = answered(request, ReasonForm)
        if not form.is_valid():
            return confirm_page(
                request,
                self,
                queryset,
                action="close_periods",
                title="締め切る",
                sentence="次の期間を締め切ります。締め切ると、報告の提出も修正もできなくなります。",
                form=form,
            )
        self._each(request, queryset, actions_periods.close_period, form)
        return None

    @admin.action(description="選択した期間を再開する", permissions=["change"])
    def reopen_periods(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        form = answered(request, RequiredReasonForm)
        if not form.is_valid():
            return confirm_page(
                request,
                self,
                queryset,
                action="reopen_periods",
                title="再開する",
                sentence="締め切った次の期間の報告を、もう一度書けるようにします。",
                form=form,
            )
        self._each(request, queryset, actions_periods.reopen_period, form)
        return None

    def _each(
        self,
        request: HttpRequest,
        queryset: QuerySet,
        move: Callable[..., ReportingPeriod],
        form: ReasonForm,
    ) -> None:
        """Move every chosen period, and say of each what became of it."""
        for period in queryset:
            try:
                moved = move(period=period, by=actor(request), reason=form.cleaned_data["reason"])
            except ValidationError as error:
                self.message_user(request, error.messages[0], messages.ERROR)
            else:
                done = f"{moved}を「{moved.get_state_display()}」にしました。"
                self.message_user(request, done, messages.SUCCESS)
