"""Explains the judgement of an initiative, and which initiatives have a judgement. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from hirao_dx.shared import words
from hirao_dx.shared.calendar import wareki_date
from initiatives.choices import Judgement
from initiatives.rollup import reasons
from initiatives.rollup.figures import GroupFigures, InitiativeFigures, Thresholds
from initiatives.rollup.words import percent

from . import model
from .model import ROUNDING, Band, Explanation, Row, Setting
from .working import Difference

STEPS = "上の段から順に見て、はじめにあてはまったことばを使います。"


def judgement(figures: InitiativeFigures, setting: Setting) -> Explanation:
    """Which step of the rule applied, and whether a late milestone lowered the judgement."""
    thresholds = setting.facts.thresholds
    subject = model.initiative(figures)
    by_gap = figures.is_judged_by_gap
    return Explanation(
        title="判定",
        about=subject.name,
        value=figures.word,
        chip=figures.judgement.value,
        rule=(
            STEPS,
            "差は、画面に出る小数第1位までの数字で判定します。",
            "期限を過ぎたマイルストーンが完了していなければ、「完了」とはせず、"
            "「前倒し」と「順調」は「やや遅れ」に下げます。",
        ),
        working=Difference(figures.mean, figures.planned)
        if by_gap and figures.mean is not None
        else None,
        steps=tuple(reasons.judgement_reasons(figures, thresholds)),
        bands=_bands(figures, thresholds),
        counted=(
            Row("進捗率（平均）", percent(figures.mean), link=subject.link("mean")),
            Row("予定", percent(figures.planned), link=subject.link("planned")),
            Row("予定との差", words.points(figures.gap), "ポイント", link=subject.link("gap")),
            *_overdue(figures),
        ),
        notes=(ROUNDING,),
    )


def count(judgement: Judgement, figures: GroupFigures, setting: Setting) -> Explanation:
    """Which initiatives have a judgement, each with its reason."""
    thresholds = setting.facts.thresholds
    found = dict(figures.judgements).get(judgement, 0)
    return Explanation(
        title=f"「{judgement.label}」の取組の数",
        about=model.PLAN.name,
        value=str(found),
        unit="取組",
        rule=(
            "取組ごとに決まった判定を数えます。1つの取組の判定は1つだけです。",
            "判定の決まりは、取組の名前を押すと見られます。",
        ),
        steps=(f"{figures.total}取組のうち{found}取組です。",),
        counted=_carriers(
            (f for f in figures.initiatives if f.judgement == judgement), thresholds
        ),
        not_counted=_carriers(
            (f for f in figures.initiatives if f.judgement != judgement), thresholds
        ),
    )


def _bands(figures: InitiativeFigures, thresholds: Thresholds) -> tuple[Band, ...]:
    """The rule of judgement by progress, from its first step to its last."""
    applied = figures.judgement_by_progress
    steps = [
        (Judgement.CANCELLED, "担当するすべての班の「中止」が確認された"),
        (Judgement.OUT_OF_PERIOD, "報告が1件もなく、予定が0％（まだ始まる前）"),
        (Judgement.UNREPORTED, "数えられる報告が1件もない"),
        (Judgement.DONE, "すべての班が「完了」と報告し、期限を過ぎたマイルストーンがない"),
    ]
    by_gap = reasons.conditions(thresholds)
    return (
        *(Band(judged, condition, judged == applied) for judged, condition in steps),
        Band(
            Judgement.LATE,
            "100％とする日を過ぎていて、「完了」でない",
            figures.is_past and applied == Judgement.LATE,
        ),
        *(
            Band(
                judged,
                f"予定との差（ポイント）が{points_}",
                figures.is_judged_by_gap and judged == applied,
            )
            for judged, points_ in by_gap.items()
        ),
    )


def _overdue(figures: InitiativeFigures) -> Iterable[Row]:
    link = model.initiative(figures).link("milestones")
    for milestone in figures.overdue:
        if milestone.due_on:
            yield Row(
                label=milestone.name,
                note=f"期限：{wareki_date(milestone.due_on)}。"
                f"{reasons.milestone_state(milestone, figures.day)}。",
                chip="overdue",
                link=link,
            )


def _carriers(figures: Iterable[InitiativeFigures], thresholds: Thresholds) -> tuple[Row, ...]:
    return tuple(
        Row(
            label=model.initiative(f).name,
            note="".join(reasons.judgement_reasons(f, thresholds)),
            chip=f.judgement.value,
            link=model.initiative(f).link("judgement"),
        )
        for f in figures
    )
