"""Takes a new survey (次回調査): the live tasks, kept unchangeable as they are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from hirao_dx.shared.calendar import wareki_date
from inventory.choices import Category
from inventory.models import Survey, SurveyCount, SurveyEntry, Task
from inventory.permissions import can_take_survey
from organization.models import User

from .queries import KEPT

SOURCE = "現在の事務から作成"
LONGEST_NAME = 100
BATCH = 1000


@transaction.atomic
def take_survey(*, name: str, on: date, by: User) -> Survey:
    """Keep every live task as a survey dated `on`, with its counts by section, and return it.

    The tasks are read once, so that counts and tasks agree whatever others write meanwhile. Raises
    PermissionDenied unless `by` is in the office; ValidationError if the name is missing, too long
    or taken, the day is to come, or there is no task.
    """
    if not can_take_survey(by):
        raise PermissionDenied
    name = name.strip()
    _check(name, on)
    entries = _entries()
    if not entries:
        raise ValidationError("今ある事務が1件もないため、調査を作れません。")
    survey = _begin(name, on)
    for entry in entries:
        entry.survey = survey
    SurveyCount.objects.bulk_create(_counts(survey, entries), batch_size=BATCH)
    SurveyEntry.objects.bulk_create(entries, batch_size=BATCH)
    return survey


def _begin(name: str, on: date) -> Survey:
    """The survey's own row. Raises ValidationError if its name was taken at the same moment."""
    last = Survey.objects.aggregate(order=Max("order"))["order"] or 0
    try:
        with transaction.atomic():
            return Survey.objects.create(
                name=name,
                published_label=wareki_date(on),
                source=SOURCE,
                order=last + 1,
                taken_on=on,
            )
    except IntegrityError:
        _check(name, on)
        raise


def _check(name: str, on: date) -> None:
    problems: dict[str, str] = {}
    if not name:
        problems["name"] = "調査の名称を入力してください。"
    elif len(name) > LONGEST_NAME:
        problems["name"] = f"調査の名称は{LONGEST_NAME}字までで入力してください。"
    elif Survey.objects.filter(name=name).exists():
        problems["name"] = "同じ名称の調査がすでにあります。別の名称にしてください。"
    if on > timezone.localdate():
        problems["on"] = "先の日付では作れません。今日か、過ぎた日を入れてください。"
    if problems:
        raise ValidationError(problems)


def _entries() -> list[SurveyEntry]:
    """Every live task, section by section in the survey table's order. One query."""
    rows: Iterable[dict[str, Any]] = (
        Task.objects.live()
        .order_by("section__department__order", "section__order", "section", "number")
        .values("section_id", "number", *KEPT, task_id=F("pk"), system_name=F("system__name"))
    )
    return [SurveyEntry(**row | {"system_name": row["system_name"] or ""}) for row in rows]


def _counts(survey: Survey, entries: Iterable[SurveyEntry]) -> list[SurveyCount]:
    by_section = groupby(entries, key=lambda entry: entry.section_id)
    return [
        _count(survey, section, order, [entry.category for entry in members])
        for order, (section, members) in enumerate(by_section, start=1)
    ]


def _count(survey: Survey, section: int, order: int, categories: list[str]) -> SurveyCount:
    """One row of the table. A count of 0 is an empty cell, as in the published table."""
    core, non_core, other = (
        categories.count(kind) for kind in (Category.CORE, Category.NON_CORE, Category.OTHER)
    )
    return SurveyCount(
        survey=survey,
        section_id=section,
        order=order,
        tasks=len(categories),
        core=core or None,
        non_core=non_core or None,
        other=other or None,
        total=core + non_core + other or None,
    )
