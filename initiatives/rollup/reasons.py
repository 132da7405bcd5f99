"""Says in words how a number came about, from the very figures it was computed with. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Protocol

from hirao_dx.shared.words import difference, points, share
from initiatives.choices import Judgement

from .figures import (
    NOBODY,
    NOT_DUE_YET,
    InitiativeFigures,
    PlanFigures,
    Standing,
    Thresholds,
)

CAUTION = "担当班が自分で付けた0〜100の平均です。作業量の完了率ではありません。"
PROVISIONAL = "速報"
THIN = "報告が半分に満たない"
FOLLOWS_TIME = "予定は期間の経過（仮の直線）です"
DONE, SAID_OPEN, NOT_ENTERED = "完了", "未完了", "完了の入力なし"
NOBODY_SAYS = {
    NOBODY: "担当する班が決まっていないため、報告がありません。",
    NOT_DUE_YET: "担当する班には、まだ報告を求めていません。",
}


def judgement_reasons(figures: InitiativeFigures, thresholds: Thresholds) -> list[str]:
    """Why an initiative is judged as it is, one sentence per step of the rule."""
    reasons = [_by_progress(figures, thresholds)]
    if figures.overdue and figures.judgement != figures.judgement_by_progress:
        reasons.append(
            f"{overdue_words(figures)}があるため、"
            f"「{figures.judgement_by_progress.label}」を「{figures.judgement.label}」に下げました。"
        )
    elif figures.overdue:
        reasons.append(f"{overdue_words(figures)}があります。")
    return [*reasons, *_who_is_left_out(figures)]


def overdue_words(figures: InitiativeFigures) -> str:
    """期限超過のマイルストーン3件（完了の入力なし2件、未完了1件）: nobody said, or said not."""
    said = sum(1 for m in figures.overdue if m.is_said_open(figures.day))
    counts = ((NOT_ENTERED, len(figures.overdue) - said), (SAID_OPEN, said))
    parts = "、".join(f"{state}{count}件" for state, count in counts if count)
    return f"期限超過のマイルストーン{len(figures.overdue)}件（{parts}）"


class Dated(Protocol):
    """A milestone of the roll-up or of the database."""

    def is_done(self, on: date) -> bool: ...

    def is_said_open(self, on: date) -> bool: ...


def milestone_state(milestone: Dated, on: date) -> str:
    """完了, 未完了 (the lead said so) or 完了の入力なし (nobody has said) on a day."""
    if milestone.is_done(on):
        return DONE
    return SAID_OPEN if milestone.is_said_open(on) else NOT_ENTERED


def time_words(figures: PlanFigures) -> str:
    """That what is planned is elapsed time, said once; empty where every line has targets."""
    found = figures.following_time
    if not found:
        return ""
    if len(found) == len([i for i in figures.initiatives if i.initiative.schedule]):
        return FOLLOWS_TIME
    return f"{' '.join(i.initiative.symbol for i in found)} の{FOLLOWS_TIME}"


def nobody_words(figures: PlanFigures) -> str:
    """未報告のうち、担当なし1・今期は対象外2; empty where each initiative has somebody."""
    named = Counter(
        i.nobody for i in figures.initiatives if i.judgement == Judgement.UNREPORTED and i.nobody
    )
    counts = "・".join(f"{name}{count}" for name, count in named.items())
    return f"未報告のうち、{counts}" if counts else ""


def period_words(figures: PlanFigures) -> str:
    """速報（求めた150件のうち27件） or 報告が半分に満たない（…）; empty where neither holds."""
    words = []
    if figures.is_provisional:
        words.append(PROVISIONAL)
    if figures.is_thin:
        words.append(THIN)
    plan = figures.plan
    return f"{'・'.join(words)}（求めた{plan.asked}件のうち{plan.handed_in}件）" if words else ""


def _who_is_left_out(figures: InitiativeFigures) -> Iterator[str]:
    """Those without a report that counts, and whom a 中止 concerns."""
    if figures.missing and figures.mean is not None:
        yield (
            f"担当{len(figures.due)}件のうち{figures.missing}件は数えられる報告がなく、"
            "平均に入っていません。"
        )
    if figures.cancelled and figures.due:
        yield f"「中止」と確認された班は計算から外しています：{_sections(figures.cancelled)}。"
    waiting = [s for s in figures.due if s.waits_to_cancel]
    if waiting:
        yield (
            "「中止」の報告がまだ確認されていない班は、前の報告のまま計算しています："
            f"{_sections(waiting)}。"
        )


def _sections(standings: Iterable[Standing]) -> str:
    return "、".join(s.participation.section for s in standings)


def _by_progress(figures: InitiativeFigures, thresholds: Thresholds) -> str:
    judged = figures.judgement_by_progress
    if judged == Judgement.CANCELLED:
        return "担当するすべての班の「中止」が確認されています。"
    if judged == Judgement.OUT_OF_PERIOD:
        return "まだ計画の期間に入っておらず、報告もありません。"
    if judged == Judgement.UNREPORTED:
        return NOBODY_SAYS.get(
            figures.nobody,
            "担当する班のどこにも、数えられる報告がありません（0％という意味ではありません）。",
        )
    if judged == Judgement.DONE:
        return f"担当する{len(figures.due)}班のすべてが「完了」と報告しています。"
    if figures.is_past:
        return (
            f"「{judged.label}（{figures.remark}）」です。過ぎた期限は、待っても良くなりません。"
        )
    gap = figures.gap
    if figures.mean is None or gap is None:
        return ""
    finished = f"{figures.remark}です。" if figures.remark else ""
    return (
        f"進捗率{share(figures.mean)}％ − 予定{share(figures.planned)}％ ＝ "
        f"{points(gap)}ポイント（{_band(judged, thresholds)}）。{finished}"
    )


def conditions(thresholds: Thresholds) -> dict[Judgement, str]:
    """The range of differences, in points of mean − planned, that each word stands for."""
    ahead, on_track, late = (
        difference(thresholds.ahead_from),
        difference(thresholds.on_track_from),
        difference(thresholds.slightly_late_from),
    )
    return {
        Judgement.AHEAD: f"{ahead}以上",
        Judgement.ON_TRACK: f"{on_track}以上{ahead}未満",
        Judgement.SLIGHTLY_LATE: f"{late}以上{on_track}未満",
        Judgement.LATE: f"{late}未満",
    }


def _band(judged: Judgement, thresholds: Thresholds) -> str:
    return f"{conditions(thresholds)[judged]}は「{judged.label}」"
