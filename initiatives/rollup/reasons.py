"""Says in words how a number came about, from the very figures it was computed with. Pure."""

from __future__ import annotations

from hirao_dx.shared.words import difference, points, share
from initiatives.choices import Judgement

from .figures import InitiativeFigures, Thresholds

CAUTION = "進捗率は報告された工程の進み具合であり、作業量の完了率ではありません。"


def judgement_reasons(figures: InitiativeFigures, thresholds: Thresholds) -> list[str]:
    """Why an initiative is judged as it is, one sentence per step of the rule."""
    reasons = [_by_progress(figures, thresholds)]
    if figures.overdue and figures.judgement != figures.judgement_by_progress:
        reasons.append(
            f"期限超過のマイルストーン{len(figures.overdue)}件（完了の記録がないもの）があるため、"
            f"「{figures.judgement_by_progress.label}」を「{figures.judgement.label}」に下げました。"
        )
    elif figures.overdue:
        reasons.append(
            f"期限超過のマイルストーンが{len(figures.overdue)}件あります（完了の記録がないもの）。"
        )
    if figures.missing and figures.mean is not None:
        reasons.append(
            f"担当{len(figures.due)}件のうち{figures.missing}件は一度も報告がなく、平均に入っていません。"
        )
    return reasons


def _by_progress(figures: InitiativeFigures, thresholds: Thresholds) -> str:
    judged = figures.judgement_by_progress
    if judged == Judgement.CANCELLED:
        return "担当するすべての班が「中止」と報告しています。"
    if judged == Judgement.OUT_OF_PERIOD:
        return "まだ計画の期間に入っておらず、報告もありません。"
    if judged == Judgement.UNREPORTED:
        if not figures.due:
            return "担当する班が決まっていないため、報告がありません。"
        return "担当する班のどこからも、まだ報告がありません（0％という意味ではありません）。"
    if judged == Judgement.DONE:
        return "報告のあった班は、すべて「完了」と報告しています。"
    gap = figures.gap
    if figures.mean is None or gap is None:
        return ""
    return (
        f"進捗率{share(figures.mean)}％ − 予定{share(figures.planned)}％ ＝ "
        f"{points(gap)}ポイント（{_band(judged, thresholds)}）。"
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
