"""Explains the numbers of a pillar and of the plan, which are computed from initiatives. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from hirao_dx.shared import words
from initiatives.rollup.figures import ZERO, GroupFigures, InitiativeFigures
from initiatives.rollup.words import coverage as coverage_words
from initiatives.rollup.words import percent

from . import model
from .initiatives import ALL_SILENT
from .model import ROUNDING, Explanation, Row, Subject
from .working import Mean, Term

NEVER_TWICE = (
    "取組の数字から直接計算します。班どうし・柱どうしの平均を、もう一度平均することはありません。"
)
WEIGHTS = "どの取組も同じ重みです。事務局が重みを決めたときは、その重みをかけて平均します。"
LEFT_OUT = "すべての班の「中止」が確認された取組は、計算から外します。"
NOTHING = "計算に入る取組がないため、計算できません。"


def mean(figures: GroupFigures, subject: Subject) -> Explanation:
    """The mean over the initiatives that have one, by weight, in percent."""
    told = _in_play(figures, lambda f: f.mean is not None)
    return Explanation(
        title="進捗率（平均）",
        about=subject.name,
        value=percent(figures.mean),
        missing=figures.mean is None,
        rule=(
            "進捗率のある取組の進捗率を平均します。",
            NEVER_TWICE,
            WEIGHTS,
            "どの班からも報告のない取組は、平均に入れません。0％ではないからです。",
            LEFT_OUT,
        ),
        working=_working(told, lambda f: f.mean),
        steps=(f"{figures.total}取組中{figures.with_mean}取組が平均に入りました。",),
        counted=_rows(told, "mean", lambda f: percent(f.mean)),
        not_counted=_left_out(figures, "まだ報告がないため、平均に入れていません。"),
        notes=(ROUNDING,),
    )


def floor(figures: GroupFigures, subject: Subject) -> Explanation:
    """The floor over the initiatives in play, by weight; one without a report counts 0."""
    members = _in_play(figures)
    return Explanation(
        title="下限",
        about=subject.name,
        value=words.percent(figures.floor),
        missing=figures.floor is None,
        rule=(
            "取組の下限を平均します。報告がなければ「何もしていない」とみなした、"
            "いちばん低い見積もりです。",
            NEVER_TWICE,
            WEIGHTS,
            "どの班からも報告のない取組は、0として入れます。",
            LEFT_OUT,
        ),
        working=_working(members, lambda f: f.floor or ZERO),
        steps=_floor_steps(figures, members),
        counted=_rows(members, "floor", _floor_words),
        not_counted=_left_out(figures),
        notes=(ROUNDING,),
    )


def _floor_steps(figures: GroupFigures, members: list[InitiativeFigures]) -> tuple[str, ...]:
    if not members:
        return (NOTHING,)
    return () if figures.mean is not None else (ALL_SILENT,)


def planned(figures: GroupFigures, subject: Subject) -> Explanation:
    """The planned progress over the initiatives in play, by weight, in percent."""
    members = _in_play(figures, lambda f: f.mean is not None)
    return Explanation(
        title="予定",
        about=subject.name,
        value=words.percent(figures.planned),
        missing=figures.planned is None,
        rule=(
            "計画ではどこまで進んでいるはずかを表します。取組の予定を平均します。",
            NEVER_TWICE,
            WEIGHTS,
            "進捗率と同じ取組で平均します。報告のない取組は入れません。",
            LEFT_OUT,
        ),
        working=_working(members, lambda f: f.planned),
        steps=(f"{figures.total}取組中{figures.with_mean}取組の予定です。",)
        if members
        else (NOTHING,),
        counted=_rows(members, "planned", lambda f: percent(f.planned)),
        not_counted=_left_out(figures, "まだ報告がないため、平均に入れていません。"),
        notes=(ROUNDING,),
    )


def coverage(figures: GroupFigures, subject: Subject) -> Explanation:
    """How many reports of all initiatives are of the period, carried or missing."""
    return Explanation(
        title="報告のそろい具合",
        about=subject.name,
        value=coverage_words(figures),
        rule=(
            "取組ごとに、今期の報告がある班、前の報告を引き継いだ班、数えられる報告のない班を数え、"
            "すべての取組を合計します。",
            "1つの班が2つの取組を担当していれば、2件と数えます。",
        ),
        steps=(f"今期求めた報告{figures.asked}件のうち、{figures.handed_in}件が出ています。",),
        working=model.coverage_total(figures),
        counted=_rows(figures.initiatives, "coverage", coverage_words),
    )


def gap(figures: GroupFigures, subject: Subject) -> Explanation:
    """mean − planned, in points."""
    return model.gap(subject, figures.mean, figures.planned)


def _in_play(
    figures: GroupFigures, also: Callable[[InitiativeFigures], bool] = lambda _: True
) -> list[InitiativeFigures]:
    """The initiatives a number is computed from: in play, of some weight."""
    return [f for f in figures.initiatives if f.is_in_play and f.initiative.weight and also(f)]


def _working(
    members: list[InitiativeFigures], value: Callable[[InitiativeFigures], Fraction | None]
) -> Mean | None:
    terms = tuple(Term(at, f.initiative.weight) for f in members if (at := value(f)) is not None)
    return Mean(terms, sum((t.weight for t in terms), ZERO)) if terms else None


def _rows(
    members: Iterable[InitiativeFigures],
    measure: str,
    figure: Callable[[InitiativeFigures], str],
) -> tuple[Row, ...]:
    return tuple(
        Row(
            label=model.initiative(f).name,
            figure=figure(f),
            note="" if f.initiative.weight == 1 else f"重み{words.number(f.initiative.weight)}",
            link=model.initiative(f).link(measure),
        )
        for f in members
    )


def _floor_words(figures: InitiativeFigures) -> str:
    return "0として" if figures.floor is None else percent(figures.floor)


def _left_out(figures: GroupFigures, without_mean: str = "") -> tuple[Row, ...]:
    """The other initiatives with the reason; those without a mean only where that is one."""
    return tuple(
        Row(
            label=model.initiative(f).name,
            note=reason,
            chip=f.judgement.value,
            link=model.initiative(f).link("judgement"),
        )
        for f in figures.initiatives
        if (reason := _why_left_out(f, without_mean))
    )


def _why_left_out(figures: InitiativeFigures, without_mean: str) -> str:
    if not figures.is_in_play:
        return "担当するすべての班の「中止」が確認されたため、計算から外しています。"
    if figures.mean is None and without_mean:
        return without_mean
    if not figures.initiative.weight:
        return "重みが0のため、計算に入りません。"
    return ""
