"""Reporting periods: made a year at a time, opened, closed and opened again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from hirao_dx.shared.calendar import fiscal_year_label
from hirao_dx.shared.fields import ReasonField
from initiatives.choices import PeriodAction, PeriodState
from initiatives.models import Plan, ReportingPeriod
from initiatives.reporting.duties import duties
from organization.admin.base import (
    OfficeModelAdmin,
    ReasonForm,
    RequiredReasonForm,
    WholeRowForm,
    actor,
    asks_first,
)

from . import actions as actions_periods
from .consequences import consequences
from .forms import YearForm


class PeriodForm(WholeRowForm):
    """A period's dates. Another due date needs its reason, as on the site's own page."""

    reason = ReasonField(
        label="期限を変える理由",
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="提出期限を変えるときに入力します。期間の記録に残ります。",
    )

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        moved = self.instance.pk and "due_on" in self.changed_data
        if moved and not self.cleaned_data.get("reason", "").strip():
            self.add_error("reason", "提出期限を変える理由を入力してください。")
        return data


def _notes(action: PeriodAction) -> Callable[[QuerySet[ReportingPeriod]], list[str]]:
    def notes(queryset: QuerySet[ReportingPeriod]) -> list[str]:
        today = timezone.localdate()
        return [
            words
            for period in queryset.select_related("plan")
            for words in consequences(action, period, duties(period), today)
        ]

    return notes


def _each(
    model_admin: Any,
    request: HttpRequest,
    queryset: QuerySet[ReportingPeriod],
    data: dict[str, Any],
    move: Callable[..., ReportingPeriod],
) -> None:
    """Move each of the chosen periods, and say of each what happened."""
    for period in queryset:
        try:
            moved = move(period=period, by=actor(request), reason=data["reason"])
        except ValidationError as error:
            model_admin.message_user(request, error.messages[0], messages.ERROR)
        else:
            done = f"{moved}を「{moved.get_state_display()}」にしました。"
            model_admin.message_user(request, done, messages.SUCCESS)


@admin.register(ReportingPeriod)
class ReportingPeriodAdmin(OfficeModelAdmin):
    """Reporting periods, with the steps the office takes."""

    form = PeriodForm
    list_display = ("label", "starts_on", "ends_on", "due_on", "state", "closed_at", "closed_by")
    list_filter = ("state", "fiscal_year")
    list_select_related = ("closed_by",)
    change_list_template = "admin/initiatives/reportingperiod/change_list.html"
    actions = ("open_periods", "take_back_periods", "close_periods", "reopen_periods")
    readonly_fields = ("state", "closed_at", "closed_by")
    state_fieldset = (
        "状態",
        {
            "fields": ("state", "closed_at", "closed_by"),
            "description": "受付、締切、再開などは、一覧で期間を選んで「操作」から行います。"
            "締め切った期間は変更できません。",
        },
    )

    @asks_first(
        ReasonForm,
        label="選択した期間の受付を始める",
        title="受付を始める",
        sentence="次の期間の報告を、各班が書けるようにします。",
        notes=_notes(PeriodAction.OPEN),
    )
    def open_periods(
        self, request: HttpRequest, queryset: QuerySet[ReportingPeriod], data: dict[str, Any]
    ) -> None:
        _each(self, request, queryset, data, actions_periods.open_period)

    @asks_first(
        ReasonForm,
        label="選択した期間を予定に戻す",
        title="予定に戻す",
        sentence="次の期間の受付を取り消します。報告が1件もない期間だけが、予定に戻ります。",
    )
    def take_back_periods(
        self, request: HttpRequest, queryset: QuerySet[ReportingPeriod], data: dict[str, Any]
    ) -> None:
        _each(self, request, queryset, data, actions_periods.take_back_period)

    @asks_first(
        ReasonForm,
        label="選択した期間を締め切る",
        title="締め切る",
        sentence="次の期間を締め切ります。締め切ると、報告の提出も修正もできなくなります。"
        "提出された報告の確認は、締め切ったあともできます。",
        notes=_notes(PeriodAction.CLOSE),
    )
    def close_periods(
        self, request: HttpRequest, queryset: QuerySet[ReportingPeriod], data: dict[str, Any]
    ) -> None:
        _each(self, request, queryset, data, actions_periods.close_period)

    @asks_first(
        RequiredReasonForm,
        label="選択した期間を再開する",
        title="再開する",
        sentence="締め切った次の期間の報告を、もう一度書けるようにします。",
    )
    def reopen_periods(
        self, request: HttpRequest, queryset: QuerySet[ReportingPeriod], data: dict[str, Any]
    ) -> None:
        _each(self, request, queryset, data, actions_periods.reopen_period)

    @admin.display(description="報告期間", ordering="starts_on")
    def label(self, period: ReportingPeriod) -> str:
        return period.label

    def get_fieldsets(self, request: HttpRequest, obj: ReportingPeriod | None = None) -> Any:
        """A period that exists and is not closed also asks why its due date moves."""
        dates = ["plan", "fiscal_year", "number", "starts_on", "ends_on", "due_on"]
        asks_why = obj is not None and self.has_change_permission(request, obj)
        fields = [*dates, "reason"] if asks_why else dates
        return [(None, {"fields": fields}), self.state_fieldset]

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

    def save_model(
        self, request: HttpRequest, obj: ReportingPeriod, form: Any, change: bool
    ) -> None:
        if change:
            reason = form.cleaned_data["reason"]
            actions_periods.change_dates(period=obj, reason=reason, by=actor(request))
        else:
            actions_periods.add_period(period=obj, by=actor(request))

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
