"""Where a plan stands with its reporting periods on a day, and what that means to whom.

`situation` is pure: from a plan, its periods and a day. `words` says it, one sentence for each
situation and role; every page that tells it asks here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from hirao_dx.shared.calendar import wareki_date
from hirao_dx.shared.words import days_words
from organization.access import Access
from organization.choices import Role

from .models import Plan, ReportingPeriod


class Kind(Enum):
    """What is so. The first four while a period is open, the others while none is."""

    OPEN = "open"
    OPEN_EARLY = "open_early"
    OPEN_LAST = "open_last"
    OPEN_AFTER_END = "open_after_end"
    UNPLANNED = "unplanned"
    BEFORE_PLAN = "before_plan"
    WAITING = "waiting"
    NOT_OPENED = "not_opened"
    CLOSED_EARLY = "closed_early"
    NONE_PLANNED = "none_planned"
    LAST_CLOSED = "last_closed"
    OVER = "over"


OPEN_KINDS = frozenset({Kind.OPEN, Kind.OPEN_EARLY, Kind.OPEN_LAST, Kind.OPEN_AFTER_END})


@dataclass(frozen=True)
class Situation:
    """A kind with the period that it is about, None where it is about none.

    `others` are the other open periods. `today` is the day it was judged on.
    """

    kind: Kind
    plan: Plan
    today: date
    period: ReportingPeriod | None = None
    others: tuple[ReportingPeriod, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether some period takes reports."""
        return self.kind in OPEN_KINDS


def situation(plan: Plan, periods: Iterable[ReportingPeriod], today: date) -> Situation:
    """Where the plan stands. Makes no query once the periods are read."""
    made = sorted(periods, key=lambda p: p.starts_on)
    taking = [p for p in made if p.is_open]
    if taking:
        return _while_open(plan, taking, today)
    kind, period = _while_closed(plan, made, today)
    return Situation(kind, plan, today, period)


def situation_of(plan: Plan, today: date) -> Situation:
    """The same of the periods as they are stored. One query."""
    return situation(plan, plan.periods.all(), today)


def _while_open(plan: Plan, taking: list[ReportingPeriod], today: date) -> Situation:
    early = [p for p in taking if p.starts_on > today]
    last = [p for p in taking if p.ends_on >= plan.ends_on]
    if early:
        kind, about = Kind.OPEN_EARLY, early[0]
    elif last:
        kind, about = Kind.OPEN_LAST, last[0]
        if today > plan.ends_on:
            kind = Kind.OPEN_AFTER_END
    else:
        kind, about = Kind.OPEN, min(taking, key=lambda p: (p.due_on, p.starts_on))
    return Situation(kind, plan, today, about, tuple(p for p in taking if p != about))


def _while_closed(
    plan: Plan, made: list[ReportingPeriod], today: date
) -> tuple[Kind, ReportingPeriod | None]:
    """What is so while no period is open. A planned period before the last closed one is past."""
    closed = [p for p in made if p.is_closed]
    early = [p for p in closed if p.starts_on > today]
    if early:
        return Kind.CLOSED_EARLY, early[0]
    since = closed[-1].starts_on if closed else date.min
    coming = next((p for p in made if p.is_planned and p.starts_on > since), None)
    if coming is not None and coming.starts_on <= today:
        return Kind.NOT_OPENED, coming
    if today < plan.starts_on:
        return Kind.BEFORE_PLAN, coming
    if coming is not None:
        return Kind.WAITING, coming
    if today > plan.ends_on:
        return Kind.OVER, None
    if not made:
        return Kind.UNPLANNED, None
    if closed and closed[-1].ends_on >= plan.ends_on:
        return Kind.LAST_CLOSED, closed[-1]
    return Kind.NONE_PLANNED, None


def reader_of(access: Access) -> Role:
    """The role in which somebody reads of a situation: the one that can do most about it."""
    if access.is_office:
        return Role.OFFICE
    if access.headed_department_ids:
        return Role.HEAD
    if access.own_section_ids or access.own_department_ids:
        return Role.STAFF
    return Role.COMMITTEE


_TAKING = "{period}の報告を受け付けています。"
_EARLY = "{period}（{starts}から）の報告を、期間が始まる前から受け付けています。"
_TAKES = "提出期限は{due}（{days}）です。"
_NOTHING_NOW = "受付が始まるまで、提出する報告はありません。"
_STARTS = "次の報告期間（{period}）は、{starts}に始まる予定です。"
_SHOULD = "次の報告期間（{period}）は、{starts}に始まる予定でしたが、まだ受付が始まっていません。"
_ENDED = "計画の期間は{plan_ends}に終わりました。"
_CLOSED_EARLY = "次の報告期間（{period}、{starts}から）は、始まる前に締め切られています。"
_LAST_CLOSED = "計画の最後の報告期間（{period}）は締め切られました。"

WORDS: dict[Kind, dict[Role, str]] = {
    Kind.OPEN: {
        Role.STAFF: _TAKING + _TAKES,
        Role.HEAD: _TAKING + _TAKES + "提出された報告を確認してください。",
        Role.COMMITTEE: _TAKING + "提出期限は{due}で、数字はまだ変わります。",
        Role.OFFICE: _TAKING + _TAKES + "そろったら締め切ってください。",
    },
    Kind.OPEN_EARLY: {
        Role.STAFF: _EARLY + _TAKES,
        Role.HEAD: _EARLY + _TAKES + "急いで確認する必要はありません。",
        Role.COMMITTEE: "{period}は{starts}に始まります。報告だけ先に受け付けています。",
        Role.OFFICE: "{period}は{starts}に始まりますが、もう受け付けています。"
        "報告がまだ1件もなければ、「予定に戻す」で取り消せます。",
    },
    Kind.OPEN_LAST: {
        Role.STAFF: "計画の最後の期間（{period}）の報告を受け付けています。" + _TAKES,
        Role.HEAD: "計画の最後の期間（{period}）の報告を受け付けています。"
        + _TAKES
        + "提出された報告を確認してください。",
        Role.COMMITTEE: "計画の最後の期間（{period}）の報告を受け付けています（提出期限{due}）。",
        Role.OFFICE: "計画の最後の期間（{period}）の報告を受け付けています。"
        + _TAKES
        + "このあとの報告期間はありません。",
    },
    Kind.OPEN_AFTER_END: {
        Role.STAFF: _ENDED + "最後の期間（{period}）の報告を受け付けています。" + _TAKES,
        Role.HEAD: _ENDED
        + "最後の期間（{period}）の報告を受け付けています。"
        + _TAKES
        + "提出された報告を確認してください。",
        Role.COMMITTEE: _ENDED + "最後の期間（{period}）の報告がそろうと、数字が決まります。",
        Role.OFFICE: _ENDED
        + "最後の期間（{period}）の報告を受け付けています。"
        + _TAKES
        + "そろったら締め切ってください。",
    },
    Kind.UNPLANNED: {
        Role.STAFF: "報告期間がまだ作られていないため、提出する報告はありません。",
        Role.HEAD: "報告期間がまだ作られていないため、提出する報告も確認する報告もありません。",
        Role.COMMITTEE: "報告期間がまだ作られていません。報告が始まると、数字が出ます。",
        Role.OFFICE: "報告期間がまだ作られていません。「報告期間」で1年分を作ってください。",
    },
    Kind.BEFORE_PLAN: {
        Role.STAFF: "計画は{plan_starts}に始まります。それまで、提出する報告はありません。",
        Role.HEAD: "計画は{plan_starts}に始まります。それまで、提出や確認をする報告はありません。",
        Role.COMMITTEE: "計画は{plan_starts}に始まります。まだ報告はありません。",
        Role.OFFICE: "計画は{plan_starts}に始まります。その日に最初の期間の受付を始めてください。",
    },
    Kind.WAITING: {
        Role.STAFF: _STARTS + _NOTHING_NOW,
        Role.HEAD: _STARTS + "それまでに、確認待ちの報告を確認してください。",
        Role.COMMITTEE: _STARTS + "今は受付中の期間がありません。",
        Role.OFFICE: _STARTS + "その日になったら、受付を始めてください。",
    },
    Kind.NOT_OPENED: {
        Role.STAFF: _SHOULD + _NOTHING_NOW,
        Role.HEAD: _SHOULD + "受付は事務局が始めます。",
        Role.COMMITTEE: _SHOULD + "この期間の数字はまだありません。",
        Role.OFFICE: _SHOULD + "「報告期間」で受付を始めてください。",
    },
    Kind.CLOSED_EARLY: {
        Role.STAFF: _CLOSED_EARLY + "提出する報告はありません。",
        Role.HEAD: _CLOSED_EARLY + "再開は事務局が行います。",
        Role.COMMITTEE: _CLOSED_EARLY + "この期間の数字はまだありません。",
        Role.OFFICE: _CLOSED_EARLY + "報告を集めるときは、{starts}になったら再開してください。",
    },
    Kind.NONE_PLANNED: {
        Role.STAFF: "次の報告期間は、まだ決まっていません。" + _NOTHING_NOW,
        Role.HEAD: "次の報告期間は、まだ決まっていません。期間は事務局が作ります。",
        Role.COMMITTEE: "次の報告期間は、まだ決まっていません。数字は締め切った期間のものです。",
        Role.OFFICE: "次の報告期間は、まだ決まっていません。「報告期間」で作ってください。",
    },
    Kind.LAST_CLOSED: {
        Role.STAFF: _LAST_CLOSED + "この計画で提出する報告は、もうありません。",
        Role.HEAD: _LAST_CLOSED + "残っている確認待ちの報告は、確認できます。",
        Role.COMMITTEE: _LAST_CLOSED + "計画は{plan_ends}に終わります。",
        Role.OFFICE: _LAST_CLOSED + "残っている確認待ちの報告は、代理で確認できます。",
    },
    Kind.OVER: {
        Role.STAFF: _ENDED + "この計画で提出する報告は、もうありません。",
        Role.HEAD: _ENDED + "残っている確認待ちの報告は、確認できます。",
        Role.COMMITTEE: _ENDED + "数字は、最後に締め切った期間のものです。",
        Role.OFFICE: _ENDED + "受付中や予定の報告期間はありません。",
    },
}
# What the office is told on every page, because it alone can mend it.
FOR_THE_OFFICE: dict[Kind, str] = {
    Kind.OPEN_EARLY: "{period}を、始まる前から受け付けています",
    Kind.UNPLANNED: "報告期間がまだ作られていません",
    Kind.NOT_OPENED: "{period}の受付が、まだ始まっていません",
    Kind.CLOSED_EARLY: "{period}は、始まる前に締め切られています",
    Kind.NONE_PLANNED: "次の報告期間が、まだ作られていません",
}


def words(found: Situation, reader: Role) -> str:
    """What a person reads of a situation, in whole sentences."""
    said = _filled(WORDS[found.kind][reader], found)
    if not found.others:
        return said
    return f"{said}{'と'.join(p.label for p in found.others)}も、受け付けたままです。"


def office_notice(found: Situation) -> str:
    """What stands on the office's every page; blank where there is nothing to mend."""
    return _filled(FOR_THE_OFFICE.get(found.kind, ""), found)


def _filled(text: str, found: Situation) -> str:
    period, plan = found.period, found.plan
    return text.format(
        plan_starts=wareki_date(plan.starts_on),
        plan_ends=wareki_date(plan.ends_on),
        period=period.label if period else "",
        starts=wareki_date(period.starts_on) if period else "",
        due=wareki_date(period.due_on) if period else "",
        days=days_words(period.days_left(found.today)) if period else "",
    )
