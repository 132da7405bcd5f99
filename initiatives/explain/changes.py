"""Explains by how much a number has changed since it was last shown. Pure."""

from __future__ import annotations

from fractions import Fraction

from hirao_dx.shared.words import points
from initiatives.rollup.comparison import Earlier, Since
from initiatives.rollup.figures import GroupFigures, InitiativeFigures
from initiatives.rollup.words import percent

from . import model
from .model import ROUNDING, Explanation, Link, Row, Subject
from .working import Difference

RULE = (
    "今の進捗率（平均）から、前に示した進捗率（平均）を引きます。単位はポイント（％どうしの差）です。",
    "前の報告期間について会議に示した資料があれば、その資料の数字と比べます。"
    "資料の数字は、あとから変わりません。",
    "会議の資料がなければ、1つ前の報告期間の数字と比べます。",
)
OTHER_RULES = (
    "計算のしかたが変わりました。前に示した数字は前の決まりで計算したものなので、差を出しません。"
)
NOTHING_BEFORE = "これより前に示した数字がないため、比べられません。"


def initiative(figures: InitiativeFigures, since: Since | None, label: str) -> Explanation:
    """How an initiative's mean and judgement changed; `label` is the period's."""
    earlier = since.of(figures.initiative.code) if since else None
    subject = model.initiative(figures)
    words = (
        ()
        if earlier is None or not since or not since.is_comparable
        else (f"判定：「{earlier.word}」→「{figures.judgement.label}」",)
    )
    return _change(subject, figures.mean, earlier, since, label, words)


def plan(figures: GroupFigures, since: Since | None, label: str) -> Explanation:
    """How the plan's mean changed."""
    earlier = since.plan if since else None
    return _change(model.PLAN, figures.mean, earlier, since, label, ())


def _change(
    subject: Subject,
    mean: Fraction | None,
    earlier: Earlier | None,
    since: Since | None,
    label: str,
    words: tuple[str, ...],
) -> Explanation:
    same_rules = since is None or since.is_comparable
    before = earlier.mean if earlier else None
    moved = (
        Difference(mean, before)
        if same_rules and mean is not None and before is not None
        else None
    )
    rows = [Row("今の進捗率（平均）", percent(mean), label, link=subject.link("mean"))]
    if since and not since.is_comparable:
        rows.append(
            Row("計算のしかた", "変わったところを見る", link=Link("rules", anchor="changes"))
        )
    if since and earlier:
        note, link = since.label, _shown_in(since, subject)
        rows.append(Row("前に示した進捗率（平均）", percent(before), note, link=link))
    return Explanation(
        title="前回からの変化",
        about=subject.name,
        value=points(moved.value if moved else None),
        unit="ポイント" if moved else "",
        missing=moved is None,
        rule=RULE,
        working=moved,
        steps=(*_why_not(since, earlier, moved), *words),
        counted=tuple(rows),
        notes=(ROUNDING,),
    )


def _why_not(
    since: Since | None, earlier: Earlier | None, moved: Difference | None
) -> tuple[str, ...]:
    if moved:
        return ()
    if since is None:
        return (NOTHING_BEFORE,)
    if not since.is_comparable:
        return (OTHER_RULES,)
    if earlier is None:
        return (f"{since.label}には、この取組がありません。新しく加わった取組です。",)
    return ("今か前のどちらかが未報告のため、差は計算できません。",)


def _shown_in(since: Since, subject: Subject) -> Link:
    """A link to the frozen paper, or to the explanation in the period before."""
    if since.meeting_id is None:
        return Link("explain", ("mean", subject.of), period=since.period_key)
    return Link("paper", (since.meeting_id,), query=(("edition", since.edition or 1),))
