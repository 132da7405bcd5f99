"""The inventory as of a day of the past: the town, a department, a section, a task. Read only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import MAXYEAR, date
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from hirao_dx.shared.calendar import wareki_date
from hirao_dx.shared.text import YEARS, written_day
from inventory.choices import Stage
from inventory.figures import headlines, queries
from inventory.history import past
from inventory.history.past import Names
from inventory.models import Task
from inventory.tasks.hours import annual_hours
from organization.http import StaffRequest
from organization.models import Department, Section

PER_PAGE = 50


DatedView = Callable[..., HttpResponse]


def asked_day(text: str) -> tuple[date | None, str]:
    """The day a text names, or None and why it cannot be shown."""
    day = written_day(text, range(YEARS.start, MAXYEAR + 1))
    if day is None:
        return (
            None,
            f"「{text[:20]}」という日付は読み取れません。2026-04-01 のように指定してください。",
        )
    if day > timezone.localdate():
        return None, "先の日付の内容は、まだありません。今日までの日付を指定してください。"
    return day, ""


def on_a_day(view: DatedView) -> DatedView:
    """Calls a view with the day of the address as `on`.

    Without a day that can be shown it redirects to the page of today.
    """

    @wraps(view)
    def dated(request: StaffRequest, *args: Any) -> HttpResponse:
        text = request.GET.get("on", "").strip()
        if not text:
            return redirect(request.path)
        day, fault = asked_day(text)
        if day is None:
            messages.error(request, fault)
            return redirect(request.path)
        return view(request, *args, on=day)

    return dated


@on_a_day
def overview(request: StaffRequest, *, on: date) -> HttpResponse:
    """Every section's counts on that day, beside the published ones."""
    context = _counted(request, on, Names.on(on)) | {"department": None}
    return render(request, "inventory/pages/past_overview.html", context)


@on_a_day
def department(request: StaffRequest, found: Department, *, on: date) -> HttpResponse:
    """The sections of a department on that day, in the town's table."""
    names = Names.on(on)
    context = _counted(request, on, names, department=found) | {
        "department": found,
        "name": names.departments.get(found.pk, found.name),
    }
    return render(request, "inventory/pages/past_overview.html", context)


def _counted(
    request: StaffRequest, on: date, names: Names, *, department: Department | None = None
) -> dict[str, Any]:
    """The counts of a day under the names of that day. Five queries."""
    table = queries.survey_table(on=on, department=department, tasks=past.live_tasks(on))
    groups = [
        replace(
            group,
            name=names.departments.get(group.pk, group.name),
            rows=tuple(
                replace(row, label=names.sections.get(row.pk, row.label)) for row in group.rows
            ),
        )
        for group in table.groups
    ]
    return {
        **_about(request, on),
        "survey": table.survey,
        "groups": groups,
        "total": table.total,
        "headlines": headlines.of_row(table.total),
    }


@on_a_day
def section(request: StaffRequest, found: Section, *, on: date) -> HttpResponse:
    """The tasks a section had on that day, also those that have ended or moved since."""
    names = Names.on(on)
    then = past.live_tasks(on).filter(section=found).select_related("system").order_by("number")
    page = Paginator(then, PER_PAGE).get_page(request.GET.get("page"))
    today = Task.objects.with_place().in_bulk([record.id for record in page])
    for record in page:
        record.system_then = names.system(record)
        record.since = _since(record, today.get(record.id))
    context = {
        **_about(request, on),
        "section": found,
        "name": names.place(found),
        "page_obj": page,
        "rows": page.object_list,
    }
    return render(request, "inventory/pages/past_section.html", context)


def _since(record: Any, task: Task | None) -> str:
    """What has become of a task since, if anything; blank if nothing."""
    if task is None:
        return "削除"
    if task.ended_on:
        return f"{wareki_date(task.ended_on)}に廃止"
    if task.section_id != record.section_id:
        return f"{task.section.label}に移動（{task.number:03d}）"
    return "名称を変更" if task.name != record.name else ""


@on_a_day
def task(request: StaffRequest, found: Task, *, on: date) -> HttpResponse:
    """What was recorded of a task by that day."""
    record = (
        past.records(Task, on)
        .filter(id=found.pk)
        .select_related("section__department", "system")
        .first()
    )
    names = Names.on(on)
    context = {**_about(request, on), "task": found, "record": record}
    if record is not None:
        before, after = record.annual_hours_before, record.annual_hours_after
        context |= {
            "place": names.place(record.section),
            "system": names.system(record),
            "hours_saved": None if before is None or after is None else before - after,
            "hours_word": Stage(record.stage).hours_word,
            "computed_hours": annual_hours(record.volume, record.minutes_per_case),
        }
    return render(request, "inventory/pages/past_task.html", context)


def _about(request: StaffRequest, on: date) -> dict[str, Any]:
    first = past.first_day()
    return {
        "on": on,
        "today_url": request.path,
        "first_day": first,
        "before_records": first is None or on < first,
    }
