"""How the numbers are computed, in words: on a paper by its own version, on a page by today's.

Each rule is written once for each version of the rules (`rollup.version`), since a paper says to
the end what it was made by. docs/rules.md has the same rules with their examples. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hirao_dx.shared.words import difference
from initiatives.choices import Judgement
from initiatives.rollup.version import RULES

from .content import Figures, PlanLine, Word


@dataclass(frozen=True)
class Rule:
    """A word of the paper and what it means. `kind` is its chip, '' where it has none."""

    name: str
    text: str
    kind: str = ""


@dataclass(frozen=True)
class Changed:
    """What a rule said before and says now."""

    name: str
    before: str
    now: str


def rules(figures: Figures, version: int) -> tuple[Rule, ...]:
    """How a paper's numbers are computed, then what each judgement means."""
    return _all(figures.plan, [count.judgement for count in figures.counts], version)


def todays(plan: PlanLine) -> tuple[Rule, ...]:
    """How the numbers are computed by the rules of today."""
    return _all(plan, [Word(code=j.value, label=str(j.label)) for j in Judgement], RULES)


def _all(plan: PlanLine, words: Sequence[Word], version: int) -> tuple[Rule, ...]:
    texts = (_judgements_of_1 if version == 1 else _judgements)(plan)
    judgements = (Rule(w.label, texts[Judgement(w.code)], w.code) for w in words)
    numbers, others = TEXTS[1 if version == 1 else RULES]
    return (*numbers, *judgements, *others)


PLANNED = (
    "最初の年度の始まりを0、目標の期日（なければ、予定の最後の年度の終わり）を100とし、"
    "その間は月ごとに同じだけ進むと見ます。年度ごとの予定が決めてあれば、それに合わせます。"
)
DIGEST = Rule(
    "照合番号",
    "資料の内容から計算した番号です。内容が1文字でも変わると、違う番号になります。",
)
NUMBERS_OF_1 = (
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
        f"計画では、この期間の終わりまでにどこまで進んでいるはずか、です。{PLANNED}",
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
OTHERS_OF_1 = (
    Rule("続いている期間", "この期間までに、報告が出ていない期間がいくつ続いているかです。"),
    Rule(
        "減った時間",
        "事務の年間の時間が、前と後の両方わかっているものだけで計算します。"
        "その件数を「時間がわかる事務」に示します。",
    ),
    Rule("小数", "計算は端数を残したまま行い、表すときだけ小数第2位を四捨五入します。"),
    DIGEST,
)
NUMBERS = (
    Rule(
        "進捗率",
        "担当する班のうち、報告のある班の進捗率（0〜100）の平均です。担当班が自分で付けた数字の平均で、"
        "作業量の完了率ではありません。今期の報告がない班は、いちばん新しい前の報告を使います（引継ぎ）。"
        "ただし、そのあとに求めた報告が決めた回数より多く出ていなければ、前の報告は使いません"
        "（毎期の班は2回まで、半期・年度末の班は1回まで。見直しで変えられます）。"
        "「完了」と確認された報告は、いつまでも使います。",
    ),
    Rule(
        "未報告を0とした場合（下限）",
        "使える報告がない班を0として、担当するすべての班で平均した進捗率です。",
    ),
    Rule(
        "予定",
        "計画では、いまどこまで進んでいるはずか、です。受付中の期間は今日、終わった期間は"
        f"その最後の日で見ます。{PLANNED}"
        "年度ごとの予定がない取組の予定は、期間の経過（仮の直線）です。",
    ),
    Rule("差", "進捗率から予定を引いたポイントです。表に出る小数第1位までの差で判定します。"),
    Rule(
        "計画全体・柱の進捗率",
        "進捗率のある取組の平均です。取組に重みが決めてあれば、重みをつけて平均します。"
        "予定も、同じ取組で平均します。",
    ),
    Rule(
        "報告の提出状況",
        "担当する班の数を、今期の報告があるもの、前の報告を使うもの、報告がないもの（未報告）に分けて"
        "数えます。半期・年度末の班は、求められていない期には数えません。"
        "受付中の期間の数字は速報です。",
    ),
    Rule(
        "主管の評価",
        "主管の班が自分で付けた評価です。共管のときは、代表する主管の班のものです。"
        "評価がどの判定に当たるかは計画ごとに決めてあり、判定と2段階以上違うときは"
        "「評価と判定の食い違い」として示します。",
    ),
)
OTHERS = (
    Rule("未報告の続いた期間", "この期間までに、報告が出ていない期間がいくつ続いているかです。"),
    Rule(
        "前回からの変化",
        "前に会議へ示した数字との差です。計算のしかたが変わったときは、差も「判定の低下」も示しません。",
    ),
    Rule(
        "減った時間・減る見込み",
        "事務の年間の時間の、見直し前から見直し後を引いたものです。「減った時間」はデジタル化済の事務、"
        "「減る見込み」は検討中・実施中の事務のもので、この2つは足しません。"
        "前と後の両方がわかっている事務だけで計算し、その件数を示します。",
    ),
    Rule(
        "小数",
        "計算は端数を残したまま行い、表すときだけ小数第2位を四捨五入します。"
        "100に届かないものを100.0と、0より大きいものを0.0とは書きません（99.96は99.9、0.04は0.1）。",
    ),
    DIGEST,
)
TEXTS = {1: (NUMBERS_OF_1, OTHERS_OF_1), RULES: (NUMBERS, OTHERS)}


# By the version that brought it, the newest first.
CHANGES: dict[int, tuple[Changed, ...]] = {
    2: (
        Changed(
            "予定を見る日",
            "受付中の期間でも、期間の最後の日の予定と比べていました。",
            "受付中の期間は、今日の予定と比べます。まだ来ていない日の遅れは数えません。",
        ),
        Changed(
            "前の報告の引継ぎ",
            "前の報告は、いつまでも使っていました。",
            "そのあとに求めた報告が決めた回数より多く出ていなければ、使いません。"
            "黙っていると進んでいるように見えることがなくなります。",
        ),
        Changed(
            "中止",
            "「中止」は、提出されるとすぐに計算から外していました。",
            "課長が確認した「中止」だけを外し、外したことを横に示します。",
        ),
        Changed(
            "完了",
            "報告のあった班がすべて「完了」なら、黙っている班があっても「完了」でした。",
            "担当するすべての班が「完了」と報告し、期限を過ぎたマイルストーンがないときだけ「完了」です。",
        ),
        Changed(
            "期限を過ぎた取組",
            "期限を過ぎても、差が小さければ「順調」のことがありました。",
            "100％になるはずの日を過ぎて完了していなければ「遅れ」です。",
        ),
        Changed(
            "計画全体・柱の予定",
            "報告のない取組も入れて平均していました。",
            "進捗率と同じ取組だけで平均します。",
        ),
        Changed(
            "報告を求める回数",
            "どの班にも毎期の報告を求めていました。",
            "毎期・半期・年度末の区別があり、求めていない期は未報告に数えません。",
        ),
        Changed(
            "主管の評価",
            "評価は一覧に出るだけで、判定とは比べていませんでした。",
            "評価を判定の横に置き、2段階以上違うときは示します。",
        ),
        Changed(
            "減った時間",
            "デジタル化の段階に関係なく、前後の時間がわかる事務をすべて足していました。",
            "デジタル化済の「減った時間」と、検討中・実施中の「減る見込み」に分け、足しません。",
        ),
        Changed(
            "小数",
            "99.96を100.0、0.04を0.0と書いていました。",
            "99.9、0.1と書きます。",
        ),
    ),
}


def _judgements(plan: PlanLine) -> dict[Judgement, str]:
    """What each judgement means today, by the plan's thresholds."""
    return _by_gap(plan) | {
        Judgement.LATE: f"差が{_points(plan.slightly_late_from)}未満。"
        "100％になるはずの日を過ぎて、完了していないときも遅れです。",
        Judgement.DONE: "担当するすべての班が「完了」と報告し、"
        "期限を過ぎたマイルストーンがありません。",
        Judgement.UNREPORTED: "使える報告が、担当する班のどこからもありません。0%ではありません。",
        Judgement.OUT_OF_PERIOD: "まだ計画の期間に入っておらず、報告もありません。",
        Judgement.CANCELLED: "担当するすべての班の「中止」が確認されています。"
        "進捗率の計算に入れません。",
    }


def _judgements_of_1(plan: PlanLine) -> dict[Judgement, str]:
    return _by_gap(plan) | {
        Judgement.LATE: f"差が{_points(plan.slightly_late_from)}未満。",
        Judgement.DONE: "報告のある班が、すべて「完了」と報告しています。",
        Judgement.UNREPORTED: "担当する班のどこからも、まだ報告がありません。0%ではありません。",
        Judgement.OUT_OF_PERIOD: "まだ計画の期間に入っておらず、報告もありません。",
        Judgement.CANCELLED: "担当するすべての班が「中止」と報告しています。"
        "進捗率の計算に入れません。",
    }


def _by_gap(plan: PlanLine) -> dict[Judgement, str]:
    """The judgements by the difference alone, the same in both versions."""
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
    }


def _points(points: int) -> str:
    return f"{difference(points)}ポイント"
