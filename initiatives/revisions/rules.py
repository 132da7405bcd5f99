"""When a revision may take effect, and what it needs before it is sealed."""

from __future__ import annotations

from datetime import date, timedelta

from hirao_dx.shared.calendar import wareki_date
from initiatives.models import Plan, PlanRevision

from .queries import last_settled_period

ONE_DAY = timedelta(days=1)


def date_problems(*, plan: Plan, number: int, effective_on: date) -> list[str]:
    """Why a revision cannot take effect on a day, in sentences. Two queries.

    Never before the revision it follows, nor while a period whose numbers are settled was still
    running: that period's roll-up would change. The plan as adopted (0) may begin any day.
    """
    if number == 0:
        return []
    before = plan.revisions.filter(number__lt=number).order_by("-number").first()
    period = last_settled_period(plan)
    if period and effective_on <= period.ends_on:
        earliest = max(period.ends_on + ONE_DAY, before.effective_on if before else date.min)
        why = "締め切った期間" if period.is_closed else "会議の控えを作った期間"
        return [
            f"適用日は、{wareki_date(earliest)}以後にしてください。"
            f"この日では、{why}（{period.label}）の集計が変わってしまいます。"
        ]
    if before and effective_on < before.effective_on:
        return [
            f"適用日は、前の見直しの適用日（{wareki_date(before.effective_on)}）以後にしてください。"
        ]
    return []


def draft_problems(*, plan: Plan, effective_on: date | None = None) -> list[str]:
    """Why a new revision cannot be begun, in sentences; empty if it can. At most three queries.

    Without a day, only what stands in the way whatever the day.
    """
    last = plan.revisions.order_by("-number").first()
    if last is None:
        return []
    if last.sealed_at is None:
        return [
            f"確定していない見直し（{last}）があります。先にそれを確定するか削除してください。"
        ]
    if effective_on is None:
        return []
    return date_problems(plan=plan, number=last.number + 1, effective_on=effective_on)


def seal_problems(revision: PlanRevision) -> list[str]:
    """What is in the way of sealing a revision, in sentences. At most four queries.

    A draft may have become too old: a period it would change was closed meanwhile.
    """
    if revision.sealed_at is not None:
        return [f"{revision}はすでに確定しています。"]
    terms = list(
        revision.terms.select_related("initiative", "revision").prefetch_related("phases")
    )
    if not terms:
        return [f"{revision}には取組の予定が1つもありません。"]
    bare = [
        f"「{row.initiative}」に予定工程がありません。" for row in terms if not row.phases.all()
    ]
    return bare + date_problems(
        plan=revision.plan, number=revision.number, effective_on=revision.effective_on
    )
