"""The line under the header that says on every page which reports are missing."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from hirao_dx.shared.words import days_words, urgency
from initiatives.current import plans_at_work
from initiatives.models import Plan, ReportingPeriod
from initiatives.reporting import duties
from initiatives.reporting.missing import MissingCount, count_missing
from initiatives.situation import office_notice, situation


@dataclass(frozen=True)
class StripItem:
    """One notice: its period (blank if there is only one), its text, its link and its colour."""

    period: str
    text: str
    url: str
    kind: str


def reminder_strip(request: HttpRequest) -> list[StripItem]:
    """What the person is reminded of on this page. At most one query for each plan at work.

    None for those who owe nothing by their role. A page does not point at itself: マイページ and
    the list of submissions say the same in full.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    access = user.access
    writes = bool(access.own_section_ids or access.own_department_ids)
    at_home = request.path == reverse("my_page")
    if not access.is_office and (at_home or not writes):
        return []
    own = duties.own(access) if writes and not at_home else None
    by_plan = {p: count_missing(p, own=own, town=access.is_office) for p in plans_at_work(request)}
    counts = [count for counted in by_plan.values() for count in counted]
    items = _own_items(counts) + _office_items(counts)
    if access.is_office:
        for plan, counted in by_plan.items():
            items += _to_mend(plan, [c.period for c in counted])
    return [item for item in items if item.url != request.path]


def _own_items(counts: list[MissingCount]) -> list[StripItem]:
    owing = [c for c in counts if c.own_reports]
    return [
        _item(c, f"{_days(c)}・未提出{c.own_reports}件", reverse("my_page"), len(owing) > 1)
        for c in owing
    ]


def _office_items(counts: list[MissingCount]) -> list[StripItem]:
    """The notices for the office, with the days unless the person's own reports show them."""
    owing = [c for c in counts if c.sections]
    return [
        _item(
            c,
            f"{'' if c.own_reports else f'{_days(c)}・'}未提出の班 {c.sections}",
            c.period.get_absolute_url(),
            len(owing) > 1,
        )
        for c in owing
    ]


def _to_mend(plan: Plan, taking: list[ReportingPeriod]) -> list[StripItem]:
    """What the office alone can mend. A query more where no period is open."""
    today = timezone.localdate()
    now = situation(plan, taking or ReportingPeriod.objects.of(plan), today)
    text = office_notice(now)
    return [StripItem("", text, plan.page("periods"), "warning")] if text else []


def _item(count: MissingCount, text: str, url: str, is_one_of_several: bool) -> StripItem:
    return StripItem(
        period=count.period.short_label if is_one_of_several else "",
        text=text,
        url=url,
        kind=urgency(_days_left(count)),
    )


def _days(count: MissingCount) -> str:
    return days_words(_days_left(count))


def _days_left(count: MissingCount) -> int:
    return count.period.days_left(timezone.localdate())
