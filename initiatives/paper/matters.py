"""What the figures ask a meeting to look at: one rule each, stated in the paper. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from initiatives.choices import Judgement, ReportStatus

from .content import ChangeLine, DecisionLine, Figures, InitiativeLine, MatterLine

# How many periods in a row a lead section may be silent before the meeting hears of it.
LONG_SILENCE = 2
# From good to bad; a step to the right between two papers is worth a word.
GETTING_WORSE = (
    Judgement.DONE,
    Judgement.AHEAD,
    Judgement.ON_TRACK,
    Judgement.SLIGHTLY_LATE,
    Judgement.LATE,
)


def matters(
    figures: Figures, changes: Sequence[ChangeLine], decisions: Sequence[DecisionLine]
) -> tuple[MatterLine, ...]:
    """Everything found, rule by rule in the order of weight."""
    found: list[MatterLine] = []
    found += _late(figures)
    found += _worse(changes)
    found += _cancelled(figures)
    found += _overdue_milestones(figures)
    found += _silent_leads(figures)
    found += _overdue_decisions(decisions)
    return tuple(found)


def _late(figures: Figures) -> Iterable[MatterLine]:
    for line in figures.initiatives:
        if line.judgement.code == Judgement.LATE:
            yield MatterLine(rule="判定が「遅れ」の取組", name=line.name, text=line.reasons[0])


def _worse(changes: Sequence[ChangeLine]) -> Iterable[MatterLine]:
    for change in changes:
        now, before = change.judgement, change.judgement_before
        if now and before and _is_worse(now.code, before.code):
            yield MatterLine(
                rule="前回の資料より判定が下がった取組",
                name=change.name,
                text=f"「{before.label}」から「{now.label}」になりました。",
            )


def _is_worse(now: str, before: str) -> bool:
    """Whether a word fell; 遅れ has a rule of its own, and silence is no place on the scale."""
    order = [judgement.value for judgement in GETTING_WORSE]
    if now == Judgement.LATE or now not in order or before not in order:
        return False
    return order.index(now) > order.index(before)


def _cancelled(figures: Figures) -> Iterable[MatterLine]:
    for line in figures.initiatives:
        sections = [
            r.section
            for r in line.reports
            if r.status is not None and r.status.code == ReportStatus.CANCELLED
        ]
        if sections:
            yield MatterLine(
                rule="「中止」の報告がある取組",
                name=line.name,
                text=f"{'、'.join(sections)}が「中止」と報告しています。",
            )


def _overdue_milestones(figures: Figures) -> Iterable[MatterLine]:
    for line in figures.initiatives:
        if line.overdue:
            yield MatterLine(
                rule="期限を過ぎたマイルストーンがある取組",
                name=line.name,
                text=f"{len(line.milestones)}件のうち{len(line.overdue)}件に、"
                "期限までの完了の記録がありません。",
            )


def _silent_leads(figures: Figures) -> Iterable[MatterLine]:
    for line in figures.initiatives:
        lead = _lead_silence(line)
        if lead is not None:
            section, periods = lead
            yield MatterLine(
                rule=f"主管の班の報告が{LONG_SILENCE}期以上続けてない取組",
                name=line.name,
                text=f"{section}から{periods}期続けて報告がありません。",
            )


def _lead_silence(line: InitiativeLine) -> tuple[str, int] | None:
    for report in line.reports:
        if report.is_lead and report.silent_periods >= LONG_SILENCE:
            return report.section, report.silent_periods
    return None


def _overdue_decisions(decisions: Sequence[DecisionLine]) -> Iterable[MatterLine]:
    for decision in decisions:
        if decision.overdue:
            yield MatterLine(
                rule="期限を過ぎた決定事項",
                name=f"{decision.meeting} 決定{decision.number}",
                text=decision.text,
            )
