"""The meeting's own part of a paper as tables: changes, matters, agenda, decisions, people."""

from __future__ import annotations

from hirao_dx.shared.tables import Cell, Column, Kind, Table, table
from initiatives.paper.content import ChangeLine, Paper, Word

from .figures import SILENCE_NOTE

OTHER_RULES = "計算のしかたが変わりました。前回の資料の数字とは比べていません。"
NO_PREVIOUS = "前回の資料がないため、比べていません。"


def changes(paper: Paper) -> Table:
    """What changed since the paper before."""
    columns = (
        "取組",
        "動き",
        *("前回の判定", "今回の判定"),
        Column("前回の進捗率", Kind.PERCENT),
        Column("今回の進捗率", Kind.PERCENT),
        Column("差", Kind.POINTS),
        Column("前回の期の報告", Kind.INT),
        Column("今期の報告", Kind.INT),
    )
    before = paper.previous
    note = f"前回：{before.meeting}（{before.period}）。{SILENCE_NOTE}" if before else NO_PREVIOUS
    if not paper.is_comparable:
        note = OTHER_RULES
    rows = map(_change, paper.changes)
    return table("changes", "前回からの変化", columns, rows, note=note)


def _change(line: ChangeLine) -> tuple[Cell, ...]:
    return (
        *(line.name, _movement(line)),
        *(_label(line.judgement_before), _label(line.judgement)),
        *(line.mean_before, line.mean, line.difference),
        *(line.fresh_before, line.fresh),
    )


def _movement(line: ChangeLine) -> str:
    if line.is_new:
        return "前回の資料にない取組"
    if line.has_ended:
        return "終わった取組"
    if line.judgement_moved:
        return "判定が変わった"
    return "進捗率が変わった" if line.difference else "変化なし"


def _label(word: Word | None) -> str:
    return word.label if word else ""


def matters(paper: Paper) -> Table:
    """What the office asks the meeting to decide, then what the figures draw attention to."""
    asked = (
        (item.kind.label, f"議題{item.number} {item.title}", item.text) for item in paper.to_decide
    )
    found = ((line.rule, line.name, line.text) for line in paper.matters)
    columns = ("取り上げる理由", "対象", "内容")
    return table("matters", "判断を要する事項", columns, (*asked, *found))


def agenda(paper: Paper) -> Table:
    """The agenda."""
    columns = (Column("番号", Kind.INT), "種類", "議題", "説明", "関係する取組")
    rows = (
        (item.number, item.kind.label, item.title, item.text, "\n".join(item.initiatives))
        for item in paper.agenda
    )
    return table("agenda", "議題", columns, rows)


def decisions(paper: Paper) -> Table:
    """Decisions of earlier meetings and what has come of them."""
    columns = (
        "会議",
        Column("開催日", Kind.DATE),
        Column("番号", Kind.INT),
        *("決定事項", "関係する取組", "担当する班"),
        Column("期限", Kind.DATE),
        *("対応状況", "対応の内容"),
        Column("対応を終えた日", Kind.DATE),
    )
    rows = (
        (
            *(line.meeting, line.held_on, line.number, line.text),
            *("\n".join(line.initiatives), line.owner, line.due_on),
            f"{line.outcome.label}（期限超過）" if line.overdue else line.outcome.label,
            *(line.outcome_text, line.closed_on),
        )
        for line in paper.decisions
    )
    return table("decisions", "前回決定の対応状況", columns, rows)


def attendees(paper: Paper) -> Table:
    """Who attends."""
    return table("attendees", "出席者", ("氏名", "所属・役職", "出欠"), paper.attendees)
