"""Explains the judgement of an initiative, and which initiatives have a judgement. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from hirao_dx.shared import words
from hirao_dx.shared.calendar import wareki_date
from initiatives.choices import Judgement
from initiatives.models import Rating
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


def rating(one: Rating | None, figures: GroupFigures, setting: Setting) -> Explanation:
    """Which initiatives their leads gave a rating, beside its judgement; None for none."""
    said = str(one) if one else ""
    chosen = [f for f in figures.initiatives if f.rating == said]
    others = [f for f in figures.initiatives if f.rating != said]
    rule = [
        "主管の班の、計算に使っている報告に付いた評価を、取組ごとに数えます。",
        "共管の取組では、代表する主管の班の評価を数えます。ほかの共管の班の評価は横に示します。",
        "評価は主管の班が自分で付けたもの、判定は進捗率と予定から計算したものです。",
    ]
    if one and one.amounts_to:
        rule.append(
            f"計画では、この評価を判定の「{one.get_amounts_to_display()}」に当たるとしています。"
            "判定と2段階以上違うとき、「評価と判定の食い違い」として示します。"
        )
    return Explanation(
        title=f"評価「{said}」の取組の数" if said else "評価のない取組の数",
        about=model.PLAN.name,
        value=str(len(chosen)),
        unit="取組",
        rule=tuple(rule),
        steps=(f"{figures.total}取組のうち{len(chosen)}取組です。",),
        counted=tuple(_rated(f) for f in chosen),
        not_counted=tuple(_rated(f) for f in others),
    )


def _rated(figures: InitiativeFigures) -> Row:
    differs = "（判定と食い違い）" if figures.rating_differs else ""
    return Row(
        label=model.initiative(figures).name,
        figure=figures.rating or "評価なし",
        note=f"判定は「{figures.judgement.label}」{differs}",
        link=model.initiative(figures).link("judgement"),
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
