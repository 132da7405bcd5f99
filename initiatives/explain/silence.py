"""Explains for how long a section has reported nothing. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from initiatives.rollup.figures import InitiativeFigures, PlanFigures, Standing
from initiatives.rollup.words import Coverage, coverage

from . import model, rows
from .model import Explanation, Row

Duty = tuple[InitiativeFigures, Standing]


def section(figures: PlanFigures, section_id: int) -> Explanation | None:
    """A section's duties and how many periods each has gone unreported, None without any."""
    duties = [
        (f, s)
        for f in figures.initiatives
        for s in f.standings
        if s.participation.section_id == section_id
    ]
    if not duties:
        return None
    owed = [(f, s) for f, s in duties if s.is_silent]
    never = sum(1 for _, s in owed if s.has_never_reported)
    longest = max((s.silent_periods for _, s in owed), default=0)
    return Explanation(
        title="続いている未報告",
        about=duties[0][1].participation.section,
        value=f"{longest}期",
        rule=(
            "担当する取組ごとに、報告のない報告期間が今期まで何期続いているかを数えます。"
            "いちばん長いものを、班の数字とします。",
            "提出済か確認済の報告だけを、報告があったものと数えます。",
            "「前回から変更なし」は報告です。未報告ではありません。",
            "報告を求めていない期間は数えません（半期や年度末だけの担当、確認された「完了」、"
            "「中止」の報告の後）。",
        ),
        steps=(
            f"担当する{len(duties)}取組のうち、今期の報告がまだの取組は{len(owed)}です。"
            f"そのうち一度も報告がない取組は{never}です。",
            f"報告のそろい具合：{coverage(Coverage.of(s for _, s in duties))}",
        ),
        counted=tuple(_owed(owed)),
        not_counted=tuple(_settled([duty for duty in duties if duty not in owed])),
    )


def _owed(duties: Iterable[Duty]) -> Iterable[Row]:
    for figures, standing in duties:
        report = standing.said
        last = f"最後の報告は{report.period.label}です。" if report else "一度も報告がありません。"
        yield Row(
            label=model.initiative(figures).name,
            figure=f"{standing.silent_periods}期",
            note=last,
            chip=standing.freshness.value,
            link=rows.report_link(standing) or model.initiative(figures).link("coverage"),
        )


def _settled(duties: Iterable[Duty]) -> Iterable[Row]:
    for figures, standing in duties:
        yield Row(
            label=model.initiative(figures).name,
            note=_why_settled(standing),
            chip="cancelled" if standing.is_cancelled else standing.freshness.value,
            link=rows.report_link(standing),
        )


def _why_settled(standing: Standing) -> str:
    if standing.is_cancelled or standing.waits_to_cancel:
        return "「中止」と報告しています。"
    if standing.is_handed_in:
        return "今期の報告があります。"
    if standing.is_done:
        return "「完了」が確認されています。"
    return "今期は報告を求めていません。"
