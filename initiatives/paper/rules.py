"""How a paper's numbers are computed, in words, with the thresholds it was made by. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from hirao_dx.shared.words import difference
from initiatives.choices import Judgement

from .content import Figures, PlanLine


@dataclass(frozen=True)
class Rule:
    """A word of the paper and what it means. `kind` is its chip, '' where it has none."""

    name: str
    text: str
    kind: str = ""


def rules(figures: Figures) -> tuple[Rule, ...]:
    """How the numbers are computed, then what each judgement means."""
    texts = _judgements(figures.plan)
    words = (count.judgement for count in figures.counts)
    judgements = (Rule(w.label, texts[Judgement(w.code)], w.code) for w in words)
    return (*NUMBERS, *judgements, *OTHERS)


NUMBERS = (
    Rule(
        "進捗率",
        "担当する班のうち、報告のある班の進捗率（0〜100）の平均です。今期の報告がない班は、"
        "いちばん新しい前の報告を使います（引継ぎ）。一度も報告がない班は、平均に入れません。",
    ),
    Rule(
        "下限",
        "一度も報告がない班を0として、担当するすべての班で平均した進捗率です。",
    ),
    Rule(
        "予定",
        "計画では、この期間の終わりまでにどこまで進んでいるはずか、です。最初の年度の始まりを0、"
        "目標の期日（なければ、予定の最後の年度の終わり）を100とし、その間は月ごとに同じだけ進むと"
        "見ます。年度ごとの予定が決めてあれば、それに合わせます。",
    ),
    Rule("差", "進捗率から予定を引いたポイントです。"),
    Rule(
        "計画全体・柱の進捗率",
        "進捗率のある取組の平均です。取組に重みが決めてあれば、重みをつけて平均します。"
        "予定と下限は、中止を除くすべての取組で平均します。",
    ),
    Rule(
        "報告のそろい具合",
        "担当する班の数を、今期の報告があるもの、前の報告を引き継いだもの、"
        "一度も報告がないもの（未報告）に分けて数えます。",
    ),
)
OTHERS = (
    Rule("続いている期間", "この期間までに、報告が出ていない期間がいくつ続いているかです。"),
    Rule(
        "減った時間",
        "事務の年間の時間が、前と後の両方わかっているものだけで計算します。"
        "その件数を「時間がわかる事務」に示します。",
    ),
    Rule("小数", "計算は端数を残したまま行い、表すときだけ小数第2位を四捨五入します。"),
    Rule(
        "照合番号",
        "資料の内容から計算した番号です。内容が1文字でも変わると、違う番号になります。",
    ),
)


def _judgements(plan: PlanLine) -> dict[Judgement, str]:
    """What each judgement means, by the plan's thresholds."""
    ahead, on_track, late = (
        _points(plan.ahead_from),
        _points(plan.on_track_from),
        _points(plan.slightly_late_from),
    )
    return {
        Judgement.AHEAD: f"差が{ahead}以上。",
        Judgement.ON_TRACK: f"差が{on_track}以上{ahead}未満。",
        Judgement.SLIGHTLY_LATE: f"差が{late}以上{on_track}未満。期限を過ぎて完了の記録がない"
        "マイルストーンがあるときは、前倒し・順調もやや遅れにします。",
        Judgement.LATE: f"差が{late}未満。",
        Judgement.DONE: "報告のある班が、すべて「完了」と報告しています。",
        Judgement.UNREPORTED: "担当する班のどこからも、まだ報告がありません。0%ではありません。",
        Judgement.OUT_OF_PERIOD: "まだ計画の期間に入っておらず、報告もありません。",
        Judgement.CANCELLED: "担当するすべての班が「中止」と報告しています。"
        "進捗率の計算に入れません。",
    }


def _points(points: int) -> str:
    return f"{difference(points)}ポイント"
