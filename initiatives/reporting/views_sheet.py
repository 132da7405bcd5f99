"""The page of all reports a person's sections owe, written and handed in together."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from hirao_dx.shared.versions import Stale
from initiatives.current import period_by_key, with_plan
from initiatives.models import Plan, ReportingPeriod
from initiatives.situation import reader_of, situation_of, words
from organization.http import StaffRequest
from organization.kept import texts
from organization.models import User

from . import actions, sheet
from .conflicts import is_own
from .duties import duties, own, why_nothing_owed


@with_plan
def report_sheet(request: StaffRequest, plan: Plan, period_key: str) -> HttpResponse:
    """Every owed report in rows; a press saves them all and hands in the one it names."""
    period = period_by_key(plan, period_key)
    if not period.is_open:
        now = situation_of(plan, timezone.localdate())
        told = words(now, reader_of(request.user.access))
        messages.info(request, f"{period}は受付中ではないため、報告を書けません。{told}")
        return redirect("my_page")
    if request.method != "POST":
        return _show(request, period, sheet.blank_rows(plan, period, request.user))
    verb, _, key = request.POST.get("action", "save").partition(":")
    submitting = {key or "all"} if verb == "submit" else set()
    rows = sheet.received_rows(plan, period, request.user, request.POST, submitting)
    if verb == "copy":
        for row in rows:
            if row.key == key and row.form.is_bound:
                sheet.copy_last(row)
        return _show(request, period, rows)
    if verb == "unchanged":
        _hand_in_unchanged(request, rows, key)
    for row in rows:
        sheet.take(row, request.user)
        if row.done in ("saved", "submitted"):
            texts.hand_in(request, row.prefix)
    _tell(request, rows)
    if any(row.has_faults for row in rows):
        left = [row for row in rows if row.done != "submitted"]
        return _show(request, period, left, status=422)
    return redirect("report_sheet", period.key)


def _hand_in_unchanged(request: StaffRequest, rows: list[sheet.Row], key: str) -> None:
    """「変更なし」 for one row; why it could not be, if so."""
    row = next((r for r in rows if r.key == key), None)
    if row is None:
        return
    initiative = row.duty.participation.initiative
    try:
        sheet.hand_in_unchanged(row, request.user)
    except actions.NothingToRepeatError:
        row.done = "untouched"
        messages.error(request, f"{initiative}：前回の報告がありません。")
    except Stale as stale:
        row.done = "untouched"
        words = "ほかの人が先に保存しました。"
        if is_own(stale.current, request.user):
            words = "あなたが書いた下書きがあるため、前回の内容では提出していません。"
        messages.warning(request, f"{initiative}：{words}")


def _tell(request: StaffRequest, rows: list[sheet.Row]) -> None:
    """Show what was handed in and what was saved."""
    submitted = sum(1 for row in rows if row.done == "submitted")
    saved = sum(1 for row in rows if row.done == "saved")
    if submitted:
        messages.success(request, f"{submitted}件の報告を提出しました。")
    if saved:
        messages.success(request, f"{saved}件を下書きに保存しました。")
    if not submitted and not saved and not any(row.has_faults for row in rows):
        messages.info(request, "変わったところがないため、何も保存していません。")


def _show(
    request: StaffRequest, period: ReportingPeriod, rows: list[sheet.Row], status: int = 200
) -> HttpResponse:
    context = {
        "period": period,
        "rows": rows,
        "faulty": [row for row in rows if row.has_faults],
        "days_left": period.days_left(timezone.localdate()),
        "why_nothing": "" if rows else _why_nothing(period, request.user),
    }
    return render(request, "initiatives/reporting/sheet.html", context, status=status)


def _why_nothing(period: ReportingPeriod, user: User) -> str:
    return why_nothing_owed(duties(period, own(user.access)))
