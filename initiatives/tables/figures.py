"""A period's numbers as tables: judgements, pillars, initiatives, schedule, inventory, history."""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby

from hirao_dx.shared.tables import Cell, Column, Kind, Table, table
from initiatives.charts.gantt import ActualPeriod, PlannedPhase
from initiatives.paper.content import (
    Coverage,
    Figures,
    GroupLine,
    InventoryLine,
)

SILENT = "未報告"
REPORTED = "報告あり"
COVERAGE = tuple(
    Column(heading, Kind.INT)
    for heading in ("報告すべき数", "今期の報告", "前の報告を引継ぎ", SILENT)
)
MEANS = (
    Column("進捗率", Kind.PERCENT),
    Column("下限", Kind.PERCENT),
    Column("予定", Kind.PERCENT),
)
SILENCE_NOTE = "未報告の進捗率は空欄です（0％という意味ではありません）。"


def standing(mean: Fraction | None) -> str:
    """The word beside a number that may be missing."""
    return SILENT if mean is None else REPORTED


def coverage(found: Coverage) -> tuple[int, int, int, int]:
    """The columns of a coverage: due, of the period, carried, missing."""
    return found.due, found.fresh, found.carried, found.missing


def counts(figures: Figures) -> Table:
    """How many initiatives have each judgement."""
    rows = tuple((c.judgement.label, c.count) for c in figures.counts)
    return table("counts", "判定別の件数", ("判定", Column("取組の数", Kind.INT)), rows)


def ratings(figures: Figures) -> Table:
    """How many initiatives their leads gave each rating of the plan's scale."""
    columns = ("主管の評価", "相当する判定", Column("取組の数", Kind.INT))
    rows = (
        (r.rating, r.amounts_to.label if r.amounts_to else "", r.count) for r in figures.ratings
    )
    return table("ratings", "評価別の件数", columns, rows)


def groups(figures: Figures) -> Table:
    """The numbers of the plan and its pillars."""
    columns: tuple[Column | str, ...] = (
        "区分",
        "状態",
        Column("取組の数", Kind.INT),
        Column("報告のある取組", Kind.INT),
        *MEANS,
        Column("予定との差", Kind.POINTS),
        *COVERAGE,
    )
    note = f"{SILENCE_NOTE}予定との差の単位は、ポイントです。"
    return table("pillars", "計画と柱", columns, map(_group, figures.groups), note=note)


def _group(line: GroupLine) -> tuple[Cell, ...]:
    gap = None if line.mean is None or line.planned is None else line.mean - line.planned
    return (
        "　" * line.depth + line.name,
        standing(line.mean),
        line.total,
        line.with_mean,
        line.mean,
        None if line.mean is None else line.floor,
        line.planned,
        gap,
        *coverage(line.coverage),
    )


def initiatives(figures: Figures) -> Table:
    """The numbers of every initiative."""
    columns: tuple[Column | str, ...] = (
        "記号",
        "取組",
        "柱",
        "判定",
        "主管の評価",
        "相当する判定",
        "評価と判定",
        "状態",
        *MEANS,
        Column("予定との差", Kind.POINTS),
        "工程",
        Column("目標の日", Kind.DATE),
        *COVERAGE,
        "判定の理由",
    )
    rows = (
        (
            line.symbol,
            line.title,
            line.pillar,
            line.judgement.label,
            line.rating,
            line.rating_amounts_to.label if line.rating_amounts_to else "",
            "食い違い" if line.rating_differs else "",
            standing(line.mean),
            line.mean,
            None if line.mean is None else line.floor,
            line.planned,
            line.gap,
            line.phase,
            line.target_on,
            *coverage(line.coverage),
            "\n".join(line.reasons),
        )
        for line in figures.initiatives
    )
    return table("initiatives", "取組別一覧", columns, rows, note=SILENCE_NOTE, fixed=2)


def schedule(figures: Figures) -> Table:
    """When each phase is planned, and what was reported when."""
    columns = ("記号", "取組", "当初の予定", "今の予定", "主管の班の報告")
    rows = (
        (
            line.symbol,
            line.title,
            _spans(line.adopted),
            _spans(line.planned),
            _spells(line.actual),
        )
        for line in figures.gantt
    )
    return table("schedule", "日程", columns, rows, fixed=2)


def _spells(bars: tuple[ActualPeriod, ...]) -> str:
    """What was reported when, a line for each run of the same word."""
    runs = groupby(bars, lambda bar: bar.phase or bar.status_label or SILENT)
    return "\n".join(f"{_stretch([bar.label for bar in run])}：{word}" for word, run in runs)


def _stretch(labels: list[str]) -> str:
    """R5 第1四半期, or R5 第1四半期〜R5 第3四半期."""
    return labels[0] if len(labels) == 1 else f"{labels[0]}〜{labels[-1]}"


def _spans(spans: tuple[PlannedPhase, ...]) -> str:
    return "\n".join(f"{span.name}：{span.years_label}" for span in spans)


def inventory(figures: Figures) -> Table:
    """Tasks, stages and hours by department."""
    numbers = (
        *("事務", "名称登録済", "基幹系", "基幹系以外", "その他（エクセル等）", "使用なし"),
        *(
            "未検討",
            "検討中",
            "実施中",
            "デジタル化済",
            "対象外",
            "デジタル化済で時間の分かる事務",
        ),
    )
    saved = ("デジタル化前（時間）", "デジタル化後（時間）", "減った時間（時間）")
    columns: tuple[Column | str, ...] = (
        "課",
        *(Column(heading, Kind.INT) for heading in numbers),
        *(Column(heading, Kind.TENTHS) for heading in saved),
        Column("検討中・実施中で時間の分かる事務", Kind.INT),
        Column("減る見込み（時間）", Kind.TENTHS),
    )
    note = (
        "時間は年間です。前と後の時間の分かる事務だけを足しています。1件もなければ空欄です。"
        "減った時間はデジタル化済、減る見込みは検討中・実施中の事務のもので、足しません。"
    )
    lines = (*figures.inventory, figures.inventory_total)
    return table("inventory", "業務の棚卸し", columns, map(_inventory, lines), note=note)


def _inventory(line: InventoryLine) -> tuple[Cell, ...]:
    saved, expected = line.saved, line.expected
    hours = (saved.before, saved.after, saved.less)
    return (
        *(line.name, line.tasks, line.named),
        *(line.core, line.non_core, line.other, line.none),
        *(line.not_considered, line.considering, line.in_progress),
        *(line.digitised, line.out_of_scope, saved.known),
        *(hours if saved.known else (None, None, None)),
        expected.known if expected else None,
        expected.less if expected and expected.known else None,
    )


def history(figures: Figures) -> Table:
    """The headline of every period."""
    words = tuple(Column(c.judgement.label, Kind.INT) for c in figures.counts)
    columns: tuple[Column | str, ...] = (
        "報告期間",
        "状態",
        *MEANS,
        Column("取組の数", Kind.INT),
        Column("報告のある取組", Kind.INT),
        *(Column(f"判定：{word.heading}", Kind.INT) for word in words),
        *COVERAGE,
    )
    rows = (
        (
            *(line.period, standing(line.mean)),
            *(line.mean, None if line.mean is None else line.floor, line.planned),
            *(line.total, line.with_mean),
            *(c.count for c in line.counts),
            *coverage(line.coverage),
        )
        for line in figures.history
    )
    return table("history", "推移", columns, rows, note=SILENCE_NOTE)
