"""Explains how many milestones are done and which are late. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from hirao_dx.shared.calendar import wareki_date
from initiatives.rollup.figures import InitiativeFigures, Milestone, PlanFigures
from initiatives.rollup.reasons import milestone_state

from . import model
from .model import Explanation, Link, Row, Setting
from .working import Total

STATES = ("完了", "期限超過", "これから")
Dated = tuple[InitiativeFigures, Milestone]


def initiative(figures: InitiativeFigures, setting: Setting) -> Explanation:
    """How many milestones of an initiative are done and late on the day of the figures."""
    items = [(figures, m) for m in figures.initiative.milestones]
    return _explain(model.initiative(figures).name, items, setting.on)


def plan(figures: PlanFigures, setting: Setting) -> Explanation:
    """How many milestones of all initiatives are done and late."""
    items = [(f, m) for f in figures.initiatives for m in f.initiative.milestones]
    return _explain(model.PLAN.name, items, setting.on)


def words(milestones: Sequence[Milestone], on: date) -> str:
    """20件中3件完了・期限超過17件."""
    done = sum(1 for m in milestones if m.is_done(on))
    overdue = sum(1 for m in milestones if m.is_overdue(on))
    late = f"・期限超過{overdue}件" if overdue else ""
    return f"{len(milestones)}件中{done}件完了{late}"


def _by_group(items: Sequence[Dated], on: date) -> Iterable[str]:
    """Each group of an initiative counted by itself, where there are several."""
    groups: dict[tuple[str, str], list[Milestone]] = {}
    for figures, milestone in items:
        groups.setdefault((figures.initiative.symbol, milestone.group), []).append(milestone)
    for (symbol, group), members in groups.items() if len(groups) > 1 else ():
        done = sum(1 for m in members if m.is_done(on))
        overdue = sum(1 for m in members if m.is_overdue(on))
        counts = zip(STATES, (done, overdue, len(members) - done - overdue), strict=True)
        told = "・".join(f"{state}{count}" for state, count in counts)
        yield f"{symbol} {group}：{len(members)}件（{told}）"


def _explain(about: str, items: list[Dated], on: date) -> Explanation:
    done = [pair for pair in items if pair[1].is_done(on)]
    overdue = [pair for pair in items if pair[1].is_overdue(on)]
    ahead = [pair for pair in items if pair not in done and pair not in overdue]
    counts = tuple(Fraction(len(part)) for part in (done, overdue, ahead))
    return Explanation(
        title="マイルストーン",
        about=about,
        value=words([m for _, m in items], on),
        rule=(
            f"{wareki_date(on)}の状態です。報告期間がまだ終わっていなければ、今日の状態です。",
            "完了日がその日までに記録されたものを「完了」と数えます。",
            "期限を過ぎて完了していないものを「期限超過」と数えます。"
            "まだ終わっていないと主管の班が報告したものは「未完了」、"
            "だれも何も入れていないものは「完了の入力なし」です。"
            "入力がないだけで、終わっていることもあります。",
        ),
        working=Total(counts, names=STATES),
        steps=tuple(_by_group(items, on)),
        counted=tuple(_rows(done, "done", on)),
        not_counted=(*_rows(overdue, "overdue", on), *_rows(ahead, "planned", on)),
    )


def _rows(items: Iterable[Dated], chip: str, on: date) -> Iterable[Row]:
    for figures, milestone in items:
        yield Row(
            label=f"{figures.initiative.symbol} {milestone.name}",
            note="　".join(filter(None, [milestone.group, *_dates(milestone, on)])),
            chip=chip,
            link=Link("initiative", (figures.initiative.code,), anchor="milestones-title"),
        )


def _dates(milestone: Milestone, on: date) -> Iterable[str]:
    yield f"期限：{wareki_date(milestone.due_on)}" if milestone.due_on else "期限の定めなし"
    if milestone.done_on:
        yield f"完了：{wareki_date(milestone.done_on)}まで"
    elif milestone.is_overdue(on):
        yield milestone_state(milestone, on)
