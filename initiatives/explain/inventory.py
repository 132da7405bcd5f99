"""Explains the inventory's counts: tasks, stages of digitisation, hours saved. Pure."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from hirao_dx.shared.words import difference, number, tenths
from inventory.figures.counts import Counts
from inventory.figures.counts import Row as Line

from .model import Explanation, Link, Row
from .working import Difference, Total

LIVE = "今の台帳の事務を数えます。廃止した事務は数えません。報告期間には関係しません。"
Part = tuple[Line, Link]


def tasks(about: str, total: Line, parts: list[Part]) -> Explanation:
    """How many tasks there are, beside how many the survey published."""
    published = total.cells[0]
    return Explanation(
        title="事務の数",
        about=about,
        value=number(total.live.tasks),
        unit="件",
        rule=(LIVE, "名称未登録の事務も数えます。"),
        working=Total(_each(parts, lambda c: c.tasks)),
        steps=(
            f"公表された業務量調査では{number(published.published)}件です"
            f"（差 {difference(published.difference)}）。",
        ),
        counted=_rows(
            parts,
            lambda c: f"{number(c.tasks)}件",
            lambda c: f"うち名称未登録{number(c.unnamed)}件",
        ),
    )


def stages(about: str, total: Line, parts: list[Part]) -> Explanation:
    """How many tasks are digitised, and how many are at each other stage."""
    counts = total.live.stages
    return Explanation(
        title="デジタル化済の事務",
        about=about,
        value=number(total.live.digitised),
        unit="件",
        rule=(LIVE, "事務ごとに、班が入力したデジタル化の段階を数えます。"),
        working=Total(
            tuple(Fraction(count) for _, count in counts), names=tuple(name for name, _ in counts)
        ),
        counted=_rows(parts, lambda c: f"{number(c.digitised)}件", _stage_words),
    )


def hours_saved(about: str, total: Line, parts: list[Part]) -> Explanation:
    """Hours saved per year, over the tasks that have both figures."""
    live = total.live
    known = [(line, link) for line, link in parts if line.live.hours_known]
    unknown = live.tasks - live.hours_known
    return Explanation(
        title="年間で減った時間",
        about=about,
        value=tenths(live.hours_saved) if live.hours_known else "未入力",
        unit="時間" if live.hours_known else "",
        missing=not live.hours_known,
        rule=(
            LIVE,
            "見直し前の年間の時間から、見直し後の年間の時間を引きます。",
            "前と後の両方の時間が入力された事務だけで計算します。",
        ),
        working=Difference(Fraction(live.hours_before), Fraction(live.hours_after), "時間")
        if live.hours_known
        else None,
        steps=(f"{number(live.tasks)}件のうち、{number(live.hours_known)}件で計算しました。",),
        counted=_rows(known, lambda c: f"{tenths(c.hours_saved)}時間", _hours_words),
        not_counted=(
            Row(
                "時間が入力されていない事務",
                f"{number(unknown)}件",
                "前か後の時間がわかりません。",
            ),
        )
        if unknown
        else (),
    )


def _each(parts: list[Part], count: Callable[[Counts], int]) -> tuple[Fraction, ...]:
    return tuple(Fraction(count(line.live)) for line, _ in parts)


def _rows(
    parts: list[Part], figure: Callable[[Counts], str], note: Callable[[Counts], str]
) -> tuple[Row, ...]:
    return tuple(
        Row(line.label, figure(line.live), note(line.live), link=link) for line, link in parts
    )


def _stage_words(counts: Counts) -> str:
    return "・".join(f"{name}{number(count)}" for name, count in counts.stages)


def _hours_words(counts: Counts) -> str:
    return (
        f"前{tenths(counts.hours_before)}時間・後{tenths(counts.hours_after)}時間"
        f"（{number(counts.hours_known)}件）"
    )
