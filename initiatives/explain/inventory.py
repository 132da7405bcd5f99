"""Explains the inventory's counts: tasks, stages of digitisation, hours saved. Pure."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
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


NEVER_ADDED = "「減った時間」と「減る見込み」は、足しません。"


def hours_saved(about: str, total: Line, parts: list[Part]) -> Explanation:
    """Hours saved per year: of digitised tasks that have both figures."""
    return _hours(
        "年間で減った時間",
        about,
        "デジタル化済の事務",
        total.live.digitised,
        lambda c: (c.saved_known, c.saved_before, c.saved_after),
        total,
        parts,
    )


def hours_expected(about: str, total: Line, parts: list[Part]) -> Explanation:
    """Hours expected to be saved per year: of tasks on their way that have both figures."""
    return _hours(
        "年間で減る見込み",
        about,
        "デジタル化を検討中・実施中の事務",
        total.live.on_the_way,
        lambda c: (c.expected_known, c.expected_before, c.expected_after),
        total,
        parts,
    )


def _hours(
    title: str,
    about: str,
    among: str,
    tasks: int,
    figures: Callable[[Counts], tuple[int, Decimal, Decimal]],
    total: Line,
    parts: list[Part],
) -> Explanation:
    """Hours before less after, over the tasks (`among`) that have both figures."""
    known, before, after = figures(total.live)
    counted = [part for part in parts if figures(part[0].live)[0]]
    return Explanation(
        title=title,
        about=about,
        value=tenths(before - after) if known else "未入力",
        unit="時間" if known else "",
        missing=not known,
        rule=(
            LIVE,
            f"{among}の、見直し前の年間の時間から、見直し後の年間の時間を引きます。",
            "前と後の両方の時間が入力された事務だけで計算します。",
            NEVER_ADDED,
        ),
        working=Difference(Fraction(before), Fraction(after), "時間") if known else None,
        steps=(f"{among}{number(tasks)}件のうち、{number(known)}件で計算しました。",),
        counted=_rows(
            counted,
            lambda c: f"{tenths(figures(c)[1] - figures(c)[2])}時間",
            lambda c: _hours_words(*figures(c)),
        ),
        not_counted=(
            Row(
                "時間が入力されていない事務",
                f"{number(tasks - known)}件",
                "前か後の時間がわかりません。",
            ),
        )
        if tasks > known
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


def _hours_words(known: int, before: Decimal, after: Decimal) -> str:
    return f"前{tenths(before)}時間・後{tenths(after)}時間（{number(known)}件）"
