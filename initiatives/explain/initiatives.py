"""Explains an initiative's mean, floor and coverage. Pure."""

from __future__ import annotations

from fractions import Fraction

from hirao_dx.shared import words
from initiatives.rollup.figures import ZERO, InitiativeFigures
from initiatives.rollup.words import coverage as coverage_words
from initiatives.rollup.words import percent

from . import model, rows
from .model import ROUNDING, Explanation, Setting
from .working import Mean, Term

COUNTED = (
    "提出済か確認済の報告だけを使います。下書きと差戻しの報告は使いません。"
    "今期の報告がまだの班は、前に出た報告を引き継ぎます。求めた報告が続けて出ないときは、"
    "引き継ぐのをやめて未報告とします。"
)
LEFT_OUT = (
    "「中止」の報告は、課長が確認してから計算から外します。"
    "まだ一度も報告を求めていない班も入れません。"
)
ALL_SILENT = "どの班からもまだ報告がありません（未報告）。下限は0として計算しています。"
AS_NOTHING = "何もしていないものとして計算しています。"


def mean(figures: InitiativeFigures, setting: Setting) -> Explanation:
    """The mean over the sections that have a counted report, in percent."""
    told = _told(figures)
    return Explanation(
        title="進捗率（平均）",
        about=model.initiative(figures).name,
        value=percent(figures.mean),
        missing=figures.mean is None,
        rule=(
            "報告のある班の進捗率を合計し、報告のある班の数で割ります。",
            COUNTED,
            "数えられる報告のない班は、平均に入れません。0％ではないからです。",
            LEFT_OUT,
        ),
        working=Mean(told, Fraction(len(told))) if told else None,
        steps=() if told else ("報告が1件もないため、計算できません。",),
        counted=rows.fresh(figures),
        carried=rows.carried(figures, setting),
        not_counted=(*rows.silent(figures, setting), *rows.left_out(figures, setting)),
        notes=(ROUNDING,),
    )


def floor(figures: InitiativeFigures, setting: Setting) -> Explanation:
    """The floor over all sections that were due; one without a report counts 0."""
    due = len(figures.due)
    terms = (*_told(figures), *[Term(ZERO)] * figures.missing)
    return Explanation(
        title="下限",
        about=model.initiative(figures).name,
        value=words.percent(figures.floor),
        missing=figures.floor is None,
        rule=(
            "進捗率の合計を、報告が必要な班すべての数で割ります。",
            "数えられる報告のない班を「何もしていない」とみなした、いちばん低い見積もりです。",
            COUNTED,
            LEFT_OUT,
        ),
        working=Mean(terms, Fraction(due)) if due else None,
        steps=_floor_steps(figures),
        counted=(*rows.fresh(figures), *rows.silent(figures, setting, AS_NOTHING, "0として")),
        carried=rows.carried(figures, setting),
        not_counted=rows.left_out(figures, setting),
        notes=(ROUNDING,),
    )


def _floor_steps(figures: InitiativeFigures) -> tuple[str, ...]:
    if not figures.due:
        return (f"計算に入る班がありません（{figures.nobody}）。",)
    return () if figures.counted else (ALL_SILENT,)


def coverage(figures: InitiativeFigures, setting: Setting) -> Explanation:
    """How many reports are of the period, how many carried, how many missing."""
    return Explanation(
        title="報告のそろい具合",
        about=model.initiative(figures).name,
        value=coverage_words(figures),
        rule=(
            "担当する班を、今期の報告がある班、前の報告を引き継いだ班、"
            "数えられる報告のない班（未報告）に分けて数えます。",
            "報告を求めるのは、担当ごとに決めた回数（毎期・半期・年度末）にあたる期間だけです。"
            "「完了」が確認された班には求めません。",
            COUNTED,
            LEFT_OUT,
        ),
        steps=(f"今期求めた報告{figures.asked}件のうち、{figures.handed_in}件が出ています。",),
        working=model.coverage_total(figures),
        counted=rows.fresh(figures),
        carried=rows.carried(figures, setting),
        not_counted=(*rows.silent(figures, setting, ""), *rows.left_out(figures, setting)),
    )


def _told(figures: InitiativeFigures) -> tuple[Term, ...]:
    return tuple(Term(Fraction(s.report.progress)) for s in figures.counted if s.report)
