"""A period's lists as tables: delays, reports, silence, indicators, milestones."""

from __future__ import annotations

from collections.abc import Iterator

from hirao_dx.shared.calendar import fiscal_year_label
from hirao_dx.shared.tables import Cell, Column, Kind, Table, table
from initiatives.choices import Judgement
from initiatives.paper.content import (
    Figures,
    IndicatorLine,
    InitiativeLine,
    MilestoneLine,
    ReportLine,
)

from .figures import SILENCE_NOTE

BEHIND = (Judgement.LATE, Judgement.SLIGHTLY_LATE)


def late(figures: Figures) -> Table:
    """Initiatives judged 遅れ or やや遅れ, with the issues that their sections name."""
    columns = (
        *("取組", "判定"),
        Column("進捗率", Kind.PERCENT),
        Column("予定", Kind.PERCENT),
        Column("予定との差", Kind.POINTS),
        *("判定の理由", "期限を過ぎたマイルストーン", "班", "班からの課題"),
    )
    behind = (i for i in figures.initiatives if i.judgement.code in BEHIND)
    note = "判定が「遅れ」「やや遅れ」の取組です。数字は取組の最初の行にだけ入れています。"
    return table("late", "遅れと理由", columns, (r for i in behind for r in _late(i)), note=note)


def _late(line: InitiativeLine) -> Iterator[tuple[Cell, ...]]:
    """A row per section that named an issue, or one without; the numbers are in the first only."""
    issues = [(r.section, r.issues_text) for r in line.reports if r.issues_text] or [("", "")]
    about = (line.name, line.judgement.label)
    overdue = "\n".join(m.name for m in line.overdue)
    yield (
        *(*about, line.mean, line.planned, line.gap, "\n".join(line.reasons), overdue),
        *issues[0],
    )
    for issue in issues[1:]:
        yield (*about, None, None, None, "", "", *issue)


def reports(figures: Figures) -> Table:
    """Every counted report in full."""
    columns = (
        *("取組", "班", "担当", "報告の状態"),
        *("報告した期間", "確認", "取組の状況", "工程"),
        Column("進捗率", Kind.PERCENT),
        *("評価", "実施内容", "課題", "今後の予定"),
        Column("続いている未報告（期）", Kind.INT),
    )
    rows = (_report(i, r) for i in figures.initiatives for r in i.reports)
    return table("reports", "報告一覧", columns, rows, note=SILENCE_NOTE, fixed=2)


def _report(initiative: InitiativeLine, report: ReportLine) -> tuple[Cell, ...]:
    confirmed = "確認済" if report.confirmed else "確認前"
    return (
        *(initiative.name, report.section),
        _role(report),
        report.freshness.label,
        report.period,
        confirmed if report.status else "",
        report.status.label if report.status else "",
        report.phase,
        report.progress,
        *(report.rating, report.done_text, report.issues_text, report.next_text),
        report.silent_periods,
    )


def _role(report: ReportLine) -> str:
    if report.is_joint:
        return "共管"
    return "主管" if report.is_lead else "関係"


def silent(figures: Figures) -> Table:
    """Sections that owe reports of the period."""
    columns = (
        "班",
        "報告がまだの取組",
        Column("報告がまだの取組の数", Kind.INT),
        Column("うち一度も報告なし", Kind.INT),
        Column("続いている期間", Kind.INT),
    )
    rows = (
        (
            line.section,
            "\n".join(line.initiatives),
            len(line.initiatives),
            line.never_reported,
            line.longest,
        )
        for line in figures.silent
    )
    return table("silent", "未報告", columns, rows, note="今期の報告がまだの班です。")


def indicators(figures: Figures) -> Table:
    """Indicators with every value."""
    columns = (
        *("取組", "指標", "系列", "時点"),
        Column("測定日", Kind.DATE),
        Column("値", Kind.NUMBER),
        *("単位", "速報値"),
        Column("基準値", Kind.NUMBER),
        "基準の時点",
        Column("達成率", Kind.PERCENT),
        *("達成の状況", "出典"),
    )
    rows = (row for line in figures.indicators for row in _values(line))
    note = "基準値と達成率は、計算に使った最も新しい値の行にだけ入れています。"
    return table("indicators", "指標", columns, rows, note=note, fixed=2)


def _values(line: IndicatorLine) -> Iterator[tuple[Cell, ...]]:
    """A row per value, or one without; what is true of the indicator is in the first only."""
    own = [v for v in line.values if v.series == line.own_series]
    latest = max(own, key=lambda v: v.until, default=None)
    once = (line.baseline, line.baseline_label, line.attained, _reading(line))
    if latest is None:
        yield (
            *(line.initiative, line.name, line.own_series, "", None, None, line.unit, ""),
            *(*once, line.source),
        )
    for value in line.values:
        yield (
            *(line.initiative, line.name, value.series, value.when, value.day),
            *(value.value, line.unit, "速報値" if value.is_provisional else ""),
            *(once if value is latest else (None, "", None, "")),
            line.source,
        )


def _reading(line: IndicatorLine) -> str:
    if line.attained is None:
        return line.reading
    return "速報値による" if line.is_provisional else "計算できる"


def indicator_targets(figures: Figures) -> Table:
    """Indicators with every target."""
    columns = (
        *("取組", "指標", "目標の種類", "向き", "年度"),
        Column("目標値", Kind.NUMBER),
        *("単位", "ことばの目標"),
    )
    rows = (row for line in figures.indicators for row in _targets(line))
    return table("indicator-targets", "指標の目標", columns, rows, fixed=2)


def _targets(line: IndicatorLine) -> Iterator[tuple[Cell, ...]]:
    """A row per target; without any, one with the words or with what is missing."""
    about = (line.initiative, line.name, line.kind.label, line.direction.label)
    if line.words_target or not line.targets:
        yield (*about, "", None, line.unit, line.words_target or "目標値の定めなし")
    for target in line.targets:
        year = fiscal_year_label(target.fiscal_year)
        yield (*about, year, target.value, line.unit, target.text)


def milestones(figures: Figures) -> Table:
    """Every milestone."""
    columns = (
        *("取組", "区分", "マイルストーン"),
        Column("期限", Kind.DATE),
        Column("完了した日", Kind.DATE),
        "状態",
    )
    rows = (
        (line.name, m.group, m.name, m.due_on, m.done_on, _milestone(m))
        for line in figures.initiatives
        for m in line.milestones
    )
    return table("milestones", "マイルストーン", columns, rows, fixed=3)


def _milestone(line: MilestoneLine) -> str:
    if line.overdue:
        return f"期限超過（{line.state}）" if line.state else "期限超過"
    return line.state or ("完了" if line.done_on else "完了の記録なし")
